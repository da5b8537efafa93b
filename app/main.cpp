// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/commands.h"
#include "app/terminal.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

int main(int argc, char *argv[])
{
    using namespace Roomscope;
    QCoreApplication::setApplicationName(u"roomscope"_s);
    QCoreApplication::setApplicationVersion(QStringLiteral(ROOMSCOPE_VERSION));
    const QString word = argc > 1 ? QString::fromLocal8Bit(argv[1]) : QString();
    for (const Command &command : commands()) {
        if (word == command.name)
            return command.run(argc, argv);
    }
    // Before the options that follow it: those of a mistyped command are not the window's.
    if (argc > 1 && !word.startsWith(u'-')) {
        if (const QString objection = objectionToSession(word); !objection.isEmpty())
            return complain(objection, WrongUsage);
    }
    return runWindow(argc, argv);
}
