// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commandline.h"
#include "app/commands/commands.h"
#include "app/printer.h"
#include "app/stopsignals.h"
#include "core/exchange/callbackjson.h"
#include "core/receiver/receiverhost.h"
#include "core/session/session.h"
#include "ui/words/errorwords.h"

#include <QCoreApplication>
#include <QDeadlineTimer>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTimer>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <optional>
#include <utility>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace Roomscope {

namespace {

// How long a stop may take in all, and how long readers of the output may then take nothing.
constexpr auto longestStop = 4s;
constexpr std::chrono::milliseconds longestStall = 2s;

QByteArray listeningJson(const QString &url)
{
    return QJsonDocument(QJsonObject {{u"type"_s, u"listening"_s}, {u"url"_s, url}}).toJson(QJsonDocument::Compact)
        + '\n';
}

/// The reader of the output was too slow: these were removed before they could be printed.
QByteArray missedJson(qint64 firstId, qint64 lastId, qint64 lines)
{
    return QJsonDocument(
               QJsonObject {
                   {u"type"_s, u"missed"_s}, {u"firstId"_s, firstId}, {u"lastId"_s, lastId}, {u"lines"_s, lines}})
               .toJson(QJsonDocument::Compact)
        + '\n';
}

/// A rejected request that has been printed stands for so many by now.
QByteArray repeatsJson(qint64 id, quint32 repeats)
{
    return QJsonDocument(QJsonObject {{u"type"_s, u"repeats"_s}, {u"id"_s, id}, {u"repeats"_s, qint64(repeats)}})
               .toJson(QJsonDocument::Compact)
        + '\n';
}

/// What peers were refused for, on the way out.
void complainAbout(const ReceiverCounters &counters)
{
    for (const LimitDescription &limit : ReceiverLimits::descriptions()) {
        if (const qint64 times = counters.exceeded[size_t(limit.limit)])
            complain(times == 1 ? u"--%1 was exceeded once."_s.arg(limit.option)
                                : u"--%1 was exceeded %2 times."_s.arg(limit.option).arg(times));
    }
    if (counters.handshakesRefused > 0)
        complain(counters.handshakesRefused == 1
                     ? u"One TLS handshake was refused."_s
                     : u"%1 TLS handshakes were refused."_s.arg(counters.handshakesRefused));
    if (counters.folded > 0)
        complain(counters.folded == 1 ? u"One rejected request was only counted."_s
                                      : u"%1 rejected requests were only counted."_s.arg(counters.folded));
}

} // namespace

