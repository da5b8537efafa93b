// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/filter/filterparser.h"

#include <QDateTime>
#include <QRegularExpression>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace Roomscope {

namespace {

constexpr qint64 dayUs = 86'400'000'000;
constexpr int rejectionCount = int(Rejection::Tls) + 1;

static_assert(changeKindCount <= 64, "Filter::Term::kinds has a bit a kind");

QStringList flagWords()
{
    QStringList words;
    for (int bit = 0; bit < 16; ++bit) {
        const QString text = Verdict {.flags = Flag(1 << bit)}.toString();
        const qsizetype colon = text.indexOf(u':');
        words.append(colon < 0 ? QString() : text.sliced(colon + 1)); // empty: not a flag yet
    }
    return words;
}

QString rejectionWord(int rejection)
{
    return Verdict {.rejection = Rejection(rejection)}.toString().section(u':', 1);
}

bool isWholeNumber(QStringView text)
{
    return !text.isEmpty() && std::all_of(text.begin(), text.end(), [](QChar c) { return c >= u'0' && c <= u'9'; });
}

} // namespace

FilterParser::FilterParser(const QString &expression, const FilterClock &clock)
    : m_expression(expression)
    , m_clock(clock)
{
    m_filter.m_expression = expression.trimmed();
}

std::variant<Filter, FilterError> FilterParser::parse()
{
    for (;;) {
        while (!isAtEnd() && isAtSpace())
            ++m_at;
        if (isAtEnd())
            break;
        if (!parseWord())
            return m_error;
    }
    settleTimesOfDay();
    return m_filter;
}

bool FilterParser::fail(qsizetype position, qsizetype length, const QString &sentence)
{
    m_error = {position, length, sentence};
    return false;
}

bool FilterParser::parseWord()
{
    struct KeyWord
    {
        QLatin1StringView word;
        Key key;
    };
    static constexpr std::array keyWords {
        KeyWord {"room"_L1, Key::Room},       KeyWord {"seat"_L1, Key::Seat},
        KeyWord {"user"_L1, Key::User},       KeyWord {"operator"_L1, Key::Operator},
        KeyWord {"cmd"_L1, Key::Command},     KeyWord {"kind"_L1, Key::Kind},
        KeyWord {"verdict"_L1, Key::Verdict}, KeyWord {"platform"_L1, Key::Platform},
        KeyWord {"life"_L1, Key::Life},       KeyWord {"app"_L1, Key::App},
        KeyWord {"ip"_L1, Key::Ip},           KeyWord {"after"_L1, Key::After},
        KeyWord {"before"_L1, Key::Before},
    };

    m_wordStart = m_at;
    Term term;
    if (m_expression.at(m_at) == u'-' && m_at + 1 < m_expression.size() && !m_expression.at(m_at + 1).isSpace()) {
        term.excluded = true;
        ++m_at;
    }
    const qsizetype nameStart = m_at;
    qsizetype nameEnd = m_at;
    while (nameEnd < m_expression.size() && m_expression.at(nameEnd).isLetter())
        ++nameEnd;
    const QStringView name = QStringView(m_expression).sliced(nameStart, nameEnd - nameStart);
    const QChar sign = nameEnd < m_expression.size() ? m_expression.at(nameEnd) : QChar();
    const bool isDelay = name.compare("delay"_L1, Qt::CaseInsensitive) == 0;
    bool read = false;
    if (isDelay && (sign == u'<' || sign == u'>' || sign == u'=' || sign == u':')) {
        m_at = nameEnd;
        term.key = Key::Delay;
        read = parseDelay(term);
    } else if (name.isEmpty() || sign != u':') {
        read = parseText(term);
    } else {
        const auto keyWord = std::find_if(keyWords.begin(), keyWords.end(), [&](const KeyWord &candidate) {
            return candidate.word.compare(name, Qt::CaseInsensitive) == 0;
        });
        if (keyWord == keyWords.end()) {
            return fail(nameStart, name.size(),
                        u"there is no key “%1”; keys are %2; a text with a colon is written in quotes"_s.arg(
                            name, Filter::keys().join(u' ')));
        }
        m_at = nameEnd + 1;
        term.key = keyWord->key;
        read = parseValues(term, name);
    }
    if (read)
        m_filter.m_terms.append(term);
    return read;
}

/// Up to a space, or to a bar; quotes hold together what is in them.
bool FilterParser::readValue(Value &value, bool endsAtBar)
{
    value = {.position = m_at};
    QStringList literals {QString()};
    const auto append = [&](QChar c) {
        literals.last() += c;
        value.text += c;
    };
    while (!isAtSpace() && !(endsAtBar && m_expression.at(m_at) == u'|')) {
        const QChar c = m_expression.at(m_at);
        if (c == u'*') {
            literals.append(QString());
            value.text += c;
        } else if (c == u'"') {
            const qsizetype open = m_at++;
            for (; !isAtEnd() && m_expression.at(m_at) != u'"'; ++m_at) {
                const bool escapes = m_expression.at(m_at) == u'\\' && m_at + 1 < m_expression.size()
                    && (m_expression.at(m_at + 1) == u'"' || m_expression.at(m_at + 1) == u'\\');
                if (escapes)
                    ++m_at;
                append(m_expression.at(m_at));
            }
            if (isAtEnd())
                return fail(open, m_expression.size() - open, u"this quote is not closed"_s);
        } else {
            append(c);
        }
        ++m_at;
    }
    value.length = m_at - value.position;
    value.wildcard = Wildcard(literals);
    return true;
}

