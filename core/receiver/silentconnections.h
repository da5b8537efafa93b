// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QObject>
#include <QString>

class QSocketNotifier;

namespace Roomscope {

/// Connections that have not sent anything yet. The kernel watches them (epoll) and not Qt, which looks at every
/// socket it knows in every turn of the event loop: so a crowd of them keeps nobody waiting and takes little memory.
/// Linux; elsewhere there are none. Receiver thread.
class SilentConnections final : public QObject
{
    Q_OBJECT

public:
    explicit SilentConnections(QObject *parent = nullptr);
    ~SilentConnections() override;

    /// Takes the descriptor over when there is nothing to read from it; else it remains the caller's.
    [[nodiscard]] bool take(qintptr descriptor, const QString &peerHost, qint64 deadlineMs);
    [[nodiscard]] qsizetype count() const { return m_connections.size(); }

    /// Hangs up on the one that has been silent for longest, of that address if one is given; false when there is none.
    [[nodiscard]] bool closeOldest(const QString &onlyPeer);
    /// Hangs up on those whose time is over; how many they were.
    int closeExpired(qint64 nowMs);
    void closeAll();

signals:
    /// There is something to read; the descriptor is the receiver's of this signal now.
    void spoke(qintptr descriptor, const QString &peerHost);
    void closed(const QString &peerHost);

private:
    struct Connection
    {
        QString peerHost;
        qint64 deadlineMs = 0;
        qint64 number = 0; ///< Ascending as they came: several come within a millisecond.
    };
    void look();
    void close(int descriptor);

    int m_epoll = -1;
    qint64 m_taken = 0;
    QSocketNotifier *m_notifier = nullptr;
    QHash<int, Connection> m_connections; ///< By descriptor.
};

} // namespace Roomscope
