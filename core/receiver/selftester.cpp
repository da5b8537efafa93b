// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/receiver/selftester.h"

#include "core/base/times.h"

#include <QCryptographicHash>
#include <QHostAddress>
#include <QNetworkProxy>
#include <QNetworkReply>
#include <QRandomGenerator>
#include <QSslCertificate>
#include <QSslConfiguration>

#include <array>
#include <utility>

using namespace Qt::StringLiterals;

namespace Roomscope {

namespace {

constexpr int timeoutMs = 4'000;
constexpr int attempts = 2; // this thread may have been busy for longer than the time allowed

QByteArray randomSecret()
{
    std::array<quint32, 4> numbers {};
    QRandomGenerator::system()->fillRange(numbers.data(), numbers.size());
    return QByteArray(reinterpret_cast<const char *>(numbers.data()), sizeof numbers).toHex();
}

/// Nobody is reached at "every address".
QString reachable(const QString &host)
{
    const QHostAddress address(host);
    if (address == QHostAddress::AnyIPv4)
        return u"127.0.0.1"_s;
    return address == QHostAddress::AnyIPv6 ? u"::1"_s : host;
}

} // namespace

SelfTester::SelfTester(QObject *parent)
    : QObject(parent)
    , m_network(this)
    , m_secret(randomSecret())
{
    m_network.setProxy(QNetworkProxy::NoProxy);
}

void SelfTester::start(const QString &url, const QByteArray &fingerprint)
{
    cancel();
    m_url = QUrl(url);
    m_url.setHost(reachable(m_url.host()));
    m_fingerprint = fingerprint;
    m_attempt = 0;
    post();
}

void SelfTester::cancel()
{
    if (QNetworkReply *const reply = std::exchange(m_reply, nullptr)) {
        reply->disconnect(this);
        reply->abort();
        reply->deleteLater();
    }
}

void SelfTester::post()
{
    ++m_attempt;
    QNetworkRequest request(m_url);
    request.setRawHeader(headerName, m_secret);
    request.setRawHeader("Connection", "close");
    request.setHeader(QNetworkRequest::ContentTypeHeader, u"application/json"_s);
    request.setAttribute(QNetworkRequest::Http2AllowedAttribute, false);
    request.setTransferTimeout(timeoutMs);
    m_elapsed.start();
    m_reply = m_network.post(request, QByteArray());
    // Its names need not be those by which we reach it; that it is ours is all that matters here.
    connect(m_reply, &QNetworkReply::sslErrors, this, [this] {
        const QSslCertificate met = m_reply->sslConfiguration().peerCertificate();
        if (met.digest(QCryptographicHash::Sha256).toHex(':').toUpper() == m_fingerprint)
            m_reply->ignoreSslErrors();
    });
    connect(m_reply, &QNetworkReply::finished, this, &SelfTester::finish);
}

void SelfTester::finish()
{
    QNetworkReply *const reply = std::exchange(m_reply, nullptr);
    reply->deleteLater();
    SelfTest result {.atUs = nowUs(), .durationUs = m_elapsed.nsecsElapsed() / 1000};
    const int status = reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    if (status == 0)
        result.error = reply->error() == QNetworkReply::OperationCanceledError
            ? Error {ErrorKind::SelfTestUnanswered, {m_url.toString(), timeoutMs / 1000}}
            : Error {ErrorKind::SelfTestUnreachable, {m_url.toString(), reply->errorString()}};
    else if (status != 200)
        result.error = Error {ErrorKind::SelfTestRefused, {m_url.toString(), status}};
    if (result.error && m_attempt < attempts)
        post();
    else
        emit finished(result);
}

} // namespace Roomscope
