// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QStringList>

#include <optional>

namespace Roomscope {

// What Qt has no calls for and OpenSSL has. PEM goes in and comes out. Pure; any thread.

struct KeyPair
{
    QByteArray certificate;
    QByteArray key; ///< Not encrypted.
};

/// A certificate (ECDSA P-256, SHA-256) that nobody but itself vouches for, for these host names and addresses.
/// Nothing when OpenSSL cannot make it.
[[nodiscard]] std::optional<KeyPair> makeSelfSigned(const QStringList &names, int days);

/// Whether a private key opens and belongs to the first certificate.
struct KeyCheck
{
    enum class Result : quint8 { Match, NoCertificate, NoKey, NeedsPassphrase, Mismatch, UnknownKind };

    Result result = Result::NoKey;
    QByteArray key;     ///< Decrypted, when they match.
    bool isRsa = false; ///< Otherwise it is one of an elliptic curve.
};
[[nodiscard]] KeyCheck checkKey(const QByteArray &certificate, const QByteArray &key, const QByteArray &passphrase);

} // namespace Roomscope
