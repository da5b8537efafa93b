// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/sender/simulatoroptions.h"

#include <QList>
#include <QMetaType>
#include <QObject>

#include <deque>
#include <memory>
#include <vector>

class QTimer;

namespace Roomscope {

class HttpConnection;
class TrafficGenerator;
struct HttpAnswer;
struct SimulatedCallback;

/// The progress of a simulation.
struct SimulatorTotals
{
    qint64 sent = 0;     ///< Passed to the network, including those not yet answered.
    qint64 accepted = 0; ///< Answered with 200 and ActionStatus OK.
    qint64 failed = 0;
    QList<Error> failures; ///< The first failure of each kind.
};

/// Posts simulated room traffic to a receiver over keep-alive connections at a steady rate. Each room has its own
/// connection (beyond 64 rooms they share them) and sends each callback after the previous one is answered: more rooms,
/// more parallel requests. When the receiver is slower than the rate, the traffic slows down.
///
/// Used in the thread in which it is started.
class Simulator final : public QObject
{
    Q_OBJECT

public:
    /// The options must be usable, see SimulatorOptions::problem().
    explicit Simulator(const SimulatorOptions &options, QObject *parent = nullptr);
    ~Simulator() override;

    [[nodiscard]] const SimulatorTotals &totals() const { return m_totals; }
    [[nodiscard]] bool isRunning() const { return m_generator != nullptr; }

public slots:
    /// Begins from the first callback; does nothing when running.
    void start();
    /// Sends nothing more; emits finished() when the pending requests are answered, after 2 seconds at most.
    void stop();

signals:
    /// Emitted a few times a second during activity.
    void progress(const Roomscope::SimulatorTotals &totals);
    /// The first failure of a kind.
    void failed(const Roomscope::Error &error);
    /// All has been sent and answered, or stop() was called.
    void finished(const Roomscope::SimulatorTotals &totals);

private:
    struct Lane
    {
        HttpConnection *connection = nullptr;
        std::deque<SimulatedCallback> waiting;
        bool isBusy = false;
    };

    void fill();
    void send(Lane &lane);
    void noteAnswer(size_t lane, const HttpAnswer &answer);
    void endIfDone();
    [[nodiscard]] QByteArray targetOf(const SimulatedCallback &callback) const;
    [[nodiscard]] std::optional<Error> failureOf(const HttpAnswer &answer) const;

    SimulatorOptions m_options;
    SimulatorTotals m_totals;
    std::unique_ptr<TrafficGenerator> m_generator; ///< While running.
    std::unique_ptr<SimulatedCallback> m_next;     ///< Not yet due.
    std::vector<Lane> m_lanes;
    QTimer *m_sendTimer = nullptr;
    QTimer *m_progressTimer = nullptr;
    qsizetype m_waiting = 0; ///< Due, in a lane, not yet sent.
    qsizetype m_underWay = 0;
    bool m_isStopping = false;
};

} // namespace Roomscope

Q_DECLARE_METATYPE(Roomscope::SimulatorTotals)
