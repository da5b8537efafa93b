// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/style/windowsettings.h"

#include <QFile>
#include <QFileInfo>

namespace Roomscope {

using namespace Qt::StringLiterals;

WindowSettings::WindowSettings()
    : QSettings(QSettings::IniFormat, QSettings::UserScope, u"roomscope"_s, u"roomscope"_s)
{
}

ReceiverOptions WindowSettings::receiverOptions() const
{
    ReceiverOptions options;
    // A setter that refuses changes nothing: the default stays.
    if (const QString listen = value(u"receiver/listen"_s).toString(); !listen.isEmpty())
        (void)options.setListen(listen);
    (void)options.setPath(value(u"receiver/path"_s).toString());
    (void)options.setSdkAppIds(value(u"receiver/sdkAppIds"_s).toStringList());
    (void)options.setTrustedForwarders(value(u"receiver/trustedForwarders"_s).toStringList());
    (void)options.setToken(value(u"receiver/token"_s).toByteArray());
    (void)options.setRtcKey(value(u"receiver/rtcKey"_s).toByteArray());
    (void)options.setSignaturePolicy(value(u"receiver/signature"_s).toString());
    (void)options.setSignatureTolerance(value(u"receiver/signatureTolerance"_s).toString());
    options.tls = {.certificateFile = value(u"receiver/tlsCertificate"_s).toString(),
                   .keyFile = value(u"receiver/tlsKey"_s).toString(),
                   .passphraseFile = value(u"receiver/tlsPassphraseFile"_s).toString(),
                   .selfSigned = value(u"receiver/tlsSelfSigned"_s).toBool()};
    for (const LimitDescription &limit : ReceiverLimits::descriptions()) {
        if (const QString text = value(u"receiver/"_s + limit.option).toString(); !text.isEmpty())
            (void)options.limits.set(limit.limit, text);
    }
    (void)options.retention.setKeepDays(value(u"journal/keepDays"_s, 0).toString());
    (void)options.retention.setKeepBytes(value(u"journal/keepBytes"_s, 0).toString());
    return options;
}

void WindowSettings::saveReceiverOptions(const ReceiverOptions &options)
{
    setValue(u"receiver/listen"_s, options.listen());
    setValue(u"receiver/path"_s, options.path);
    setValue(u"receiver/sdkAppIds"_s, options.sdkAppIds);
    setValue(u"receiver/trustedForwarders"_s, options.trustedForwarderTexts());
    setValue(u"receiver/signature"_s, ReceiverOptions::word(options.signaturePolicy));
    setValue(u"receiver/signatureTolerance"_s, QString::number(options.signatureTolerance));
    setValue(u"receiver/tlsCertificate"_s, options.tls.certificateFile);
    setValue(u"receiver/tlsKey"_s, options.tls.keyFile);
    setValue(u"receiver/tlsPassphraseFile"_s, options.tls.passphraseFile);
    setValue(u"receiver/tlsSelfSigned"_s, options.tls.selfSigned);
    for (const LimitDescription &limit : ReceiverLimits::descriptions())
        setValue(u"receiver/"_s + limit.option, options.limits.text(limit.limit));
    setValue(u"journal/keepDays"_s, options.retention.keepDays);
    setValue(u"journal/keepBytes"_s, options.retention.keepBytes);
    setValue(u"receiver/token"_s, options.token);
    setValue(u"receiver/rtcKey"_s, options.rtcKey);
    // Token and key are secrets; later writes keep the permissions.
    sync();
    QFile::setPermissions(fileName(), QFile::ReadOwner | QFile::WriteOwner);
}

QVariant WindowSettings::toVariant(const std::optional<RoomKey> &key)
{
    return key ? QVariant(QStringList {key->sdkAppId, key->room}) : QVariant();
}

std::optional<RoomKey> WindowSettings::roomFrom(const QVariant &value)
{
    const QStringList parts = value.toStringList();
    if (parts.size() != 2)
        return std::nullopt;
    return RoomKey {.sdkAppId = parts.at(0), .room = parts.at(1)};
}

ColorScheme WindowSettings::colorScheme() const
{
    return ColorScheme(value(u"view/colorScheme"_s, int(ColorScheme::System)).toInt());
}

void WindowSettings::saveColorScheme(ColorScheme scheme)
{
    setValue(u"view/colorScheme"_s, int(scheme));
}

QStringList WindowSettings::recentSessions() const
{
    QStringList paths = value(u"recentSessions"_s).toStringList();
    paths.removeIf([](const QString &path) { return !QFileInfo::exists(path); });
    return paths;
}

void WindowSettings::noteSession(const QString &path)
{
    constexpr qsizetype kept = 10;
    const QString absolute = QFileInfo(path).absoluteFilePath();
    QStringList paths = recentSessions();
    paths.removeAll(absolute);
    paths.prepend(absolute);
    setValue(u"recentSessions"_s, paths.first(std::min(kept, paths.size())));
}

} // namespace Roomscope
