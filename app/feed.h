// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace Roomscope {

class JournalFollower;
class Monitor;
class ReceiverHost;

/// Lets the monitor ingest all that the receiver has stored: the batches as they come, and from the journal what was
/// too much to be handed over.
void feed(ReceiverHost &host, Monitor &monitor, const QString &dataFolder);
/// The same for what another process stores.
void feed(JournalFollower &follower, Monitor &monitor, const QString &dataFolder);

} // namespace Roomscope
