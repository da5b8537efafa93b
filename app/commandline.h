// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/terminal.h"
#include "core/base/error.h"
#include "core/base/times.h"
#include "core/journal/journalerror.h"
#include "core/reception/receiveroptions.h"

#include <QByteArray>
#include <QCommandLineParser>
#include <QStringList>
#include <QTimeZone>

#include <optional>

namespace Roomscope {

/// Reads the arguments (program name first). Prints help or version, or complains about wrong usage, and then answers
/// the exit code; nothing when the command may go on. No option and no argument may be an empty text, but a filter.
/// Needs no application object.
[[nodiscard]] std::optional<int> parseArguments(QCommandLineParser &parser, const QStringList &arguments);

/// Where the session is when nothing else is said.
[[nodiscard]] QString defaultDataFolder();

/// --data-dir, for the commands that read a session.
void addDataFolderOption(QCommandLineParser &parser);
[[nodiscard]] QString dataFolder(const QCommandLineParser &parser);

/// --allow-damage, for these commands.
void addDamageOption(QCommandLineParser &parser);
/// Says what of the session could not be read. The exit code: that one, unless there was something and it is not
/// allowed.
[[nodiscard]] int complainOfDamage(const QCommandLineParser &parser, const QString &damage, int exitCode);
[[nodiscard]] int complainOfDamage(const QCommandLineParser &parser, const std::optional<Error> &failure, int exitCode);

/// --zone, UTC unless set; what: the times that it is the zone of.
void addZoneOption(QCommandLineParser &parser, const QString &what);
[[nodiscard]] Result<QTimeZone> zoneOption(const QCommandLineParser &parser);

/// The moment given as that option, microseconds; nothing when it is not set.
[[nodiscard]] Result<std::optional<qint64>> timeOption(const QCommandLineParser &parser, const QString &name,
                                                       const QTimeZone &zone,
                                                       Occurrence occurrence = Occurrence::First);

/// The token in the first line of that file; complains when there are more lines, and when there is no token, and
/// answers nothing then.
[[nodiscard]] std::optional<QByteArray> readToken(const QString &fileName,
                                                  const QString &what = QStringLiteral("token"));

/// The receiver's options, the same for the window and `serve`. Complains and answers nothing when one is wrong.
void addReceiverOptions(QCommandLineParser &parser);
[[nodiscard]] std::optional<ReceiverOptions> receiverOptions(const QCommandLineParser &parser,
                                                             const ReceiverOptions &defaults = {});

} // namespace Roomscope
