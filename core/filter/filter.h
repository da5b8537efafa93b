// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/rooms/change.h"
#include "core/timeline/timeline.h"

#include <QList>
#include <QRegularExpression>
#include <QString>
#include <QStringList>

#include <array>
#include <variant>
#include <vector>

namespace Roomscope {

/// Where a filter could not be read.
struct FilterError
{
    qsizetype position = 0; ///< In characters.
    qsizetype length = 0;
    QString sentence; ///< English: "no kind of change is called \"seat-loked\"".
};

/// A filter expression, parsed once: words are ANDed; `key:value` with `|` between values, `-` excludes, `*` is a
/// wildcard; other words are looked for, without case, in everything a row shows.
///
/// A value for rows of one TextPool (it remembers what it found of a text); one thread at a time.
class Filter final
{
public:
    /// Keys: room, seat, user, operator, cmd, kind, verdict, platform.
    [[nodiscard]] static std::variant<Filter, FilterError> parse(const QString &expression);
    [[nodiscard]] static QStringList keys();

    Filter() = default; ///< Passes everything.

    [[nodiscard]] bool isEmpty() const { return m_terms.isEmpty(); }
    [[nodiscard]] bool matches(const TimelineRow &row, const TextPool &texts) const;
    [[nodiscard]] QString expression() const { return m_expression; }

private:
    enum class Key : quint8 { Text, Room, Seat, User, Operator, Command, Kind, Verdict, Platform };
    struct KeyWord
    {
        QLatin1StringView word;
        Key key;
    };
    struct Term
    {
        Key key = Key::Text;
        bool excluded = false;
        QRegularExpression pattern; ///< Any of the values; of words and wildcards.
        /// What pattern says of each text of the pool, asked once: 0 not yet, 1 yes, -1 no.
        mutable std::vector<qint8> answers;
    };
    static const std::array<KeyWord, 8> keyWords;

    [[nodiscard]] static std::variant<Term, FilterError> termFor(QStringView word, qsizetype position);
    [[nodiscard]] static bool matchesText(const Term &term, quint32 text, const TextPool &texts);
    [[nodiscard]] static bool matchesTerm(const Term &term, const TimelineRow &row, const TextPool &texts);

    QString m_expression;
    QList<Term> m_terms;
};

} // namespace Roomscope
