// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/protocol/callback.h"

#include <QByteArray>
#include <QByteArrayList>
#include <QByteArrayView>

#include <variant>

namespace Roomscope {

// Bodies that were packed on their way (Content-Encoding, RFC 9110 8.4). They are kept as they came and read unpacked.
// Pure; any thread.

/// Why a body cannot be unpacked.
struct CodingError
{
    enum class Kind : quint8 { Unknown, TooMany, Broken, CutOff, TrailingBytes, TooLarge };

    Kind kind = Kind::Unknown;
    QByteArray coding;             ///< The one that failed, in lower case.
    qsizetype trailing = 0;        ///< Bytes behind the end of the packed data.
    static constexpr int most = 4; ///< Codings, one around the other.
};

/// The codings in the order in which they were applied, in lower case; without `identity`. Empty for nearly every head,
/// which one search for the field tells.
[[nodiscard]] QByteArrayList contentCodings(QByteArrayView head);

/// The body as it was before it was packed with gzip or deflate (with the zlib header or without); itself when the head
/// names no coding. No step makes more than limit bytes.
[[nodiscard]] std::variant<QByteArray, CodingError> unpackedBody(QByteArrayView head, const QByteArray &body,
                                                                 qint64 limit);

/// The largest body that receivers accept by default, and that one may be told to accept; bytes.
constexpr qint64 usualBodySize = 2 << 20;
constexpr qint64 mostBodySize = 64 << 20;

/// What is read of a body: unpacked, or as it came when that is not possible. With a limit that depends on the verdict
/// alone, not on the options of the moment.
[[nodiscard]] QByteArray plainBody(QByteArrayView head, const QByteArray &body, bool isRejected);
[[nodiscard]] QByteArray plainBody(const Callback &callback);

/// The head of the same request with a body that is not packed.
[[nodiscard]] QByteArray withoutContentCoding(const QByteArray &head);

} // namespace Roomscope
