// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>

namespace Roomscope {

/// Exit codes of every subcommand.
enum ExitCode { Done = 0, Failed = 1, WrongUsage = 2 };

/// Escapes received text for a terminal: control characters, line separators and direction marks become escapes ("\n",
/// "\u001b"), so that a name stays in its line and cannot control the terminal.
[[nodiscard]] QString printable(const QString &text);

/// "1 callback", "2 callbacks".
[[nodiscard]] QString counted(qint64 number, const QString &one, const QString &many);

/// Returns the output of complain(), line end included.
[[nodiscard]] QByteArray complaint(const QString &sentence);

/// Prints "roomscope: sentence" on stderr, printable, and returns the code, for `return complain(…)`. Blocks until it
/// is read, unless there is an outlet, see Printer.
int complain(const QString &sentence, ExitCode code = Failed);

/// Passes the lines of complain() to `outlet`, in the calling thread; null restores stderr.
void setComplaintOutlet(void (*outlet)(const QByteArray &line));

/// Writes the text unchanged to stdout; prints a message and returns Failed if not all could be written.
[[nodiscard]] int print(const QByteArray &text);

} // namespace Roomscope
