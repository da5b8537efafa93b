// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exchange/import.h"
#include "app/commandline.h"
#include "app/commands/commands.h"
#include "app/interruption.h"
#include "ui/words/errorwords.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace Roomscope {

int runImport(int &argc, char **argv)
{
    QCommandLineParser parser;
    parser.setApplicationDescription(
        u"roomscope import: appends callbacks from a file to a session.\n\n"
        "FILE is what “roomscope export --format callbacks”, har or session has written, HAR of a browser or a proxy, "
        "raw HTTP requests, one JSON body, JSON bodies one a line, or a folder of JSON bodies (.json) and requests "
        "(.http). "
        "All but folders may be packed with gzip, texts may be UTF-16."_s);
    parser.addPositionalArgument(u"FILE"_s, u"The file or folder to read; - is standard input."_s);
    addDataFolderOption(parser);
    addDamageOption(parser);
    parser.addOption({u"sdkappid"_s, u"The application of JSON bodies, which do not say it."_s, u"number"_s});
    if (const auto code = parseArguments(parser, argumentsOf(argc, argv)))
        return *code;

    ImportOptions options;
    if (parser.positionalArguments().size() != 1)
        return complain(u"import takes one FILE."_s, WrongUsage);
    options.allowDamage = parser.isSet(u"allow-damage"_s);
    options.source = parser.positionalArguments().first();
    options.sdkAppId = parser.value(u"sdkappid"_s);
    bool isNumber = false;
    (void)options.sdkAppId.toULongLong(&isNumber);
    if (parser.isSet(u"sdkappid"_s) && !isNumber)
        return complain(u"“%1” is not an SDKAppID."_s.arg(options.sdkAppId), WrongUsage);

    const QCoreApplication application(argc, argv);
    options.dataFolder = dataFolder(parser);
    const Interruption interruption;
    const ImportResult result = importCallbacks(options, interruption.progress());
    for (const Error &notice : result.notices)
        complain(errorText(notice));
    if (result.error)
        return complain(errorText(*result.error));
    if (result.cancelled)
        return complain(u"Cancelled; callbacks stored: %1."_s.arg(result.callbacks));
    if (result.known > 0)
        complain(u"Left out, because the session holds them already: %1."_s.arg(result.known));
    complain(
        result.rejected == 0
            ? u"Callbacks imported: %1."_s.arg(result.callbacks)
            : u"Callbacks imported: %1, rejected ones among them: %2."_s.arg(result.callbacks).arg(result.rejected));
    return Done;
}

} // namespace Roomscope
