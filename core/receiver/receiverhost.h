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

/// The receiver and the journal it stores to, as the rest of the program sees them: starts and stops them, each in a
/// thread of its own, and passes on what is stored: at most one batch a frame, the next after the slots have returned;
/// after storedUpTo() the next one comes after acknowledge(), the last ones before stop() returns come without it. GUI
/// or main thread, with an event loop.
class ReceiverHost final : public Feed
{
    Q_OBJECT

public:
    explicit ReceiverHost(QObject *parent = nullptr);
    ReceiverHost(const ReceiverPace &pace, QObject *parent);
    ~ReceiverHost() override;

    /// Listens with these options, after stopping what runs with others; statusChanged() says how it went.
    /// Nothing happens when it already listens with the same ones.
    void start(const ReceiverOptions &options);
    /// The next batch or range may come.
    void acknowledge() override;
    /// Returns when what was read is stored, answered and passed on and the threads have ended; seconds at the worst.
    void stop();

    /// Posts to our own address; the status tells the result. Done after each start and each sleep of the machine, too.
    /// Nothing happens when nobody listens.
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
    QTimer m_selfTestTimer; ///< Until it succeeds again.
    ClockWatch m_clockWatch;
    QElapsedTimer m_running;
    QTimer m_clockTimer;
    ReceiverOptions m_options;
    ReceiverStatus m_reported; ///< By the receiver, or by ourselves while there is none.
    std::optional<SelfTest> m_selfTest;
    ReceiverStatus m_status; ///< Both together.
    std::unique_ptr<Threads> m_threads;
};

} // namespace Roomscope
