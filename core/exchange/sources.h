// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/exchange/callbacksource.h"
#include "core/payload/json.h"

#include <QFile>

namespace Roomscope {

/// Judges a callback like a receiver that accepts any application, path and signature; there is no reply.
void judgeImported(Callback &callback);
/// Whether a text is JSON that a receiver accepts as a callback, regardless of the URL.
[[nodiscard]] bool isCallbackBody(const QByteArray &text);

/// Of one body, in the forms that others write: what a receiver takes unless it is told otherwise. What is larger is
/// left out, so that no file takes all of our memory.
[[nodiscard]] qint64 largestBody();
/// As a text of several lines is told of.
[[nodiscard]] Error notJson(const JsonError &error);

/// One form each; a file is open and at its beginning, behind a byte-order mark.
using OpenedSource = Result<std::unique_ptr<CallbackSource>>;
[[nodiscard]] std::unique_ptr<CallbackSource> callbackFileSource(std::unique_ptr<QFile> file);
[[nodiscard]] std::unique_ptr<CallbackSource> harSource(std::unique_ptr<QFile> file);
[[nodiscard]] std::unique_ptr<CallbackSource> requestsSource(std::unique_ptr<QFile> file, const SourceOptions &options);
[[nodiscard]] std::unique_ptr<CallbackSource> bodySource(const QByteArray &body, const SourceOptions &options);
[[nodiscard]] std::unique_ptr<CallbackSource> bodyLinesSource(std::unique_ptr<QFile> file,
                                                              const SourceOptions &options);
[[nodiscard]] OpenedSource folderSource(const QString &folder, const SourceOptions &options);
/// Reads the journal of a session's folder, or a `.roomscope` file.
[[nodiscard]] OpenedSource sessionSource(const QString &path, const SourceOptions &options);

} // namespace Roomscope
