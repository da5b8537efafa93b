// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/protocol/ipnetwork.h"
#include "core/reception/receiverlimits.h"
#include "core/reception/retentionpolicy.h"

#include <QByteArray>
#include <QList>
#include <QMetaType>
#include <QString>
#include <QStringList>

#include <optional>

namespace Roomscope {

/// What becomes of callbacks whose signature (`Sign`, 647/64412) is missing, stale or wrong.
enum class SignaturePolicy : quint8 {
    Off,     ///< Nobody looks at it.
    Flag,    ///< Missing and stale ones are accepted and flagged; a wrong one is rejected.
    Require, ///< All three are rejected.
};

/// Where the certificate comes from: from files, or made by ourselves and kept in the data folder.
struct TlsOptions
{
    QString certificateFile; ///< PEM, the server's certificate first, then those that issued it.
    QString keyFile;         ///< PEM.
    QString passphraseFile;  ///< Of the key; empty: it is not encrypted.
    bool selfSigned = false;

    [[nodiscard]] bool isOn() const { return selfSigned || !certificateFile.isEmpty() || !keyFile.isEmpty(); }

    friend bool operator==(const TlsOptions &, const TlsOptions &) = default;
};

/// Where and what the receiver accepts: the one home of the defaults and of their validation, for the command line
/// and for the settings dialog. The setters change nothing when the value is wrong.
struct ReceiverOptions
{
    QString host = QStringLiteral("127.0.0.1"); ///< A numeric address without brackets, or "localhost".
    quint16 port = 8480;                        ///< 0: any free one.
    QString path;                               ///< Empty: any; else begins with a slash.
    QStringList sdkAppIds;                      ///< Empty: any application.
    QList<IpNetwork> trustedForwarders;         ///< Proxies that are believed who has sent a request.
    QString dataFolder;
    RetentionPolicy retention;
    TlsOptions tls;
    QByteArray token;  ///< Empty: signatures are not checked.
    QByteArray rtcKey; ///< Of RTC event callbacks (647/39558); empty: their signatures are not checked.
    SignaturePolicy signaturePolicy = SignaturePolicy::Flag;
    int signatureTolerance = 60; ///< Seconds between the sender's clock and ours, 647/64412.
    ReceiverLimits limits;

    static constexpr int largestSignatureTolerance = 86'400;

    /// "ADDR:PORT", "[::1]:8480", ":8480" (all addresses) or a port alone.
    [[nodiscard]] std::optional<Error> setListen(QStringView text);
    [[nodiscard]] std::optional<Error> setPath(const QString &text);
    [[nodiscard]] std::optional<Error> setSdkAppIds(const QStringList &texts);
    /// "10.0.0.0/8" or "::1", each.
    [[nodiscard]] std::optional<Error> setTrustedForwarders(const QStringList &texts);
    /// What setTrustedForwarders() takes.
    [[nodiscard]] QStringList trustedForwarderTexts() const;
    /// Without the line end that a token file has; 1 to 128 characters, empty switches the check off.
    [[nodiscard]] std::optional<Error> setToken(const QByteArray &text);
    /// The key of RTC event callbacks, under the same rules.
    [[nodiscard]] std::optional<Error> setRtcKey(const QByteArray &text);
    /// "off", "flag" or "require".
    [[nodiscard]] std::optional<Error> setSignaturePolicy(QStringView text);
    /// Seconds.
    [[nodiscard]] std::optional<Error> setSignatureTolerance(QStringView text);
    /// What does not fit together, although each part is right; call it last.
    [[nodiscard]] std::optional<Error> contradiction() const;

    /// The signature is looked at: there is a token and a policy.
    [[nodiscard]] bool checksSignature() const { return !token.isEmpty() && signaturePolicy != SignaturePolicy::Off; }
    /// What setSignaturePolicy() takes.
    [[nodiscard]] static QString word(SignaturePolicy policy);

    /// What setListen() takes: "127.0.0.1:8480" or "[::1]:8480".
    [[nodiscard]] QString listen() const;
    /// The address to configure as callback URL, without what a tunnel or a proxy puts in front.
    [[nodiscard]] QString url(quint16 actualPort) const;

    friend bool operator==(const ReceiverOptions &, const ReceiverOptions &) = default;
};

} // namespace Roomscope

Q_DECLARE_METATYPE(Roomscope::ReceiverOptions)
