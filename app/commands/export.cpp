// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exchange/export.h"
#include "app/commandline.h"
#include "app/commands/commands.h"
#include "app/interruption.h"
#include "core/base/times.h"
#include "ui/words/errorwords.h"

#include <QCoreApplication>
#include <QFileInfo>

#include <array>

using namespace Qt::StringLiterals;

namespace Roomscope {

namespace {

using Format = ExportOptions::Format;

struct FormatName
{
    QLatin1StringView name;
    QLatin1StringView suffix;
    Format format;
};
constexpr std::array formats {
    FormatName {"csv"_L1, "csv"_L1, Format::Csv},
    FormatName {"ndjson"_L1, "ndjson"_L1, Format::Ndjson},
    FormatName {"har"_L1, "har"_L1, Format::Har},
    FormatName {"callbacks"_L1, "callbacks"_L1, Format::Callbacks},
    FormatName {"session"_L1, "roomscope"_L1, Format::Session},
};

struct TableName
{
    QLatin1StringView name;
    CsvTable table;
};
constexpr std::array tables {
    TableName {"changes"_L1, CsvTable::Changes},
    TableName {"callbacks"_L1, CsvTable::Callbacks},
    TableName {"stays"_L1, CsvTable::Stays},
};

void addOptions(QCommandLineParser &parser)
{
    parser.addPositionalArgument(u"FILE"_s, u"The file to write; - is standard output."_s);
    addDataFolderOption(parser);
    addDamageOption(parser);
    parser.addOption({u"format"_s,
                      u"csv; ndjson; har, for browser tools; callbacks, byte for byte, to be imported; session, all in "
                      "one file. As the file is called (.har, .roomscope, …), else csv."_s,
                      u"format"_s});
    parser.addOption({u"what"_s, u"For csv: changes (default), callbacks or stays (who sat where)."_s, u"what"_s});
    parser.addOption(
        {u"filter"_s, u"Only what matches, for example “room:rid-1* kind:seat-locked”."_s, u"expression"_s});
    parser.addOption({u"from"_s, u"Only what was received then or later (ISO 8601)."_s, u"time"_s});
    parser.addOption({u"to"_s, u"Only what was received before then."_s, u"time"_s});
    parser.addOption({u"columns"_s, u"For csv: the columns, in this order, with commas between them."_s, u"names"_s});
    addZoneOption(parser, u"times in csv, and of times that name none in --filter, --from and --to"_s);
    parser.addOption({u"bom"_s, u"For csv: begin with a byte-order mark, for Excel."_s});
    parser.addOption({u"delimiter"_s, u"For csv: one character between cells, or “tab”."_s, u"character"_s, u","_s});
    parser.addOption({u"spreadsheet-safe"_s, u"For csv: defuse cells that a spreadsheet would run as a formula."_s});
    parser.addOption(
        {u"mask"_s,
         u"Pseudonyms for accounts and addresses, also within other texts, and no tokens; names of rooms, messages "
         "and other texts stay otherwise."_s});
}

/// Sets format and table. A sentence when they are wrong.
QString setFormat(const QCommandLineParser &parser, ExportOptions &options)
{
    const QString suffix = QFileInfo(options.file).suffix().toLower();
    const QString name = parser.value(u"format"_s);
    const auto format = std::find_if(formats.begin(), formats.end(), [&](const FormatName &candidate) {
        return name.isEmpty() ? candidate.suffix == suffix : candidate.name == name;
    });
    if (format == formats.end() && !name.isEmpty())
        return u"There is no format “%1”; formats are csv, ndjson, har, callbacks and session."_s.arg(name);
    options.format = format == formats.end() ? Format::Csv : format->format;

    const QString what = parser.value(u"what"_s);
    const auto table = std::find_if(tables.begin(), tables.end(),
                                    [&](const TableName &candidate) { return candidate.name == what; });
    if (parser.isSet(u"what"_s) && table == tables.end())
        return u"“%1” cannot be exported; changes, callbacks and stays can."_s.arg(what);
    if (table != tables.end())
        options.table = table->table;
    if (options.format == Format::Csv)
        return {};
    const QString formatName = std::find_if(formats.begin(), formats.end(), [&](const FormatName &candidate) {
                                   return candidate.format == options.format;
                               })->name;
    if (table != tables.end() && table->table != CsvTable::Callbacks)
        return u"%1 holds callbacks; leave out --what %2."_s.arg(formatName, what);
    for (const QString &option : {u"columns"_s, u"bom"_s, u"delimiter"_s, u"spreadsheet-safe"_s}) {
        if (parser.isSet(option))
            return u"--%1 is for csv; %2 has one form only."_s.arg(option, formatName);
    }
    return {};
}

/// Sets what is only for CSV. A sentence when something is wrong.
QString setCsv(const QCommandLineParser &parser, ExportOptions &options)
{
    const QStringList known = csvColumns(options.table);
    if (parser.isSet(u"columns"_s)) {
        const QStringList names = parser.value(u"columns"_s).split(u',');
        for (const QString &name : names) {
            if (!known.contains(name.trimmed()))
                return u"There is no column “%1”; columns are %2."_s.arg(name.trimmed(), known.join(", "_L1));
            options.csv.columns.append(name.trimmed());
        }
    }
    const QString delimiter = parser.value(u"delimiter"_s);
    const bool isTab = delimiter == "tab"_L1 || delimiter == "\\t"_L1 || delimiter == "\t"_L1;
    if (!isTab && (delimiter.size() != 1 || delimiter.at(0).unicode() > 126 || u"\"\r\n"_s.contains(delimiter)))
        return u"“%1” cannot be a delimiter; use one character, or tab."_s.arg(delimiter);
    options.csv.csv = {.byteOrderMark = parser.isSet(u"bom"_s),
                       .delimiter = isTab ? '\t' : delimiter.at(0).toLatin1(),
                       .spreadsheetSafe = parser.isSet(u"spreadsheet-safe"_s)};
    return {};
}

/// Sets zone, filter and times. A sentence when something is wrong.
QString setSelection(const QCommandLineParser &parser, ExportOptions &options)
{
    const auto zone = zoneOption(parser);
    if (!zone)
        return errorText(zone.error());
    options.csv.zone = *zone;

    const auto filter = Filter::parse(parser.value(u"filter"_s), {.zone = options.csv.zone});
    if (const auto *wrong = std::get_if<FilterError>(&filter))
        return u"--filter, character %1: %2."_s.arg(wrong->position + 1).arg(errorText(wrong->error));
    options.filter = std::get<Filter>(filter);

    for (const auto &[name, occurrence, target] : {std::tuple(u"from"_s, Occurrence::First, &options.fromUs),
                                                   std::tuple(u"to"_s, Occurrence::Last, &options.toUs)}) {
        const auto time = timeOption(parser, name, options.csv.zone, occurrence);
        if (!time)
            return errorText(time.error());
        *target = time->value_or(*target);
    }
    return {};
}

} // namespace

int runExport(int &argc, char **argv)
{
    QCommandLineParser parser;
    parser.setApplicationDescription(u"roomscope export: writes stored callbacks to a file."_s);
    addOptions(parser);
    if (const auto code = parseArguments(parser, argumentsOf(argc, argv)))
        return *code;

    ExportOptions options;
    if (parser.positionalArguments().size() != 1)
        return complain(u"export takes one FILE; - is standard output."_s, WrongUsage);
    options.file = parser.positionalArguments().first();
    options.mask = parser.isSet(u"mask"_s);
    for (const auto &set : {setFormat, setCsv, setSelection}) {
        if (const QString problem = set(parser, options); !problem.isEmpty())
            return complain(problem, WrongUsage);
    }

    const QCoreApplication application(argc, argv);
    options.dataFolder = dataFolder(parser);
    const Interruption interruption;
    const ExportResult result = exportSession(options, interruption.progress());
    if (result.cancelled)
        return complain(u"Cancelled; no file was written."_s);
    if (result.error)
        return complain(errorText(*result.error));
    const QString damage = result.damage ? u"%1 The file holds the rest."_s.arg(errorText(*result.damage)) : QString();
    return complainOfDamage(parser, damage, Done);
}

} // namespace Roomscope
