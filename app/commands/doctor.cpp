// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commandline.h"
#include "app/commands/commands.h"
#include "app/doctortext.h"
#include "core/base/times.h"
#include "core/doctor/doctorreport.h"
#include "core/session/journalfold.h"
#include "ui/words/errorwords.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace Roomscope {

namespace {

struct Period
{
    std::optional<qint64> fromUs;
    std::optional<qint64> toUs;
};

/// The doctor after the callbacks of the period; findings of it know the rooms from their beginning.
std::optional<Error> examine(const QString &folder, const Period &period, Doctor &doctor)
{
    JournalReader reader;
    if (auto failure = reader.open(folder))
        return failure;
    const qint64 lastId = period.toUs ? reader.firstIdAt(*period.toUs) - 1 : reader.lastId();
    const qint64 firstId = period.fromUs ? reader.firstIdAt(*period.fromUs) : 0;
    MonitorState state;
    if (!period.fromUs) {
        auto failure = foldJournal(reader, folder, state, lastId, lastId + 1);
        doctor = state.doctor;
        return failure ? failure : reader.damage(1, lastId);
    }
    auto failure = foldJournal(reader, folder, state, lastId, firstId, [&](AppliedCallback applied) {
        doctor.note(applied, state.rooms);
        return true;
    });
    return failure ? failure : reader.damage(1, lastId);
}

} // namespace

int runDoctor(int &argc, char **argv)
{
    QCommandLineParser parser;
    parser.setApplicationDescription(
        u"roomscope doctor: reports how callbacks were delivered, which may have been lost, and what in the rooms "
        "cannot be right."_s);
    addDataFolderOption(parser);
    addDamageOption(parser);
    parser.addOption({u"room"_s, u"Only the rooms with that id."_s, u"id"_s});
    parser.addOption({u"from"_s, u"Only what was received then or later (ISO 8601)."_s, u"time"_s});
    parser.addOption({u"to"_s, u"Only what was received before then."_s, u"time"_s});
    addZoneOption(parser, u"times that name none in --from and --to"_s);
    parser.addOption({u"without"_s, u"Switch a rule off; can be given several times."_s, u"rule"_s});
    parser.addOption({u"format"_s, u"text (default) or json."_s, u"format"_s, u"text"_s});
    parser.addOption({u"json"_s, u"The same as --format json."_s});
    parser.addOption({u"rules"_s, u"Print the catalogue of rules instead."_s});
    if (const auto code = parseArguments(parser, argumentsOf(argc, argv)))
        return *code;
    if (!parser.positionalArguments().isEmpty())
        return complain(u"doctor takes no argument “%1”."_s.arg(parser.positionalArguments().first()), WrongUsage);

    const QString format = parser.value(u"format"_s);
    if (format != "text"_L1 && format != "json"_L1)
        return complain(u"There is no format “%1”; formats are text and json."_s.arg(format), WrongUsage);
    const bool json = format == "json"_L1 || parser.isSet(u"json"_s);

    DoctorScope scope {.room = parser.value(u"room"_s)};
    for (const QString &name : parser.values(u"without"_s)) {
        const std::optional<RuleId> rule = ruleNamed(name);
        if (!rule)
            return complain(u"There is no rule “%1”; “roomscope doctor --rules” lists them."_s.arg(name), WrongUsage);
        scope.rules.set(*rule, false);
    }
    const auto zone = zoneOption(parser);
    if (!zone)
        return complain(errorText(zone.error()), WrongUsage);
    Period period;
    for (const auto &[name, occurrence, target] : {std::tuple(u"from"_s, Occurrence::First, &period.fromUs),
                                                   std::tuple(u"to"_s, Occurrence::Last, &period.toUs)}) {
        const auto time = timeOption(parser, name, *zone, occurrence);
        if (!time)
            return complain(errorText(time.error()), WrongUsage);
        *target = *time;
    }
    if (parser.isSet(u"rules"_s))
        return print(json ? rulesJson() : rulesText().toUtf8());

    const QCoreApplication application(argc, argv);
    Doctor doctor;
    const auto failure = examine(dataFolder(parser), period, doctor);
    if (failure && !isDamage(failure->kind) && doctor.all().callbacks == 0)
        return complain(errorText(*failure));
    const QList<RoomKey> rooms = doctor.rooms();
    if (!scope.room.isEmpty()
        && std::none_of(rooms.begin(), rooms.end(), [&](const RoomKey &key) { return scope.includes(key); }))
        return complain(u"No callback of a room “%1” is there."_s.arg(scope.room));
    const qint64 atUs = period.toUs.value_or(nowUs());
    doctor.advance(atUs / 1000);
    const int printed = print(json ? doctorJson(doctor, atUs, scope) : doctorText(doctor, atUs, scope).toUtf8());
    return complainOfDamage(parser, failure, printed);
}

} // namespace Roomscope
