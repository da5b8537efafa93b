// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commandline.h"
#include "app/commands/commands.h"
#include "app/printer.h"
#include "app/stopsignals.h"
#include "core/sender/simulator.h"
#include "ui/words/errorwords.h"

#include <QCoreApplication>
#include <QFile>

using namespace Qt::StringLiterals;

namespace Roomscope {

namespace {

/// Reads a number into target. Complains and answers false when it is none.
template<typename T> bool readNumber(const QCommandLineParser &parser, const QString &name, T &target)
{
    if (!parser.isSet(name))
        return true;
    bool ok = false;
    const QString text = parser.value(name);
    if constexpr (std::is_same_v<T, double>)
        target = text.toDouble(&ok);
    else if constexpr (std::is_same_v<T, int>)
        target = text.toInt(&ok);
    else if constexpr (std::is_same_v<T, quint64>)
        target = text.toULongLong(&ok);
    else
        target = text.toLongLong(&ok);
    if (!ok)
        complain(u"--%1: “%2” is not a number it can take."_s.arg(name, text), WrongUsage);
    return ok;
}

} // namespace

int runSimulate(int &argc, char **argv)
{
    SimulatorOptions options;
    QCommandLineParser parser;
    parser.setApplicationDescription(u"roomscope simulate: sends believable room traffic to a receiver."_s);
    parser.addOption({u"url"_s, u"Where to send it, for example http://127.0.0.1:8480/."_s, u"url"_s});
    parser.addOption({u"rate"_s, u"Callbacks a second (%1)."_s.arg(options.rate), u"number"_s});
    parser.addOption({u"rooms"_s, u"Number of rooms (%1)."_s.arg(options.rooms), u"number"_s});
    parser.addOption({u"seats"_s, u"Seats of a room (%1)."_s.arg(options.seats), u"number"_s});
    parser.addOption({u"seed"_s, u"The same seed gives the same traffic (%1)."_s.arg(options.seed), u"number"_s});
    parser.addOption({u"count"_s, u"Callbacks in all; 0 is until stopped (%1)."_s.arg(options.count), u"number"_s});
    parser.addOption(
        {u"duplicates"_s, u"Share that is sent twice, 0 to 0.25 (%1)."_s.arg(options.duplicates), u"share"_s});
    parser.addOption({u"late"_s, u"Share that is held back, 0 to 0.25 (%1)."_s.arg(options.late), u"share"_s});
    parser.addOption({u"sdkappid"_s, u"The application (%1)."_s.arg(options.sdkAppId), u"number"_s, options.sdkAppId});
    parser.addOption({u"token-file"_s, u"Sign the requests with the token in this file."_s, u"file"_s});
    parser.addOption({u"fingerprint"_s,
                      u"Trust the certificate with this SHA-256 fingerprint, such as a self-signed one."_s, u"hex"_s});
    if (const auto code = parseArguments(parser, argumentsOf(argc, argv)))
        return *code;
    if (!parser.isSet(u"url"_s))
        return complain(u"simulate needs --url, for example --url http://127.0.0.1:8480/."_s, WrongUsage);
    options.url = QUrl(parser.value(u"url"_s));
    options.sdkAppId = parser.value(u"sdkappid"_s);
    options.fingerprint = parser.value(u"fingerprint"_s).toLatin1();
    if (!readNumber(parser, u"rate"_s, options.rate) || !readNumber(parser, u"rooms"_s, options.rooms)
        || !readNumber(parser, u"seats"_s, options.seats) || !readNumber(parser, u"seed"_s, options.seed)
        || !readNumber(parser, u"count"_s, options.count) || !readNumber(parser, u"duplicates"_s, options.duplicates)
        || !readNumber(parser, u"late"_s, options.late))
        return WrongUsage;
    if (parser.isSet(u"token-file"_s)) {
        const std::optional<QByteArray> token = readToken(parser.value(u"token-file"_s));
        if (!token)
            return Failed;
        options.token = *token;
    }
    if (const auto problem = options.problem())
        return complain(errorText(*problem), WrongUsage);

    QCoreApplication application(argc, argv);
    const Printer printer;
    Simulator simulator(options);
    QObject::connect(&simulator, &Simulator::failed, &application,
                     [](const Error &error) { complain(errorText(error)); });
    QObject::connect(&simulator, &Simulator::finished, &application, [&](const SimulatorTotals &totals) {
        complain(u"%1 sent, %2 answered OK, %3 failed."_s.arg(totals.sent).arg(totals.accepted).arg(totals.failed));
        application.exit(totals.failed > 0 || totals.accepted == 0 ? Failed : Done);
    });
    const StopSignals stopSignals;
    QObject::connect(&stopSignals, &StopSignals::stopRequested, &simulator, &Simulator::stop);
    simulator.start();
    return application.exec();
}

} // namespace Roomscope
