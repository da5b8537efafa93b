// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <optional>

class QHostAddress;

namespace Roomscope {

struct PortOwner
{
    QString program; ///< "nginx"
    QString process; ///< "4711"

    friend bool operator==(const PortOwner &, const PortOwner &) = default;
};

/// The program whose listening keeps others from that TCP port of an address of this machine: it listens there, or at
/// all addresses. Nothing when the system does not tell, as for programs of other users. Linux only. Reads /proc; any
/// thread.
[[nodiscard]] std::optional<PortOwner> portOwner(const QHostAddress &address, quint16 port);

} // namespace Roomscope
