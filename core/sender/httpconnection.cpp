// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sender/httpconnection.h"

#include "core/protocol/chunkeddecoder.h"
#include "core/protocol/requesthead.h"

#include <QCryptographicHash>
#include <QSslCertificate>
#include <QSslSocket>

#include <chrono>
#include <utility>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace Roomscope {

namespace {

constexpr auto answerTimeout = 2s; // the vendor's (1047/34354)
constexpr qsizetype mostAnswerBytes = 1 << 20;

} // namespace

std::optional<HttpAnswer> takeAnswer(QByteArray &received, bool connectionEnded)
{
    for (;;) {
        const qsizetype headEnd = received.indexOf("\r\n\r\n");
        if (headEnd < 0)
            return {};
        const qsizetype begin = headEnd + 4;
        const RequestHead head = RequestHead::parse(received.first(headEnd)); // only its fields matter
        const QByteArray statusLine = received.first(received.indexOf("\r\n"));
        HttpAnswer answer {.status = statusLine.startsWith("HTTP/1.") ? statusLine.mid(9, 3).toInt() : 0};
        if (answer.status / 100 == 1) {
            received.remove(0, begin);
            continue;
        }
        bool hasLength = false;
        const qsizetype length = head.value("Content-Length").toLongLong(&hasLength);
        qsizetype end = received.size();
        if (head.value("Transfer-Encoding").toLower().contains("chunked")) {
            ChunkedDecoder chunks;
            end = begin + chunks.feed(QByteArrayView(received).sliced(begin), answer.body);
            if (chunks.state() == ChunkedDecoder::State::Reading)
                return {};
            if (chunks.state() == ChunkedDecoder::State::Failed)
                return HttpAnswer {.error = Error {ErrorKind::AnswerChunksUnreadable, {chunks.problem()}}};
        } else if (hasLength && length >= 0) {
            if (received.size() - begin < length)
                return {};
            end = begin + length;
            answer.body = received.sliced(begin, length);
        } else if (answer.status == 204 || answer.status == 304) {
            end = begin;
        } else {
            if (!connectionEnded)
                return {};
            answer.body = received.sliced(begin);
        }
        received.remove(0, end);
        return answer;
    }
}

HttpConnection::HttpConnection(const QUrl &url, const QByteArray &fingerprint, QObject *parent)
    : QObject(parent)
    , m_url(url)
    , m_socket(new QSslSocket(this))
{
    QByteArray host = url.host(QUrl::FullyEncoded).toLatin1();
    if (host.contains(':'))
        host = '[' + host + ']';
    if (url.port() > 0)
        host += ':' + QByteArray::number(url.port());
    m_fixedHead = " HTTP/1.1\r\nHost: " + host
        + "\r\nUser-Agent: Roomscope\r\nContent-Type: application/json\r\nContent-Length: ";

    m_timeout.setSingleShot(true);
    m_timeout.setInterval(answerTimeout);
    connect(&m_timeout, &QTimer::timeout, this, [this] { fail({ErrorKind::NoAnswer, {where()}}); });
    const bool isEncrypted = url.scheme() == "https"_L1;
    const auto send = [this] {
        m_socket->setSocketOption(QAbstractSocket::LowDelayOption, 1);
        m_isSent = true;
        m_socket->write(m_request);
    };
    connect(m_socket, &QSslSocket::sslErrors, this, [this, fingerprint] {
        if (m_socket->peerCertificate().digest(QCryptographicHash::Sha256) == QByteArray::fromHex(fingerprint))
            m_socket->ignoreSslErrors();
    });
    if (isEncrypted)
        connect(m_socket, &QSslSocket::encrypted, this, send);
    else
        connect(m_socket, &QSslSocket::connected, this, send);
    connect(m_socket, &QSslSocket::readyRead, this, [this] { read(false); });
    connect(m_socket, &QSslSocket::errorOccurred, this, &HttpConnection::endBroken);
}

void HttpConnection::post(const QByteArray &target, const QByteArray &body)
{
    Q_ASSERT(m_request.isEmpty());
    m_request = "POST " + target + m_fixedHead + QByteArray::number(body.size()) + "\r\n\r\n" + body;
    m_received.clear();
    m_timeout.start();
    m_isReused = m_socket->state() == QAbstractSocket::ConnectedState && m_isSent;
    if (m_isReused)
        m_socket->write(m_request);
    else
        connectToHost();
}

void HttpConnection::connectToHost()
{
    m_isSent = false;
    m_isReused = false;
    m_socket->abort();
    const bool isEncrypted = m_url.scheme() == "https"_L1;
    const auto port = static_cast<quint16>(m_url.port(isEncrypted ? 443 : 80));
    if (isEncrypted)
        m_socket->connectToHostEncrypted(m_url.host(), port);
    else
        m_socket->connectToHost(m_url.host(), port);
}

void HttpConnection::read(bool connectionEnded)
{
    m_received += m_socket->readAll();
    if (m_request.isEmpty())
        return;
    if (m_received.size() > mostAnswerBytes)
        return breakOff({ErrorKind::AnswerTooLong});
    const std::optional<HttpAnswer> answer = takeAnswer(m_received, connectionEnded);
    if (!answer)
        return;
    if (answer->error)
        return breakOff(*answer->error);
    m_timeout.stop();
    m_request.clear();
    emit answered(*answer);
}

/// The connection failed, or the other side has closed it (which is an error, too, for a socket).
void HttpConnection::endBroken()
{
    if (m_request.isEmpty())
        return;
    read(true);
    if (m_request.isEmpty())
        return;
    if (m_isReused && m_received.isEmpty()) { // closed while idle, just when the request was on its way: once more
        m_isReused = false;
        QMetaObject::invokeMethod(this, &HttpConnection::connectToHost, Qt::QueuedConnection);
        return;
    }
    switch (m_socket->error()) {
    case QAbstractSocket::ConnectionRefusedError: return fail({ErrorKind::NobodyListens, {where()}});
    case QAbstractSocket::HostNotFoundError: return fail({ErrorKind::HostNotFound, {m_url.host()}});
    default: return breakOff({ErrorKind::SystemMessage, {m_socket->errorString()}});
    }
}

void HttpConnection::breakOff(const Error &cause)
{
    fail({ErrorKind::ConnectionBroken, {where()}, {cause}});
}

void HttpConnection::fail(const Error &error)
{
    m_timeout.stop();
    m_request.clear();
    m_isSent = false;
    m_socket->abort();
    // Queued: the next request must not connect from within the socket's own signal.
    QMetaObject::invokeMethod(
        this, [this, error] { emit answered({.error = error}); }, Qt::QueuedConnection);
}

/// Without what nobody else may read.
QString HttpConnection::where() const
{
    return m_url.toString(QUrl::RemoveUserInfo | QUrl::RemoveQuery);
}

} // namespace Roomscope
