// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/protocol/callback.h"
#include "core/protocol/receiveroptions.h"
#include "core/protocol/receiverstatus.h"
#include "core/receiver/receiverlimits.h"

#include <QObject>

#include <memory>

namespace Roomscope {

/// The receiver and the journal it stores to, as the rest of the program sees them: starts and stops them, each in a
/// thread of its own, and passes on what is stored. GUI or main thread, with an event loop.
class ReceiverHost final : public QObject
{
    Q_OBJECT

public:
    explicit ReceiverHost(QObject *parent = nullptr);
    ReceiverHost(const ReceiverLimits &limits, QObject *parent);
    ~ReceiverHost() override;

    /// Listens with these options, after stopping what runs with others; statusChanged() says how it went.
    /// Nothing happens when it already listens with the same ones.
    void start(const ReceiverOptions &options);
    /// Returns when what was read is stored, answered and passed on and the threads have ended; seconds at the worst.
    void stop();

    [[nodiscard]] const ReceiverStatus &status() const { return m_status; }
    [[nodiscard]] const ReceiverOptions &options() const { return m_options; }

signals:
    void statusChanged(const Roomscope::ReceiverStatus &status);
    /// Stored callbacks in order of ids, at most one batch a frame; the next comes after the slots have returned.
    void received(const QList<Roomscope::Callback> &batch);
    /// Instead of received() when the slots were too slow: these ids are stored, a JournalReader has the callbacks.
    void storedUpTo(qint64 firstId, qint64 lastId);
    /// What opening the journal had to set aside or repair, English sentences.
    void journalRepaired(const QStringList &sentences);

private:
    class Threads;
    void setStatus(const ReceiverStatus &status);

    const ReceiverLimits m_limits;
    ReceiverOptions m_options;
    ReceiverStatus m_status;
    std::unique_ptr<Threads> m_threads;
};

} // namespace Roomscope
