// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/reception/receiveroptions.h"

#include <QUrl>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Roomscope {

namespace {

constexpr qsizetype longestToken = 128; // 647/118333

bool isDigits(QStringView text)
{
    return !text.isEmpty() && std::all_of(text.begin(), text.end(), [](QChar c) { return c >= u'0' && c <= u'9'; });
}

bool isIPv4(QStringView text)
{
    const QList<QStringView> parts = text.split(u'.');
    return parts.size() == 4 && std::all_of(parts.begin(), parts.end(), [](QStringView part) {
               return isDigits(part) && part.size() <= 3 && part.toInt() <= 255;
           });
}

/// Only the shape: whether this machine has the address is known when it is bound.
bool looksLikeIPv6(QStringView text)
{
    const QStringView address = text.left(text.indexOf(u'%') < 0 ? text.size() : text.indexOf(u'%'));
    return address.count(u':') >= 2 && std::all_of(address.begin(), address.end(), [](QChar c) {
               return (c >= u'0' && c <= u'9') || (c.toLower() >= u'a' && c.toLower() <= u'f') || c == u':'
                   || c == u'.';
           });
}

/// The part of a URL that --listen takes; empty when there is none.
QString listenOf(const QUrl &url)
{
    const QString host = url.host().contains(u':') ? u"[%1]"_s.arg(url.host()) : url.host();
    ReceiverOptions options;
    const bool isTaken = !options.setListen(u"%1:%2"_s.arg(host).arg(url.port(options.port)));
    return isTaken && !url.host().isEmpty() ? options.listen() : QString();
}

} // namespace

std::optional<Error> ReceiverOptions::setListen(QStringView text)
{
    const QStringView trimmed = text.trimmed();
    if (trimmed.contains(u'/')) { // also a URL without its scheme
        const QString listen = listenOf(QUrl::fromUserInput(trimmed.toString()));
        return listen.isEmpty() ? Error {ErrorKind::ListenIsUrlOnly, {text.toString()}}
                                : Error {ErrorKind::ListenIsUrl, {text.toString(), listen}};
    }
    QStringView newHost = host;
    QStringView newPort = trimmed;
    if (const qsizetype colon = trimmed.lastIndexOf(u':'); colon >= 0) {
        newHost = trimmed.first(colon);
        newPort = trimmed.sliced(colon + 1);
    } else if (!isDigits(trimmed)) {
        return Error {ErrorKind::ListenWithoutPort, {text.toString()}};
    }
    if (newHost.isEmpty()) {
        newHost = u"0.0.0.0";
    } else if (newHost.startsWith(u'[') && newHost.endsWith(u']')) {
        newHost = newHost.sliced(1, newHost.size() - 2);
        if (!looksLikeIPv6(newHost))
            return Error {ErrorKind::NotIPv6, {newHost.toString()}};
    } else if (newHost.contains(u':') && newHost != host) {
        return Error {ErrorKind::IPv6WithoutBrackets};
    } else if (newHost != u"localhost" && !isIPv4(newHost) && newHost != host) {
        return Error {ErrorKind::NotNumericAddress, {newHost.toString()}};
    }
    if (!isDigits(newPort) || newPort.size() > 5 || newPort.toInt() > 65535)
        return Error {ErrorKind::NotPort, {newPort.toString()}};
    const quint16 portNumber = quint16(newPort.toUInt());
    host = newHost.toString();
    port = portNumber;
    return {};
}

std::optional<Error> ReceiverOptions::setPath(const QString &text)
{
    if (!text.isEmpty() && !text.startsWith(u'/'))
        return Error {ErrorKind::PathWithoutSlash, {text}};
    if (std::any_of(text.begin(), text.end(), [](QChar c) { return c <= u' ' || c == u'?' || c == u'#'; }))
        return Error {ErrorKind::NotOnlyPath, {text}};
    path = text;
    return {};
}

