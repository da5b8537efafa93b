// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLatin1StringView>
#include <QStringList>

#include <span>

namespace Roomscope {

// One function per subcommand; `arguments` begins with the program's name and the subcommand. They return the exit
// code. Only the window needs a display.
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

/// Returns all subcommands, in the order of the help.
[[nodiscard]] std::span<const Command> commands();
/// Returns an empty text if the word may stand in place of a subcommand: it is an existing path or ends in
/// ".roomscope". Otherwise returns a sentence that helps to correct it, such as the nearest command.
[[nodiscard]] QString objectionToSession(const QString &word);

/// Returns the arguments for QCommandLineParser: the subcommand becomes part of the program's name.
[[nodiscard]] QStringList argumentsOf(int argc, char **argv, bool hasSubcommand = true);

} // namespace Roomscope
