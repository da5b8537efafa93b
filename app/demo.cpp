// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo.h"

#include "ui/words/errorwords.h"

#include <QDateTime>

using namespace Qt::StringLiterals;

namespace Roomscope {

Demo::Demo(QObject *parent)
    : QObject(parent)
{
}

void Demo::setReceiverStatus(const ReceiverStatus &status)
{
    m_status = status;
    if (m_wanted && !m_simulator)
        startWhenListening();
    else if (m_simulator && status.state == ReceiverStatus::State::Stopped)
        stop();
}

void Demo::setReceiverOptions(const ReceiverOptions &options)
{
    m_options = options;
}

void Demo::start()
{
    m_wanted = true;
    startWhenListening();
    emit runningChanged(true);
}

void Demo::stop()
{
    m_wanted = false;
    m_simulator.reset();
    emit runningChanged(false);
}

void Demo::startWhenListening()
{
    if (m_status.state != ReceiverStatus::State::Listening)
        return;
    // Every start shows something else, over the day.
    m_simulator = makeSimulator({.seed = quint64(QDateTime::currentSecsSinceEpoch())});
    m_simulator->start();
}

void Demo::sendTestCallback()
{
    if (m_status.state != ReceiverStatus::State::Listening) {
        emit failed(u"Nothing listens: start the receiver first."_s);
        return;
    }
    m_test = makeSimulator({.rooms = 1, .count = 1});
    m_test->start();
}

/// Like a sender that is set up rightly for this receiver.
std::unique_ptr<Simulator> Demo::makeSimulator(SimulatorOptions options)
{
    options.url = QUrl(m_status.url);
    options.token = m_options.token;
    if (!m_options.sdkAppIds.isEmpty())
        options.sdkAppId = m_options.sdkAppIds.first();
    if (m_status.certificate)
        options.fingerprint = m_status.certificate->fingerprint;
    auto simulator = std::make_unique<Simulator>(options);
    connect(simulator.get(), &Simulator::failed, this, [this](const Error &error) { emit failed(errorText(error)); });
    return simulator;
}

} // namespace Roomscope
