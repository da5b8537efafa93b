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

/// How callbacks are treated whose signature (`Sign`, 647/64412) is missing, stale or wrong.
enum class SignaturePolicy : quint8 {
    Off,     ///< Signatures are not checked.
    Flag,    ///< Missing and stale ones are accepted and flagged; a wrong one is rejected.
    Require, ///< All three are rejected.
};

/// The origin of the certificate: files, or self-signed and kept in the data folder.
struct TlsOptions
{
    QString certificateFile; ///< PEM, the server's certificate first, then its issuers.
    QString keyFile;         ///< PEM.
    QString passphraseFile;  ///< File with the passphrase of the key; empty: the key is not encrypted.
    bool selfSigned = false;

    [[nodiscard]] bool isOn() const { return selfSigned || !certificateFile.isEmpty() || !keyFile.isEmpty(); }

    friend bool operator==(const TlsOptions &, const TlsOptions &) = default;
};

/// Where the receiver listens and what it accepts: the only definition of the defaults and of their validation, for the
/// command line and the settings dialog. The setters change nothing if the value is invalid.
struct ReceiverOptions
{
    QString host = QStringLiteral("127.0.0.1"); ///< A numeric address without brackets, or "localhost".
    quint16 port = 8480;                        ///< 0: any free port.
    QString path;                               ///< Empty: any; otherwise begins with a slash.
    QStringList sdkAppIds;                      ///< Empty: any application.
    QList<IpNetwork> trustedForwarders;         ///< Proxies that may report the peer of a request.
    QString dataFolder;
    RetentionPolicy retention;
    TlsOptions tls;
    QByteArray token;  ///< Empty: signatures are not checked.
    QByteArray rtcKey; ///< Key of RTC event callbacks (647/39558); empty: their signatures are not checked.
    SignaturePolicy signaturePolicy = SignaturePolicy::Flag;
    int signatureTolerance = 60; ///< Seconds between the sender's clock and ours, 647/64412.
    ReceiverLimits limits;

    static constexpr int largestSignatureTolerance = 86'400;

    /// Accepts "ADDR:PORT", "[::1]:8480", ":8480" (all addresses) or a port alone.
    [[nodiscard]] std::optional<Error> setListen(QStringView text);
    [[nodiscard]] std::optional<Error> setPath(const QString &text);
    [[nodiscard]] std::optional<Error> setSdkAppIds(const QStringList &texts);
    /// Accepts texts like "10.0.0.0/8" or "::1".
    [[nodiscard]] std::optional<Error> setTrustedForwarders(const QStringList &texts);
    /// Returns the texts that setTrustedForwarders() accepts.
    [[nodiscard]] QStringList trustedForwarderTexts() const;
    /// Expects 1 to 128 characters without the line end of a token file; an empty token disables the check.
    [[nodiscard]] std::optional<Error> setToken(const QByteArray &text);
    /// Sets the key of RTC event callbacks, with the same rules.
    [[nodiscard]] std::optional<Error> setRtcKey(const QByteArray &text);
    /// Accepts "off", "flag" or "require".
    [[nodiscard]] std::optional<Error> setSignaturePolicy(QStringView text);
    /// Seconds.
    [[nodiscard]] std::optional<Error> setSignatureTolerance(QStringView text);
    /// Returns an error if valid values contradict each other; call it last.
    [[nodiscard]] std::optional<Error> contradiction() const;

    /// Returns true if there is a token and the policy is not Off.
    [[nodiscard]] bool checksSignature() const { return !token.isEmpty() && signaturePolicy != SignaturePolicy::Off; }
    /// Returns the text that setSignaturePolicy() accepts.
    [[nodiscard]] static QString word(SignaturePolicy policy);

    /// Returns the text that setListen() accepts: "127.0.0.1:8480" or "[::1]:8480".
    [[nodiscard]] QString listen() const;
    /// Returns the address to configure as callback URL, without the address of a tunnel or proxy in front.
    [[nodiscard]] QString url(quint16 actualPort) const;

    friend bool operator==(const ReceiverOptions &, const ReceiverOptions &) = default;
};

} // namespace Roomscope

Q_DECLARE_METATYPE(Roomscope::ReceiverOptions)
