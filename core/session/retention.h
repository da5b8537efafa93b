// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/journal/journalreader.h"
#include "core/reception/retentionpolicy.h"

#include <QObject>
#include <QThreadPool>
#include <QTimer>

#include <stop_token>

namespace Roomscope {

class Journal;

/// What to keep in a journal.
struct TrimLimits
{
    std::optional<qint64> sinceUs; ///< Keep arrivals from then on; microseconds since 1970, UTC.
    std::optional<qint64>
        keepBytes; ///< Keep the newest callbacks that take about this many bytes on the disk, at least one block.
};

/// Where the journal has to begin for that, with the rooms' state there; nothing when it need not be trimmed. Folds
/// what is to be removed, which takes its time; a stop is asked for through the token and answers nothing, too.
/// Any thread.
[[nodiscard]] Result<std::optional<JournalBase>> planTrim(const JournalReader &reader, const QString &dataFolder,
                                                          const TrimLimits &limits, const std::stop_token &stop = {});

/// Trims a journal by the policy while it is being written. A thread of its own reads and folds what is to be removed;
/// the journal's thread only applies the result. Lives in the journal's thread; must be destroyed before the journal.
class Retention final : public QObject
{
    Q_OBJECT

public:
    Retention(Journal *journal, const QString &dataFolder, const RetentionPolicy &policy, QObject *parent = nullptr);
    ~Retention() override;

signals:
    /// The journal contains nothing before that callback any more.
    void trimmed(qint64 firstKept);
    /// Once until it works again.
    void failed(const Roomscope::Error &error);

private:
    void plan();
    void finish(const Result<std::optional<JournalBase>> &plan);

    Journal *m_journal;
    QString m_dataFolder;
    RetentionPolicy m_policy;
    QTimer m_timer;
    bool m_hasFailed = false;
    std::stop_source m_stop;
    std::optional<JournalReader> m_reader; ///< In the planner's thread, once it could be opened.
    QThreadPool m_planner;
};

} // namespace Roomscope
