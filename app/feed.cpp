// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/feed.h"

#include "app/commandline.h"
#include "core/journal/journalreader.h"
#include "core/journalfollower.h"
#include "core/monitor.h"
#include "core/receiver/receiverhost.h"

namespace Roomscope {

namespace {

constexpr qsizetype callbacksAtOnce = 2000;

void ingestStored(Monitor &monitor, const QString &dataFolder, qint64 firstId, qint64 lastId)
{
    JournalReader reader;
    auto failure = reader.open(dataFolder);
    QList<Callback> batch;
    if (!failure) {
        failure = reader.forEach(firstId, lastId, [&](const Callback &callback) {
            batch.append(callback);
            if (batch.size() >= callbacksAtOnce)
                monitor.ingest(std::exchange(batch, {}));
            return true;
        });
    }
    if (!batch.isEmpty())
        monitor.ingest(batch);
    if (failure)
        complain(failure->sentence);
}

} // namespace

void feed(ReceiverHost &host, Monitor &monitor, const QString &dataFolder)
{
    QObject::connect(&host, &ReceiverHost::received, &monitor, &Monitor::ingest);
    QObject::connect(&host, &ReceiverHost::storedUpTo, &monitor, [&monitor, dataFolder](qint64 firstId, qint64 lastId) {
        ingestStored(monitor, dataFolder, firstId, lastId);
    });
}

void feed(JournalFollower &follower, Monitor &monitor, const QString &dataFolder)
{
    QObject::connect(
        &follower, &JournalFollower::storedUpTo, &monitor,
        [&monitor, dataFolder](qint64 firstId, qint64 lastId) { ingestStored(monitor, dataFolder, firstId, lastId); });
}

} // namespace Roomscope
