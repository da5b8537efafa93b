// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>

namespace Roomscope {

/// Exit codes of every subcommand.
enum ExitCode { Done = 0, Failed = 1, WrongUsage = 2 };

/// Text of strangers for a reader in a terminal: control characters, separators of lines and marks that turn the
/// direction are spelled as escapes ("\n", "\u001b"), so that a name stays in its line and cannot command the terminal.
[[nodiscard]] QString printable(const QString &text);

/// "1 callback", "2 callbacks".
[[nodiscard]] QString counted(qint64 number, const QString &one, const QString &many);

/// What complain() prints, the end of the line included.
[[nodiscard]] QByteArray complaint(const QString &sentence);

/// Prints "roomscope: sentence" on stderr, printable, and answers the code, for `return complain(…)`. Waits for whoever
/// reads it, unless there is an outlet, see Printer.
int complain(const QString &sentence, ExitCode code = Failed);

/// Takes from now on what is complained of, in the thread that complains; null: stderr does.
void setComplaintOutlet(void (*outlet)(const QByteArray &line));

/// Writes to stdout as it is; complains and answers Failed when not all of it could be written.
[[nodiscard]] int print(const QByteArray &text);

} // namespace Roomscope
