// SPDX-License-Identifier: GPL-3.0-or-later
// Appends batches to a journal for ever and prints the last id of each commit: something for tests to kill.
//   journalwriter FOLDER BATCH [--limit | --trim]
// With --limit its files may grow to 256 KiB only until the first failure; it ends when the journal has recovered.
// With --trim it removes the older half now and then, and says from which id on it keeps.
#include "core/base/times.h"
#include "core/journal/block.h"
#include "core/journal/journal.h"
#include "ui/words/errorwords.h"

#include <QCoreApplication>

#include <csignal>
#include <cstdio>
#include <sys/resource.h>

using namespace Roomscope;

namespace {

void limitFiles(rlim_t bytes)
{
    rlimit limit {};
    getrlimit(RLIMIT_FSIZE, &limit);
    limit.rlim_cur = bytes;
    setrlimit(RLIMIT_FSIZE, &limit);
}

void say(const char *line)
{
    std::puts(line);
    std::fflush(stdout);
}

} // namespace

int main(int argc, char *argv[])
{
    const QCoreApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    const bool isLimited = arguments.contains(QStringLiteral("--limit"));
    Journal journal;
    if (const auto failure = journal.open(arguments.at(1))) {
        std::fputs(qPrintable(errorText(*failure)), stderr);
        return 1;
    }
    if (isLimited) {
        std::signal(SIGXFSZ, SIG_IGN);
        limitFiles(256 << 10);
    }
    const bool trims = arguments.contains(QStringLiteral("--trim"));
    qint64 firstKept = 1;
    bool isFull = false;
    QObject::connect(&journal, &Journal::committed, &application,
                     [](qint64, qint64 last) { say(QByteArray::number(last).constData()); });
    QObject::connect(&journal, &Journal::failed, &application, [&](const Error &failure) {
        isFull = true;
        say(isDiskFull(failure.kind) ? "disk full" : qPrintable(errorText(failure)));
    });
    QObject::connect(&journal, &Journal::recovered, &application, [] {
        say("recovered");
        QCoreApplication::quit();
    });
    journal.startListening(QStringLiteral("http://127.0.0.1:3/"), nowUs());
    while (!isFull) {
        QList<Callback> batch;
        for (int i = 0; i < arguments.at(2).toInt(); ++i) {
            const qint64 id = journal.nextId() + i;
            batch.append({.id = id, .receivedUs = nowUs(), .body = "body " + QByteArray::number(id)});
        }
        journal.append(batch);
        if (trims && journal.nextId() - firstKept > 400) {
            firstKept = journal.nextId() - 200;
            if (const auto failure
                = journal.trim({firstKept, nowUs(), packFrame("state " + QByteArray::number(firstKept))})) {
                std::fputs(qPrintable(errorText(*failure)), stderr);
                return 1;
            }
            say(QByteArray("trimmed " + QByteArray::number(firstKept)).constData());
        }
        QCoreApplication::processEvents(); // timers: what was trimmed is swept, notes are written
    }
    limitFiles(RLIM_INFINITY);
    return QCoreApplication::exec();
}
