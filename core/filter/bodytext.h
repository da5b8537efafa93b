// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/filter/bytepattern.h"
#include "core/filter/wildcard.h"

#include <QList>
#include <QString>

#include <vector>

namespace Roomscope {

/// Whether a body contains any of the values: as written, or with its \uXXXX escapes decoded, for senders that escape
/// every letter.
[[nodiscard]] bool isInBody(const QList<Wildcard> &values, const QString &body);

/// The same for bodies as they are stored. Created once and called for millions of bodies, nearly all of which are
/// decided by their bytes. A value; any thread.
class BodyText final
{
public:
    explicit BodyText(const QList<Wildcard> &values);

    [[nodiscard]] bool isIn(QByteArrayView body) const;
    /// True when a value consists only of stars, which every body contains.
    [[nodiscard]] bool isInEmptyBody() const { return isIn({}); }

private:
    /// The patterns of one value.
    struct Patterns
    {
        std::vector<BytePattern> literals; ///< Without empty ones.
        bool isExact = true;
    };

    enum class Answer : quint8 { No, Yes, Unknown };
    [[nodiscard]] Answer answerOf(QByteArrayView bytes) const;

    QList<Wildcard> m_values;
    std::vector<Patterns> m_patterns;
    bool m_hasKOrS = false;
};

} // namespace Roomscope
