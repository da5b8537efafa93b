// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commandline.h"
#include "app/commands/commands.h"
#include "core/base/times.h"
#include "core/exchange/callbackjson.h"
#include "core/session/journalfold.h"
#include "ui/words/errorwords.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace Roomscope {

int runRooms(int &argc, char **argv)
{
    QCommandLineParser parser;
    parser.setApplicationDescription(
        u"roomscope rooms: prints the state of the rooms as JSON, now or at a past moment."_s);
    addDataFolderOption(parser);
    addDamageOption(parser);
    parser.addOption({u"at"_s, u"The state at that moment, for example 2026-11-23T21:14:03Z."_s, u"time"_s});
    addZoneOption(parser, u"the time in --at, when it names none"_s);
    parser.addOption({u"room"_s, u"Only the rooms with that id."_s, u"id"_s});
    if (const auto code = parseArguments(parser, argumentsOf(argc, argv)))
        return *code;
    if (!parser.positionalArguments().isEmpty())
        return complain(u"rooms takes no argument “%1”."_s.arg(parser.positionalArguments().first()), WrongUsage);

    const auto zone = zoneOption(parser);
    if (!zone)
        return complain(errorText(zone.error()), WrongUsage);
    const auto time = timeOption(parser, u"at"_s, *zone);
    if (!time)
        return complain(errorText(time.error()), WrongUsage);
    const std::optional<qint64> at = *time;

    const QCoreApplication application(argc, argv);
    JournalReader reader;
    if (const auto failure = reader.open(dataFolder(parser)))
        return complain(errorText(*failure));
    // The last callback received not after that moment.
    const qint64 lastId = at ? reader.firstIdAt(*at + 1) - 1 : reader.lastId();
    MonitorState state;
    auto failure = foldJournal(reader, dataFolder(parser), state, lastId, lastId + 1);
    if (!failure)
        failure = reader.damage(1, lastId);
    const int printed = print(roomsJson(state.rooms, at.value_or(nowUs()), parser.value(u"room"_s)) + '\n');
    return complainOfDamage(parser, failure, printed);
}

} // namespace Roomscope