bool FilterParser::parseText(Term &term)
{
    Value value;
    if (!readValue(value, false))
        return false;
    if (value.text.isEmpty())
        return fail(value.position, value.length, u"there is nothing between these quotes"_s);
    term.values.append(value.wildcard);
    // The program's own words are looked at here, not again for each of millions of rows.
    for (int kind = 0; kind < changeKindCount; ++kind)
        term.kinds |= quint64(value.wildcard.isIn(QString(changeName(ChangeKind(kind))))) << kind;
    term.verdicts.accepted = value.wildcard.isIn(u"accepted");
    const QStringList flags = flagWords();
    for (int bit = 0; bit < flags.size(); ++bit) {
        if (!flags[bit].isEmpty() && value.wildcard.isIn(QString(u"flagged:"_s + flags[bit])))
            term.verdicts.flags |= Flag(1 << bit);
    }
    for (int rejection = 1; rejection < rejectionCount; ++rejection)
        term.verdicts.rejections |= quint32(value.wildcard.isIn(QString(u"rejected:"_s + rejectionWord(rejection))))
            << rejection;
    return true;
}

bool FilterParser::parseDelay(Term &term)
{
    static const QRegularExpression form(u"^(<=|>=|<|>|=)(-?\\d{1,12}(?:\\.\\d{1,6})?)([a-z]*)$"_s,
                                         QRegularExpression::CaseInsensitiveOption);
    const qsizetype start = m_at;
    while (!isAtSpace())
        ++m_at;
    const QString text = m_expression.sliced(start, m_at - start);
    const QRegularExpressionMatch match = form.match(text);
    if (!match.hasMatch())
        return fail(m_wordStart, m_at - m_wordStart,
                    u"a delay is written like delay>2s, with <, <=, >, >= or =, and ms, s or m"_s);
    const QString unit = match.captured(3).toLower();
    const double factor = unit == "ms"_L1 ? 1 : unit == "s"_L1 ? 1000 : unit == "m"_L1 ? 60'000 : 0;
    if (factor == 0.0) {
        const qsizetype place = start + match.capturedStart(2);
        return fail(place, m_at - place,
                    unit.isEmpty() ? u"a unit is missing after “%1”: ms, s or m"_s.arg(match.captured(2))
                                   : u"“%1” is not a unit of time; units are ms, s and m"_s.arg(match.captured(3)));
    }
    const qint64 delayMs = qRound64(match.captured(2).toDouble() * factor);
    const QString sign = match.captured(1);
    if (sign.startsWith(u'>'))
        term.least = sign.size() == 1 ? delayMs + 1 : delayMs;
    else if (sign.startsWith(u'<'))
        term.most = sign.size() == 1 ? delayMs - 1 : delayMs;
    else
        term.least = term.most = delayMs;
    return true;
}

bool FilterParser::parseTime(Term &term, const Value &value)
{
    static const QRegularExpression timeOfDay(u"^\\d{1,2}:\\d\\d(:\\d\\d([.,]\\d+)?)?$"_s);
    // An hour that clocks show twice is meant whole.
    const Occurrence occurrence = term.key == Key::After ? Occurrence::First : Occurrence::Last;
    std::optional<qint64> timeUs;
    if (timeOfDay.match(value.text).hasMatch()) {
        const QDateTime now = QDateTime::fromMSecsSinceEpoch(m_clock.nowUs / 1000, m_clock.zone);
        const QString time = value.text.indexOf(u':') == 1 ? QString(u'0' + value.text) : value.text;
        timeUs = timeFromIso(now.toString(u"yyyy-MM-ddT") + time, m_clock.zone, occurrence);
        if (timeUs)
            m_timesOfDay.append({m_filter.m_terms.size(), *timeUs});
    } else {
        timeUs = timeFromIso(value.text, m_clock.zone, occurrence);
    }
    if (!timeUs) {
        return fail(
            value.position, value.length,
            u"“%1” is not a time; write 21:10, 2026-11-23, 2026-11-23T21:10 or 2026-11-23T21:10:00Z"_s.arg(value.text));
    }
    if (term.key == Key::After)
        term.least = *timeUs;
    else
        term.most = *timeUs - 1;
    return true;
}

