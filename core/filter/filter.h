// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/base/textpool.h"
#include "core/base/times.h"
#include "core/filter/timelinerow.h"
#include "core/filter/wildcard.h"

#include <QByteArray>
#include <QList>
#include <QString>
#include <QStringList>
#include <QTimeZone>

#include <functional>
#include <limits>
#include <variant>
#include <vector>

namespace Roomscope {

class BodyHits;

/// The place and error of a filter that cannot be parsed.
struct FilterError
{
    qsizetype position = 0; ///< In characters.
    qsizetype length = 0;
    Error error; ///< Its text has no full stop.
};

/// The present time and the zone for times like "21:10".
struct FilterClock
{
    qint64 nowUs = Roomscope::nowUs();
    QTimeZone zone = QTimeZone::utc(); ///< For times without a zone.
};

/// A filter expression, parsed once. Words are ANDed:
///
/// - `key:value`, with `|` between values of which one has to match, and `*` for any characters. Keys: room, seat, user
///   (who it is about, or who had the seat before), operator, cmd, kind (also its beginning: `kind:seat`), verdict
///   (`late`, `flagged`, `rejected`, …), platform, life, app (SDKAppID), ip (the client's address that the URL names,
///   or the peer's). A row that has no such value never matches: `operator:*` finds rows that have one.
///   Seat and user also find repeated, late and ineffective callbacks that list them.
/// - `seat>3`, `life=2`: with <, <=, >, >= or =.
/// - `delay>2s`: the same, in ms, s or m.
/// - `after:`, `before:` a time of arrival: a date (its beginning), a date with a time, perhaps with a zone, or a time
///   of day. That is today's; for `after`, yesterday's when today's is still to come; for `before` beside such an
///   `after`, the next one behind it.
/// - any other text, looked for in what a row shows and in the callback's body. Quotes keep words together and take
///   away the meaning of spaces, `*`, `|` and `:`; in quotes `\"` is a quote and `\\` a backslash.
/// - `-` before any of these excludes.
/// - `OR` (`|`, `||`) between two words of one key, or two texts: one has to match. `NOT` is `-`; `AND` changes
/// nothing.
///
/// Nothing depends on case. A value for rows of one TextPool (it remembers what it found of a text); one thread at a
/// time.
class Filter final
{
public:
    [[nodiscard]] static std::variant<Filter, FilterError> parse(const QString &expression,
                                                                 const FilterClock &clock = {});
    /// Returns the possible beginnings of a word: "room:", "delay>", …
    [[nodiscard]] static QStringList keys();
    /// Return the possible words after `kind:` and `verdict:`.
    [[nodiscard]] static QStringList kindWords();
    [[nodiscard]] static QStringList verdictWords();

    Filter() = default; ///< Passes everything.

    /// Returns the same filter for rows of another TextPool.
    [[nodiscard]] Filter renewed() const;

    [[nodiscard]] bool isEmpty() const { return m_terms.isEmpty(); }
    [[nodiscard]] QString expression() const { return m_expression; }

    /// Returns false when no row can pass that arrived between the two times, microseconds, and has a change of those
    /// kinds (one bit per ChangeKind) or none.
    [[nodiscard]] bool mayMatch(quint64 kinds, qint64 leastUs, qint64 mostUs) const;

    /// Whether bodies are to be searched for a text.
    [[nodiscard]] bool needsBody() const;
    /// Returns the texts to search for in bodies; for each, the alternative values.
    [[nodiscard]] QList<QList<Wildcard>> bodyTexts() const;

    enum class Decision : quint8 { Passes, Fails, BodyDecides };
    /// Returns what is known without the body.
    [[nodiscard]] Decision decide(const TimelineRow &row, const TextPool &texts) const;
    /// hits: the result of BodySearch for this filter; it may lack rows whose body does not decide.
    [[nodiscard]] bool matches(const TimelineRow &row, const TextPool &texts, const BodyHits &hits) const;

    /// Returns the body of a callback; called only when everything else of the row passes.
    using BodySource = std::function<QByteArray(qint64 callbackId)>;
    /// Without a source, bodies are not searched.
    [[nodiscard]] bool matches(const TimelineRow &row, const TextPool &texts, const BodySource &bodyOf = {}) const;

private:
    friend class FilterParser;
    enum class Key : quint8 {
        Text,
        Room,
        Seat,
        User,
        Operator,
        Command,
        Kind,
        Verdict,
        Platform,
        Life,
        App,
        Ip,
        Delay,
        After,
        Before
    };
    /// Kinds of verdicts as bits.
    struct Verdicts
    {
        bool accepted = false;
        Flags flags;
        quint32 rejections = 0;  ///< One bit per Rejection.
        QList<Verdict> combined; ///< For an exact match: "flagged:late,recovered".
    };
    struct Term
    {
        Key key = Key::Text;
        bool excluded = false;
        QList<Wildcard> values; ///< One of them has to match.
        quint64 kinds = 0;      ///< One bit per ChangeKind; for a text, the kinds whose word contains it.
        Verdicts verdicts;
        /// Delay in milliseconds, time in microseconds, seat or life without values: the first and the last that
        /// matches.
        qint64 least = std::numeric_limits<qint64>::min();
        qint64 most = std::numeric_limits<qint64>::max();
        /// Cached results of the values for each text of the pool, one as a text and one as a packed value: 0 not
        /// tested, 1 yes, -1 no.
        mutable std::vector<qint8> answers;
    };

    [[nodiscard]] static bool matchesText(const Term &term, quint32 text, const TextPool &texts, bool isPacked = false);
    [[nodiscard]] static bool matchesPacked(const Term &term, QStringView packed);
    [[nodiscard]] static bool matchesNumber(const Term &term, qint64 number);
    [[nodiscard]] static bool matchesVerdict(const Term &term, const Verdict &verdict);
    [[nodiscard]] static bool matchesTerm(const Term &term, const TimelineRow &row, const TextPool &texts);

    QString m_expression;
    QList<Term> m_terms;
};

} // namespace Roomscope