std::optional<Error> ReceiverOptions::setSdkAppIds(const QStringList &texts)
{
    QStringList ids;
    for (const QString &text : texts) {
        if (!isDigits(text))
            return Error {ErrorKind::NotSdkAppId, {text}};
        if (!ids.contains(text))
            ids.append(text);
    }
    sdkAppIds = ids;
    return {};
}

std::optional<Error> ReceiverOptions::setTrustedForwarders(const QStringList &texts)
{
    QList<IpNetwork> networks;
    for (const QString &text : texts) {
        const std::optional<IpNetwork> network = IpNetwork::parse(text.trimmed());
        if (!network)
            return Error {ErrorKind::NotNetwork, {text}};
        if (!networks.contains(*network))
            networks.append(*network);
    }
    trustedForwarders = networks;
    return {};
}

QStringList ReceiverOptions::trustedForwarderTexts() const
{
    QStringList texts;
    for (const IpNetwork &network : trustedForwarders)
        texts.append(network.text());
    return texts;
}

std::optional<Error> ReceiverOptions::setToken(const QByteArray &text)
{
    const QByteArray trimmed = text.trimmed();
    if (trimmed.size() > longestToken)
        return Error {ErrorKind::TokenTooLong, {trimmed.size(), longestToken}};
    token = trimmed;
    return {};
}

std::optional<Error> ReceiverOptions::setRtcKey(const QByteArray &text)
{
    const QByteArray trimmed = text.trimmed();
    if (trimmed.size() > longestToken)
        return Error {ErrorKind::RtcKeyTooLong, {trimmed.size(), longestToken}};
    rtcKey = trimmed;
    return {};
}

std::optional<Error> ReceiverOptions::setSignaturePolicy(QStringView text)
{
    for (const SignaturePolicy policy : {SignaturePolicy::Off, SignaturePolicy::Flag, SignaturePolicy::Require}) {
        if (text == word(policy)) {
            signaturePolicy = policy;
            return {};
        }
    }
    return Error {ErrorKind::NotSignaturePolicy, {text.toString()}};
}

std::optional<Error> ReceiverOptions::setSignatureTolerance(QStringView text)
{
    const QStringView trimmed = text.trimmed();
    const int seconds = isDigits(trimmed) && trimmed.size() <= 6 ? trimmed.toInt() : 0;
    if (seconds < 1 || seconds > largestSignatureTolerance)
        return Error {ErrorKind::NotSignatureTolerance, {text.toString(), largestSignatureTolerance}};
    signatureTolerance = seconds;
    return {};
}

std::optional<Error> ReceiverOptions::contradiction() const
{
    if (tls.selfSigned && (!tls.certificateFile.isEmpty() || !tls.keyFile.isEmpty()))
        return Error {ErrorKind::TwoCertificates};
    if (!tls.certificateFile.isEmpty() && tls.keyFile.isEmpty())
        return Error {ErrorKind::CertificateWithoutKey};
    if (tls.certificateFile.isEmpty() && !tls.keyFile.isEmpty())
        return Error {ErrorKind::KeyWithoutCertificate};
    if (tls.keyFile.isEmpty() && !tls.passphraseFile.isEmpty())
        return Error {ErrorKind::PassphraseWithoutKey};
    if (signaturePolicy == SignaturePolicy::Require && token.isEmpty())
        return Error {ErrorKind::SignaturesWithoutToken};
    return {};
}

QString ReceiverOptions::word(SignaturePolicy policy)
{
    switch (policy) {
    case SignaturePolicy::Off: return u"off"_s;
    case SignaturePolicy::Flag: return u"flag"_s;
    case SignaturePolicy::Require: return u"require"_s;
    }
    return {};
}

QString ReceiverOptions::listen() const
{
    const QString address = host.contains(u':') ? QString(u'[' + host + u']') : host;
    return address + u':' + QString::number(port);
}

QString ReceiverOptions::url(quint16 actualPort) const
{
    ReceiverOptions actual = *this;
    actual.port = actualPort;
    return (tls.isOn() ? u"https://"_s : u"http://"_s) + actual.listen() + (path.isEmpty() ? u"/"_s : path);
}

} // namespace Roomscope
