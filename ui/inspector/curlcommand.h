// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/protocol/callback.h"

#include <QString>
#include <QStringList>

namespace Roomscope {

class JournalReader;

/// A command for bash or zsh that sends the same request again: the same method, target, header fields and the
/// identical bytes of the body. The scheme is "http" or "https": the request itself does not say it.
[[nodiscard]] QString curlCommand(const Callback &callback, const QString &scheme);
/// The scheme of the receiver that listened then, microseconds.
[[nodiscard]] QString schemeAt(const JournalReader &reader, qint64 timeUs);
/// One for each of the callbacks that can be read. Any thread, most often the pool.
[[nodiscard]] QStringList curlCommands(const QString &dataFolder, const QList<qint64> &callbackIds);

} // namespace Roomscope
