// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sender/simulator.h"

#include "core/payload/json.h"
#include "core/protocol/answer.h"
#include "core/sender/httpconnection.h"
#include "core/sender/trafficgenerator.h"

#include <QCryptographicHash>
#include <QDateTime>
#include <QTimer>

#include <algorithm>
#include <chrono>
#include <utility>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace Roomscope {

namespace {

// What nearly every receiver answers, so that it need not be read.
constexpr auto progressInterval = 200ms;
constexpr qint64 toleratedLagMs = 500;
constexpr qsizetype mostWaiting = 1'000;
constexpr qsizetype mostFailures = 20; // sorts: they may hold what a receiver made up
constexpr int mostConnections = 64;

} // namespace

Simulator::Simulator(const SimulatorOptions &options, QObject *parent)
    : QObject(parent)
    , m_options(options)
{
    Q_ASSERT(!m_options.problem());
}

Simulator::~Simulator() = default;

void Simulator::start()
{
    if (isRunning())
        return;
    m_totals = {};
    m_isStopping = false;
    m_waiting = 0;
    if (!m_sendTimer) {
        m_sendTimer = new QTimer(this);
        m_sendTimer->setSingleShot(true);
        m_sendTimer->setTimerType(Qt::PreciseTimer);
        connect(m_sendTimer, &QTimer::timeout, this, &Simulator::fill);
        m_progressTimer = new QTimer(this);
        m_progressTimer->setInterval(progressInterval);
        connect(m_progressTimer, &QTimer::timeout, this, [this] { emit progress(m_totals); });
        m_lanes.resize(static_cast<size_t>(std::min(m_options.rooms, mostConnections)));
        for (size_t number = 0; number < m_lanes.size(); ++number) {
            m_lanes[number].connection = new HttpConnection(m_options.url, m_options.fingerprint, this);
            connect(m_lanes[number].connection, &HttpConnection::answered, this,
                    [this, number](const HttpAnswer &answer) { noteAnswer(number, answer); });
        }
    }
    m_generator = std::make_unique<TrafficGenerator>(m_options, QDateTime::currentMSecsSinceEpoch());
    m_progressTimer->start();
    fill();
}

void Simulator::stop()
{
    if (!isRunning() || std::exchange(m_isStopping, true))
        return;
    m_sendTimer->stop();
    m_next.reset();
    for (Lane &lane : m_lanes)
        lane.waiting.clear();
    m_waiting = 0;
    // Queued, so that finished() never comes while stop() is still being called.
    QMetaObject::invokeMethod(this, &Simulator::endIfDone, Qt::QueuedConnection);
}

/// Puts everything that is due into its lane, and comes back for the rest.
void Simulator::fill()
{
    while (isRunning() && !m_isStopping && m_waiting < mostWaiting) {
        if (!m_next) {
            if (m_generator->isAtEnd())
                return;
            m_next = std::make_unique<SimulatedCallback>(m_generator->next());
        }
        const qint64 now = QDateTime::currentMSecsSinceEpoch();
        const qint64 ahead = m_generator->baseTimeMs() + m_next->offsetMs - now;
        // A slow receiver, a computer that slept, a clock that was set: go on from here, do not catch up.
        const auto step = static_cast<qint64>(1000 / m_options.rate);
        if (ahead < -toleratedLagMs || ahead > step + 60'000)
            m_generator->shift(-ahead);
        if (ahead > 0) {
            m_sendTimer->start(std::chrono::milliseconds(std::min<qint64>(ahead, 1000)));
            return;
        }
        Lane &lane = m_lanes[static_cast<size_t>(m_next->room) % m_lanes.size()];
        lane.waiting.push_back(std::move(*m_next));
        m_next.reset();
        ++m_waiting;
        send(lane);
    }
}

void Simulator::send(Lane &lane)
{
    if (lane.isBusy || lane.waiting.empty())
        return;
    const SimulatedCallback callback = std::move(lane.waiting.front());
    lane.waiting.pop_front();
    lane.isBusy = true;
    --m_waiting;
    ++m_underWay;
    ++m_totals.sent;
    lane.connection->post(targetOf(callback), callback.body);
}

void Simulator::noteAnswer(size_t lane, const HttpAnswer &answer)
{
    const std::optional<Error> failure = failureOf(answer);
    ++(failure ? m_totals.failed : m_totals.accepted);
    if (failure && m_totals.failures.size() < mostFailures && !m_totals.failures.contains(*failure)) {
        m_totals.failures.append(*failure);
        emit failed(*failure);
    }
    --m_underWay;
    m_lanes[lane].isBusy = false;
    send(m_lanes[lane]);
    if (!m_sendTimer->isActive())
        fill();
    endIfDone();
}

void Simulator::endIfDone()
{
    const bool isDone
        = isRunning() && m_underWay == 0 && m_waiting == 0 && !m_next && (m_isStopping || m_generator->isAtEnd());
    if (!isDone)
        return;
    m_generator.reset();
    m_progressTimer->stop();
    emit progress(m_totals);
    emit finished(m_totals);
}

QByteArray Simulator::targetOf(const SimulatedCallback &callback) const
{
    const QByteArray path = m_options.url.path(QUrl::FullyEncoded).toLatin1();
    const QByteArray own = m_options.url.query(QUrl::FullyEncoded).toLatin1();
    QByteArray target = path.isEmpty() ? QByteArray("/") : path;
    target += '?';
    if (!own.isEmpty())
        target += own + '&';
    target += callback.query;
    if (!m_options.token.isEmpty()) {
        const QByteArray time = QByteArray::number(QDateTime::currentSecsSinceEpoch());
        const QByteArray signedText = m_options.token + time;
        target += "&Sign=" + QCryptographicHash::hash(signedText, QCryptographicHash::Sha256).toHex()
            + "&RequestTime=" + time;
    }
    return target;
}

/// Why the vendor would count this callback as failed; nothing when it would not.
std::optional<Error> Simulator::failureOf(const HttpAnswer &answer) const
{
    if (answer.error)
        return answer.error;
    if (answer.body == okAnswer() && answer.status == 200)
        return {};
    const std::variant<JsonText, JsonError> parsed = JsonText::parse(answer.body, JsonText::Grammar::Strict);
    const auto *json = std::get_if<JsonText>(&parsed);
    const QString action = json ? json->root()["ActionStatus"].toString() : QString();
    if (answer.status == 200 && action == "OK"_L1)
        return {};
    const QString where = m_options.url.toString(QUrl::RemoveUserInfo | QUrl::RemoveQuery);
    const QString reason = json ? json->root()["ErrorInfo"].toString() : QString();
    if (!reason.isEmpty())
        return Error {ErrorKind::RefusedWithReason, {where, answer.status, reason}};
    if (answer.status == 200)
        return Error {ErrorKind::AnsweredOtherwise, {where}};
    return Error {ErrorKind::Refused, {where, answer.status}};
}

} // namespace Roomscope
