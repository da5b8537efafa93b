// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/rooms/roomstore.h"

#include <QList>

namespace Roomscope {

/// Writes one form of file, callback by callback. Functions answer false when the device took less than was given.
/// One thread at a time.
class RecordWriter
{
public:
    virtual ~RecordWriter() = default;

    [[nodiscard]] virtual bool begin() { return true; }
    /// A callback of which something is wanted. rows: which of its changes; of one that was rejected only 0.
    [[nodiscard]] virtual bool write(const AppliedCallback &applied, const QList<qsizetype> &rows) = 0;
    [[nodiscard]] virtual bool end() { return true; }

    /// Records written so far, as the reader of the file counts them.
    [[nodiscard]] qint64 count() const { return m_count; }

protected:
    qint64 m_count = 0;
};

} // namespace Roomscope
