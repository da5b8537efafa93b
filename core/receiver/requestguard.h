// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/protocol/receiverlimits.h"

#include <QByteArray>
#include <QByteArrayView>
#include <QString>

#include <optional>

namespace Roomscope {

/// Frames HTTP/1 requests, strictly: bytes go in, whole checked requests or a refusal come out. What it cannot frame
/// beyond doubt it refuses, so that no byte of a body can be read as a request. Holds at most one head and one body
/// within the limits. Has neither socket nor clock; any one thread.
class RequestGuard final
{
public:
    struct Limits
    {
        qsizetype head = 16 * 1024;
        qsizetype target = 8 * 1024;
        int headers = 100;
        qint64 body = 2 * 1024 * 1024;
    };
    enum class State : quint8 {
        Idle,     ///< Nothing of the next request has come.
        Head,     ///< In its request line or header lines.
        Body,     ///< In its body or trailers.
        Complete, ///< Waits for next().
        Refused   ///< For good: the connection must be closed after the answer.
    };

    explicit RequestGuard(const Limits &limits);

    /// Takes bytes up to the end of the present request and answers how many; the rest belongs to the next one.
    [[nodiscard]] qsizetype feed(QByteArrayView bytes);
    /// Begins the next request after a complete one.
    void next();
    /// Refuses on behalf of somebody who knows more, such as a clock.
    void refuse(int status, const QString &sentence, std::optional<Limit> exceeded);

    /// Gives back the memory of the body of a complete or refused request.
    void dropBody() { m_body = {}; }

    [[nodiscard]] State state() const { return m_state; }
    /// Request line and header lines up to and without the empty line, as sent; of a refused one what has come.
    [[nodiscard]] const QByteArray &head() const { return m_head; }
    /// Chunks joined.
    [[nodiscard]] const QByteArray &body() const { return m_body; }
    /// The memory that it holds for them, bytes.
    [[nodiscard]] qint64 heldBytes() const { return m_head.capacity() + m_body.capacity() + m_line.capacity(); }
    [[nodiscard]] bool isHeadMethod() const { return m_isHeadMethod; }
    /// The connection ends with this request: Connection: close, HTTP/1.0 or a refusal.
    [[nodiscard]] bool closesAfter() const { return m_closesAfter; }
    /// The sender holds the body back until it has read "100 Continue".
    [[nodiscard]] bool awaitsContinue() const { return m_awaitsContinue && m_state == State::Body; }

    [[nodiscard]] int refusalStatus() const { return m_refusalStatus; }
    [[nodiscard]] const QString &refusalSentence() const { return m_refusalSentence; }
    /// The limit that a refused request exceeds, if that is the reason.
    [[nodiscard]] std::optional<Limit> exceeded() const { return m_exceeded; }

private:
    enum class Step : quint8 {
        BeforeRequest,
        RequestLine,
        HeaderLine,
        Length,
        ChunkSize,
        ChunkBytes,
        ChunkEnd,
        Trailer
    };

    const char *skipEmptyLines(const char *at, const char *end);
    const char *headBytes(const char *at, const char *end);
    const char *bodyBytes(const char *at, const char *end);
    const char *chunkLine(const char *at, const char *end);
    void requestLine(QByteArrayView line);
    void headerLine(QByteArrayView line);
    void finishHead();
    void chunkSize(QByteArrayView line);
    void trailerLine(QByteArrayView line);
    [[nodiscard]] bool isFieldLine(QByteArrayView line, qsizetype colon);
    void malformed(const QString &sentence);
    void headTooLarge();
    void targetTooLong();
    void bodyTooLarge(const QString &sentence);

    Limits m_limits;
    State m_state = State::Idle;
    Step m_step = Step::BeforeRequest;
    QByteArray m_head;
    QByteArray m_body;
    QByteArray m_line;         ///< An unfinished line of the chunked coding.
    qsizetype m_lineBegin = 0; ///< Of the present line in m_head.
    qsizetype m_trailerBytes = 0;
    int m_lineNumber = 0;
    qint64 m_remaining = 0; ///< Of the body or the chunk.
    qint64 m_contentLength = -1;
    int m_hosts = 0;
    int m_headers = 0;
    bool m_isChunked = false;
    bool m_isVersion10 = false;
    bool m_isHeadMethod = false;
    bool m_closesAfter = false;
    bool m_awaitsContinue = false;
    bool m_sawCarriageReturn = false;
    int m_refusalStatus = 0;
    std::optional<Limit> m_exceeded;
    QString m_refusalSentence;
};

} // namespace Roomscope
