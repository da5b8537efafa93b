// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/filter/bytepattern.h"
#include "core/filter/wildcard.h"

#include <QList>
#include <QString>

#include <vector>

namespace Roomscope {

/// Whether any of the values is in a body: as it is written, or with its \uXXXX escapes read, for senders that write
/// every letter so.
[[nodiscard]] bool isInBody(const QList<Wildcard> &values, const QString &body);

/// The same of bodies as they are stored; made once, asked for millions of bodies, nearly all of which are decided by
/// their bytes. A value; any thread.
class BodyText final
{
public:
    explicit BodyText(const QList<Wildcard> &values);

    [[nodiscard]] bool isIn(QByteArrayView body) const;
    /// A value is made of stars alone: it is in every body.
    [[nodiscard]] bool isInEmptyBody() const { return isIn({}); }

private:
    /// Of one value.
    struct Patterns
    {
        std::vector<BytePattern> literals; ///< Without the empty ones.
        bool isExact = true;
    };

    enum class Answer : quint8 { No, Yes, Unknown };
    [[nodiscard]] Answer answerOf(QByteArrayView bytes) const;

    QList<Wildcard> m_values;
    std::vector<Patterns> m_patterns;
    bool m_hasKOrS = false;
};

} // namespace Roomscope
