// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

#include <zlib.h>

namespace Roomscope::Test {

enum class Packing : int { Zlib = 15, Raw = -15, Gzip = 15 + 16 };

/// Returns a body as a compressing sender sends it.
inline QByteArray packed(QByteArray bytes, Packing packing = Packing::Gzip)
{
    z_stream stream {};
    if (deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, int(packing), 8, Z_DEFAULT_STRATEGY) != Z_OK)
        qFatal("cannot compress");
    QByteArray result(qsizetype(deflateBound(&stream, uLong(bytes.size()))), Qt::Uninitialized);
    stream.next_in = reinterpret_cast<Bytef *>(bytes.data());
    stream.avail_in = uInt(bytes.size());
    stream.next_out = reinterpret_cast<Bytef *>(result.data());
    stream.avail_out = uInt(result.size());
    if (deflate(&stream, Z_FINISH) != Z_STREAM_END)
        qFatal("cannot compress");
    result.truncate(qsizetype(stream.total_out));
    deflateEnd(&stream);
    return result;
}

/// Returns the same request with a packed body and the matching header fields.
template<typename Request>
Request packedRequest(Request request, const QByteArray &coding = "gzip", Packing packing = Packing::Gzip)
{
    const QByteArray length = "Content-Length: " + QByteArray::number(request.body.size());
    request.body = packed(request.body, packing);
    request.head.replace(length, QByteArray("Content-Length: " + QByteArray::number(request.body.size())));
    request.head += "\r\nContent-Encoding: " + coding;
    return request;
}

} // namespace Roomscope::Test
