// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLatin1StringView>
#include <QStringList>

#include <span>

namespace Roomscope {

// One function a subcommand; arguments: the program's name and subcommand first, then what follows. They answer the
// exit code. None but the window needs a display.
int runWindow(int &argc, char **argv);
int runServe(int &argc, char **argv);
int runRooms(int &argc, char **argv);
int runDoctor(int &argc, char **argv);
int runExport(int &argc, char **argv);
int runImport(int &argc, char **argv);
int runJournal(int &argc, char **argv);
int runSimulate(int &argc, char **argv);

struct Command
{
    QLatin1StringView name;
    int (*run)(int &argc, char **argv);
    QLatin1StringView what; ///< For the help.
};

/// All subcommands, in the order in which the help lists them.
[[nodiscard]] std::span<const Command> commands();
/// Why that word can be given in place of a subcommand: it is the path of a session or of a file that exists, or the
/// name of a session file. Empty when it can; else a sentence that names the nearest command.
[[nodiscard]] QString objectionToSession(const QString &word);

/// The arguments for QCommandLineParser: the subcommand becomes part of the program's name.
[[nodiscard]] QStringList argumentsOf(int argc, char **argv, bool hasSubcommand = true);

} // namespace Roomscope
