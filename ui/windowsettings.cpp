// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/windowsettings.h"

#include <QFile>

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
    if (const QString most = value(u"receiver/maximumBody"_s).toString(); !most.isEmpty())
        (void)options.setMaximumBody(most);
    (void)options.setToken(value(u"receiver/token"_s).toByteArray());
    return options;
}

void WindowSettings::saveReceiverOptions(const ReceiverOptions &options)
{
    setValue(u"receiver/listen"_s, options.listen());
    setValue(u"receiver/path"_s, options.path);
    setValue(u"receiver/sdkAppIds"_s, options.sdkAppIds);
    setValue(u"receiver/maximumBody"_s, QString::number(options.maximumBody));
    setValue(u"receiver/token"_s, options.token);
    // The token is a secret; later writes keep the permissions.
    sync();
    QFile::setPermissions(fileName(), QFile::ReadOwner | QFile::WriteOwner);
}

} // namespace Roomscope
