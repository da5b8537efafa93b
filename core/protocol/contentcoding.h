// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/protocol/callback.h"

#include <QByteArray>
#include <QByteArrayList>
#include <QByteArrayView>

#include <variant>

namespace Roomscope {

// Bodies with a Content-Encoding (RFC 9110 8.4). They are stored as they arrived and unpacked for reading. Pure; any
// thread.

/// Why a body cannot be unpacked.
struct CodingError
{
    enum class Kind : quint8 { Unknown, TooMany, Broken, CutOff, TrailingBytes, TooLarge };

    Kind kind = Kind::Unknown;
    QByteArray coding;             ///< The coding that failed, in lower case.
    qsizetype trailing = 0;        ///< Bytes after the end of the packed data.
    static constexpr int most = 4; ///< The most codings that one body may have.
};

/// Returns the codings in the order of their application, in lower case, without `identity`. Nearly every head has
/// none; a single search for the field finds that out.
[[nodiscard]] QByteArrayList contentCodings(QByteArrayView head);

/// Unpacks a body from gzip or deflate (with or without the zlib header); returns the body itself when the head names
/// no coding. No step produces more than limit bytes.
[[nodiscard]] std::variant<QByteArray, CodingError> unpackedBody(QByteArrayView head, const QByteArray &body,
                                                                 qint64 limit);

/// The default limit for the body size of a receiver, and the highest one that can be set; bytes.
constexpr qint64 usualBodySize = 2 << 20;
constexpr qint64 mostBodySize = 64 << 20;

/// Returns the unpacked body, or the body as it arrived when it cannot be unpacked. The limit depends only on the
/// verdict, not on the current options.
[[nodiscard]] QByteArray plainBody(QByteArrayView head, const QByteArray &body, bool isRejected);
[[nodiscard]] QByteArray plainBody(const Callback &callback);

/// Returns the head of the same request with a body that is not packed.
[[nodiscard]] QByteArray withoutContentCoding(const QByteArray &head);

} // namespace Roomscope
