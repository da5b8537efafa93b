// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/receiver/requestguard.h"

#include <QHostAddress>

#include <algorithm>
#include <array>
#include <cstring>

using namespace Qt::StringLiterals;

namespace Roomscope {

namespace {

constexpr qsizetype longestChunkLine = 256;       // size and extensions
constexpr qsizetype firstBodyReserve = 64 * 1024; // a promised length costs the peer nothing, memory costs us

enum Class : quint8 { Token = 1, Value = 2, Target = 4, HostName = 8, HexDigit = 16 };

constexpr std::array<quint8, 256> characterClasses()
{
    std::array<quint8, 256> result {};
    for (int c = 0; c < 256; ++c) {
        const bool digit = c >= '0' && c <= '9';
        const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        quint8 classes = 0;
        if (digit || letter || QByteArrayView("!#$%&'*+-.^_`|~").contains(char(c)))
            classes |= c ? Token : 0;
        if (c == '\t' || (c >= ' ' && c != 0x7f))
            classes |= Value;
        if (c > ' ' && c != 0x7f)
            classes |= Target;
        if (digit || letter || c >= 0x80 || (c && QByteArrayView("-._~!$&'()*+;=%").contains(char(c))))
            classes |= HostName;
        if (digit || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'))
            classes |= HexDigit;
        result[size_t(c)] = classes;
    }
    return result;
}
const std::array<quint8, 256> classOf = characterClasses();

bool is(char c, Class wanted)
{
    return classOf[quint8(c)] & wanted;
}

bool consistsOf(QByteArrayView text, Class wanted)
{
    return std::all_of(text.begin(), text.end(), [wanted](char c) { return is(c, wanted); });
}

bool equals(QByteArrayView text, QByteArrayView word)
{
    return text.size() == word.size() && text.compare(word, Qt::CaseInsensitive) == 0;
}

bool isDigits(QByteArrayView text)
{
    return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// A name or an address, of IPv6 in brackets, perhaps with a colon and a port (RFC 9112 3.2, RFC 3986 3.2.2); the name
/// may be empty.
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
        if (!consistsOf(value.first(end), HostName))
            return false;
    }
    const QByteArrayView port = value.sliced(end);
    return port.isEmpty() || (port.front() == ':' && isDigits(port.sliced(1)));
}

QString described(char c)
{
    if (c == '\0')
        return u"a NUL byte"_s;
    if (c == '\r')
        return u"a bare carriage return"_s;
    if (c == '\n')
        return u"a bare line feed"_s;
    return u"the byte 0x%1"_s.arg(quint8(c), 2, 16, QLatin1Char('0'));
}

} // namespace

RequestGuard::RequestGuard(const Limits &limits)
    : m_limits(limits)
{
}

qsizetype RequestGuard::feed(QByteArrayView bytes)
{
    const char *at = bytes.data();
    const char *const end = at + bytes.size();
    while (at != end && m_state != State::Complete && m_state != State::Refused) {
        switch (m_step) {
        case Step::BeforeRequest: at = skipEmptyLines(at, end); break;
        case Step::RequestLine:
        case Step::HeaderLine: at = headBytes(at, end); break;
        case Step::Length:
        case Step::ChunkBytes: at = bodyBytes(at, end); break;
        case Step::ChunkSize:
        case Step::ChunkEnd:
        case Step::Trailer: at = chunkLine(at, end); break;
        }
    }
    return at - bytes.data();
}

void RequestGuard::next()
{
    *this = RequestGuard(m_limits);
}

void RequestGuard::refuse(int status, const QString &sentence, std::optional<Limit> exceeded)
{
    m_exceeded = exceeded;
    m_state = State::Refused;
    m_refusalStatus = status;
    m_refusalSentence = sentence;
    m_closesAfter = true;
    m_awaitsContinue = false;
}

void RequestGuard::malformed(const QString &sentence)
{
    refuse(400, sentence, {});
}

void RequestGuard::headTooLarge()
{
    refuse(431, u"the request line and headers are larger than %1 bytes"_s.arg(m_limits.head), Limit::Head);
}

void RequestGuard::targetTooLong()
{
    refuse(431, u"the request target is longer than %1 bytes"_s.arg(m_limits.target), Limit::Target);
}

void RequestGuard::bodyTooLarge(const QString &sentence)
{
    refuse(413, sentence, Limit::Body);
}

const char *RequestGuard::skipEmptyLines(const char *at, const char *end)
{
    for (; at != end; ++at) { // RFC 9112 2.2: at least one empty line before a request is to be ignored
        if (m_sawCarriageReturn ? *at == '\n' : *at == '\r') {
            m_sawCarriageReturn = !m_sawCarriageReturn;
            continue;
        }
        if (m_sawCarriageReturn || !is(*at, Token)) {
            m_head.append(m_sawCarriageReturn ? '\r' : *at);
            if (*at == 0x16)
                malformed(
                    u"this is no HTTP request but the beginning of a TLS connection; use http:// for this address"_s);
            else
                malformed(u"line 1: a request begins with its method, not with %1"_s.arg(
                    described(m_sawCarriageReturn ? '\r' : *at)));
            return at + 1;
        }
        m_state = State::Head;
        m_step = Step::RequestLine;
        m_head.reserve(512);
        return at;
    }
    return at;
}

const char *RequestGuard::headBytes(const char *at, const char *end)
{
    // One byte beyond the limit is enough to know that it is exceeded. The empty line does not count.
    const bool inFirst = m_step == Step::RequestLine;
    const qsizetype most = inFirst ? std::min(m_limits.head, m_limits.target + 64) : m_limits.head;
    const qsizetype fits = most + 4;
    const qsizetype room = fits + 1 - m_head.size();
    const char *const stop = end - at > room ? at + room : end;
    const auto *const feed = static_cast<const char *>(std::memchr(at, '\n', size_t(stop - at)));
    const char *const taken = feed ? feed + 1 : stop;
    m_head.append(at, taken - at);
    if (m_head.size() > fits) {
        if (inFirst)
            targetTooLong();
        else
            headTooLarge();
        return taken;
    }
    if (!feed)
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
    m_step = Step::HeaderLine;
    const qsizetype first = line.indexOf(' ');
    const qsizetype last = line.lastIndexOf(' ');
    if (first <= 0 || last == first)
        return malformed(u"line 1: expected a method, a target and HTTP/1.1, with one blank between them"_s);
    const QByteArrayView method = line.first(first);
    const QByteArrayView target = line.sliced(first + 1, last - first - 1);
    const QByteArrayView version = line.sliced(last + 1);
    if (!consistsOf(method, Token))
        return malformed(u"line 1: the method holds a character that methods cannot have"_s);
    if (target.size() > m_limits.target)
        return targetTooLong();
    if (const auto wrong = std::find_if_not(target.begin(), target.end(), [](char c) { return is(c, Target); });
        wrong != target.end() || target.isEmpty())
        return malformed(u"line 1: the request target holds a blank or a control character; percent-encode it"_s);
    if (version != "HTTP/1.1" && version != "HTTP/1.0") {
        return malformed(u"line 1: \"%1\" is not HTTP/1.1 or HTTP/1.0"_s.arg(
            QString::fromLatin1(version.first(std::min<qsizetype>(version.size(), 40)))));
    }
    m_isVersion10 = version.endsWith('0');
    m_closesAfter = m_isVersion10;
    m_isHeadMethod = method == "HEAD";
    if (!target.startsWith('/') && target.indexOf("://") <= 0 && method != "CONNECT"
        && !(method == "OPTIONS" && target == "*"))
        malformed(u"line 1: the request target begins neither with a slash nor with http://"_s);
}

/// A name, a colon and a value, as header and trailer lines are.
bool RequestGuard::isFieldLine(QByteArrayView line, qsizetype colon)
{
    if (line.front() == ' ' || line.front() == '\t') {
        malformed(u"line %1 begins with a blank: folded header lines are not accepted"_s.arg(m_lineNumber));
    } else if (colon < 0) {
        malformed(u"line %1: a header line needs a colon after its name"_s.arg(m_lineNumber));
    } else if (colon > 0 && (line[colon - 1] == ' ' || line[colon - 1] == '\t')) {
        malformed(u"line %1: there is a blank between the header name and the colon"_s.arg(m_lineNumber));
    } else if (colon == 0 || !consistsOf(line.first(colon), Token)) {
        malformed(u"line %1: the header name is empty or holds a character that names cannot have"_s.arg(m_lineNumber));
    } else {
        const QByteArrayView value = line.sliced(colon + 1);
        const auto wrong = std::find_if_not(value.begin(), value.end(), [](char c) { return is(c, Value); });
        if (wrong == value.end())
            return true;
        malformed(u"line %1: the header value holds %2"_s.arg(m_lineNumber).arg(described(*wrong)));
    }
    return false;
}

void RequestGuard::headerLine(QByteArrayView line)
{
    const qsizetype colon = line.indexOf(':');
    if (!isFieldLine(line, colon))
        return;
    if (++m_headers > m_limits.headers)
        return refuse(431, u"there are more than %1 header lines"_s.arg(m_limits.headers), Limit::Headers);
    const QByteArrayView name = line.first(colon);
    const QByteArrayView value = line.sliced(colon + 1).trimmed();
    switch (name.size()) {
    case 4:
        if (!equals(name, "Host"))
            break;
        if (++m_hosts > 1)
            return malformed(u"line %1: there is a second Host header"_s.arg(m_lineNumber));
        if (!isHost(value))
            return malformed(u"line %1: the Host header is not a host name with an optional port"_s.arg(m_lineNumber));
        break;
    case 6:
        if (equals(name, "Expect") && equals(value, "100-continue"))
            m_awaitsContinue = true; // finishHead() knows whether a body comes
        break;
    case 10:
        if (!equals(name, "Connection"))
            break;
        for (qsizetype begin = 0; begin <= value.size();) {
            qsizetype comma = value.indexOf(',', begin);
            comma = comma < 0 ? value.size() : comma;
            if (equals(value.sliced(begin, comma - begin).trimmed(), "close"))
                m_closesAfter = true;
            begin = comma + 1;
        }
        break;
    case 14:
        if (!equals(name, "Content-Length"))
            break;
        if (m_contentLength >= 0)
            return malformed(u"line %1: there is a second Content-Length"_s.arg(m_lineNumber));
        if (value.isEmpty() || value.size() > 18 || !isDigits(value))
            return malformed(u"line %1: Content-Length is not a number of bytes in decimal digits"_s.arg(m_lineNumber));
        m_contentLength = 0;
        for (const char digit : value)
            m_contentLength = m_contentLength * 10 + (digit - '0');
        break;
    case 17:
        if (!equals(name, "Transfer-Encoding"))
            break;
        if (m_isChunked)
            return malformed(u"line %1: there is a second Transfer-Encoding"_s.arg(m_lineNumber));
        if (!equals(value, "chunked"))
            return malformed(u"line %1: the only Transfer-Encoding understood is chunked"_s.arg(m_lineNumber));
        m_isChunked = true;
        break;
    default: break;
    }
}

void RequestGuard::finishHead()
{
    m_head.chop(m_head.size() >= 4 ? 4 : m_head.size());
    if (m_head.size() > m_limits.head)
        return headTooLarge();
    if (m_hosts == 0 && !m_isVersion10)
        return malformed(u"the Host header is missing"_s);
    if (m_isChunked && m_contentLength >= 0)
        return malformed(u"there is both a Content-Length and a Transfer-Encoding"_s);
    if (m_isChunked && m_isVersion10)
        return malformed(u"HTTP/1.0 has no Transfer-Encoding"_s);
    if (m_contentLength > m_limits.body) {
        return bodyTooLarge(
            u"the body has %1 bytes; this receiver takes at most %2, see --max-body"_s.arg(m_contentLength)
                .arg(m_limits.body));
    }
    m_state = State::Body;
    m_awaitsContinue = m_awaitsContinue && !m_isVersion10 && (m_isChunked || m_contentLength > 0);
    if (m_isChunked) {
        m_step = Step::ChunkSize;
    } else if (m_contentLength > 0) {
        m_step = Step::Length;
        m_remaining = m_contentLength;
        m_body.reserve(qsizetype(std::min<qint64>(m_contentLength, firstBodyReserve)));
    } else {
        m_state = State::Complete;
    }
}

const char *RequestGuard::bodyBytes(const char *at, const char *end)
{
    m_awaitsContinue = false;
    const qsizetype taken = qsizetype(std::min<qint64>(end - at, m_remaining));
    m_body.append(at, taken);
    m_remaining -= taken;
    if (m_remaining == 0) {
        if (m_step == Step::Length)
            m_state = State::Complete;
        else
            m_step = Step::ChunkEnd;
    }
    return at + taken;
}

const char *RequestGuard::chunkLine(const char *at, const char *end)
{
    m_awaitsContinue = false;
    const bool inTrailer = m_step == Step::Trailer;
    const qsizetype most = inTrailer ? m_limits.head : m_step == Step::ChunkEnd ? 2 : longestChunkLine;
    const qsizetype room = most + 1 - m_line.size();
    const char *const stop = end - at > room ? at + room : end;
    const auto *const feed = static_cast<const char *>(std::memchr(at, '\n', size_t(stop - at)));
    const char *const taken = feed ? feed + 1 : stop;
    m_line.append(at, taken - at);
    if (m_step == Step::ChunkEnd && m_line != QByteArrayView("\r\n").first(std::min<qsizetype>(m_line.size(), 2))) {
        malformed(u"chunked body: the chunk is longer than its size says"_s);
        return taken;
    }
    if (!feed) {
        if (m_line.size() > most) {
            if (inTrailer)
                refuse(431, u"the trailers are larger than %1 bytes"_s.arg(m_limits.head), Limit::Head);
            else
                malformed(u"chunked body: the line with the chunk size is too long"_s);
        }
        return taken;
    }
    if (!m_line.endsWith("\r\n")) {
        malformed(u"chunked body: a line ends with a bare line feed; lines end with CR LF"_s);
        return taken;
    }
    const QByteArrayView line = QByteArrayView(m_line).chopped(2);
    if (m_step == Step::ChunkEnd)
        m_step = Step::ChunkSize;
    else if (inTrailer)
        trailerLine(line);
    else
        chunkSize(line);
    m_line.clear();
    return taken;
}

void RequestGuard::chunkSize(QByteArrayView line)
{
    const auto *const digitsEnd = std::find_if_not(line.begin(), line.end(), [](char c) { return is(c, HexDigit); });
    const qsizetype digits = digitsEnd - line.begin();
    const QByteArrayView rest = line.sliced(digits);
    if (digits == 0 || digits > 15 || (!rest.isEmpty() && rest.front() != ';') || !consistsOf(rest, Value))
        return malformed(u"chunked body: a chunk size is not a hexadecimal number"_s);
    qint64 size = 0;
    for (const char c : line.first(digits))
        size = size * 16 + (c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
    if (size > m_limits.body - m_body.size())
        return bodyTooLarge(u"the body is larger than %1 bytes, see --max-body"_s.arg(m_limits.body));
    m_remaining = size;
    m_step = size > 0 ? Step::ChunkBytes : Step::Trailer;
}

/// Trailers are read over: nothing in them can change where the request ends.
void RequestGuard::trailerLine(QByteArrayView line)
{
    m_trailerBytes += line.size() + 2;
    if (line.isEmpty())
        m_state = State::Complete;
    else if (m_trailerBytes > m_limits.head)
        refuse(431, u"the trailers are larger than %1 bytes"_s.arg(m_limits.head), Limit::Head);
    else if (++m_lineNumber; !isFieldLine(line, line.indexOf(':')))
        return;
}

} // namespace Roomscope
