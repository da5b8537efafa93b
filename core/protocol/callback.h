// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/protocol/verdict.h"

#include <QByteArray>
#include <QList>
#include <QMetaType>
#include <QString>

namespace Roomscope {

/// What we answered to a request.
struct Reply
{
    quint16 status = 0;     ///< HTTP status; 0: there was no reply.
    QByteArray body;        ///< JSON, exactly as sent.
    qint64 durationUs = -1; ///< From the last byte of the request to the answer, microseconds; -1: not known.

    friend bool operator==(const Reply &, const Reply &) = default;
};

/// One POST as it arrived, and what was made of it at once. A value; any thread.
struct Callback
{
    qint64 id = 0;         ///< From 1, in order of arrival within a session; 0: not stored yet.
    qint64 receivedUs = 0; ///< Arrival of the last byte, microseconds since 1970, UTC.
    /// Address and port of the sender, "203.0.113.40:51734" or "[::1]:51734"; when a proxy has told it, perhaps
    /// without the port, "2001:db8::1", or a name that stands for the address, "_hidden".
    QString peer;
    QString forwardedBy; ///< The other end of the connection, when it is a trusted proxy that has told the peer.
    QByteArray head;     ///< Request line and header lines, exactly as sent, up to and without the empty line.
    QByteArray body;     ///< Exactly as sent (chunks joined).
    Verdict verdict;     ///< The receiver's part of the verdict, see Verdict.
    Reply reply;
    QString note;        ///< Why there is neither request nor reply: an English sentence about a failed handshake.
    quint32 repeats = 1; ///< How many rejected requests of one reason this one stands for, see RejectionThrottle.

    friend bool operator==(const Callback &, const Callback &) = default;
};

} // namespace Roomscope

Q_DECLARE_METATYPE(Roomscope::Callback)
