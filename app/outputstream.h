// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>

namespace Roomscope {

/// A descriptor whose readers may stall for ever: writes as much as fits and never blocks. Does not change the
/// descriptor's flags, which belong to every process that shares it, such as a shell. Any thread.
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

    /// For waiting until there is room.
    [[nodiscard]] int descriptor() const { return m_descriptor; }

private:
    int m_descriptor;
    bool m_isOwn = false;
    qsizetype m_atOnce; ///< Bytes that fit whenever there is any room.
};

} // namespace Roomscope
