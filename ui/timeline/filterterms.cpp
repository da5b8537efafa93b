// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/timeline/filterterms.h"

#include "core/base/times.h"
#include "ui/words/words.h"

#include <QSet>

#include <algorithm>
#include <array>
#include <utility>

using namespace Qt::StringLiterals;

namespace Roomscope {

namespace {

constexpr qsizetype longestFilterValue = 300;

/// Between spaces that are not in quotes.
QStringList wordsOf(const QString &expression)
{
    QStringList words;
    QString word;
    bool isQuoted = false;
    for (qsizetype i = 0; i <= expression.size(); ++i) {
        const QChar c = i < expression.size() ? expression.at(i) : u' ';
        if (c == u'"')
            isQuoted = !isQuoted;
        if (isQuoted && c == u'\\' && i + 1 < expression.size())
            word += expression.at(i++);
        if (i == expression.size() || (c.isSpace() && !isQuoted)) {
            if (!word.isEmpty())
                words.append(std::exchange(word, {}));
        } else {
            word += expression.at(i);
        }
    }
    return words;
}

} // namespace

QString filterValue(const QString &value)
{
    // A field of megabytes could not be edited; what begins like it finds it.
    if (value.size() > longestFilterValue) {
        const bool splits = value.at(longestFilterValue).isLowSurrogate();
        return filterValue(value.first(longestFilterValue - (splits ? 1 : 0))) + u'*';
    }
    const bool isPlain = !value.isEmpty() && std::none_of(value.cbegin(), value.cend(), [](QChar c) {
        return c.isSpace() || c == u'"' || c == u'|' || c == u'*';
    });
    if (isPlain)
        return value;
    QString written = value;
    written.replace(u'\\', "\\\\"_L1).replace(u'"', "\\\""_L1);
    return u'"' + written + u'"';
}

QString filterTerm(const QString &key, const QString &value)
{
    return key + u':' + filterValue(value);
}

QString filterTerm(const QString &key, const QStringList &values)
{
    QStringList written;
    for (const QString &value : values)
        written.append(filterValue(value));
    return key + u':' + written.join(u'|');
}

QString cellFilterTerm(const TimelineLine &line, int column)
{
    const auto term = [&line](const char *key, quint32 text) {
        return text == 0 ? QString() : filterTerm(QString::fromLatin1(key), line.text(text));
    };
    switch (column) {
    case TimelineModel::TimeColumn:
        return filterTerm(u"after"_s, QString::fromLatin1(isoMilliseconds(line->receivedUs, shownZone())));
    case TimelineModel::DelayColumn: return line->delayMs() ? u"delay>=%1ms"_s.arg(*line->delayMs()) : QString();
    case TimelineModel::RoomColumn: return term("room", line->room);
    case TimelineModel::EventColumn:
        return line->verdict.isRejected() ? u"verdict:rejected"_s : filterTerm(u"kind"_s, changeName(line->kind));
    case TimelineModel::SeatColumn: return line->seat < 0 ? QString() : u"seat:%1"_s.arg(line->seat);
    case TimelineModel::MemberColumn: return term("user", line->member != 0 ? line->member : line->previous);
    case TimelineModel::OperatorColumn: return term("operator", line->operatorAccount);
    case TimelineModel::PlatformColumn: return term("platform", line->platform);
    case TimelineModel::StatusColumn: return filterTerm(u"verdict"_s, line->verdict.toString());
    default: return {};
    }
}

QStringList filterValues(const QString &key, const Timeline &timeline)
{
    constexpr qint64 rowsLookedAt = 50'000;
    constexpr qsizetype mostValues = 300;
    struct Source
    {
        QLatin1StringView key;
        quint32 TimelineRow::*text;
    };
    static constexpr std::array sources {
        Source {"room"_L1, &TimelineRow::room},
        Source {"user"_L1, &TimelineRow::member},
        Source {"operator"_L1, &TimelineRow::operatorAccount},
        Source {"cmd"_L1, &TimelineRow::command},
        Source {"platform"_L1, &TimelineRow::platform},
        Source {"app"_L1, &TimelineRow::sdkAppId},
        Source {"ip"_L1, &TimelineRow::clientIp},
        Source {"ip"_L1, &TimelineRow::peer},
    };
    if (std::none_of(sources.begin(), sources.end(), [&key](const Source &source) { return source.key == key; }))
        return {};
    QStringList values;
    QSet<QString> seen {QString()};
    const qint64 first = std::max(timeline.firstNumber(), timeline.endNumber() - rowsLookedAt);
    for (qint64 number = timeline.endNumber() - 1; number >= first && values.size() < mostValues; --number) {
        const TimelineLine line = timeline.line(number);
        for (const Source &source : sources) {
            const QString text = source.key == key ? line.text(line.row().*source.text) : QString();
            if (seen.contains(text) || text.size() > longestFilterValue)
                continue;
            seen.insert(text);
            values.append(text);
        }
    }
    return values;
}

QString withFilterTerm(const QString &expression, const QString &term)
{
    QStringList words = wordsOf(expression);
    const QStringList operators {u"OR"_s, u"AND"_s, u"NOT"_s, u"|"_s, u"||"_s, u"&&"_s, u"!"_s};
    const bool isJoined = std::any_of(words.cbegin(), words.cend(), [&operators](const QString &word) {
        return operators.contains(word, Qt::CaseInsensitive);
    });
    const auto keyOf = [](const QString &word) { return word.first(word.indexOf(u':') + 1); };
    for (const QString &added : wordsOf(term)) {
        if (words.contains(added))
            continue;
        const bool excludes = added.startsWith(u'-');
        const QString opposite = excludes ? added.sliced(1) : QString(u'-' + added);
        const auto isReplaced = [&](const QString &word) {
            return word == opposite || (!excludes && !keyOf(added).isEmpty() && keyOf(word) == keyOf(added));
        };
        if (!isJoined)
            words.removeIf(isReplaced);
        words.append(added);
    }
    return words.join(u' ');
}

} // namespace Roomscope
