// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/exchange/recordwriter.h"
#include "core/journal/journalreader.h"
#include "core/rooms/interpretation.h"

#include <QString>

#include <functional>
#include <memory>
#include <optional>

namespace Roomscope {

/// A whole session in one file to hand over, `.roomscope`: the journal of its folder (see core/journal/schema.h), in
/// one piece, and a table beside the journal's:
///
/// - reading: one row, how the callbacks were read, as Interpretation::toJson() says it. Older files have none. In a
/// session's
///   folder it is not looked at: there is reading.json.
///
/// Any thread.

/// Whether a file with this beginning can be one.
[[nodiscard]] bool isSessionFile(const QByteArray &beginning);

/// Copies the journal of a folder as it is at one moment, beside a writer or without one. fileName must not exist;
/// its folder must. keepGoing is asked now and then; after a false, or a failure, there is no file. A cancel is no
/// error.
[[nodiscard]] std::optional<Error> copySession(const QString &dataFolder, const QString &fileName,
                                               const std::function<bool()> &keepGoing);

/// Puts the reading into such a file, in the place of one that may be there.
[[nodiscard]] std::optional<Error> writeInterpretation(const QString &fileName, const Interpretation &interpretation);

/// Makes a session of such a file, in a folder that is there and empty. The file stays as it is.
[[nodiscard]] std::optional<Error> unpackSession(const QString &fileName, const QString &folder);

/// Creates a journal of some callbacks in an empty folder, with new ids.
class SessionWriter final : public RecordWriter
{
public:
    /// listening: the periods to record in the journal.
    SessionWriter(const QString &folder, const QList<ListeningPeriod> &listening);
    ~SessionWriter() override;

    bool begin() override;
    bool write(const AppliedCallback &applied, const QList<qsizetype> &rows) override;
    bool end() override;

    /// Why a function answered false.
    [[nodiscard]] std::optional<Error> error() const;

private:
    class Private;
    std::unique_ptr<Private> d;
};

/// The journal in a folder that SessionWriter has filled, or that copySession() may fill.
[[nodiscard]] QString journalFile(const QString &folder);

} // namespace Roomscope
