// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>

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

/// The arguments for QCommandLineParser: the subcommand becomes part of the program's name.
[[nodiscard]] QStringList argumentsOf(int argc, char **argv, bool hasSubcommand = true);

} // namespace Roomscope
