// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/patience.h"

#include <QElapsedTimer>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTcpSocket>
#include <QUrl>
#include <QtTest>

#include <csignal>
#include <sys/resource.h>

/// The real program and real sockets, for end-to-end tests.
namespace Roomscope::Test {

/// The result of a finished run of the program.
struct ProgramResult
{
    int exitCode = -1;
    QByteArray output;
    QByteArray messages;
};

inline ProgramResult run(const QStringList &arguments, const QStringList &withoutVariables = {})
{
    QProcess process;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    for (const QString &name : withoutVariables)
        environment.remove(name);
    process.setProcessEnvironment(environment);
    process.start(QStringLiteral(ROOMSCOPE_PROGRAM), arguments);
    if (!process.waitForFinished(patienceMs))
        qFatal("roomscope does not end: %s", qPrintable(arguments.join(u' ')));
    return {process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1, process.readAllStandardOutput(),
            process.readAllStandardError()};
}

/// `roomscope serve` on a port of its own.
class Server final
{
public:
    /// `largestFile` limits the bytes of each of its files, to simulate a full disk; 0: no limit.
    explicit Server(const QString &dataFolder, const QStringList &more = {}, rlim_t largestFile = 0)
    {
        if (largestFile > 0) {
            m_process.setChildProcessModifier([largestFile] {
                ::signal(SIGXFSZ, SIG_IGN);
                const rlimit limit {largestFile, RLIM_INFINITY};
                ::setrlimit(RLIMIT_FSIZE, &limit);
            });
        }
        m_process.start(QStringLiteral(ROOMSCOPE_PROGRAM),
                        QStringList {QStringLiteral("serve"), QStringLiteral("--listen"), QStringLiteral("127.0.0.1:0"),
                                     QStringLiteral("--data-dir"), dataFolder}
                            + more);
        const QJsonObject line = nextLine();
        m_url = QUrl(line.value(QStringLiteral("url")).toString());
    }
    ~Server()
    {
        if (m_process.state() == QProcess::NotRunning)
            return;
        m_process.terminate();
        if (!m_process.waitForFinished(patienceMs))
            m_process.kill();
        m_process.waitForFinished(patienceMs);
    }

    [[nodiscard]] const QUrl &url() const { return m_url; }
    [[nodiscard]] QProcess &process() { return m_process; }

    /// Returns the next line of NDJSON; an empty object if none arrives.
    QJsonObject nextLine()
    {
        QElapsedTimer waited;
        waited.start();
        while (!m_process.canReadLine() && waited.elapsed() < patienceMs && m_process.state() != QProcess::NotRunning)
            m_process.waitForReadyRead(100);
        return QJsonDocument::fromJson(m_process.readLine()).object();
    }

    /// Returns everything it has written to stderr so far.
    QByteArray messages()
    {
        m_messages += m_process.readAllStandardError();
        return m_messages;
    }

    /// Stops it as a user does; returns the exit code.
    int stop()
    {
        m_process.terminate();
        return m_process.waitForFinished(patienceMs) ? m_process.exitCode() : -1;
    }

private:
    QProcess m_process;
    QUrl m_url;
    QByteArray m_messages;
};

/// An HTTP reply: status and body.
struct Answer
{
    int status = 0;
    QByteArray body;
};

/// A connection that sends the bytes it is given.
class Client final
{
public:
    explicit Client(const QUrl &url)
    {
        m_socket.connectToHost(url.host(), quint16(url.port()));
        if (!m_socket.waitForConnected(patienceMs))
            qFatal("no connection to %s", qPrintable(url.toString()));
    }

    void send(const QByteArray &bytes)
    {
        m_socket.write(bytes);
        while (m_socket.bytesToWrite() > 0 && m_socket.waitForBytesWritten(patienceMs)) { }
    }

    /// Returns the next reply; status 0 if the connection ends or nothing arrives.
    Answer receive()
    {
        for (;;) {
            const qsizetype headEnd = m_buffer.indexOf("\r\n\r\n");
            if (headEnd >= 0) {
                const QByteArray head = m_buffer.first(headEnd).toLower();
                const qsizetype field = head.indexOf("content-length:");
                const qsizetype length = field < 0
                    ? 0
                    : head.mid(field + 15, head.indexOf('\r', field) - field - 15).trimmed().toLongLong();
                if (m_buffer.size() >= headEnd + 4 + length) {
                    const Answer answer {head.mid(9, 3).toInt(), m_buffer.sliced(headEnd + 4, length)};
                    m_buffer.remove(0, headEnd + 4 + length);
                    return answer;
                }
            }
            if (!m_socket.waitForReadyRead(patienceMs) && m_socket.bytesAvailable() == 0)
                return {};
            m_buffer += m_socket.readAll();
        }
    }

    [[nodiscard]] static QByteArray postRequest(const QByteArray &target, const QByteArray &body)
    {
        return "POST " + target + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + QByteArray::number(body.size())
            + "\r\n\r\n" + body;
    }

    Answer post(const QByteArray &target, const QByteArray &body)
    {
        send(postRequest(target, body));
        return receive();
    }

    [[nodiscard]] QTcpSocket &socket() { return m_socket; }

private:
    QTcpSocket m_socket;
    QByteArray m_buffer;
};

} // namespace Roomscope::Test
