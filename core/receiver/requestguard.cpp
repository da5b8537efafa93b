// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/receiver/requestguard.h"

#include "core/protocol/httpsyntax.h"
#include "core/protocol/keptbody.h"

#include <QHostAddress>

#include <algorithm>
#include <cstring>

using namespace Qt::StringLiterals;

namespace Roomscope {

namespace {

constexpr int mostEmptyLines = 4; // before a request line; RFC 9112 2.2 wants one to be ignored

bool isTargetCharacter(char c)
{
    return quint8(c) > ' ' && c != 0x7f;
}

bool isNameCharacter(char c)
{
    return Http::isTokenCharacter(c) ? c != '#' && c != '^' && c != '`' && c != '|'
                                     : quint8(c) >= 0x80 || QByteArrayView("();=").contains(c);
}

/// A name or an address, of IPv6 in brackets, perhaps with a colon and a port (RFC 9112 3.2, RFC 3986 3.2.2); the name
/// and the port may be empty.
bool isHost(QByteArrayView value)
{
    qsizetype end = value.indexOf(':');
    if (value.startsWith('[')) {
        end = value.indexOf(']') + 1;
        if (end == 0
            || QHostAddress(QString::fromLatin1(value.sliced(1, end - 2))).protocol() != QHostAddress::IPv6Protocol)
            return false;
    } else {
        end = end < 0 ? value.size() : end;
        const QByteArrayView name = value.first(end);
        if (!std::all_of(name.begin(), name.end(), isNameCharacter))
            return false;
    }
    const QByteArrayView port = value.sliced(end);
    if (port.size() <= 1)
        return port.isEmpty() || port == ":";
    bool fits = false;
    return port.front() == ':' && Http::isDigits(port.sliced(1)) && port.sliced(1).toUShort(&fits) > 0 && fits;
}

/// Of an absolute target, "http://HOST/path"; nothing when it has none.
QByteArrayView authorityOf(QByteArrayView target)
{
    const qsizetype begin = target.indexOf("://") + 3;
    const auto *const end
        = std::find_if(target.begin() + begin, target.end(), [](char c) { return c == '/' || c == '?' || c == '#'; });
    return target.sliced(begin, end - target.begin() - begin);
}

/// What the first bytes are when they are no request, as far as they tell it.
QString foreignBeginning(QByteArrayView seen)
{
    if (seen.startsWith("\x16"))
        return u"this is no HTTP request but the beginning of a TLS connection; use http:// for this address"_s;
    if (seen.startsWith(QByteArrayView("\r\n\r\n\0", 5)))
        return u"this is no HTTP request but a header of the PROXY protocol, version 2, which is not understood here; "
               "switch it off in the load balancer (it can tell the sender in X-Forwarded-For, see --trust-forwarded)"_s;
    const bool isBareReturn = seen.size() > 1 && seen[seen.size() - 2] == '\r';
    return u"line 1: a request begins with its method, not with %1"_s.arg(
        Http::described(isBareReturn ? '\r' : seen.back()));
}

} // namespace

RequestGuard::RequestGuard(const Limits &limits)
    : m_limits(limits)
{
}

qsizetype RequestGuard::feed(QByteArrayView bytes)
{
    qsizetype taken = feedHead(bytes);
    taken += feedBody(bytes.sliced(taken));
    m_size += taken;
    return taken;
}

qsizetype RequestGuard::feedHead(QByteArrayView bytes)
{
    const char *at = bytes.data();
    const char *const end = at + bytes.size();
    while (at != end && (m_state == State::Idle || m_state == State::Head))
        at = m_state == State::Idle ? skipEmptyLines(at, end) : headBytes(at, end);
    return at - bytes.data();
}

qsizetype RequestGuard::feedBody(QByteArrayView bytes)
{
    if (m_state != State::Body || bytes.isEmpty())
        return 0;
    m_awaitsContinue = false;
    if (!m_isChunked) {
        const qsizetype taken = qsizetype(std::min<qint64>(bytes.size(), m_contentLength - m_bodySize));
        m_bodyBegin.append(bytes.first(std::min(taken, keptOfBody - m_bodyBegin.size())));
        m_bodySize += taken;
        if (m_bodySize == m_contentLength)
            m_state = State::Complete;
        return taken;
    }
    const qsizetype taken = m_chunks.feed(bytes, m_bodyBegin, keptOfBody);
    m_bodySize = m_chunks.bodySize();
    if (m_chunks.state() == ChunkedDecoder::State::Done)
        m_state = State::Complete;
    if (m_chunks.state() == ChunkedDecoder::State::Failed) {
        const QString sentence = u"%1: %2"_s.arg(chunksRefusal, m_chunks.problem());
        switch (m_chunks.failure()) {
        case ChunkedDecoder::Failure::Malformed: malformed(sentence); break;
        case ChunkedDecoder::Failure::BodyTooLarge:
            tooLarge(413, Limit::Body, u"%1, see --max-body"_s.arg(sentence));
            break;
        case ChunkedDecoder::Failure::TrailersTooLarge: tooLarge(431, Limit::Head, sentence); break;
        }
    }
    return taken;
}

void RequestGuard::next()
{
    *this = RequestGuard(m_limits);
}

void RequestGuard::refuse(const Refusal &refusal)
{
    m_refusal = refusal;
    m_state = State::Refused;
    m_closesAfter = true;
    m_awaitsContinue = false;
}

void RequestGuard::malformed(const QString &sentence)
{
    refuse({.status = 400, .sentence = sentence});
}

void RequestGuard::tooLarge(int status, Limit limit, const QString &sentence)
{
    refuse({.status = status, .sentence = sentence, .rejection = Rejection::TooLarge, .exceeded = limit});
}

const char *RequestGuard::skipEmptyLines(const char *at, const char *end)
{
    for (; at != end; ++at) {
        if (m_sawCarriageReturn ? *at == '\n' : *at == '\r') {
            m_emptyLines += m_sawCarriageReturn ? 1 : 0;
            m_sawCarriageReturn = !m_sawCarriageReturn;
            if (m_emptyLines <= mostEmptyLines)
                continue;
            malformed(u"there are more than %1 empty lines before the request line"_s.arg(mostEmptyLines));
            return at + 1;
        }
        if (m_sawCarriageReturn || !Http::isTokenCharacter(*at)) {
            m_head = QByteArray("\r\n").repeated(m_emptyLines) + (m_sawCarriageReturn ? "\r" : "") + *at;
            malformed(foreignBeginning(m_head));
            return at + 1;
        }
        m_state = State::Head;
        m_head.reserve(512);
        return at;
    }
    return at;
}

const char *RequestGuard::headBytes(const char *at, const char *end)
{
    // One byte beyond the limit is enough to know that it is exceeded. The empty line does not count.
    const bool inFirst = m_lineNumber == 0;
    const qsizetype fits = (inFirst ? std::min(m_limits.head, m_limits.target + 64) : m_limits.head) + 4;
    const qsizetype room = fits + 1 - m_head.size();
    const char *const stop = end - at > room ? at + room : end;
    const auto *const lineFeed = static_cast<const char *>(std::memchr(at, '\n', size_t(stop - at)));
    const char *const taken = lineFeed ? lineFeed + 1 : stop;
    m_head.append(at, taken - at);
    if (m_head.size() > fits) {
        if (inFirst)
            tooLarge(431, Limit::Target, u"the request target is longer than %1 bytes"_s.arg(m_limits.target));
        else
            tooLarge(431, Limit::Head, u"the request line and headers are larger than %1 bytes"_s.arg(m_limits.head));
        return taken;
    }
    if (!lineFeed)
        return taken;
    ++m_lineNumber;
    QByteArrayView line(m_head);
    line = line.sliced(m_lineBegin, line.size() - m_lineBegin - 1);
    if (!line.endsWith('\r')) {
        malformed(u"line %1 ends with a bare line feed; lines end with CR LF"_s.arg(m_lineNumber));
        return taken;
    }
    line.chop(1);
    m_lineBegin = m_head.size();
    if (inFirst)
        requestLine(line);
    else if (!line.isEmpty())
        headerLine(line);
    else
        finishHead();
    return taken;
}

void RequestGuard::requestLine(QByteArrayView line)
{
    const qsizetype first = line.indexOf(' ');
    const qsizetype last = line.lastIndexOf(' ');
    if (line.startsWith("PROXY ")) {
        return malformed(
            u"line 1 is a header of the PROXY protocol, version 1, which is not understood here; switch it "
            "off in the load balancer (it can tell the sender in X-Forwarded-For, see --trust-forwarded)"_s);
    }
    if (line == "PRI * HTTP/2.0") {
        return malformed(u"line 1 begins HTTP/2, which is not understood here; send HTTP/1.1 (with curl, --http1.1)"_s);
    }
    if (first <= 0 || last == first)
        return malformed(u"line 1: expected a method, a target and HTTP/1.1, with one blank between them"_s);
    const QByteArrayView method = line.first(first);
    const QByteArrayView target = line.sliced(first + 1, last - first - 1);
    const QByteArrayView version = line.sliced(last + 1);
    if (!Http::isToken(method))
        return malformed(u"line 1: the method holds a character that methods cannot have"_s);
    if (target.size() > m_limits.target)
        return tooLarge(431, Limit::Target, u"the request target is longer than %1 bytes"_s.arg(m_limits.target));
    if (target.isEmpty() || !std::all_of(target.begin(), target.end(), isTargetCharacter))
        return malformed(u"line 1: the request target holds a blank or a control character; percent-encode it"_s);
    if (version != "HTTP/1.1" && version != "HTTP/1.0") {
        return malformed(u"line 1: \"%1\" is not HTTP/1.1 or HTTP/1.0"_s.arg(
            QString::fromLatin1(version.first(std::min<qsizetype>(version.size(), 40)))));
    }
    m_isVersion10 = version.endsWith('0');
    m_closesAfter = m_isVersion10;
    m_isHeadMethod = method == "HEAD";
    const bool isAbsolute = target.front() != '/' && target.indexOf("://") > 0;
    if (target.front() != '/' && !isAbsolute && method != "CONNECT" && !(method == "OPTIONS" && target == "*"))
        return malformed(u"line 1: the request target begins neither with a slash nor with http://"_s);
    if (isAbsolute && !isHost(authorityOf(target)))
        malformed(u"line 1: the request target does not name a host with an optional port"_s);
}

void RequestGuard::headerLine(QByteArrayView line)
{
    if (const auto problem = Http::fieldLineProblem(line))
        return malformed(u"line %1: %2"_s.arg(QString::number(m_lineNumber), *problem));
    if (++m_headers > m_limits.headers)
        return tooLarge(431, Limit::Headers, u"there are more than %1 header lines"_s.arg(m_limits.headers));
    const qsizetype colon = line.indexOf(':');
    const QByteArrayView name = line.first(colon);
    const QByteArrayView value = line.sliced(colon + 1).trimmed();
    switch (name.size()) {
    case 4:
        if (!Http::equals(name, "Host"))
            break;
        if (++m_hosts > 1)
            return malformed(u"line %1: there is a second Host header"_s.arg(m_lineNumber));
        if (!isHost(value))
            return malformed(u"line %1: the Host header is not a host name with an optional port"_s.arg(m_lineNumber));
        break;
    case 6:
        if (Http::equals(name, "Expect") && Http::equals(value, "100-continue"))
            m_awaitsContinue = true; // finishHead() knows whether a body comes
        break;
    case 7:
        // QHttpServer would answer it twice: it hands the request over, and then refuses the socket.
        if (Http::equals(name, "Upgrade") && Http::equals(value, "websocket"))
            return malformed(u"line %1: WebSocket is not spoken here; callbacks are POST requests"_s.arg(m_lineNumber));
        break;
    case 10:
        if (!Http::equals(name, "Connection"))
            break;
        for (qsizetype begin = 0; begin <= value.size();) {
            qsizetype comma = value.indexOf(',', begin);
            comma = comma < 0 ? value.size() : comma;
            if (Http::equals(value.sliced(begin, comma - begin).trimmed(), "close"))
                m_closesAfter = true;
            begin = comma + 1;
        }
        break;
    case 14:
        if (!Http::equals(name, "Content-Length"))
            break;
        if (m_contentLength >= 0)
            return malformed(u"line %1: there is a second Content-Length"_s.arg(m_lineNumber));
        if (value.size() > 18 || !Http::isDigits(value))
            return malformed(u"line %1: Content-Length is not a number of bytes in decimal digits"_s.arg(m_lineNumber));
        m_contentLength = value.toLongLong();
        break;
    case 17:
        if (!Http::equals(name, "Transfer-Encoding"))
            break;
        if (m_isChunked)
            return malformed(u"line %1: there is a second Transfer-Encoding"_s.arg(m_lineNumber));
        if (!Http::equals(value, "chunked"))
            return malformed(u"line %1: the only Transfer-Encoding understood is chunked"_s.arg(m_lineNumber));
        m_isChunked = true;
        break;
    default: break;
    }
}

void RequestGuard::finishHead()
{
    m_head.chop(4);
    if (m_head.size() > m_limits.head)
        return tooLarge(431, Limit::Head,
                        u"the request line and headers are larger than %1 bytes"_s.arg(m_limits.head));
    if (m_hosts == 0 && !m_isVersion10)
        return malformed(u"the Host header is missing"_s);
    if (m_isChunked && m_contentLength >= 0)
        return malformed(u"there is both a Content-Length and a Transfer-Encoding"_s);
    if (m_isChunked && m_isVersion10)
        return malformed(u"HTTP/1.0 has no Transfer-Encoding"_s);
    if (m_contentLength > m_limits.body) {
        return tooLarge(413, Limit::Body,
                        u"the body has %1 bytes; this receiver takes at most %2, see --max-body"_s.arg(m_contentLength)
                            .arg(m_limits.body));
    }
    const bool hasBody = m_isChunked || m_contentLength > 0;
    m_state = hasBody ? State::Body : State::Complete;
    m_awaitsContinue = m_awaitsContinue && !m_isVersion10 && hasBody;
    if (m_isChunked)
        m_chunks = ChunkedDecoder({.body = m_limits.body, .framing = m_limits.body + 1024, .trailers = m_limits.head});
}

} // namespace Roomscope
