// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/filterwords.h"

#include "core/times.h"

#include <QSet>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace Roomscope {

namespace {

constexpr qsizetype longestFilterValue = 300;

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

QString cellFilterTerm(const TimelineLine &line, int column)
{
    const auto term = [&line](const char *key, quint32 text) {
        return text == 0 ? QString() : filterTerm(QString::fromLatin1(key), line.text(text));
    };
    switch (column) {
    case TimelineModel::TimeColumn:
        return filterTerm(u"after"_s,
                          QString::fromLatin1(isoMilliseconds(line->receivedUs, QTimeZone::systemTimeZone())));
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
    const QString trimmed = expression.trimmed();
    if (trimmed.isEmpty())
        return term;
    if (u" %1 "_s.arg(trimmed).contains(u" %1 "_s.arg(term)))
        return trimmed;
    return u"%1 %2"_s.arg(trimmed, term);
}

} // namespace Roomscope
