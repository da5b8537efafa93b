// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/protocol/contentcoding.h"

#include <algorithm>

#define ZLIB_CONST
#include <zlib.h>

namespace Roomscope {

namespace {

constexpr QByteArrayView fieldName = "Content-Encoding:";

enum class Format : int { GzipOrZlib = 15 + 32, RawDeflate = -15 }; // windowBits of inflateInit2()

using Kind = CodingError::Kind;
using Unpacked = std::variant<QByteArray, CodingError>;

/// The beginnings of the lines that name codings; the request line is none.
template<typename Visit> void forEachCodingLine(QByteArrayView head, const Visit &visit)
{
    for (qsizetype end = head.indexOf('\n'); end >= 0; end = head.indexOf('\n', end + 1)) {
        const QByteArrayView rest = head.sliced(end + 1);
        const bool isOne = rest.size() >= fieldName.size() && (rest.front() == 'C' || rest.front() == 'c')
            && rest.first(fieldName.size()).compare(fieldName, Qt::CaseInsensitive) == 0;
        if (isOne)
            visit(end + 1);
    }
}

class Inflater final
{
public:
    Inflater(QByteArrayView packed, Format format)
    {
        m_stream.next_in = reinterpret_cast<const Bytef *>(packed.data());
        m_stream.avail_in = uInt(packed.size());
        m_isReady = inflateInit2(&m_stream, int(format)) == Z_OK;
    }
    ~Inflater()
    {
        if (m_isReady)
            inflateEnd(&m_stream);
    }
    Q_DISABLE_COPY_MOVE(Inflater)

    [[nodiscard]] Unpacked unpacked(qint64 limit)
    {
        QByteArray result;
        qsizetype size = 0;
        int outcome = m_isReady ? Z_OK : Z_MEM_ERROR;
        while (outcome == Z_OK) {
            if (size == result.size()) // one more than the limit tells that there is more
                result.resize(std::min<qsizetype>(limit + 1, std::max<qsizetype>(4096, size * 4)));
            m_stream.next_out = reinterpret_cast<Bytef *>(result.data()) + size;
            m_stream.avail_out = uInt(result.size() - size);
            outcome = inflate(&m_stream, Z_NO_FLUSH);
            size = result.size() - qsizetype(m_stream.avail_out);
            if (size > limit)
                return CodingError {.kind = Kind::TooLarge};
            if (outcome == Z_STREAM_END && isAtGzip()) // RFC 1952 2.2: several one after the other are one text
                outcome = inflateReset(&m_stream);
        }
        if (outcome == Z_BUF_ERROR)
            return CodingError {.kind = Kind::CutOff};
        if (outcome != Z_STREAM_END)
            return CodingError {.kind = Kind::Broken};
        if (m_stream.avail_in > 0)
            return CodingError {.kind = Kind::TrailingBytes, .trailing = qsizetype(m_stream.avail_in)};
        result.truncate(size);
        return result;
    }

private:
    [[nodiscard]] bool isAtGzip() const
    {
        return m_stream.avail_in >= 2 && m_stream.next_in[0] == 0x1f && m_stream.next_in[1] == 0x8b;
    }

    z_stream m_stream {};
    bool m_isReady = false;
};

/// RFC 1950 2.2.
bool hasZlibHeader(QByteArrayView packed)
{
    if (packed.size() < 2)
        return false;
    const int method = uchar(packed[0]);
    return (method & 0x0f) == Z_DEFLATED && method >> 4 <= 7 && (method << 8 | uchar(packed[1])) % 31 == 0;
}

Unpacked unpackedOnce(const QByteArray &coding, QByteArrayView packed, qint64 limit)
{
    if (coding == "gzip" || coding == "x-gzip")
        return Inflater(packed, Format::GzipOrZlib).unpacked(limit);
    if (coding != "deflate")
        return CodingError {.kind = Kind::Unknown};
    // Many senders leave out the zlib header that RFC 9110 8.4.1.2 wants; what has none may look as if it had one.
    if (!hasZlibHeader(packed))
        return Inflater(packed, Format::RawDeflate).unpacked(limit);
    Unpacked result = Inflater(packed, Format::GzipOrZlib).unpacked(limit);
    const auto *error = std::get_if<CodingError>(&result);
    if (error && error->kind == Kind::Broken) {
        if (Unpacked raw = Inflater(packed, Format::RawDeflate).unpacked(limit); raw.index() == 0)
            return raw;
    }
    return result;
}

} // namespace

QByteArrayList contentCodings(QByteArrayView head)
{
    QByteArrayList codings;
    forEachCodingLine(head, [&](qsizetype begin) {
        const QByteArrayView line = head.sliced(begin);
        const qsizetype end = line.indexOf('\n');
        const QByteArrayView value = (end < 0 ? line : line.first(end)).sliced(fieldName.size());
        const QByteArrayList names = value.toByteArray().toLower().split(',');
        for (const QByteArray &name : names) {
            if (const QByteArray coding = name.trimmed(); !coding.isEmpty() && coding != "identity")
                codings.append(coding);
        }
    });
    return codings;
}

Unpacked unpackedBody(QByteArrayView head, const QByteArray &body, qint64 limit)
{
    const QByteArrayList codings = contentCodings(head);
    if (codings.isEmpty() || body.isEmpty())
        return body;
    if (codings.size() > CodingError::most)
        return CodingError {.kind = Kind::TooMany};
    QByteArray result = body;
    for (auto coding = codings.crbegin(); coding != codings.crend(); ++coding) {
        Unpacked inner = unpackedOnce(*coding, result, limit);
        if (auto *error = std::get_if<CodingError>(&inner)) {
            error->coding = *coding;
            return inner;
        }
        result = std::get<QByteArray>(inner);
    }
    return result;
}

QByteArray plainBody(QByteArrayView head, const QByteArray &body, bool isRejected)
{
    // Of what was accepted any --max-body may have been in force; a rejected bomb is not unpacked again and again.
    const Unpacked unpacked = unpackedBody(head, body, isRejected ? usualBodySize : mostBodySize);
    const auto *plain = std::get_if<QByteArray>(&unpacked);
    return plain ? *plain : body;
}

QByteArray plainBody(const Callback &callback)
{
    return plainBody(callback.head, callback.body, callback.verdict.isRejected());
}

QByteArray withoutContentCoding(const QByteArray &head)
{
    QByteArray result;
    qsizetype copied = 0;
    forEachCodingLine(head, [&](qsizetype begin) {
        const qsizetype end = head.indexOf('\n', begin);
        result += QByteArrayView(head).sliced(copied, begin - copied);
        copied = end < 0 ? head.size() : end + 1;
    });
    result += QByteArrayView(head).sliced(copied);
    const bool isLast = copied > 0 && copied == head.size(); // the line end before it belongs to nothing then
    if (isLast && result.endsWith('\n'))
        result.chop(result.endsWith("\r\n") ? 2 : 1);
    return result;
}

} // namespace Roomscope
