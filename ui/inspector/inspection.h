// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/payload/payloadtext.h"
#include "core/protocol/callback.h"
#include "core/protocol/event.h"
#include "core/rooms/change.h"

#include <QHash>
#include <QList>
#include <QString>

#include <optional>

namespace Roomscope {

/// What the timeline knows of a callback, as input for inspect().
struct InspectionRequest
{
    QString dataFolder;
    qint64 id = 0;
    QList<qint64> formerIds; ///< Earlier callbacks in its room, the newest first.
    qint64 comparedWith = 0; ///< The callback that the user compares with; 0: see inspect().
    QList<Change> changes;
    std::optional<Verdict> verdict; ///< The final one.
    qint64 againstId = 0;           ///< The callback that it repeats or lost against; 0: none.
};

/// Everything the inspector shows of a callback. A value.
struct Inspection
{
    qint64 id = 0;
    Callback callback;
    QByteArray body; ///< The callback's, as returned by plainBody().
    Verdict verdict; ///< The final one if known, else the receiver's.
    QList<Change> changes;
    QString trouble; ///< English sentence: why the bytes could not be read; empty: no error.

    Event event;
    QStringList unknownFields;          ///< See unknownFields().
    std::optional<JsonError> jsonError; ///< Why it is not valid JSON, or, if unreadable, not even in the tolerant mode.
    bool readable = false;              ///< As JSON, perhaps in the tolerant mode only.
    QList<PayloadLine> lines;
    QHash<int, QString> notes;   ///< Words for the number that a line contains, by its index in lines.
    QList<PayloadLine> rawLines; ///< The lines of the body, decompressed; the callback has the original bytes.
    QString scheme;              ///< "http" or "https", for curl.

    qint64 againstId = 0; ///< The callback that it repeats or lost against; 0: none.
    /// Why this earlier callback was chosen for the comparison.
    enum class Former : quint8 { SameSeats, SameCommand, SameRoom, Chosen };
    Former formerIs = Former::SameRoom;
    qint64 formerId = 0; ///< 0: none.
    QString formerCommand;
    qint64 formerReceivedUs = 0;
    bool formerReadable = false;
    QList<PayloadDifference> differences;
};

/// Reads the callback and the one to compare it with: the user's choice, or the last earlier one in its room that lists
/// one of its seats, else has its command, else any. Any thread, usually the pool.
[[nodiscard]] Inspection inspect(const InspectionRequest &request);

/// Marks the lines that contain a change, such as the Member_Account of a seat's new member.
void markChangedLines(QList<PayloadLine> &lines, const QList<Change> &changes);

} // namespace Roomscope
