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

std::optional<QString> ReceiverOptions::setListen(QStringView text)
{
    const QStringView trimmed = text.trimmed();
    if (trimmed.contains(u'/')) { // also a URL without its scheme
        const QString listen = listenOf(QUrl::fromUserInput(trimmed.toString()));
        return u"\"%1\" is a URL, but an address and a port are wanted; write %2"_s.arg(
            text, listen.isEmpty() ? u"for example 127.0.0.1:8480"_s : listen);
    }
    QStringView newHost = host;
    QStringView newPort = trimmed;
    if (const qsizetype colon = trimmed.lastIndexOf(u':'); colon >= 0) {
        newHost = trimmed.first(colon);
        newPort = trimmed.sliced(colon + 1);
    } else if (!isDigits(trimmed)) {
        return u"\"%1\" is not ADDR:PORT; write for example 127.0.0.1:8480"_s.arg(text);
    }
    if (newHost.isEmpty()) {
        newHost = u"0.0.0.0";
    } else if (newHost.startsWith(u'[') && newHost.endsWith(u']')) {
        newHost = newHost.sliced(1, newHost.size() - 2);
        if (!looksLikeIPv6(newHost))
            return u"\"[%1]\" is not an IPv6 address; write for example [::1]:8480"_s.arg(newHost);
    } else if (newHost.contains(u':') && newHost != host) {
        return u"an IPv6 address needs brackets; write for example [::1]:8480"_s;
    } else if (newHost != u"localhost" && !isIPv4(newHost) && newHost != host) {
        return u"\"%1\" is not an address of a machine in digits; write for example 127.0.0.1:8480, or 0.0.0.0:8480 "
               u"for "
               "all addresses"_s.arg(newHost);
    }
    if (!isDigits(newPort) || newPort.size() > 5 || newPort.toInt() > 65535)
        return u"\"%1\" is not a port; ports go from 0 (any free one) to 65535"_s.arg(newPort);
    const quint16 portNumber = quint16(newPort.toUInt());
    host = newHost.toString();
    port = portNumber;
    return {};
}

std::optional<QString> ReceiverOptions::setPath(const QString &text)
{
    if (!text.isEmpty() && !text.startsWith(u'/'))
        return u"the path \"%1\" does not begin with a slash; write for example /callback"_s.arg(text);
    if (std::any_of(text.begin(), text.end(), [](QChar c) { return c <= u' ' || c == u'?' || c == u'#'; }))
        return u"the path \"%1\" holds a blank, a ? or a #; give the path alone"_s.arg(text);
    path = text;
    return {};
}

std::optional<QString> ReceiverOptions::setSdkAppIds(const QStringList &texts)
{
    QStringList ids;
    for (const QString &text : texts) {
        if (!isDigits(text))
            return u"\"%1\" is not an SDKAppID; it consists of digits, for example 1400000000"_s.arg(text);
        if (!ids.contains(text))
            ids.append(text);
    }
    sdkAppIds = ids;
    return {};
}

std::optional<QString> ReceiverOptions::setTrustedForwarders(const QStringList &texts)
{
    QList<IpNetwork> networks;
    for (const QString &text : texts) {
        const std::optional<IpNetwork> network = IpNetwork::parse(text.trimmed());
        if (!network)
            return u"\"%1\" is not an address or a network of addresses; write for example 127.0.0.1 or 10.0.0.0/8"_s
                .arg(text);
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

std::optional<QString> ReceiverOptions::setToken(const QByteArray &text)
{
    const QByteArray trimmed = text.trimmed();
    if (trimmed.size() > longestToken)
        return u"the token has %1 characters; tokens have 1 to %2"_s.arg(trimmed.size()).arg(longestToken);
    token = trimmed;
    return {};
}

std::optional<QString> ReceiverOptions::setRtcKey(const QByteArray &text)
{
    const QByteArray trimmed = text.trimmed();
    if (trimmed.size() > longestToken)
        return u"the key has %1 characters; keys have 1 to %2"_s.arg(trimmed.size()).arg(longestToken);
    rtcKey = trimmed;
    return {};
}

std::optional<QString> ReceiverOptions::setSignaturePolicy(QStringView text)
{
    for (const SignaturePolicy policy : {SignaturePolicy::Off, SignaturePolicy::Flag, SignaturePolicy::Require}) {
        if (text == word(policy)) {
            signaturePolicy = policy;
            return {};
        }
    }
    return u"\"%1\" is not a policy; choose off, flag or require"_s.arg(text);
}

std::optional<QString> ReceiverOptions::setSignatureTolerance(QStringView text)
{
    const QStringView trimmed = text.trimmed();
    const int seconds = isDigits(trimmed) && trimmed.size() <= 6 ? trimmed.toInt() : 0;
    if (seconds < 1 || seconds > largestSignatureTolerance)
        return u"\"%1\" is not a tolerance; give seconds from 1 to %2"_s.arg(
            text, QString::number(largestSignatureTolerance));
    signatureTolerance = seconds;
    return {};
}

std::optional<QString> ReceiverOptions::contradiction() const
{
    if (tls.selfSigned && (!tls.certificateFile.isEmpty() || !tls.keyFile.isEmpty()))
        return u"there is both a certificate file and a self-signed certificate; choose one of them"_s;
    if (!tls.certificateFile.isEmpty() && tls.keyFile.isEmpty())
        return u"a certificate needs its key"_s;
    if (tls.certificateFile.isEmpty() && !tls.keyFile.isEmpty())
        return u"a key needs its certificate"_s;
    if (tls.keyFile.isEmpty() && !tls.passphraseFile.isEmpty())
        return u"a passphrase needs a key to open"_s;
    if (signaturePolicy == SignaturePolicy::Require && token.isEmpty())
        return u"signatures can be required only when there is a token to check them with"_s;
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
