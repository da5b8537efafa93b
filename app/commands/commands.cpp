// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/commands.h"

#include "app/commandline.h"
#include "core/base/nearestword.h"

#include <QFileInfo>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace Roomscope {

std::span<const Command> commands()
{
    static constexpr std::array all {
        Command {"serve"_L1, runServe, "receives and stores without a display, prints NDJSON"_L1},
        Command {"rooms"_L1, runRooms, "prints the state of the rooms as JSON"_L1},
        Command {"doctor"_L1, runDoctor, "reports how callbacks were delivered, and what cannot be right"_L1},
        Command {"export"_L1, runExport, "writes stored callbacks to a file"_L1},
        Command {"import"_L1, runImport, "reads callbacks from a file into a session"_L1},
        Command {"journal"_L1, runJournal, "checks, measures and trims a session's journal"_L1},
        Command {"simulate"_L1, runSimulate, "sends believable room traffic to a receiver"_L1},
    };
    return all;
}

QString objectionToSession(const QString &word)
{
    if (QFileInfo::exists(word) || word.endsWith(".roomscope"_L1))
        return {};
    const auto isNamed = [&](const Command &command) { return word == command.name; };
    if (std::any_of(commands().begin(), commands().end(), isNamed))
        return u"A command comes first: roomscope %1 …"_s.arg(word);
    if (word.contains(u'/'))
        return u"There is no file or folder “%1”; --data-dir names the folder of a new session."_s.arg(word);
    QStringList names;
    for (const Command &command : commands())
        names.append(command.name);
    return u"“%1” is no command, and no file or folder of that name is there. The nearest command is “%2”; “roomscope "
           "--help” lists all. --data-dir names the folder of a new session."_s.arg(word, nearestWord(word, names));
}

QStringList argumentsOf(int argc, char **argv, bool hasSubcommand)
{
    QStringList arguments {hasSubcommand ? u"roomscope "_s + QString::fromLocal8Bit(argv[1]) : u"roomscope"_s};
    for (int i = hasSubcommand ? 2 : 1; i < argc; ++i)
        arguments.append(QString::fromLocal8Bit(argv[i]));
    return arguments;
}

} // namespace Roomscope
