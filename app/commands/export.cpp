// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/export/export.h"
#include "app/commandline.h"
#include "app/commands/commands.h"
#include "core/times.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace Roomscope {

int runExport(int &argc, char **argv)
{
    QCommandLineParser parser;
    parser.setApplicationDescription(u"roomscope export: writes stored callbacks to a file."_s);
    parser.addPositionalArgument(u"FILE"_s, u"The file to write; - is standard output."_s);
    addDataFolderOption(parser);
    parser.addOption({u"format"_s, u"csv (default) or ndjson."_s, u"format"_s, u"csv"_s});
    parser.addOption({u"what"_s, u"For csv: changes (default) or callbacks."_s, u"what"_s});
    parser.addOption(
        {u"filter"_s, u"Only what matches, for example “room:rid-1* kind:seat-locked”."_s, u"expression"_s});
    parser.addOption({u"from"_s, u"Only what was received then or later (ISO 8601, UTC)."_s, u"time"_s});
    parser.addOption({u"to"_s, u"Only what was received before then."_s, u"time"_s});
    parser.addOption({u"bom"_s, u"Begin with a byte-order mark, for Excel."_s});
    parser.addOption({u"delimiter"_s, u"One character between cells, or “tab”."_s, u"character"_s, u","_s});
    parser.addOption({u"spreadsheet-safe"_s, u"Defuse cells that a spreadsheet would run as a formula."_s});
    if (const auto code = parseArguments(parser, argumentsOf(argc, argv)))
        return *code;

    ExportOptions options;
    if (parser.positionalArguments().size() != 1)
        return complain(u"export takes one FILE; - is standard output."_s, WrongUsage);
    options.file = parser.positionalArguments().first();

    const QString format = parser.value(u"format"_s);
    if (format != "csv"_L1 && format != "ndjson"_L1)
        return complain(u"There is no format “%1”; formats are csv and ndjson."_s.arg(format), WrongUsage);
    options.format = format == "csv"_L1 ? ExportOptions::Format::Csv : ExportOptions::Format::Ndjson;
    options.what
        = options.format == ExportOptions::Format::Csv ? ExportOptions::What::Changes : ExportOptions::What::Callbacks;
    if (parser.isSet(u"what"_s)) {
        const QString what = parser.value(u"what"_s);
        if (what != "changes"_L1 && what != "callbacks"_L1)
            return complain(u"“%1” cannot be exported; changes and callbacks can."_s.arg(what), WrongUsage);
        if (what == "changes"_L1 && options.format == ExportOptions::Format::Ndjson)
            return complain(u"ndjson holds callbacks with their changes; leave out --what changes."_s, WrongUsage);
        options.what = what == "changes"_L1 ? ExportOptions::What::Changes : ExportOptions::What::Callbacks;
    }

    const auto filter = Filter::parse(parser.value(u"filter"_s));
    if (const auto *error = std::get_if<FilterError>(&filter))
        return complain(u"--filter, character %1: %2."_s.arg(error->position + 1).arg(error->sentence), WrongUsage);
    options.filter = std::get<Filter>(filter);

    for (const auto &[name, target] : {std::pair(u"from"_s, &options.fromUs), std::pair(u"to"_s, &options.toUs)}) {
        if (!parser.isSet(name))
            continue;
        const std::optional<qint64> time = timeFromIso(parser.value(name));
        if (!time)
            return complain(u"“%1” is not a time; write it like 2026-11-23T21:14:03Z."_s.arg(parser.value(name)),
                            WrongUsage);
        *target = *time;
    }

    const QString delimiter = parser.value(u"delimiter"_s);
    const bool isTab = delimiter == "tab"_L1 || delimiter == "\\t"_L1;
    if (!isTab && (delimiter.size() != 1 || delimiter.at(0).unicode() > 126 || u"\"\r\n"_s.contains(delimiter)))
        return complain(u"“%1” cannot be a delimiter; use one character, or tab."_s.arg(delimiter), WrongUsage);
    options.csv = {.byteOrderMark = parser.isSet(u"bom"_s),
                   .delimiter = isTab ? '\t' : delimiter.at(0).toLatin1(),
                   .spreadsheetSafe = parser.isSet(u"spreadsheet-safe"_s)};

    const QCoreApplication application(argc, argv);
    options.dataFolder = dataFolder(parser);
    const ExportResult result = exportSession(options);
    return result.error.isEmpty() ? Done : complain(result.error);
}

} // namespace Roomscope
