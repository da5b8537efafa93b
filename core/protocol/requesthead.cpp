// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/protocol/requesthead.h"

#include <QUrl>
#include <QUrlQuery>

#include <array>
#include <utility>

using namespace Qt::StringLiterals;

namespace Roomscope {

namespace {

QByteArray pathOfTarget(const QByteArray &target)
{
    if (target.startsWith('/'))
        return target;
    const qsizetype scheme = target.indexOf("://"); // absolute-form, RFC 9112 3.2.2
    if (scheme < 0)
        return target;
    const qsizetype slash = target.indexOf('/', scheme + 3);
    return slash < 0 ? "/"_ba : target.sliced(slash);
}

std::pair<QString, QString> nameAndValue(const QByteArray &item)
{
    if (item.contains('%'))
        return QUrlQuery(QString::fromUtf8(item)).queryItems(QUrl::FullyDecoded).value(0);
    const qsizetype equals = item.indexOf('=');
    if (equals < 0)
        return {QString::fromUtf8(item), {}};
    return {QString::fromUtf8(QByteArrayView(item).first(equals)),
            QString::fromUtf8(QByteArrayView(item).sliced(equals + 1))};
}

} // namespace

RequestHead RequestHead::parse(const QByteArray &head)
{
    RequestHead result;
    qsizetype begin = 0;
    for (bool requestLine = true; begin < head.size(); requestLine = false) {
        qsizetype end = head.indexOf('\n', begin);
        if (end < 0)
            end = head.size();
        const QByteArray line = head.sliced(begin, end - begin).trimmed();
        begin = end + 1;
        if (requestLine) {
            const qsizetype first = line.indexOf(' ');
            const qsizetype last = line.lastIndexOf(' ');
            result.method = first < 0 ? line : line.first(first);
            if (last > first) {
                result.target = line.sliced(first + 1, last - first - 1);
                const QByteArray protocol = line.sliced(last + 1);
                if (protocol.startsWith("HTTP/"))
                    result.version = protocol.sliced(5);
            } else if (first >= 0) {
                result.target = line.sliced(first + 1);
            }
            const qsizetype mark = result.target.indexOf('?');
            result.path = pathOfTarget(mark < 0 ? result.target : result.target.first(mark));
            if (mark >= 0)
                result.query = result.target.sliced(mark + 1);
        } else if (const qsizetype colon = line.indexOf(':'); colon > 0) {
            result.fields.append({line.first(colon), line.sliced(colon + 1).trimmed()});
        }
    }
    return result;
}

QByteArray RequestHead::value(QByteArrayView name) const
{
    for (const Field &field : fields) {
        if (field.name.compare(name, Qt::CaseInsensitive) == 0)
            return field.value;
    }
    return {};
}

CallbackParameters RequestHead::parameters() const
{
    CallbackParameters result;
    struct Name
    {
        QLatin1StringView name;
        QString CallbackParameters::*member;
    };
    static constexpr std::array names {
        Name {"SdkAppId"_L1, &CallbackParameters::sdkAppId},
        Name {"CallbackCommand"_L1, &CallbackParameters::command},
        Name {"WebhookCommand"_L1, &CallbackParameters::command},
        Name {"ClientIP"_L1, &CallbackParameters::clientIp},
        Name {"OptPlatform"_L1, &CallbackParameters::platform},
        Name {"Sign"_L1, &CallbackParameters::sign},
        Name {"RequestTime"_L1, &CallbackParameters::requestTime},
    };
    const QList<QByteArray> items = query.split('&');
    for (const QByteArray &item : items) {
        const auto [name, value] = nameAndValue(item);
        for (const Name &known : names) {
            if (known.name.size() == name.size() && known.name.compare(name, Qt::CaseInsensitive) == 0
                && (result.*known.member).isEmpty())
                result.*known.member = value;
        }
    }
    // RTC event callbacks (647/39558) have no parameters, but a header field.
    if (result.sdkAppId.isEmpty())
        result.sdkAppId = QString::fromLatin1(value("SdkAppId"));
    return result;
}

} // namespace Roomscope
