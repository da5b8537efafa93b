// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace Roomscope {

/// The program that listens on a TCP port of this machine, "nginx (process 4711)"; empty when the system does not tell,
/// as for programs of other users. Linux only. Reads /proc; any thread.
[[nodiscard]] QString portOwner(quint16 port);

} // namespace Roomscope
