// SPDX-License-Identifier: GPL-3.0-or-later
//
// The receiver with its journal and nothing else, to be measured: receiverbench PORT FOLDER. Ends on SIGTERM or SIGINT
// with a line that says what was stored.

#include "core/receiver/receiverhost.h"
#include "ui/words/errorwords.h"

#include <QCoreApplication>
#include <QTimer>

#include <atomic>
#include <csignal>
#include <cstdio>

using namespace Roomscope;

namespace {

std::atomic<bool> isAskedToEnd = false;

} // namespace

int main(int argc, char *argv[])
{
    const QCoreApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    ReceiverOptions options;
    if (arguments.size() != 3 || options.setListen(arguments.at(1))) {
        std::fputs("usage: receiverbench PORT FOLDER\n", stderr);
        return 2;
    }
    options.dataFolder = arguments.at(2);
    for (const int signal : {SIGINT, SIGTERM})
        std::signal(signal, [](int) { isAskedToEnd = true; });

    ReceiverHost host;
    qint64 delivered = 0;
    qint64 batches = 0;
    qint64 inRanges = 0;
    QObject::connect(&host, &ReceiverHost::received, &host, [&](const QList<Callback> &batch) {
        delivered += batch.size();
        ++batches;
    });
    QObject::connect(&host, &ReceiverHost::storedUpTo, &host, [&](qint64 firstId, qint64 lastId) {
        inRanges += lastId - firstId + 1;
        host.acknowledge();
    });
    QObject::connect(&host, &ReceiverHost::statusChanged, &host, [](const ReceiverStatus &status) {
        std::printf("%s %s\n", qPrintable(status.url), qPrintable(status.error ? errorText(*status.error) : QString()));
        std::fflush(stdout);
    });
    QTimer ending;
    QObject::connect(&ending, &QTimer::timeout, &host, [] {
        if (isAskedToEnd)
            QCoreApplication::quit();
    });
    ending.start(50);
    host.start(options);
    QCoreApplication::exec();
    host.stop();
    std::printf("%lld callbacks in %lld batches, %lld in ranges\n", static_cast<long long>(delivered),
                static_cast<long long>(batches), static_cast<long long>(inRanges));
    return 0;
}
