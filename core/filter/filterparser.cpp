// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/filter/filterparser.h"

#include "core/base/nearestword.h"

#include <QDateTime>
#include <QRegularExpression>

#include <algorithm>
#include <array>
#include <utility>

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

/// Of Filter::keys(), for a word that is none: what it means elsewhere, or what it is written like.
QString nearestKey(const QString &word)
{
    struct OtherWord
    {
        QLatin1StringView word;
        QLatin1StringView key;
    };
    static constexpr std::array otherWords {
        OtherWord {"member"_L1, "user:"_L1},    OtherWord {"account"_L1, "user:"_L1},
        OtherWord {"sdkappid"_L1, "app:"_L1},   OtherWord {"command"_L1, "cmd:"_L1},
        OtherWord {"type"_L1, "kind:"_L1},      OtherWord {"event"_L1, "kind:"_L1},
        OtherWord {"status"_L1, "verdict:"_L1}, OtherWord {"since"_L1, "after:"_L1},
        OtherWord {"until"_L1, "before:"_L1},   OtherWord {"from"_L1, "after:"_L1},
        OtherWord {"to"_L1, "before:"_L1},      OtherWord {"host"_L1, "ip:"_L1},
    };
    for (const OtherWord &other : otherWords) {
        if (other.word.compare(word, Qt::CaseInsensitive) == 0)
            return other.key;
    }
    return nearestWord(word, Filter::keys());
}

bool isWholeNumber(QStringView text)
{
    return !text.isEmpty() && std::all_of(text.begin(), text.end(), [](QChar c) { return c >= u'0' && c <= u'9'; });
}

} // namespace

std::optional<FilterParser::Key> FilterParser::keyNamed(QStringView name)
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
        KeyWord {"ip"_L1, Key::Ip},           KeyWord {"delay"_L1, Key::Delay},
        KeyWord {"after"_L1, Key::After},     KeyWord {"before"_L1, Key::Before},
    };
    const auto keyWord = std::find_if(keyWords.begin(), keyWords.end(), [name](const KeyWord &candidate) {
        return candidate.word.compare(name, Qt::CaseInsensitive) == 0;
    });
    return keyWord == keyWords.end() ? std::nullopt : std::optional(keyWord->key);
}

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
            return *m_error;
    }
    settleTimesOfDay();
    return m_filter;
}

bool FilterParser::fail(qsizetype position, qsizetype length, ErrorKind kind, const QVariantList &arguments)
{
    m_error = FilterError {position, length, {kind, arguments}};
    return false;
}

bool FilterParser::parseWord()
{
    m_wordStart = m_at;
    if (readOperator())
        return !m_error;
    Term term;
    if (m_not)
        term.excluded = true;
    if (m_expression.at(m_at) == u'-' && m_at + 1 < m_expression.size() && !m_expression.at(m_at + 1).isSpace()) {
        term.excluded = !term.excluded;
        ++m_at;
    } else if (m_expression.at(m_at) == u'!' && beginsWithKey(m_at + 1)) {
        term.excluded = !term.excluded;
        ++m_at;
    } else if (u"(+~"_s.contains(m_expression.at(m_at)) && beginsWithKey(m_at + 1)) {
        return fail(m_at, 1, ErrorKind::SignMeansNothing, {m_expression.at(m_at)});
    }
    m_not.reset();
    const std::optional<Place> orBefore = std::exchange(m_or, std::nullopt);
    if (!parseTerm(term))
        return false;
    if (orBefore)
        return join(*orBefore, term);
    m_filter.m_terms.append(term);
    return true;
}

/// OR, AND and NOT, as other languages have them: in capital letters, in small ones before a word with a key, or as a
/// bar or two. True when there was one; it may be wrong.
bool FilterParser::readOperator()
{
    const QStringView rest = QStringView(m_expression).sliced(m_at);
    qsizetype length = 0;
    while (length < rest.size() && !rest.at(length).isSpace())
        ++length;
    const auto isBar = [&](qsizetype place) { return place < rest.size() && rest.at(place) == u'|'; };
    if (isBar(0))
        length = isBar(1) ? 2 : 1;
    const QStringView word = rest.first(length);
    const auto is = [&](QStringView name, QStringView sign) {
        if (word == sign || word == name)
            return true;
        qsizetype next = m_at + length;
        while (next < m_expression.size() && m_expression.at(next).isSpace())
            ++next;
        return word.compare(name, Qt::CaseInsensitive) == 0 && beginsWithKey(next);
    };
    const bool isOr = isBar(0) || is(u"OR", u"|");
    if (!isOr && !is(u"AND", u"&&") && !is(u"NOT", u"!"))
        return false;
    const Place place {m_at, length};
    const bool isFirst = m_filter.m_terms.isEmpty();
    m_at += length;
    const bool isLast = QStringView(m_expression).sliced(m_at).trimmed().isEmpty();
    if (isOr && (isFirst || isLast || m_or || m_not)) {
        static_cast<void>(fail(place.position, place.length, ErrorKind::OrNotBetweenWords, {word.toString()}));
    } else if (isOr) {
        m_or = place;
    } else if (is(u"NOT", u"!")) {
        if (isLast || m_not)
            static_cast<void>(fail(place.position, place.length, ErrorKind::NotBeforeNoWord, {word.toString()}));
        m_not = place;
    }
    return true;
}

