// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/rooms/roomstore.h"

#include <QList>

namespace Roomscope {

/// Writes one form of file, callback by callback. Functions return false when the device wrote less than requested. One
/// thread at a time.
class RecordWriter
{
public:
    virtual ~RecordWriter() = default;

    [[nodiscard]] virtual bool begin() { return true; }
    /// Writes a callback. rows: the requested ones of its changes; only 0 for a rejected callback.
    [[nodiscard]] virtual bool write(const AppliedCallback &applied, const QList<qsizetype> &rows) = 0;
    [[nodiscard]] virtual bool end() { return true; }

    /// Number of records written so far, as the reader of the file counts them.
    [[nodiscard]] qint64 count() const { return m_count; }

protected:
    qint64 m_count = 0;
};

} // namespace Roomscope
