// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/receiver/wire.h"

#include <memory>
#include <vector>

class QSocketNotifier;

namespace Roomscope {

/// Tells the wires of plain TCP connections what there is to do for them. The kernel keeps the list (epoll) and not Qt,
/// whose event loop would look at each of them in every turn, and would be told anew of each at every request.
/// Linux; elsewhere it takes none. Receiver thread.
class EpollWires final : public QObject
{
    Q_OBJECT

public:
    explicit EpollWires(QObject *parent = nullptr);
    ~EpollWires() override;

    /// A wire that has taken the descriptor over, or null when that is not possible here. The buffer outlives it; it is
    /// deleted only between two turns of the event loop, or after this.
    [[nodiscard]] std::unique_ptr<Wire> open(qintptr descriptor, std::vector<char> &buffer);

private:
    void look();

    int m_epoll = -1;
    QSocketNotifier *m_notifier = nullptr;
};

} // namespace Roomscope
