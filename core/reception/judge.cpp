// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/reception/judge.h"

#include "core/payload/json.h"
#include "core/payload/jsonwriter.h"
#include "core/protocol/answer.h"
#include "core/protocol/contentcoding.h"
#include "core/protocol/decoder.h"
#include "core/protocol/forwardedpeer.h"
#include "core/protocol/signature.h"

#include <cstdlib>
#include <utility>

using namespace Qt::StringLiterals;

namespace Roomscope {

namespace {

void accept(Callback &callback, Flags flags)
{
    callback.verdict = {.flags = flags};
    callback.reply = {.status = 200, .body = okAnswer()};
}

void reject(Callback &callback, Rejection rejection, int status, const QString &sentence)
{
    callback.verdict = {.flags = {}, .rejection = rejection};
    callback.reply = {.status = quint16(status), .body = failAnswer(status, sentence)};
}

void settlePeer(Callback &callback, const RequestHead &head, const ReceiverOptions &options)
{
    if (options.trustedForwarders.isEmpty())
        return;
    if (const auto peer = forwardedPeer(head, callback.peer, options.trustedForwarders))
        callback.forwardedBy = std::exchange(callback.peer, *peer);
}

/// What a peer wrote, as part of a sentence.
QString quoted(QByteArrayView text)
{
    constexpr qsizetype longest = 100;
    return u'"' + QString::fromUtf8(text.first(std::min(text.size(), longest)))
        + (text.size() > longest ? u"…\""_s : u"\""_s);
}

bool isConfiguredPath(const RequestHead &head, const QString &path)
{
    const QByteArray wanted = path.toUtf8();
    return head.path == wanted || QByteArray::fromPercentEncoding(head.path) == wanted;
}

/// Of the family that names its application in a header.
bool isRtcEvent(const Callback &callback, qint64 limit)
{
    const auto body = unpackedBody(callback.head, callback.body, limit);
    const auto *const plain = std::get_if<QByteArray>(&body);
    return plain && std::holds_alternative<RtcEvent>(decodeEnvelope({}, *plain).event.content);
}

/// A body that cannot be unpacked: what the sender is told.
struct Refusal
{
    int status;
    QString sentence;
};

Refusal refusalOf(const CodingError &error, qint64 limit)
{
    using Kind = CodingError::Kind;
    switch (error.kind) {
    case Kind::Unknown:
        return {415,
                u"the body is packed in a way that is not read here, Content-Encoding %1; send it as it is, or with "
                "gzip or deflate"_s.arg(quoted(error.coding))};
    case Kind::TooMany:
        return {415, u"the body is packed more than %1 times, see Content-Encoding; once is enough"_s.arg(error.most)};
    case Kind::Broken:
        return {400,
                u"the body is not in %1, although Content-Encoding says so, or is damaged"_s.arg(
                    QString::fromLatin1(error.coding))};
    case Kind::CutOff: return {400, u"the %1 data of the body is cut off"_s.arg(QString::fromLatin1(error.coding))};
    case Kind::TrailingBytes:
        return {400,
                u"something follows the end of the %1 data of the body, %2 bytes"_s.arg(
                    QString::fromLatin1(error.coding), QString::number(error.trailing))};
    case Kind::TooLarge: break;
    }
    return {413, u"the body is larger than %1 bytes when it is unpacked, see --max-body"_s.arg(limit)};
}

/// What the signature says against accepting the request, as a sentence, and the flag that says so otherwise.
struct Objection
{
    Flags flag;
    QString sentence; ///< Empty: no reason to reject.
};

/// An RTC event callback is signed in another way, with a key of its own.
Objection rtcSignatureObjection(const RequestHead &head, const QByteArray &body, const ReceiverOptions &options)
{
    using Result = SignatureCheck::Result;
    const bool required = options.signaturePolicy == SignaturePolicy::Require;
    if (options.rtcKey.isEmpty() && !required)
        return {};
    if (options.rtcKey.isEmpty())
        return {.sentence = u"it is an RTC event callback, and there is no key to check its signature with, but only "
                            "signed callbacks are accepted here"_s};
    switch (SignatureCheck::ofBody(head.value("Sign"), body, options.rtcKey).result) {
    case Result::Right:
    case Result::Stale: return {};
    case Result::Missing:
        if (required)
            return {.sentence = u"there is no Sign header, and only signed callbacks are accepted here; is a key set "
                                "for event callbacks in the console?"_s};
        return {.flag = Flag::Unsigned};
    case Result::Wrong:
        return {.sentence = u"the Sign header does not match: it must be the HMAC-SHA256 of the body with the key, in "
                            "base64; is the key the one set for this application?"_s};
    }
    return {};
}

Objection signatureObjection(const CallbackParameters &parameters, const ReceiverOptions &options, qint64 receivedUs)
{
    using Result = SignatureCheck::Result;
    const bool required = options.signaturePolicy == SignaturePolicy::Require;
    const SignatureCheck check = SignatureCheck::of(parameters.sign, parameters.requestTime, options.token, receivedUs,
                                                    options.signatureTolerance);
    switch (check.result) {
    case Result::Right: return {};
    case Result::Missing:
        if (required)
            return {.sentence = u"the URL has no Sign parameter, and only signed callbacks are accepted here; is "
                                "callback authentication switched on?"_s};
        return {.flag = Flag::Unsigned};
    case Result::Stale:
        if (required && !check.hasAge)
            return {.sentence = u"RequestTime is not a time in seconds: %1"_s.arg(quoted(check.requestTime.toUtf8()))};
        if (required)
            return {.sentence = u"RequestTime is %1 s %2; at most %3 s are accepted"_s.arg(std::abs(check.ageSeconds))
                                    .arg(check.ageSeconds < 0 ? u"ahead of our clock"_s : u"old"_s)
                                    .arg(options.signatureTolerance)};
        return {.flag = Flag::StaleSignature};
    case Result::Wrong:
        if (check.requestTime.isEmpty())
            return {.sentence = u"the URL has a Sign but no RequestTime, without which it cannot be checked"_s};
        return {.sentence = u"Sign does not match: it must be the SHA-256 of the token followed by RequestTime, in "
                            "hex; is the token the one set for this application?"_s};
    }
    return {};
}

} // namespace

void judge(Callback &callback, const ReceiverOptions &options)
{
    const RequestHead head = RequestHead::parse(callback.head);
    settlePeer(callback, head, options);
    if (head.method != "POST") {
        return reject(callback, Rejection::Method, 405,
                      u"callbacks are POST requests; this one is %1"_s.arg(quoted(head.method)));
    }
    if (!options.path.isEmpty() && !isConfiguredPath(head, options.path)) {
        return reject(callback, Rejection::Path, 404,
                      u"callbacks are received at %1; this one went to %2"_s.arg(options.path, quoted(head.path)));
    }
    const CallbackParameters parameters = head.parameters();
    // The vendor's console probes an address with something empty (README 2), perhaps without parameters.
    const bool isProbe = callback.body.isEmpty() && parameters.sdkAppId.isEmpty();
    if (!options.sdkAppIds.isEmpty() && !isProbe && !options.sdkAppIds.contains(parameters.sdkAppId)) {
        const QString expected = options.sdkAppIds.join(u", "_s);
        if (!parameters.sdkAppId.isEmpty())
            return reject(callback, Rejection::SdkAppId, 403,
                          u"SDKAppID %1 is not accepted here; accepted: %2"_s.arg(quoted(parameters.sdkAppId.toUtf8()),
                                                                                  expected));
        return reject(callback, Rejection::SdkAppId, 403,
                      (isRtcEvent(callback, options.limits[Limit::Body])
                           ? u"the SdkAppId header of an RTC event callback is missing; accepted: %1"_s
                           : u"the URL has no SdkAppid parameter; accepted: %1"_s)
                          .arg(expected));
    }
    Flags flags;
    const qint64 limit = options.limits[Limit::Body];
    const auto unpacked = unpackedBody(callback.head, callback.body, limit);
    const auto *const codingError = std::get_if<CodingError>(&unpacked);
    const QByteArray body = codingError ? QByteArray() : std::get<QByteArray>(unpacked);
    const Decoded decoded = decodeEnvelope(parameters, body);
    const bool isRtc = std::holds_alternative<RtcEvent>(decoded.event.content);
    if (isRtc ? options.signaturePolicy != SignaturePolicy::Off : options.checksSignature()) {
        const Objection objection = isRtc ? rtcSignatureObjection(head, body, options)
                                          : signatureObjection(parameters, options, callback.receivedUs);
        if (!objection.sentence.isEmpty())
            return reject(callback, Rejection::Signature, 401, objection.sentence);
        flags |= objection.flag;
    }
    if (codingError) {
        const auto [status, sentence] = refusalOf(*codingError, limit);
        return reject(callback, status == 413 ? Rejection::TooLarge : Rejection::Malformed, status, sentence);
    }
    if (decoded.error) {
        return reject(callback, Rejection::Malformed, 400,
                      u"the body is not valid JSON: %1"_s.arg(decoded.error->toString()));
    }
    flags |= decoded.flags;
    if (decoded.event.isAheadOf(callback.receivedUs))
        flags |= Flag::ClockSkew;
    accept(callback, flags);
}

void judgeRefused(Callback &callback, Rejection rejection, int status, const QString &sentence,
                  const ReceiverOptions &options)
{
    if (!options.trustedForwarders.isEmpty())
        settlePeer(callback, RequestHead::parse(callback.head), options);
    reject(callback, rejection, status, sentence);
}

} // namespace Roomscope
