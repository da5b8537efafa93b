// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/commands.h"

#include <QCoreApplication>

#include <array>
#include <string_view>

using namespace Qt::StringLiterals;

namespace Roomscope {

QStringList argumentsOf(int argc, char **argv, bool hasSubcommand)
{
    QStringList arguments {hasSubcommand ? u"roomscope "_s + QString::fromLocal8Bit(argv[1]) : u"roomscope"_s};
    for (int i = hasSubcommand ? 2 : 1; i < argc; ++i)
        arguments.append(QString::fromLocal8Bit(argv[i]));
    return arguments;
}

} // namespace Roomscope

int main(int argc, char *argv[])
{
    using namespace Roomscope;
    struct Subcommand
    {
        std::string_view name;
        int (*run)(int &, char **);
    };
    static constexpr std::array subcommands {
        Subcommand {"serve", runServe},       Subcommand {"rooms", runRooms},   Subcommand {"doctor", runDoctor},
        Subcommand {"export", runExport},     Subcommand {"import", runImport}, Subcommand {"journal", runJournal},
        Subcommand {"simulate", runSimulate},
    };

    QCoreApplication::setApplicationName(u"roomscope"_s);
    QCoreApplication::setApplicationVersion(QStringLiteral(ROOMSCOPE_VERSION));
    for (const Subcommand &subcommand : subcommands) {
        if (argc > 1 && subcommand.name == argv[1])
            return subcommand.run(argc, argv);
    }
    return runWindow(argc, argv);
}
