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
    QString peer;          ///< Address and port of the other end, "203.0.113.40:51734" or "[::1]:51734".
    QByteArray head;       ///< Request line and header lines, exactly as sent, up to and without the empty line.
    QByteArray body;       ///< Exactly as sent (chunks joined).
    Verdict verdict;       ///< The receiver's part of the verdict, see Verdict.
    Reply reply;
    QString note;        ///< Why there is neither request nor reply: an English sentence about a failed handshake.
    quint32 repeats = 1; ///< How many rejected requests of one reason this one stands for, see RejectionFold.

    friend bool operator==(const Callback &, const Callback &) = default;
};

} // namespace Roomscope

Q_DECLARE_METATYPE(Roomscope::Callback)
