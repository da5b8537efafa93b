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

/// Parses the arguments (program name first). Prints help or version, or a message about wrong usage, and then returns
/// the exit code; returns std::nullopt if the command may continue. No option or argument may be empty, except a
/// filter. Needs no application object.
[[nodiscard]] std::optional<int> parseArguments(QCommandLineParser &parser, const QStringList &arguments);

/// Returns the session's folder used if no other is given.
[[nodiscard]] QString defaultDataFolder();

/// Adds --data-dir, for the commands that read a session.
void addDataFolderOption(QCommandLineParser &parser);
[[nodiscard]] QString dataFolder(const QCommandLineParser &parser);

/// Adds --allow-damage, for the commands that read a session.
void addDamageOption(QCommandLineParser &parser);
/// Reports what could not be read of the session. Returns `exitCode`, or Failed if there is damage that is not allowed.
[[nodiscard]] int complainOfDamage(const QCommandLineParser &parser, const QString &damage, int exitCode);
[[nodiscard]] int complainOfDamage(const QCommandLineParser &parser, const std::optional<Error> &failure, int exitCode);

/// Adds --zone, UTC unless set; `what` names the times that are in this zone.
void addZoneOption(QCommandLineParser &parser, const QString &what);
[[nodiscard]] Result<QTimeZone> zoneOption(const QCommandLineParser &parser);

/// Returns the option's time in microseconds; std::nullopt if it is not set.
[[nodiscard]] Result<std::optional<qint64>> timeOption(const QCommandLineParser &parser, const QString &name,
                                                       const QTimeZone &zone,
                                                       Occurrence occurrence = Occurrence::First);

/// Returns the token in the first line of the file. If there are more lines or no token, prints a message and returns
/// std::nullopt.
[[nodiscard]] std::optional<QByteArray> readToken(const QString &fileName,
                                                  const QString &what = QStringLiteral("token"));

/// The receiver's options, the same for the window and `serve`. If one is wrong, receiverOptions() prints a message and
/// returns std::nullopt.
void addReceiverOptions(QCommandLineParser &parser);
[[nodiscard]] std::optional<ReceiverOptions> receiverOptions(const QCommandLineParser &parser,
                                                             const ReceiverOptions &defaults = {});

} // namespace Roomscope
