// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace Roomscope {

class Monitor;
class ReceiverHost;

/// Lets the monitor ingest all that the receiver has stored: the batches as they come, and from the journal what was
/// too much to be handed over.
void feed(ReceiverHost &host, Monitor &monitor, const QString &dataFolder);

} // namespace Roomscope
