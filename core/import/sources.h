// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/import/callbacksource.h"

#include <QIODevice>

namespace Roomscope {

/// Judges a callback as a receiver would that accepts any application, path and signature; there is no reply.
void judgeImported(Callback &callback);

/// One form each; a device is open and at its beginning. The sentence, when there is no source, has no place.
using OpenedSource = std::variant<std::unique_ptr<CallbackSource>, QString>;
[[nodiscard]] std::unique_ptr<CallbackSource> callbackFileSource(std::unique_ptr<QIODevice> device);
[[nodiscard]] OpenedSource harSource(const QByteArray &text, const SourceOptions &options);
[[nodiscard]] std::unique_ptr<CallbackSource> requestsSource(const QByteArray &bytes, const SourceOptions &options);
[[nodiscard]] std::unique_ptr<CallbackSource> bodySource(const QByteArray &body, const SourceOptions &options);
[[nodiscard]] OpenedSource folderSource(const QString &folder, const SourceOptions &options);
/// The journal of a session's folder, or a `.roomscope` file.
[[nodiscard]] OpenedSource sessionSource(const QString &path);

} // namespace Roomscope
