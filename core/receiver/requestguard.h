// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/protocol/chunkeddecoder.h"
#include "core/protocol/verdict.h"
#include "core/reception/receiverlimits.h"

#include <QByteArray>
#include <QByteArrayView>
#include <QString>

#include <optional>

namespace Roomscope {

/// Follows the framing of HTTP/1 requests strictly, beside another parser: consumes bytes and reports where each
/// request ends, or why it is refused. It refuses what two parsers could frame differently, so that no byte of a body
/// can be parsed as a request. Keeps the head for the record, and of the body only what is kept of a refused one. Uses
/// neither socket nor clock; any one thread.
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
        Idle,     ///< No byte of the next request has arrived.
        Head,     ///< In its request line or header lines.
        Body,     ///< In its body or trailers.
        Complete, ///< Waits for next().
        Refused   ///< Permanent: the connection must be closed after the answer.
    };

    /// Why a request is refused, and the answer.
    struct Refusal
    {
        int status = 0; ///< HTTP status; 0: not refused.
        QString sentence;
        Rejection rejection = Rejection::Malformed;
        std::optional<Limit> exceeded; ///< The exceeded limit, if that is the reason.
    };

    static constexpr qsizetype keptOfBody = 16 * 1024; ///< For a refused request, bytes.

    explicit RequestGuard(const Limits &limits);

    /// Consumes bytes up to the end of the present request and returns their number; the rest belongs to the next one.
    [[nodiscard]] qsizetype feed(QByteArrayView bytes);
    /// Begins the next request after a complete one.
    void next();
    /// Refuses the request for a reason found elsewhere, such as a clock.
    void refuse(const Refusal &refusal);

    [[nodiscard]] State state() const { return m_state; }
    /// Request line and header lines without the empty line, as sent; for a refused request, the received part.
    [[nodiscard]] const QByteArray &head() const { return m_head; }
    /// The first bytes of the body, chunks joined; at most keptOfBody.
    [[nodiscard]] const QByteArray &bodyBegin() const { return m_bodyBegin; }
    /// Size of the body so far, chunks joined; bytes.
    [[nodiscard]] qint64 bodySize() const { return m_bodySize; }
    /// Size of a complete request as sent, with empty lines before it; bytes.
    [[nodiscard]] qint64 size() const { return m_size; }
    /// Size of the trailers of a complete chunked body, with the empty line after them; bytes.
    [[nodiscard]] qint64 trailersSize() const { return m_chunks.trailersSize(); }
    [[nodiscard]] bool hasTrailers() const { return trailersSize() > 2; }
    /// Memory used, bytes.
    [[nodiscard]] qint64 heldBytes() const { return m_head.capacity() + m_bodyBegin.capacity(); }
    [[nodiscard]] bool isHeadMethod() const { return m_isHeadMethod; }
    /// The connection ends with this request: Connection: close, HTTP/1.0 or a refusal.
    [[nodiscard]] bool closesAfter() const { return m_closesAfter; }
    /// The sender withholds the body until it has read "100 Continue".
    [[nodiscard]] bool awaitsContinue() const { return m_awaitsContinue && m_state == State::Body; }
    [[nodiscard]] const Refusal &refusal() const { return m_refusal; }

private:
    [[nodiscard]] qsizetype feedHead(QByteArrayView bytes);
    [[nodiscard]] qsizetype feedBody(QByteArrayView bytes);
    const char *skipEmptyLines(const char *at, const char *end);
    const char *headBytes(const char *at, const char *end);
    void requestLine(QByteArrayView line);
    void headerLine(QByteArrayView line);
    void finishHead();
    void malformed(const QString &sentence);
    void tooLarge(int status, Limit limit, const QString &sentence);

    Limits m_limits;
    State m_state = State::Idle;
    QByteArray m_head;
    QByteArray m_bodyBegin;
    ChunkedDecoder m_chunks;
    qsizetype m_lineBegin = 0; ///< Offset of the present line in m_head.
    int m_lineNumber = 0;      ///< Number of complete lines.
    int m_emptyLines = 0;      ///< Number of lines before the request.
    qint64 m_size = 0;         ///< Total size of the consumed bytes.
    qint64 m_bodySize = 0;
    qint64 m_contentLength = -1;
    int m_hosts = 0;
    int m_headers = 0;
    bool m_isChunked = false;
    bool m_isVersion10 = false;
    bool m_isHeadMethod = false;
    bool m_closesAfter = false;
    bool m_awaitsContinue = false;
    bool m_sawCarriageReturn = false;
    Refusal m_refusal;
};

} // namespace Roomscope