/// "room:" or "seat>" is there, perhaps after a "-".
bool FilterParser::beginsWithKey(qsizetype position) const
{
    if (position < m_expression.size() && m_expression.at(position) == u'-')
        ++position;
    qsizetype end = position;
    while (end < m_expression.size() && m_expression.at(end).isLetter())
        ++end;
    return end < m_expression.size() && u":<>="_s.contains(m_expression.at(end))
        && keyNamed(QStringView(m_expression).sliced(position, end - position));
}

bool FilterParser::parseTerm(Term &term)
{
    const qsizetype nameStart = m_at;
    qsizetype nameEnd = m_at;
    while (nameEnd < m_expression.size() && m_expression.at(nameEnd).isLetter())
        ++nameEnd;
    const QStringView name = QStringView(m_expression).sliced(nameStart, nameEnd - nameStart);
    const QChar sign = nameEnd < m_expression.size() ? m_expression.at(nameEnd) : QChar();
    const std::optional<Key> key = keyNamed(name);
    const bool isUnlike = QStringView(m_expression).sliced(nameEnd).startsWith(u"!=");
    const bool isCompared = sign == u'<' || sign == u'>' || sign == u'=' || isUnlike;
    if (!key && !name.isEmpty() && sign == u':')
        return fail(nameStart, name.size(), ErrorKind::UnknownKey, {name.toString(), nearestKey(name.toString())});
    if (!key || (!isCompared && sign != u':'))
        return parseText(term);
    term.key = *key;
    m_at = nameEnd;
    if (term.key == Key::Delay)
        return parseDelay(term);
    if (isCompared && (term.key == Key::Seat || term.key == Key::Life))
        return parseNumber(term);
    if (isCompared)
        return fail(m_wordStart, nameEnd + 1 - m_wordStart, ErrorKind::KeyWithoutColon, {name.toString().toLower()});
    ++m_at;
    return parseValues(term, name);
}

/// Adds the values behind an OR to those of the word before it.
bool FilterParser::join(const Place &place, const Term &term)
{
    Term &before = m_filter.m_terms.last();
    const bool isRange
        = before.values.isEmpty() || term.values.isEmpty() || term.key == Key::After || term.key == Key::Before;
    if (before.key != term.key || before.excluded || term.excluded || isRange)
        return refuseToJoin(place);
    before.values += term.values;
    before.kinds |= term.kinds;
    before.verdicts.accepted = before.verdicts.accepted || term.verdicts.accepted;
    before.verdicts.flags |= term.verdicts.flags;
    before.verdicts.rejections |= term.verdicts.rejections;
    before.verdicts.combined += term.verdicts.combined;
    return true;
}

/// Up to a space or a bar; quotes hold together what is in them.
bool FilterParser::readValue(Value &value)
{
    value = {.position = m_at};
    QStringList literals {QString()};
    const auto append = [&](QChar c) {
        literals.last() += c;
        value.text += c;
    };
    while (!isAtSpace() && m_expression.at(m_at) != u'|') {
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
                return fail(open, m_expression.size() - open, ErrorKind::QuoteNotClosed);
        } else {
            append(c);
        }
        ++m_at;
    }
    value.length = m_at - value.position;
    value.wildcard = Wildcard(literals);
    return true;
}

/// alice|bob
bool FilterParser::parseText(Term &term)
{
    for (bool isFirst = true;; isFirst = false) {
        Value value;
        if (!readValue(value))
            return false;
        if (!isFirst && value.length == 0)
            return takeBarBeforeSpace() || fail(value.position - 1, 1, ErrorKind::TextMissing);
        if (value.text.isEmpty())
            return fail(value.position, value.length, ErrorKind::QuotesEmpty);
        takeText(term, value);
        if (isAtSpace())
            return true;
        if (!takeBar())
            return false;
    }
}

void FilterParser::takeText(Term &term, const Value &value)
{
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
}

/// "alice| bob": what follows the space is the other value. False when there is no space, or nothing behind it.
bool FilterParser::takeBarBeforeSpace()
{
    if (!isAtSpace() || QStringView(m_expression).sliced(m_at).trimmed().isEmpty())
        return false;
    m_or = Place {m_at - 1, 1};
    return true;
}

