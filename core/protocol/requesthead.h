// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QList>
#include <QString>

namespace Roomscope {

/// The query parameters of the callback URL (647/64412). Names are compared without case; a missing one is empty.
struct CallbackParameters
{
    QString
        sdkAppId; ///< `SdkAppid` in every sample, `SdkAppId` in the table of 647/64412; else the header of 647/39558.
    QString command;     ///< `CallbackCommand`, or `WebhookCommand` in the English 647/64412.
    QString clientIp;    ///< `ClientIP`; missing in 647/64424, 72553, 72554.
    QString platform;    ///< `OptPlatform`, any text.
    QString sign;        ///< `Sign`, only when callback authentication is on.
    QString requestTime; ///< `RequestTime`, Unix seconds.
};

/// A request line and header lines, parsed from Callback::head. A value; any thread.
struct RequestHead
{
    struct Field
    {
        QByteArray name;
        QByteArray value;
    };

    QByteArray method;
    QByteArray target;  ///< As in the request line, usually path and query.
    QByteArray path;    ///< Without the query; for an absolute-form target, only its path.
    QByteArray query;   ///< Without the question mark, still percent-encoded.
    QByteArray version; ///< "1.1" of "HTTP/1.1"; empty when the request line has none.
    QList<Field> fields;

    /// Never fails: missing parts are empty.
    [[nodiscard]] static RequestHead parse(const QByteArray &head);

    /// Returns the value of the first header field with that name, compared without case; null when there is none.
    [[nodiscard]] QByteArray value(QByteArrayView name) const;
    [[nodiscard]] CallbackParameters parameters() const;
};

} // namespace Roomscope
