// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/receiver/keypair.h"

#include <QHostAddress>

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <cstring>
#include <memory>

namespace Roomscope {

namespace {

template<auto Free> struct Freer
{
    void operator()(auto *object) const { Free(object); }
};
using Bio = std::unique_ptr<BIO, Freer<BIO_free>>;
using Key = std::unique_ptr<EVP_PKEY, Freer<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Freer<X509_free>>;
using Extension = std::unique_ptr<X509_EXTENSION, Freer<X509_EXTENSION_free>>;

Bio reading(const QByteArray &text)
{
    return Bio(BIO_new_mem_buf(text.constData(), int(text.size())));
}

QByteArray written(const Bio &bio)
{
    char *text = nullptr;
    const long size = BIO_get_mem_data(bio.get(), &text);
    return {text, qsizetype(size)};
}

QByteArray pemOf(EVP_PKEY *key)
{
    const Bio bio(BIO_new(BIO_s_mem()));
    return PEM_write_bio_PrivateKey(bio.get(), key, nullptr, nullptr, 0, nullptr, nullptr) == 1 ? written(bio)
                                                                                                : QByteArray();
}

/// Never asks at a terminal, as OpenSSL's own does.
int givePassphrase(char *buffer, int size, int /*writing*/, void *passphrase)
{
    const auto *const text = static_cast<const QByteArray *>(passphrase);
    const int length = int(std::min<qsizetype>(text->size(), size));
    std::memcpy(buffer, text->constData(), size_t(length));
    return length;
}

bool addExtension(X509 *certificate, int nid, const QByteArray &value)
{
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, certificate, certificate, nullptr, nullptr, 0);
    const Extension extension(X509V3_EXT_conf_nid(nullptr, &context, nid, value.constData()));
    return extension && X509_add_ext(certificate, extension.get(), -1) == 1;
}

QByteArray alternativeNames(const QStringList &names)
{
    QByteArrayList entries;
    for (const QString &name : names)
        entries.append((QHostAddress(name).isNull() ? "DNS:" : "IP:") + name.toLatin1());
    return entries.join(',');
}

} // namespace

std::optional<KeyPair> makeSelfSigned(const QStringList &names, int days)
{
    const Key key(EVP_EC_gen("P-256"));
    const Certificate certificate(X509_new());
    if (!key || !certificate)
        return {};
    unsigned char serial[16] = {};
    if (RAND_bytes(serial, sizeof serial) != 1)
        return {};
    serial[0] &= 0x7f; // a positive number
    using Number = std::unique_ptr<BIGNUM, Freer<BN_free>>;
    const Number number(BN_bin2bn(serial, sizeof serial, nullptr));
    X509 *const made = certificate.get();
    X509_NAME *const subject = X509_get_subject_name(made);
    const QByteArray commonName = names.first().toLatin1();
    const auto *const text = reinterpret_cast<const unsigned char *>(commonName.constData());
    constexpr long aDay = 24L * 60 * 60;
    const bool complete = X509_set_version(made, X509_VERSION_3) == 1
        && BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(made)) != nullptr
        && X509_gmtime_adj(X509_getm_notBefore(made), -aDay) != nullptr // clocks differ
        && X509_gmtime_adj(X509_getm_notAfter(made), days * aDay) != nullptr && X509_set_pubkey(made, key.get()) == 1
        && X509_NAME_add_entry_by_txt(subject, "O", MBSTRING_ASC,
                                      reinterpret_cast<const unsigned char *>("Roomscope, self-signed"), -1, -1, 0)
            == 1
        && X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8, text, -1, -1, 0) == 1
        && X509_set_issuer_name(made, subject) == 1 && addExtension(made, NID_subject_alt_name, alternativeNames(names))
        && addExtension(made, NID_basic_constraints, "critical,CA:FALSE")
        && addExtension(made, NID_ext_key_usage, "serverAuth") && X509_sign(made, key.get(), EVP_sha256()) > 0;
    const Bio bio(BIO_new(BIO_s_mem()));
    if (!complete || PEM_write_bio_X509(bio.get(), made) != 1)
        return {};
    KeyPair pair {.certificate = written(bio), .key = pemOf(key.get())};
    return pair.key.isEmpty() ? std::nullopt : std::optional(pair);
}

KeyCheck checkKey(const QByteArray &certificate, const QByteArray &key, const QByteArray &passphrase)
{
    using Result = KeyCheck::Result;
    const Certificate first(PEM_read_bio_X509(reading(certificate).get(), nullptr, nullptr, nullptr));
    if (!first)
        return {.result = Result::NoCertificate};
    QByteArray secret = passphrase;
    const Key opened(PEM_read_bio_PrivateKey(reading(key).get(), nullptr, givePassphrase, &secret));
    if (!opened)
        return {.result = key.contains("ENCRYPTED") ? Result::NeedsPassphrase : Result::NoKey};
    if (X509_check_private_key(first.get(), opened.get()) != 1)
        return {.result = Result::Mismatch};
    const int kind = EVP_PKEY_get_base_id(opened.get());
    if (kind != EVP_PKEY_RSA && kind != EVP_PKEY_EC)
        return {.result = Result::UnknownKind};
    return {.result = Result::Match, .key = pemOf(opened.get()), .isRsa = kind == EVP_PKEY_RSA};
}

} // namespace Roomscope