/// The bar between two values.
bool FilterParser::takeBar()
{
    ++m_at;
    return !beginsWithKey(m_at) || refuseToJoin({m_at - 1, 1});
}

bool FilterParser::refuseToJoin(const Place &place)
{
    return fail(place.position, place.length, ErrorKind::NotJoinable,
                {m_expression.sliced(place.position, place.length)});
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
        return fail(m_wordStart, m_at - m_wordStart, ErrorKind::NotDelay);
    const QString unit = match.captured(3).toLower();
    const double factor = unit == "ms"_L1 ? 1 : unit == "s"_L1 ? 1000 : unit == "m"_L1 ? 60'000 : 0;
    if (factor == 0.0) {
        const qsizetype place = start + match.capturedStart(2);
        return unit.isEmpty() ? fail(place, m_at - place, ErrorKind::UnitMissing, {match.captured(2)})
                              : fail(place, m_at - place, ErrorKind::NotUnit, {match.captured(3)});
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

/// seat>3, life=2
bool FilterParser::parseNumber(Term &term)
{
    static const QRegularExpression form(u"^(<=|>=|<|>|=)(\\d{1,9})$"_s);
    const qsizetype start = m_at;
    while (!isAtSpace())
        ++m_at;
    const QRegularExpressionMatch match = form.match(m_expression.sliced(start, m_at - start));
    if (!match.hasMatch())
        return fail(m_wordStart, m_at - m_wordStart, ErrorKind::NotComparison);
    const qint64 number = match.captured(2).toLongLong();
    const QString sign = match.captured(1);
    if (sign.startsWith(u'>'))
        term.least = sign.size() == 1 ? number + 1 : number;
    else if (sign.startsWith(u'<'))
        term.most = sign.size() == 1 ? number - 1 : number;
    else
        term.least = term.most = number;
    return true;
}

/// after:2026-11-30 11:16
void FilterParser::takeTimeBehindDate(Value &value)
{
    static const QRegularExpression date(u"^\\d{4}-\\d\\d-\\d\\d$"_s);
    static const QRegularExpression time(
        u"^\\s+(\\d{1,2}:\\d\\d(?::\\d\\d(?:[.,]\\d{1,6})?)?(?:Z|[+-]\\d\\d:?\\d\\d)?)(?=\\s|$)"_s);
    if (!date.match(value.text).hasMatch())
        return;
    const QRegularExpressionMatch match = time.match(m_expression.sliced(m_at));
    if (!match.hasMatch())
        return;
    value.text += u'T' + (match.captured(1).indexOf(u':') == 1 ? u"0"_s : QString()) + match.captured(1);
    m_at += match.capturedLength();
    value.length = m_at - value.position;
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
    if (!timeUs)
        return fail(value.position, value.length, ErrorKind::NotFilterTime, {value.text});
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
        if (!readValue(value))
            return false;
        if (!isFirst && value.length == 0 && takeBarBeforeSpace())
            return true;
        if (value.text.isEmpty()) {
            const bool wholeWord = isFirst && isAtSpace();
            return fail(wholeWord ? m_wordStart : value.position - 1, wholeWord ? m_at - m_wordStart : value.length + 1,
                        ErrorKind::ValueMissing, {isFirst ? QString(name + u':') : u"|"_s});
        }
        if (term.key == Key::After || term.key == Key::Before)
            takeTimeBehindDate(value);
        if (!takeValue(term, value))
            return false;
        if (isAtSpace())
            return true;
        if (term.key == Key::After || term.key == Key::Before)
            return fail(m_at, 1, ErrorKind::SecondTime, {name.toString()});
        if (!takeBar())
            return false;
    }
}

bool FilterParser::takeValue(Term &term, const Value &value)
{
    term.values.append(value.wildcard);
    switch (term.key) {
    case Key::Seat:
        return !value.wildcard.isLiteral() || isWholeNumber(value.text)
            || fail(value.position, value.length, ErrorKind::NotSeat, {value.text});
    case Key::Life:
        return !value.wildcard.isLiteral() || isWholeNumber(value.text)
            || fail(value.position, value.length, ErrorKind::NotLife, {value.text});
    case Key::App:
        return !value.wildcard.isLiteral() || isWholeNumber(value.text)
            || fail(value.position, value.length, ErrorKind::NotApp, {value.text});
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
    return kinds != 0
        || fail(value.position, value.length, ErrorKind::UnknownChangeKind,
                {value.text, nearestWord(value.text, Filter::kindWords())});
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
    return found
        || fail(value.position, value.length, ErrorKind::UnknownVerdict,
                {value.text, nearestWord(value.text, Filter::verdictWords())});
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
