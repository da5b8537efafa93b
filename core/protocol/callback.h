// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/protocol/verdict.h"

#include <QByteArray>
#include <QList>
#include <QMetaType>
#include <QString>

namespace Roomscope {

/// The reply to a request.
struct Reply
{
    quint16 status = 0;     ///< HTTP status; 0: no reply.
    QByteArray body;        ///< JSON, exactly as sent.
    qint64 durationUs = -1; ///< From the last byte of the request to the reply, microseconds; -1: not known.

    friend bool operator==(const Reply &, const Reply &) = default;
};

/// One POST as it arrived, and what the receiver made of it. A value; any thread.
struct Callback
{
    qint64 id = 0;         ///< From 1, in order of arrival within a session; 0: not stored yet.
    qint64 receivedUs = 0; ///< Arrival of the last byte, microseconds since 1970, UTC.
    /// Address and port of the sender, "203.0.113.40:51734" or "[::1]:51734". When a proxy reported it, the port may be
    /// missing, "2001:db8::1", or a name may stand for the address, "_hidden".
    QString peer;
    QString forwardedBy; ///< The other end of the connection, when that is a trusted proxy that reported the peer.
    QByteArray head;     ///< Request line and header lines, exactly as sent, without the empty line.
    QByteArray body;     ///< Exactly as sent (chunks joined).
    Verdict verdict;     ///< The receiver's part of the verdict, see Verdict.
    Reply reply;
    QString note;        ///< Why there is neither request nor reply: an English sentence about a failed handshake.
    quint32 repeats = 1; ///< The number of rejected requests that this one represents, see RejectionThrottle.

    friend bool operator==(const Callback &, const Callback &) = default;
};

} // namespace Roomscope

Q_DECLARE_METATYPE(Roomscope::Callback)
