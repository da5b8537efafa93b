// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/protocol/chunkeddecoder.h"

#include "core/protocol/httpsyntax.h"

#include <algorithm>
#include <cstring>
#include <utility>

using namespace Qt::StringLiterals;

namespace Roomscope {

namespace {

constexpr qsizetype longestSizeLine = 256; // size and extensions

bool isHexDigit(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

bool isPrintable(char c)
{
    return c == '\t' || (quint8(c) >= ' ' && c != 0x7f);
}

} // namespace

qsizetype ChunkedDecoder::feed(QByteArrayView bytes, QByteArray &body, qsizetype mostKept)
{
    qsizetype at = 0;
    while (at < bytes.size() && m_state == State::Reading) {
        qsizetype taken = 0;
        if (m_step == Step::Bytes) {
            taken = qsizetype(std::min<qint64>(bytes.size() - at, m_remaining));
            const qsizetype room = std::max<qsizetype>(0, mostKept - body.size());
            body.append(bytes.sliced(at, std::min(taken, room)));
            m_bodySize += taken;
            m_remaining -= taken;
            if (m_remaining == 0)
                m_step = Step::BytesEnd;
        } else {
            taken = takeLine(bytes.sliced(at));
        }
        at += taken;
    }
    return at;
}

qsizetype ChunkedDecoder::takeLine(QByteArrayView bytes)
{
    const qsizetype most = m_step == Step::Trailer ? m_limits.trailers : m_step == Step::BytesEnd ? 2 : longestSizeLine;
    const qsizetype room = std::min(bytes.size(), most + 1 - m_line.size());
    const auto *const lineFeed = static_cast<const char *>(std::memchr(bytes.data(), '\n', size_t(room)));
    const qsizetype taken = lineFeed ? lineFeed + 1 - bytes.data() : room;
    m_line.append(bytes.first(taken));
    if (m_step == Step::Trailer)
        m_trailersSize += taken;
    else
        m_framing += taken;
    if (m_framing > m_limits.framing) {
        fail(Failure::BodyTooLarge, u"the lines with the chunk sizes take more than %1 bytes"_s.arg(m_limits.framing));
    } else if (m_step == Step::BytesEnd && !QByteArrayView("\r\n").startsWith(m_line)
               && (m_line != "\n" || m_lineEnds == LineEnds::Strict)) {
        fail(Failure::Malformed, u"the chunk is longer than its size says"_s);
    } else if (lineFeed) {
        useLine(std::exchange(m_line, {}));
    } else if (m_line.size() > most) {
        if (m_step == Step::Trailer)
            fail(Failure::TrailersTooLarge, u"the trailers are larger than %1 bytes"_s.arg(m_limits.trailers));
        else
            fail(Failure::Malformed, u"the line with the chunk size is too long"_s);
    }
    return taken;
}

void ChunkedDecoder::useLine(QByteArrayView line)
{
    line.chop(1);
    if (line.endsWith('\r'))
        line.chop(1);
    else if (m_lineEnds == LineEnds::Strict)
        return fail(Failure::Malformed, u"a line ends with a bare line feed; lines end with CR LF"_s);
    switch (m_step) {
    case Step::Size: return useSize(line);
    case Step::Trailer: return useTrailer(line);
    case Step::Bytes:
    case Step::BytesEnd: m_step = Step::Size;
    }
}

void ChunkedDecoder::useSize(QByteArrayView line)
{
    const qsizetype digits = std::find_if_not(line.begin(), line.end(), isHexDigit) - line.begin();
    const QByteArrayView rest = line.sliced(digits);
    if (digits == 0 || digits > 15 || (!rest.isEmpty() && rest.front() != ';')
        || !std::all_of(rest.begin(), rest.end(), isPrintable))
        return fail(Failure::Malformed, u"a chunk size is not a hexadecimal number"_s);
    m_remaining = line.first(digits).toLongLong(nullptr, 16);
    if (m_remaining > m_limits.body - m_bodySize)
        return fail(Failure::BodyTooLarge, u"the body is larger than %1 bytes"_s.arg(m_limits.body));
    m_step = m_remaining > 0 ? Step::Bytes : Step::Trailer;
}

void ChunkedDecoder::useTrailer(QByteArrayView line)
{
    if (line.isEmpty())
        m_state = State::Done;
    else if (m_trailersSize > m_limits.trailers)
        fail(Failure::TrailersTooLarge, u"the trailers are larger than %1 bytes"_s.arg(m_limits.trailers));
    else if (const auto problem = Http::fieldLineProblem(line))
        fail(Failure::Malformed, u"in a trailer, %1"_s.arg(*problem));
}

void ChunkedDecoder::fail(Failure failure, const QString &problem)
{
    m_state = State::Failed;
    m_failure = failure;
    m_problem = problem;
}

} // namespace Roomscope
