// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/reception/receiveroptions.h"
#include "core/reception/receiverstatus.h"
#include "core/sender/simulator.h"

#include <QObject>

#include <memory>

namespace Roomscope {

/// Simulated rooms for the window's own receiver: waits until it listens, then posts over real HTTP. GUI thread.
class Demo final : public QObject
{
    Q_OBJECT

public:
    explicit Demo(QObject *parent = nullptr);

    void setReceiverStatus(const ReceiverStatus &status);
    void setReceiverOptions(const ReceiverOptions &options);
    void start();
    void stop();
    /// Sends a single callback as a first test.
    void sendTestCallback();

signals:
    void runningChanged(bool running);
    void failed(const QString &sentence);

private:
    void startWhenListening();
    std::unique_ptr<Simulator> makeSimulator(SimulatorOptions options);

    ReceiverStatus m_status;
    ReceiverOptions m_options;
    bool m_wanted = false;
    std::unique_ptr<Simulator> m_simulator;
    std::unique_ptr<Simulator> m_test;
};

} // namespace Roomscope
