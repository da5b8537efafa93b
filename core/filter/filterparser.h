// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/filter/filter.h"

#include <optional>

namespace Roomscope {

/// Parses one expression; see Filter for the language. Any thread.
class FilterParser final
{
public:
    FilterParser(const QString &expression, const FilterClock &clock);

    [[nodiscard]] std::variant<Filter, FilterError> parse();

private:
    using Key = Filter::Key;
    using Term = Filter::Term;

    /// A value between bars, with its place; quotes and escapes are decoded.
    struct Value
    {
        qsizetype position = 0;
        qsizetype length = 0;
        QString text;
        Wildcard wildcard;
    };
    struct Place
    {
        qsizetype position = 0;
        qsizetype length = 0;
    };
    struct TimeOfDay
    {
        qsizetype term = 0; ///< Index in the filter.
        qint64 todayUs = 0;
    };

    [[nodiscard]] bool parseWord();
    [[nodiscard]] bool readOperator();
    [[nodiscard]] bool parseTerm(Term &term);
    [[nodiscard]] bool join(const Place &place, const Term &term);
    [[nodiscard]] bool beginsWithKey(qsizetype position) const;
    [[nodiscard]] bool parseNumber(Term &term);
    void takeTimeBehindDate(Value &value);
    [[nodiscard]] static std::optional<Key> keyNamed(QStringView name);
    [[nodiscard]] bool parseText(Term &term);
    static void takeText(Term &term, const Value &value);
    [[nodiscard]] bool takeBarBeforeSpace();
    [[nodiscard]] bool takeBar();
    bool refuseToJoin(const Place &place);
    [[nodiscard]] bool parseDelay(Term &term);
    [[nodiscard]] bool parseTime(Term &term, const Value &value);
    [[nodiscard]] bool parseValues(Term &term, QStringView name);
    [[nodiscard]] bool takeValue(Term &term, const Value &value);
    [[nodiscard]] bool takeKind(Term &term, const Value &value);
    [[nodiscard]] bool takeVerdict(Term &term, const Value &value);
    [[nodiscard]] bool readValue(Value &value);
    [[nodiscard]] bool fail(qsizetype position, qsizetype length, ErrorKind kind, const QVariantList &arguments = {});
    void settleTimesOfDay();
    [[nodiscard]] bool isAtEnd() const { return m_at >= m_expression.size(); }
    [[nodiscard]] bool isAtSpace() const { return isAtEnd() || m_expression.at(m_at).isSpace(); }

    QString m_expression;
    FilterClock m_clock;
    qsizetype m_at = 0;
    qsizetype m_wordStart = 0;
    std::optional<Place> m_or;  ///< Parsed, but its second word is not yet.
    std::optional<Place> m_not; ///< Parsed, but its word is not yet.
    Filter m_filter;
    QList<TimeOfDay> m_timesOfDay;
    std::optional<FilterError> m_error;
};

} // namespace Roomscope
