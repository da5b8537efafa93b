// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QMetaType>
#include <QString>
#include <QStringList>

#include <optional>

namespace Roomscope {

/// Where and what the receiver accepts: the one home of the defaults and of their validation, for the command line
/// and for the settings dialog. The setters answer an English sentence and change nothing when the value is wrong.
struct ReceiverOptions
{
    QString host = QStringLiteral("127.0.0.1"); ///< A numeric address without brackets, or "localhost".
    quint16 port = 8480;                        ///< 0: any free one.
    QString path;                               ///< Empty: any; else begins with a slash.
    QStringList sdkAppIds;                      ///< Empty: any application.
    QString dataFolder;
    qint64 maximumBody = 2 * 1024 * 1024; ///< Bytes.
    QByteArray token;                     ///< Empty: signatures are not checked.

    static constexpr qint64 largestMaximumBody = 64 * 1024 * 1024;

    /// "ADDR:PORT", "[::1]:8480", ":8480" (all addresses) or a port alone.
    [[nodiscard]] std::optional<QString> setListen(QStringView text);
    [[nodiscard]] std::optional<QString> setPath(const QString &text);
    [[nodiscard]] std::optional<QString> setSdkAppIds(const QStringList &texts);
    [[nodiscard]] std::optional<QString> setMaximumBody(QStringView text);
    /// Without the line end that a token file has; 1 to 128 characters, empty switches the check off.
    [[nodiscard]] std::optional<QString> setToken(const QByteArray &text);

    /// What setListen() takes: "127.0.0.1:8480" or "[::1]:8480".
    [[nodiscard]] QString listen() const;
    /// The address to configure as callback URL, without what a tunnel or a proxy puts in front.
    [[nodiscard]] QString url(quint16 actualPort) const;

    friend bool operator==(const ReceiverOptions &, const ReceiverOptions &) = default;
};

} // namespace Roomscope

Q_DECLARE_METATYPE(Roomscope::ReceiverOptions)
