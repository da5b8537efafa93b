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

/// The parameters whose values are read; several names stand for one, see CallbackParameters.
struct Parameter
{
    QByteArrayView name;
    QString CallbackParameters::*member;
};
constexpr std::array parameterNames {
    Parameter {"SdkAppId", &CallbackParameters::sdkAppId},
    Parameter {"CallbackCommand", &CallbackParameters::command},
    Parameter {"WebhookCommand", &CallbackParameters::command},
    Parameter {"ClientIP", &CallbackParameters::clientIp},
    Parameter {"OptPlatform", &CallbackParameters::platform},
    Parameter {"Sign", &CallbackParameters::sign},
    Parameter {"RequestTime", &CallbackParameters::requestTime},
};

/// One "name=value" of a query; the first value of a parameter counts.
void readItem(QByteArrayView item, CallbackParameters &into)
{
    const auto read = [&into](QByteArrayView name, const auto &value) {
        for (const Parameter &known : parameterNames) {
            if (known.name.size() == name.size() && name.compare(known.name, Qt::CaseInsensitive) == 0
                && (into.*known.member).isEmpty())
                into.*known.member = value();
        }
    };
    if (item.contains('%')) {
        const auto decoded = QUrlQuery(QString::fromUtf8(item)).queryItems(QUrl::FullyDecoded).value(0);
        return read(decoded.first.toUtf8(), [&decoded] { return decoded.second; });
    }
    const qsizetype equals = item.indexOf('=');
    const QByteArrayView value = equals < 0 ? QByteArrayView() : item.sliced(equals + 1);
    read(equals < 0 ? item : item.first(equals), [value] { return QString::fromUtf8(value); });
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
        const QByteArrayView line = QByteArrayView(head).sliced(begin, end - begin).trimmed();
        begin = end + 1;
        if (requestLine) {
            const qsizetype first = line.indexOf(' ');
            const qsizetype last = first < 0 ? -1 : line.lastIndexOf(' '); // which Qt looks for behind an empty view
            result.method = (first < 0 ? line : line.first(first)).toByteArray();
            if (last > first) {
                result.target = line.sliced(first + 1, last - first - 1).toByteArray();
                const QByteArrayView protocol = line.sliced(last + 1);
                if (protocol.startsWith("HTTP/"))
                    result.version = protocol.sliced(5).toByteArray();
            } else if (first >= 0) {
                result.target = line.sliced(first + 1).toByteArray();
            }
            const qsizetype mark = result.target.indexOf('?');
            result.path = pathOfTarget(mark < 0 ? result.target : result.target.first(mark));
            if (mark >= 0)
                result.query = result.target.sliced(mark + 1);
        } else if (const qsizetype colon = line.indexOf(':'); colon > 0) {
            result.fields.append({line.first(colon).toByteArray(), line.sliced(colon + 1).trimmed().toByteArray()});
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
    const QByteArrayView items(query);
    for (qsizetype begin = 0; begin <= items.size();) {
        const qsizetype ampersand = items.indexOf('&', begin);
        const qsizetype end = ampersand < 0 ? items.size() : ampersand;
        readItem(items.sliced(begin, end - begin), result);
        begin = end + 1;
    }
    // RTC event callbacks (647/39558) have no parameters, but a header field.
    if (result.sdkAppId.isEmpty())
        result.sdkAppId = QString::fromLatin1(value("SdkAppId"));
    return result;
}

} // namespace Roomscope