int runServe(int &argc, char **argv)
{
    QCommandLineParser parser;
    parser.setApplicationDescription(
        u"roomscope serve: receives and stores callbacks without a display and prints them as NDJSON."_s);
    addReceiverOptions(parser);
    if (const auto code = parseArguments(parser, argumentsOf(argc, argv)))
        return *code;
    if (!parser.positionalArguments().isEmpty())
        return complain(u"serve takes no argument “%1”."_s.arg(parser.positionalArguments().first()), WrongUsage);
    const std::optional<ReceiverOptions> options = receiverOptions(parser);
    if (!options)
        return WrongUsage;

    QCoreApplication application(argc, argv);
    std::signal(SIGPIPE, SIG_IGN); // a closed stdout is no reason to lose callbacks
    auto opened = Session::open(options->dataFolder);
    if (!opened)
        return complain(errorText(opened.error()));
    const std::unique_ptr<Session> session = *std::move(opened);
    const auto complainOf = [](const Error &error) { complain(errorText(error)); };
    for (const Error &notice : session->notices())
        complainOf(notice);

    Printer printer;
    FeedReader &reader = *session->reader();
    QObject::connect(session.get(), &Session::failed, &application, complainOf);
    QObject::connect(
        session->monitor(), &Monitor::applied, &application,
        [&printer](const QList<AppliedCallback> &batch) { printer.print(callbackLines(batch), batch.size()); });
    ReceiverHost host;
    session->attach(&host);
    // What a slow reader has not taken stays in the journal, not in memory.
    bool isSlownessTold = false;
    QObject::connect(&printer, &Printer::behindChanged, &reader, [&](bool isBehind) {
        isBehind ? reader.pause() : reader.resume();
        if (isBehind && !std::exchange(isSlownessTold, true))
            complain(u"The output is read more slowly than callbacks come; its lines come late, callbacks are still "
                     "stored."_s);
    });
    QObject::connect(&host, &ReceiverHost::repeated, &application,
                     [&printer](qint64 id, quint32 repeats) { printer.print(repeatsJson(id, repeats)); });
    QObject::connect(
        &reader, &FeedReader::missed, &application,
        [&printer](qint64 firstId, qint64 lastId, qint64 lines) { printer.print(missedJson(firstId, lastId, lines)); });
    if (options->sdkAppIds.isEmpty())
        complain(u"Callbacks of any application are accepted; name yours with --sdkappid to refuse all others."_s);
    int exitCode = Done;
    ReceiverStatus former;
    bool hasListened = false;
    QObject::connect(&host, &ReceiverHost::statusChanged, &application, [&](const ReceiverStatus &status) {
        using State = ReceiverStatus::State;
        const ReceiverStatus before = std::exchange(former, status);
        for (const Error &warning : status.warnings) {
            if (!before.warnings.contains(warning))
                complain(errorText(warning));
        }
        if (status.certificate && status.certificate != before.certificate)
            complain(u"The certificate of “%1” is used, SHA-256 %2."_s.arg(
                status.certificate->subject, QString::fromLatin1(status.certificate->fingerprint)));
        if (status.state == before.state && status.error == before.error)
            return;
        if (status.error)
            complain(errorText(*status.error));
        if (status.isReceiving() && !std::exchange(hasListened, true))
            printer.print(listeningJson(status.url));
        else if (status.isReceiving())
            complain(u"Callbacks are stored again."_s);
        // Once it has listened, a full disk passes; what never began to listen has failed.
        if (!hasListened && status.state != State::Starting) {
            exitCode = Failed;
            application.quit();
        }
    });
    ReceiverCounters counters;
    QObject::connect(&host, &ReceiverHost::countersChanged, &application,
                     [&counters](const ReceiverCounters &now) { counters = now; });
    QObject::connect(&host, &ReceiverHost::noticed, &application, complainOf);
    // Stops the receiver, then leaves those who read the output some time for the rest.
    QDeadlineTimer stopEnd(QDeadlineTimer::Forever);
    QTimer stall;
    stall.setSingleShot(true);
    QObject::connect(&stall, &QTimer::timeout, &application, &QCoreApplication::quit);
    const auto endWhenPrinted = [&] {
        if (stopEnd.isForever())
            return;
        if (reader.behind() == 0 && printer.waiting() == 0)
            application.quit();
        else
            stall.start(std::min(longestStall,
                                 std::chrono::ceil<std::chrono::milliseconds>(stopEnd.remainingTimeAsDuration())));
    };
    QObject::connect(&printer, &Printer::progressed, &stall, endWhenPrinted);
    QObject::connect(&reader, &FeedReader::caughtUp, &stall, endWhenPrinted);
    const StopSignals stopSignals;
    QObject::connect(&stopSignals, &StopSignals::stopRequested, &application, [&] {
        if (!stopEnd.isForever())
            return;
        stopEnd.setRemainingTime(longestStop);
        host.stop();
        endWhenPrinted();
    });
    host.start(*options);
    application.exec();
    if (const qint64 missing = reader.behind() + printer.waiting(); missing > 0)
        complain(u"The output was not read to its end; lines that are missing in it: %1."_s.arg(missing));
    complainAbout(counters);
    return exitCode;
}

} // namespace Roomscope
