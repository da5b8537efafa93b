// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/sessionmetadata.h"

#include "core/base/times.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

using namespace Qt::StringLiterals;

namespace Roomscope {

QByteArray SessionMetadata::toJson() const
{
    QJsonObject object;
    if (interpretation)
        object.insert(u"reading"_s, interpretation->toJson());
    QJsonArray periods;
    for (const ListeningPeriod &period : listening)
        periods.append(QJsonObject {{u"from"_s, QString::fromLatin1(isoMicroseconds(period.fromUs))},
                                    {u"to"_s, QString::fromLatin1(isoMicroseconds(period.toUs))},
                                    {u"url"_s, period.url}});
    object.insert(u"listening"_s, periods);
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

Result<SessionMetadata> SessionMetadata::fromJson(const JsonValue &object)
{
    SessionMetadata metadata;
    if (const JsonValue text = object["reading"]; text.exists()) {
        metadata.interpretation = Interpretation::fromJson(QJsonDocument::fromJson(text.raw().toByteArray()).object());
        if (!metadata.interpretation)
            return Error {ErrorKind::UnknownInterpretation};
    }
    const QList<JsonValue> periods = object["listening"].children();
    for (const JsonValue &period : periods) {
        const std::optional<qint64> from = timeFromIso(period["from"].toString());
        const std::optional<qint64> to = timeFromIso(period["to"].toString());
        if (!from || !to || *to < *from)
            return Error {ErrorKind::ListeningPeriodUnclear};
        metadata.listening.append({.fromUs = *from, .toUs = *to, .open = false, .url = period["url"].toString()});
    }
    return metadata;
}

} // namespace Roomscope
