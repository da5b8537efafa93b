// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/journal/journalreader.h"
#include "core/protocol/callback.h"

#include <QList>
#include <QString>

#include <memory>
#include <optional>

namespace Roomscope {

class Journal;

/// Appends callbacks that did not just arrive to a journal: in their order, with new ids, batch by batch. One thread at
/// a time.
class Appender final
{
public:
    Appender();
    ~Appender();

    /// Creates the session when there is none. Fails when another process writes to it.
    [[nodiscard]] std::optional<Error> open(const QString &dataFolder);
    [[nodiscard]] std::optional<Error> append(const Callback &callback);
    /// Somebody listened then, where the callbacks come from.
    [[nodiscard]] std::optional<Error> addListening(const QList<ListeningPeriod> &periods);
    /// Stores what is left; the journal is closed then.
    [[nodiscard]] std::optional<Error> close();

    [[nodiscard]] qint64 stored() const { return m_stored; }
    [[nodiscard]] qint64 firstId() const { return m_firstId; }

private:
    [[nodiscard]] std::optional<Error> store();

    std::unique_ptr<Journal> m_journal;
    QList<Callback> m_batch;
    qint64 m_firstId = 0;
    qint64 m_nextId = 0;
    qint64 m_stored = 0;
    qint64 m_batchBytes = 0;
};

} // namespace Roomscope
