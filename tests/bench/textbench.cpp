// SPDX-License-Identifier: GPL-3.0-or-later
// What looking for a text in bodies costs; see the script `text` beside this.
//   textbench write FOLDER COUNT           simulated callbacks as a session
//   textbench bodies FOLDER FILE           the bodies of a session as lines of a file
//   textbench find FOLDER FILTER THREADS   counts the callbacks of which body the filter's text is in, newest first
#include "core/filter/bodysearch.h"
#include "core/filter/filter.h"
#include "core/journal/journal.h"
#include "core/journal/journalreader.h"
#include "core/sender/trafficgenerator.h"
#include "ui/words/errorwords.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QFile>

#include <atomic>
#include <cstdio>
#include <ctime>
#include <numeric>
#include <thread>

using namespace Roomscope;

namespace {

constexpr qint64 page = 4096;
constexpr qint64 newestHits = 100;

int fail(const Error &failure)
{
    std::fprintf(stderr, "%s\n", qPrintable(errorText(failure)));
    return 1;
}

int write(const QString &folder, qint64 count)
{
    Journal journal;
    if (const auto failure = journal.open(folder))
        return fail(*failure);
    bool isFailed = false;
    QObject::connect(&journal, &Journal::failed, &journal, [&isFailed] { isFailed = true; });
    constexpr qint64 baseTimeMs = 1'751'010'000'000;
    TrafficGenerator generator({.rate = 1000, .rooms = 500, .seats = 12}, baseTimeMs);
    qint64 id = journal.nextId();
    for (qint64 done = 0; done < count && !isFailed;) {
        QList<Callback> batch;
        for (; batch.size() < 100 && done < count; ++done) {
            const SimulatedCallback simulated = generator.next();
            batch.append({.id = id++,
                          .receivedUs = (baseTimeMs + simulated.offsetMs) * 1000,
                          .peer = QStringLiteral("203.0.113.40:%1").arg(40'000 + done % 64),
                          .head = "POST /?" + simulated.query
                              + " HTTP/1.1\r\nHost: 127.0.0.1:8480\r\nContent-Type: application/json\r\n"
                                "Content-Length: "
                              + QByteArray::number(simulated.body.size()),
                          .body = simulated.body,
                          .reply = {.status = 200, .body = R"({"ActionStatus":"OK","ErrorInfo":"","ErrorCode":0})"}});
        }
        journal.append(batch);
    }
    return isFailed ? 1 : 0;
}

int writeBodies(const QString &folder, const QString &fileName)
{
    JournalReader reader;
    if (const auto failure = reader.open(folder))
        return fail(*failure);
    QFile file(fileName);
    bool isWritten = file.open(QIODevice::WriteOnly);
    if (const auto failure = reader.forEach(1, reader.lastId(), [&](const Callback &callback) {
            isWritten = isWritten && file.write(callback.body + '\n') > callback.body.size();
            return isWritten;
        }))
        return fail(*failure);
    isWritten = isWritten && file.flush();
    std::printf("%lld callbacks, bodies of %.0f bytes, %.0f on the disk\n", reader.count(),
                double(file.size()) / double(reader.count()) - 1, double(reader.usedBytes()) / double(reader.count()));
    return isWritten ? 0 : 1;
}

int find(const QString &folder, const QString &expression, int threads)
{
    const auto parsed = Filter::parse(expression);
    if (!std::holds_alternative<Filter>(parsed))
        return 2;
    std::vector<JournalReader> readers(static_cast<size_t>(threads));
    for (JournalReader &reader : readers) {
        if (const auto failure = reader.open(folder))
            return fail(*failure);
    }
    QElapsedTimer timer;
    timer.start();
    const BodySearch search(std::get<Filter>(parsed));
    const qint64 lastId = readers.front().lastId();
    std::atomic<qint64> next = lastId;
    std::atomic<qint64> hits = 0;
    std::atomic<qint64> newestNs = -1;
    std::atomic<bool> isFailed = false;
    std::vector<std::jthread> pool;
    for (const JournalReader &reader : readers) {
        pool.emplace_back([&] {
            for (qint64 last = next.fetch_sub(page); last > 0; last = next.fetch_sub(page)) {
                std::vector<qint64> ids(size_t(std::min(page, last)));
                std::iota(ids.begin(), ids.end(), last - qint64(ids.size()) + 1);
                const BodySearch::Result result = search.find(reader, ids);
                isFailed = isFailed || result.failure;
                hits += std::count_if(ids.begin(), ids.end(), [&](qint64 id) { return result.hits.contains(0, id); });
                qint64 none = -1;
                if (hits >= newestHits)
                    newestNs.compare_exchange_strong(none, timer.nsecsElapsed());
            }
        });
    }
    pool.clear();
    const double seconds = double(timer.nsecsElapsed()) / 1e9;
    std::printf("%lld hits in %.3f s, processor %.3f s, first %lld hits in %.1f ms\n", hits.load(), seconds,
                double(std::clock()) / CLOCKS_PER_SEC, newestHits, double(newestNs.load()) / 1e6);
    return isFailed ? 1 : 0;
}

} // namespace

int main(int argc, char *argv[])
{
    const QCoreApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    const QString what = arguments.value(1);
    if (what == QStringLiteral("write") && arguments.size() == 4)
        return write(arguments[2], arguments[3].toLongLong());
    if (what == QStringLiteral("bodies") && arguments.size() == 4)
        return writeBodies(arguments[2], arguments[3]);
    if (what == QStringLiteral("find") && arguments.size() == 5)
        return find(arguments[2], arguments[3], std::max(1, arguments[4].toInt()));
    std::fputs("textbench write FOLDER COUNT | bodies FOLDER FILE | find FOLDER FILTER THREADS\n", stderr);
    return 2;
}
