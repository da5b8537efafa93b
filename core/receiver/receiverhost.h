// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/receiver/clockwatch.h"
#include "core/receiver/receiverpace.h"
#include "core/reception/receiveroptions.h"
#include "core/reception/receiverstatus.h"
#include "core/session/feed.h"

#include <QElapsedTimer>
#include <QTimer>

#include <memory>
#include <optional>

namespace Roomscope {

class SelfTester;

/// The receiver with its journal for the rest of the program: starts and stops both, each in its own thread, and passes
/// on what is stored: at most one batch a frame, the next after the slots have returned. After storedUpTo() the next
/// one waits for acknowledge(), except the last ones before stop() returns. GUI or main thread, with an event loop.
class ReceiverHost final : public Feed
{
    Q_OBJECT

public:
    explicit ReceiverHost(QObject *parent = nullptr);
    ReceiverHost(const ReceiverPace &pace, QObject *parent);
    ~ReceiverHost() override;

    /// Listens with these options, after stopping a receiver with others; statusChanged() reports the result. Does
    /// nothing when it already listens with the same options.
    void start(const ReceiverOptions &options);
    /// Allows the next batch or range.
    void acknowledge() override;
    /// Returns when the requests read so far are stored, answered and passed on and the threads have ended; takes
    /// seconds at most.
    void stop();

    /// Posts to our own address; the status reports the result. Also runs after each start and each sleep of the
    /// machine. Does nothing without a listening receiver.
    void testSelf();

    [[nodiscard]] const ReceiverStatus &status() const { return m_status; }
    [[nodiscard]] const ReceiverOptions &options() const { return m_options; }

signals:
    void countersChanged(const Roomscope::ReceiverCounters &counters);
    /// What the reader should know: what opening the journal had to repair, a time in which the machine slept.
    void noticed(const Roomscope::Error &error);

private:
    class Threads;
    void setStatus(const ReceiverStatus &status);
    void update();
    void lookAtClocks();

    const ReceiverPace m_pace;
    SelfTester *const m_selfTester;
    QTimer m_selfTestTimer; ///< Runs until the self-test succeeds again.
    ClockWatch m_clockWatch;
    QElapsedTimer m_running;
    QTimer m_clockTimer;
    ReceiverOptions m_options;
    ReceiverStatus m_reported; ///< As reported by the receiver, or set here while there is none.
    std::optional<SelfTest> m_selfTest;
    ReceiverStatus m_status; ///< Both together.
    std::unique_ptr<Threads> m_threads;
};

} // namespace Roomscope
