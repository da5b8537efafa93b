// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/protocol/callback.h"

#include <QString>
#include <QStringList>

namespace Roomscope {

class JournalReader;

/// Returns a command for bash or zsh that sends the same request again: method, target, header fields and the identical
/// bytes of the body. `scheme` is "http" or "https", which the request does not contain.
[[nodiscard]] QString curlCommand(const Callback &callback, const QString &scheme);
/// Returns the scheme of the receiver that listened at that time (microseconds).
[[nodiscard]] QString schemeAt(const JournalReader &reader, qint64 timeUs);
/// Returns one command per callback that can be read. Any thread, usually the pool.
[[nodiscard]] QStringList curlCommands(const QString &dataFolder, const QList<qint64> &callbackIds);

} // namespace Roomscope
