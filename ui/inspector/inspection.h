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

/// What the timeline knows of a callback: what to read, and what it did.
struct InspectionRequest
{
    QString dataFolder;
    qint64 id = 0;
    QList<qint64> formerIds; ///< The callbacks before it in its room, the newest first.
    qint64 comparedWith = 0; ///< The one to compare with, by the reader; 0: the one before it that tells most.
    QList<Change> changes;
    std::optional<Verdict> verdict; ///< The final one.
    qint64 againstId = 0;           ///< The callback that it repeats or lost against; 0: none.
};

/// Everything the inspector shows of a callback. A value.
struct Inspection
{
    qint64 id = 0;
    Callback callback;
    QByteArray body; ///< Of the callback, as plainBody() has it.
    Verdict verdict; ///< The final one where it is known, else the receiver's.
    QList<Change> changes;
    QString trouble; ///< English sentence: why the bytes could not be read; empty: they could.

    Event event;
    QStringList unknownFields;          ///< See unknownFields().
    std::optional<JsonError> jsonError; ///< Why it is not valid JSON; when it is not readable, why not even tolerantly.
    bool readable = false;              ///< As JSON, tolerantly perhaps.
    QList<PayloadLine> lines;
    QHash<int, QString> notes; ///< In words what a line says as a number, by its place in lines.
    QList<PayloadLine>
        rawLines;   ///< Of the body, unpacked when it was packed; the bytes themselves are in the callback.
    QString scheme; ///< "http" or "https", for curl.

    qint64 againstId = 0; ///< The callback that it repeats or lost against; 0: none.
    /// Why it is compared with that one.
    enum class Former : quint8 { SameSeats, SameCommand, SameRoom, Chosen };
    Former formerIs = Former::SameRoom;
    qint64 formerId = 0; ///< 0: there is none.
    QString formerCommand;
    qint64 formerReceivedUs = 0;
    bool formerReadable = false;
    QList<PayloadDifference> differences;
};

/// Reads the callback and the one it is compared with: by the reader, or the last one before it in its room that lists
/// one of its seats, else that has its command, else any. Any thread, most often the pool.
[[nodiscard]] Inspection inspect(const InspectionRequest &request);

/// Marks the lines that say what the changes say: of seat 4's new member its Member_Account.
void markChangedLines(QList<PayloadLine> &lines, const QList<Change> &changes);

} // namespace Roomscope
