// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/journal/database.h"
#include "core/rooms/interpretation.h"
#include "core/timeline/timelinepage.h"

#include <QHash>
#include <QList>

#include <optional>

namespace Roomscope {

/// The stored rows of the timeline: `timeline.sqlite` in the data folder. A cache like the checkpoints: missing or
/// wrong content costs time, but never gives wrong results; it can be deleted at any time.
///
/// - made: one row, the session's interpretation with which the rows were made, as written by QDataStream.
/// - pages: one page of rows each, by its first callback; summary and data as TimelinePage writes them.
/// - evidence: which page has a finding about a callback.
/// - repeats: rejected requests whose count has grown since their page was written.
///
/// One writer, any number of readers. One thread at a time; several objects may be used at once.
class PageFile final
{
public:
    /// Opens an existing file; false when it cannot be read, or was made by another version or in another
    /// interpretation.
    [[nodiscard]] bool openToRead(const QString &dataFolder, const Interpretation &interpretation);
    /// Creates the file anew when openToRead() would return false. Returns false when that fails, too.
    [[nodiscard]] bool openToWrite(const QString &dataFolder, const Interpretation &interpretation);
    [[nodiscard]] bool isOpen() const { return m_database.isOpen(); }

    /// In order of their callbacks.
    [[nodiscard]] QList<PageSummary> summaries() const;
    /// Reads the page that begins with that callback. Returns false when there is none, or it is damaged.
    [[nodiscard]] bool read(qint64 firstId, TimelinePage &into) const;
    /// Returns the first callbacks of the pages that have findings about that callback.
    [[nodiscard]] QList<qint64> pagesAbout(qint64 callbackId) const;
    [[nodiscard]] QHash<qint64, quint32> repeats() const;

    /// Replaces the page that begins with the same callback.
    [[nodiscard]] bool write(const TimelinePage &page);
    [[nodiscard]] bool writeRepeats(qint64 callbackId, quint32 repeats);
    /// Removes pages that end before that callback.
    [[nodiscard]] bool removeBefore(qint64 callbackId);
    /// Removes pages that begin after the first callback and before the second one.
    [[nodiscard]] bool removeBetween(qint64 after, qint64 before);
    [[nodiscard]] bool removeAll();

private:
    [[nodiscard]] bool isOfInterpretation(const Interpretation &interpretation) const;
    [[nodiscard]] bool make(const Interpretation &interpretation) const;

    Database m_database;
};

} // namespace Roomscope