/// Today's; what is looked for after a time that is still to come was meant for yesterday's. A time before which
/// something is looked for is then the first one after that.
void FilterParser::settleTimesOfDay()
{
    std::optional<qint64> afterUs;
    for (const TimeOfDay &time : std::as_const(m_timesOfDay)) {
        Term &term = m_filter.m_terms[time.term];
        if (term.key != Key::After)
            continue;
        if (time.todayUs > m_clock.nowUs)
            term.least -= dayUs;
        afterUs = term.least;
    }
    if (!afterUs)
        return;
    for (const TimeOfDay &time : std::as_const(m_timesOfDay)) {
        Term &term = m_filter.m_terms[time.term];
        if (term.key != Key::Before)
            continue;
        while (term.most < *afterUs)
            term.most += dayUs;
        while (term.most - dayUs >= *afterUs)
            term.most -= dayUs;
    }
}

bool FilterParser::parseValues(Term &term, QStringView name)
{
    for (bool isFirst = true;; isFirst = false) {
        Value value;
        if (!readValue(value, true))
            return false;
        if (value.text.isEmpty()) {
            const bool wholeWord = isFirst && isAtSpace();
            return fail(wholeWord ? m_wordStart : value.position - 1, wholeWord ? m_at - m_wordStart : value.length + 1,
                        u"a value is missing after “%1”"_s.arg(isFirst ? QString(name + u':') : u"|"_s));
        }
        if (!takeValue(term, value))
            return false;
        if (isAtSpace())
            return true;
        if (term.key == Key::After || term.key == Key::Before)
            return fail(m_at, 1, u"only one time can stand behind “%1:”"_s.arg(name));
        ++m_at; // the bar
    }
}

bool FilterParser::takeValue(Term &term, const Value &value)
{
    term.values.append(value.wildcard);
    switch (term.key) {
    case Key::Seat:
        return !value.wildcard.isLiteral() || isWholeNumber(value.text)
            || fail(value.position, value.length, u"“%1” is not a seat number"_s.arg(value.text));
    case Key::Life:
        return !value.wildcard.isLiteral() || isWholeNumber(value.text)
            || fail(value.position, value.length, u"“%1” is not the number of a room's life"_s.arg(value.text));
    case Key::Kind: return takeKind(term, value);
    case Key::Verdict: return takeVerdict(term, value);
    case Key::After:
    case Key::Before: return parseTime(term, value);
    default: return true;
    }
}

bool FilterParser::takeKind(Term &term, const Value &value)
{
    quint64 kinds = 0;
    for (int kind = 0; kind < changeKindCount; ++kind) {
        const QString name = changeName(ChangeKind(kind));
        // "kind:seat" finds all kinds that begin with "seat-".
        if (value.wildcard.matches(name) || name.startsWith(QString(value.text + u'-'), Qt::CaseInsensitive))
            kinds |= quint64(1) << kind;
    }
    term.kinds |= kinds;
    return kinds != 0 || fail(value.position, value.length, u"no kind of change is called “%1”"_s.arg(value.text));
}

/// "rejected", "rejected:sdkappid" and "sdkappid" all find that verdict.
bool FilterParser::takeVerdict(Term &term, const Value &value)
{
    Filter::Verdicts &verdicts = term.verdicts;
    bool found = false;
    const auto named = [&](const QString &word, const QString &family) {
        const bool is = !word.isEmpty()
            && (value.wildcard.matches(word) || value.wildcard.matches(family)
                || value.wildcard.matches(QString(family + u':' + word)));
        found = found || is;
        return is;
    };
    if (value.wildcard.matches(u"accepted"_s))
        verdicts.accepted = found = true;
    const QStringList flags = flagWords();
    for (int bit = 0; bit < flags.size(); ++bit)
        verdicts.flags.setFlag(Flag(1 << bit),
                               verdicts.flags.testFlag(Flag(1 << bit)) || named(flags[bit], u"flagged"_s));
    for (int rejection = 1; rejection < rejectionCount; ++rejection) {
        if (named(rejectionWord(rejection), u"rejected"_s))
            verdicts.rejections |= 1U << rejection;
    }
    const Verdict combined = Verdict::fromString(value.text.toLower());
    if (!found && combined.toString() == value.text.toLower()) {
        verdicts.combined.append(combined);
        found = true;
    }
    return found || fail(value.position, value.length, u"no verdict is called “%1”"_s.arg(value.text));
}

std::variant<Filter, FilterError> Filter::parse(const QString &expression, const FilterClock &clock)
{
    return FilterParser(expression, clock).parse();
}

QStringList Filter::keys()
{
    return {u"room:"_s,     u"seat:"_s, u"user:"_s, u"operator:"_s, u"cmd:"_s,   u"kind:"_s,  u"verdict:"_s,
            u"platform:"_s, u"life:"_s, u"app:"_s,  u"ip:"_s,       u"delay>"_s, u"after:"_s, u"before:"_s};
}

QStringList Filter::kindWords()
{
    QStringList words;
    for (int kind = 0; kind < changeKindCount; ++kind)
        words.append(changeName(ChangeKind(kind)));
    return words;
}

QStringList Filter::verdictWords()
{
    QStringList words {u"accepted"_s, u"flagged"_s, u"rejected"_s};
    for (const QString &word : flagWords()) {
        if (!word.isEmpty())
            words.append(word);
    }
    for (int rejection = 1; rejection < rejectionCount; ++rejection)
        words.append(rejectionWord(rejection));
    return words;
}

} // namespace Roomscope
