// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMetaType>
#include <QString>

namespace Roomscope {

/// Whether callbacks can be received and stored right now. A value; any thread.
struct ReceiverStatus
{
    enum class State : quint8 {
        Stopped,
        Starting,
        Listening,
        AddressInUse,
        CannotListen,
        DiskFull,      ///< Listening if there is a url, but every callback is answered 503.
        JournalFailed, ///< Likewise; or the journal could not be opened, and nobody listens.
    };
    State state = State::Stopped;
    QString url;        ///< Where it listens, with the actual port; empty when it does not.
    QString sentence;   ///< English: what is wrong and what to do. Empty when nothing is.
    qint64 sinceUs = 0; ///< Microseconds since 1970, UTC.

    [[nodiscard]] bool isReceiving() const { return state == State::Listening; }

    friend bool operator==(const ReceiverStatus &, const ReceiverStatus &) = default;
};

} // namespace Roomscope

Q_DECLARE_METATYPE(Roomscope::ReceiverStatus)
