// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/receiver/receiverlimits.h"
#include "core/receiver/requestguard.h"

#include <QElapsedTimer>
#include <QHash>
#include <QTcpServer>
#include <QTimer>

#include <vector>

namespace Roomscope {

class GuardedConnection;

/// Accepts connections, counts them, watches their time, and gives the HTTP server the pipes behind their guards.
/// Receiver thread.
class GuardedTcpServer final : public QTcpServer
{
    Q_OBJECT

public:
    GuardedTcpServer(const RequestGuard::Limits &requestLimits, const ReceiverLimits &limits,
                     QObject *parent = nullptr);
    ~GuardedTcpServer() override;

    [[nodiscard]] GuardedConnection *connection(qint64 number) const { return m_connections.value(number); }
    [[nodiscard]] qsizetype connectionCount() const { return m_connections.size(); }
    /// Accepts nobody any more and hangs up on everybody, after the answers that are owed.
    void closeSoon();

    // For GuardedConnection.
    [[nodiscard]] const RequestGuard::Limits &requestLimits() const { return m_requestLimits; }
    [[nodiscard]] const ReceiverLimits &limits() const { return m_limits; }
    [[nodiscard]] qint64 nowMs() const { return m_clock.elapsed(); }
    [[nodiscard]] std::vector<char> &readBuffer() { return m_readBuffer; }
    /// "Date: …" with its line end, made once a second.
    [[nodiscard]] const QByteArray &dateLine();
    void remove(GuardedConnection *connection);

signals:
    void allClosed();

protected:
    void incomingConnection(qintptr descriptor) override;

private:
    void sweep();
    [[nodiscard]] bool makeRoom();

    const RequestGuard::Limits m_requestLimits;
    const ReceiverLimits m_limits;
    QHash<qint64, GuardedConnection *> m_connections;
    std::vector<char> m_readBuffer;
    QElapsedTimer m_clock;
    QTimer m_sweepTimer;
    QByteArray m_dateLine;
    qint64 m_dateSecond = -1;
    qint64 m_lastNumber = 0;
    bool m_isClosing = false;
};

} // namespace Roomscope
