// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

class QHostAddress;

namespace Roomscope {

/// The program whose listening keeps others from that TCP port of an address of this machine, "nginx (process 4711)":
/// it listens there, or at all addresses. Empty when the system does not tell, as for programs of other users. Linux
/// only. Reads /proc; any thread.
[[nodiscard]] QString portOwner(const QHostAddress &address, quint16 port);

} // namespace Roomscope
