// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QStringList>

#include <optional>

namespace Roomscope {

// OpenSSL functions that Qt does not offer. PEM in and out. Pure; any thread.

struct KeyPair
{
    QByteArray certificate;
    QByteArray key; ///< Not encrypted.
};

/// Creates a self-signed certificate (ECDSA P-256, SHA-256) for these host names and addresses. Nothing when OpenSSL
/// cannot create it.
[[nodiscard]] std::optional<KeyPair> makeSelfSigned(const QStringList &names, int days);

/// Whether a private key can be decrypted and belongs to the first certificate.
struct KeyCheck
{
    enum class Result : quint8 { Match, NoCertificate, NoKey, NeedsPassphrase, Mismatch, UnknownKind };

    Result result = Result::NoKey;
    QByteArray key;     ///< Decrypted, when they match.
    bool isRsa = false; ///< Otherwise an elliptic curve key.
};
[[nodiscard]] KeyCheck checkKey(const QByteArray &certificate, const QByteArray &key, const QByteArray &passphrase);

} // namespace Roomscope
