// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/journal/journal.h"
#include "app/commandline.h"
#include "app/commands/commands.h"
#include "core/base/nearestword.h"
#include "core/base/times.h"
#include "core/journal/journalcheck.h"
#include "core/session/journalfold.h"
#include "core/session/retention.h"
#include "ui/words/errorwords.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QMap>

#include <array>

using namespace Qt::StringLiterals;

namespace Roomscope {

namespace {

QByteArray toLine(const QJsonObject &object)
{
    return QJsonDocument(object).toJson(QJsonDocument::Compact) + '\n';
}

QString timeText(qint64 timeUs)
{
    return QString::fromLatin1(isoMilliseconds(timeUs));
}

/// The options that all actions have; nothing when the action may go on.
std::optional<int> parseAction(QCommandLineParser &parser, const QStringList &arguments)
{
    addDataFolderOption(parser);
    if (const auto code = parseArguments(parser, arguments))
        return code;
    if (!parser.positionalArguments().isEmpty())
        return complain(u"There is one thing too many: “%1”. Name the folder with --data-dir."_s.arg(
                            parser.positionalArguments().first()),
                        WrongUsage);
    return {};
}

// check --------------------------------------------------------------------------------------------------------------

QJsonObject toJson(const JournalCheck &check)
{
    QJsonArray damages;
    for (const JournalCheck::Damage &damage : check.damages)
        damages.append(QJsonObject {{u"firstId"_s, damage.firstId},
                                    {u"lastId"_s, damage.lastId},
                                    {u"callbacks"_s, damage.callbacks},
                                    {u"what"_s, errorText(damage.error)}});
    QJsonArray structure;
    for (const Error &complaint : check.structure)
        structure.append(errorText(complaint));
    return {{u"file"_s, check.fileName},     {u"sound"_s, check.isSound()},
            {u"readable"_s, check.readable}, {u"readableRejected"_s, check.readableRejected},
            {u"damages"_s, damages},         {u"structure"_s, structure}};
}

QString toText(const JournalCheck &check)
{
    QString text;
    for (const JournalCheck::Damage &damage : check.damages)
        text += errorText(damage.error) + u'\n';
    for (const Error &complaint : check.structure)
        text += u"Structure: %1\n"_s.arg(errorText(complaint));
    text += u"%1 and %2 can be read.\n"_s.arg(
        counted(check.readable, u"callback"_s, u"callbacks"_s),
        counted(check.readableRejected, u"rejected request"_s, u"rejected requests"_s));
    return check.isSound() ? QString(text + u"The journal is sound.\n"_s) : text;
}

int runCheck(const QStringList &arguments, int &argc, char **argv)
{
    QCommandLineParser parser;
    parser.setApplicationDescription(
        u"roomscope journal check: reads the whole journal, verifies every checksum and names what is damaged.\n"
        "Nothing is changed. The exit code is 1 when something is damaged."_s);
    parser.addOption({u"json"_s, u"Print one JSON object instead of text."_s});
    if (const auto code = parseAction(parser, arguments))
        return *code;
    const QCoreApplication application(argc, argv);
    const auto checked = checkJournal(dataFolder(parser));
    if (!checked)
        return complain(errorText(checked.error()));
    const JournalCheck &check = *checked;
    const int printed = print(parser.isSet(u"json"_s) ? toLine(toJson(check)) : toText(check).toUtf8());
    if (!check.isSound())
        return complain(
            check.isRebuilt
                ? u"“%1” is damaged; what is not named can still be read and exported. A receiver that opens "
                  "it sets it aside and goes on with all that can be read."_s.arg(check.fileName)
                : u"“%1” is damaged; what is not named can still be read and exported. A receiver that opens "
                  "it leaves it as it is and goes on."_s.arg(check.fileName));
    return printed;
}

// stats --------------------------------------------------------------------------------------------------------------

struct Counts
{
    QMap<QString, qint64> commands;
    QMap<QString, qint64> verdicts;
};

QJsonObject toJson(const QMap<QString, qint64> &counts)
{
    QJsonObject object;
    for (auto it = counts.cbegin(); it != counts.cend(); ++it)
        object.insert(it.key(), it.value());
    return object;
}

QJsonValue timeJson(bool isKnown, qint64 timeUs)
{
    return isKnown ? QJsonValue(timeText(timeUs)) : QJsonValue();
}

QJsonObject toJson(const JournalStats &stats, const std::optional<Counts> &counts)
{
    const qint64 all = stats.callbacks + stats.rejected;
    QJsonArray listening;
    for (const ListeningPeriod &period : stats.listening)
        listening.append(QJsonObject {{u"from"_s, timeText(period.fromUs)},
                                      {u"to"_s, timeText(period.toUs)},
                                      {u"open"_s, period.open},
                                      {u"url"_s, period.url}});
    QJsonObject object {
        {u"version"_s, stats.version},
        {u"callbacks"_s, stats.callbacks},
        {u"rejected"_s, stats.rejected},
        {u"folded"_s, stats.folded},
        {u"blocks"_s, stats.blocks},
        {u"bytes"_s, stats.bytesOnDisk},
        {u"bytesInUse"_s, stats.bytesInUse},
        {u"bytesPerCallback"_s, all == 0 ? QJsonValue() : QJsonValue(double(stats.bytesInUse) / double(all))},
        {u"firstId"_s, stats.firstId == 0 ? QJsonValue() : QJsonValue(stats.firstId)},
        {u"lastId"_s, stats.lastId == 0 ? QJsonValue() : QJsonValue(stats.lastId)},
        {u"from"_s, timeJson(all > 0, stats.fromUs)},
        {u"to"_s, timeJson(all > 0, stats.toUs)},
        {u"removedBefore"_s, timeJson(stats.removedBeforeUs.has_value(), stats.removedBeforeUs.value_or(0))},
        {u"listening"_s, listening}};
    if (counts) {
        object.insert(u"commands"_s, toJson(counts->commands));
        object.insert(u"verdicts"_s, toJson(counts->verdicts));
    }
    return object;
}

QString toText(const QString &title, const QMap<QString, qint64> &counts)
{
    QString text = title;
    for (auto it = counts.cbegin(); it != counts.cend(); ++it)
        text += u"  %1  %2\n"_s.arg(it.value(), 12).arg(printable(it.key()));
    return text;
}

QString toText(const JournalStats &stats, const std::optional<Counts> &counts)
{
    const qint64 all = stats.callbacks + stats.rejected;
    QString text = u"callbacks:  %1, and %2\n"_s.arg(
        QString::number(stats.callbacks), counted(stats.rejected, u"rejected request"_s, u"rejected requests"_s));
    if (stats.folded > 0)
        text += u"            %1 only counted\n"_s.arg(
            counted(stats.folded, u"more rejected request was"_s, u"more rejected requests were"_s));
    if (all > 0) {
        text += u"ids:        %1 to %2\n"_s.arg(QString::number(stats.firstId), QString::number(stats.lastId));
        text += u"received:   %1 to %2\n"_s.arg(timeText(stats.fromUs), timeText(stats.toUs));
    }
    if (stats.removedBeforeUs)
        text += u"removed:    what was received before %1\n"_s.arg(timeText(*stats.removedBeforeUs));
    text += u"size:       %1 bytes on the disk, %2 in use"_s.arg(QString::number(stats.bytesOnDisk),
                                                                 QString::number(stats.bytesInUse));
    if (all > 0)
        text += u", %1 a callback"_s.arg(double(stats.bytesInUse) / double(all), 0, 'f', 1);
    text += u"\nblocks:     %1\nversion:    %2\n"_s.arg(stats.blocks).arg(stats.version);
    for (const ListeningPeriod &period : stats.listening)
        text
            += u"listening:  %1 to %2%3 at %4\n"_s.arg(timeText(period.fromUs), timeText(period.toUs),
                                                       period.open ? u" (last sign of life)"_s : QString(), period.url);
    if (counts) {
        text += toText(u"commands:\n"_s, counts->commands);
        text += toText(u"verdicts:\n"_s, counts->verdicts);
    }
    return text;
}

int runStats(const QStringList &arguments, int &argc, char **argv)
{
    QCommandLineParser parser;
    parser.setApplicationDescription(u"roomscope journal stats: prints what a session's journal holds, in figures."_s);
    parser.addOption({u"json"_s, u"Print one JSON object instead of text."_s});
    parser.addOption({u"commands"_s, u"Count commands and verdicts, too; reads every callback."_s});
    addDamageOption(parser);
    if (const auto code = parseAction(parser, arguments))
        return *code;
    const QCoreApplication application(argc, argv);
    JournalReader reader;
    if (const auto failure = reader.open(dataFolder(parser)))
        return complain(errorText(*failure));
    const JournalStats stats = reader.stats();
    std::optional<Counts> counts;
    std::optional<Error> failure;
    if (parser.isSet(u"commands"_s)) {
        counts.emplace();
        MonitorState state;
        failure = foldJournal(reader, dataFolder(parser), state, stats.lastId, 1,
                              [&counts](const AppliedCallback &applied) {
                                  if (!applied.verdict.isRejected())
                                      ++counts->commands[applied.event.command];
                                  ++counts->verdicts[applied.verdict.toString()];
                                  return true;
                              });
    }
    if (!counts) // whether all that is counted can be read
        failure = reader.forEach(1, stats.lastId, [](const Callback &) { return true; });
    if (!failure)
        failure = reader.damage(1, stats.lastId);
    const int printed = print(parser.isSet(u"json"_s) ? toLine(toJson(stats, counts)) : toText(stats, counts).toUtf8());
    return complainOfDamage(parser, failure, printed);
}

// trim ---------------------------------------------------------------------------------------------------------------

/// "30d", "12h", "90m", "45s" or a time; the moment since which callbacks stay, microseconds.
std::optional<qint64> sinceFromText(const QString &text, qint64 nowUs)
{
    static constexpr std::array units {std::pair('d', 86'400), std::pair('h', 3'600), std::pair('m', 60),
                                       std::pair('s', 1)};
    for (const auto &[letter, seconds] : units) {
        if (!text.endsWith(QLatin1Char(letter)))
            continue;
        bool isNumber = false;
        const double number = text.chopped(1).toDouble(&isNumber);
        const double age = number * seconds * 1e6;
        if (isNumber && age >= 0 && age < 1e16)
            return nowUs - qint64(age);
    }
    return timeFromIso(text);
}

int runTrim(const QStringList &arguments, int &argc, char **argv)
{
    QCommandLineParser parser;
    parser.setApplicationDescription(
        u"roomscope journal trim: removes the oldest callbacks of a session for good. The rooms stay as they are.\n"
        "Nobody else may be writing to the session; a running receiver trims by itself with --keep-days and "
        "--keep-bytes."_s);
    parser.addOption({u"older-than"_s,
                      u"Remove what was received longer ago (for example 30d, 12h, 90m) or before a time "
                      "(2026-11-23T21:14:03Z)."_s,
                      u"age"_s});
    parser.addOption(
        {u"keep-bytes"_s, u"Keep the newest callbacks that take about so much, for example 500M or 20G."_s, u"size"_s});
    if (const auto code = parseAction(parser, arguments))
        return *code;
    TrimLimits limits;
    if (parser.isSet(u"older-than"_s)) {
        limits.sinceUs = sinceFromText(parser.value(u"older-than"_s), nowUs());
        if (!limits.sinceUs)
            return complain(u"“%1” is neither an age like 30d, 12h or 90m nor a time like 2026-11-23T21:14:03Z."_s.arg(
                                parser.value(u"older-than"_s)),
                            WrongUsage);
    }
    if (parser.isSet(u"keep-bytes"_s)) {
        limits.keepBytes = bytesFromText(parser.value(u"keep-bytes"_s));
        if (!limits.keepBytes)
            return complain(u"“%1” is not a size; write for example 500M or 20G."_s.arg(parser.value(u"keep-bytes"_s)),
                            WrongUsage);
    }
    if (!limits.sinceUs && !limits.keepBytes)
        return complain(u"Say what may go: --older-than AGE or --keep-bytes SIZE."_s, WrongUsage);

    const QCoreApplication application(argc, argv);
    const QString folder = dataFolder(parser);
    JournalReader reader;
    if (const auto failure = reader.open(folder)) // a trim makes no journal
        return complain(errorText(*failure));
    Journal journal;
    if (const auto failure = journal.open(folder))
        return complain(errorText(*failure));
    const QList<Error> repairs = journal.repairs();
    for (const Error &repair : repairs)
        complain(errorText(repair));
    if (const auto failure = reader.open(folder)) // it may have been repaired
        return complain(errorText(*failure));
    const qint64 before = reader.count();
    const auto plan = planTrim(reader, folder, limits);
    if (!plan)
        return complain(errorText(plan.error()));
    if (const std::optional<JournalBase> &base = *plan) {
        if (const auto failure = journal.trim(*base))
            return complain(errorText(*failure));
    }
    const qint64 after = reader.count();
    reader = {}; // it would keep pages that go
    if (const auto failure = journal.sweep())
        return complain(errorText(*failure));
    return print(
        u"%1 removed, %2 kept.\n"_s
            .arg(counted(before - after, u"callback was"_s, u"callbacks were"_s), counted(after, u"is"_s, u"are"_s))
            .toUtf8());
}

} // namespace

int runJournal(int &argc, char **argv)
{
    QStringList arguments = argumentsOf(argc, argv);
    struct Action
    {
        QLatin1StringView name;
        int (*run)(const QStringList &, int &, char **);
        QLatin1StringView what;
    };
    static constexpr std::array actions {
        Action {"check"_L1, runCheck, "verifies every checksum and names what is damaged"_L1},
        Action {"stats"_L1, runStats, "prints what is in it, in figures"_L1},
        Action {"trim"_L1, runTrim, "removes the oldest callbacks"_L1},
    };
    QString help = u"roomscope journal: looks after the journal of a session.\n\nActions:\n"_s;
    QStringList names;
    for (const Action &action : actions) {
        if (arguments.value(1) == action.name) {
            arguments.first() += u' ' + arguments.takeAt(1);
            return action.run(arguments, argc, argv);
        }
        names.append(action.name);
        help += u"  %1  %2\n"_s.arg(action.name, -5).arg(action.what);
    }
    QCommandLineParser parser;
    parser.setApplicationDescription(help + u"“roomscope journal ACTION --help” tells more."_s);
    parser.addPositionalArgument(u"ACTION"_s, u"check, stats or trim."_s);
    if (const auto code = parseArguments(parser, arguments))
        return *code;
    const QStringList words = parser.positionalArguments();
    return complain(words.isEmpty() ? u"journal needs an action: check, stats or trim."_s
                                    : u"journal cannot “%1”; it can check, stats and trim. The nearest is “%2”."_s.arg(
                                        words.first(), nearestWord(words.first(), names)),
                    WrongUsage);
}

} // namespace Roomscope
