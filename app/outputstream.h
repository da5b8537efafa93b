// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>

namespace Roomscope {

/// A descriptor that others read, who may stall for ever: takes what there is room for and never waits for them. The
/// descriptor's flags are not changed, they belong to every process that has it, a shell for example. Any thread.
class OutputStream final
{
public:
    explicit OutputStream(int descriptor);
    ~OutputStream();
    Q_DISABLE_COPY_MOVE(OutputStream)

    struct Written
    {
        qsizetype size = 0; ///< Less than was given, without an error: there is no more room.
        int error = 0;      ///< An errno.
    };
    [[nodiscard]] Written write(QByteArrayView bytes);

    /// To be waited for.
    [[nodiscard]] int descriptor() const { return m_descriptor; }

private:
    int m_descriptor;
    bool m_isOwn = false;
    qsizetype m_atOnce; ///< Bytes that fit when there is room at all.
};

} // namespace Roomscope
