// SPDX-License-Identifier: GPL-3.0-or-later
// What the journal costs; see the script `journal` beside this.
//   journalbench write FOLDER COUNT BATCH   appends callbacks of about 1.4 KB, each batch durable; leaves checkpoints
//   journalbench rows FOLDER                stores the rows of the timeline, as a window does
//   journalbench open FOLDER                what a window does before its first screen, and what it takes of memory
//   journalbench filter FOLDER EXPRESSION   filters the stored rows, as a window does
//   journalbench find FOLDER TEXT           counts the callbacks whose body holds the text
#include "core/base/times.h"
#include "core/journal/journal.h"
#include "core/session/checkpoints.h"
#include "core/session/journalfold.h"
#include "core/timeline/timeline.h"
#include "core/timeline/timelinescan.h"
#include "ui/words/errorwords.h"

#include <QByteArrayMatcher>
#include <QCoreApplication>
#include <QElapsedTimer>
#include <QFile>
#include <QRandomGenerator>

#include <algorithm>
#include <cstdio>
#include <ctime>

using namespace Roomscope;

namespace {

constexpr qint64 screen = 50; // rows

/// Seats of a room with fourteen of them, about 1.4 KB.
class Rooms final
{
public:
    Callback next(qint64 id)
    {
        const int room = int(m_random.bounded(2000));
        int *const seats = m_members[room];
        seats[m_random.bounded(14)] = int(m_random.bounded(60'000));
        QByteArray list;
        for (int seat = 0; seat < 14; ++seat) {
            list += list.isEmpty() ? "" : ",";
            list += "{\"Index\":" + QByteArray::number(seat);
            if (seats[seat] > 20'000)
                list += ",\"Member_Account\":\"user_" + QByteArray::number(seats[seat]) + '"';
            list += ",\"IsTakenDisabled\":false,\"IsVideoDisabled\":false,\"IsAudioDisabled\":";
            list += (seats[seat] % 5 == 0 ? "true}" : "false}");
        }
        m_timeMs += 1;
        const QByteArray body = "{\"CallbackCommand\":\"Mic.CallbackAfterSeatInfoChanged\",\"Operator_Account\":\"user_"
            + QByteArray::number(m_random.bounded(60'000)) + "\",\"RoomId\":\"live-" + QByteArray::number(room)
            + "\",\"SeatList\":[" + list + "],\"EventTime\":" + QByteArray::number(m_timeMs) + '}';
        const QByteArray head
            = "POST /?SdkAppid=1400000001&CallbackCommand=Mic.CallbackAfterSeatInfoChanged&contenttype=json&ClientIP="
              "203.0.113."
            + QByteArray::number(m_random.bounded(256))
            + "&OptPlatform=Android HTTP/1.1\r\nHost: 127.0.0.1:8480\r\nContent-Type: application/json\r\n"
              "Content-Length: "
            + QByteArray::number(body.size());
        return {.id = id,
                .receivedUs = (m_timeMs + 40) * 1000 + m_random.bounded(1000),
                .peer = QStringLiteral("203.0.113.40:%1").arg(40'000 + m_random.bounded(64)),
                .head = head,
                .body = body,
                .reply = {.status = 200, .body = R"({"ActionStatus":"OK","ErrorInfo":"","ErrorCode":0})"}};
    }

private:
    QRandomGenerator m_random {1};
    qint64 m_timeMs = 1'751'010'000'000;
    int m_members[2000][14] = {};
};

qint64 residentMegabytes()
{
    QFile file(QStringLiteral("/proc/self/statm"));
    if (!file.open(QIODevice::ReadOnly))
        return -1;
    return file.readAll().split(' ').at(1).toLongLong() * 4096 / 1'000'000;
}

int fail(const Error &failure)
{
    std::fprintf(stderr, "%s\n", qPrintable(errorText(failure)));
    return 1;
}

int write(const QString &folder, qint64 count, qint64 batchSize)
{
    Journal journal;
    if (const auto failure = journal.open(folder))
        return fail(*failure);
    bool isFailed = false;
    QObject::connect(&journal, &Journal::failed, &journal, [&isFailed] { isFailed = true; });
    Rooms rooms;
    MonitorState state;
    qint64 bodies = 0;
    qint64 spentNs = 0;
    for (qint64 done = 0; done < count && !isFailed; done += batchSize) {
        QList<Callback> batch;
        for (qint64 i = 0; i < batchSize; ++i) {
            batch.append(rooms.next(journal.nextId() + i));
            bodies += batch.last().body.size();
            state.apply(batch.last());
        }
        if (state.lastId / checkpointInterval > (state.lastId - batchSize) / checkpointInterval
            && !saveCheckpoint(folder, state))
            return 1;
        const qint64 first = batch.first().id;
        QElapsedTimer timer;
        timer.start();
        journal.append(batch);
        spentNs += timer.nsecsElapsed();
        journal.noteReplies(first, QList<qint64>(batchSize, 612));
    }
    if (isFailed || !saveCheckpoint(folder, state))
        return 1;
    JournalReader reader;
    if (const auto failure = reader.open(folder))
        return fail(*failure);
    std::printf("append, durable, in batches of %lld: %.0f a second\n", batchSize,
                double(count) / double(spentNs) * 1e9);
    std::printf("bytes a callback: %.1f on the disk for %.0f of body\n",
                double(reader.usedBytes()) / double(reader.count()), double(bodies) / double(count));
    return 0;
}

int rows(const QString &folder)
{
    JournalReader reader;
    if (const auto failure = reader.open(folder))
        return fail(*failure);
    Timeline timeline;
    timeline.open(folder, loadInterpretation(folder), Timeline::Access::Write, reader.lastId());
    QObject::connect(&timeline, &Timeline::olderCame, QCoreApplication::instance(), &QCoreApplication::quit);
    timeline.makeOlder(visitCallbacks);
    if (timeline.olderWanted() > 0)
        QCoreApplication::exec();
    std::printf("rows: %lld\n", timeline.endNumber() - timeline.firstNumber());
    return 0;
}

int open(const QString &folder)
{
    QElapsedTimer timer;
    timer.start();
    {
        Journal journal;
        if (const auto failure = journal.open(folder))
            return fail(*failure);
    }
    JournalReader reader;
    if (const auto failure = reader.open(folder))
        return fail(*failure);
    const qint64 openedMs = timer.elapsed();
    const qint64 lastId = reader.lastId();
    const qint64 linesEnd = std::max(Timeline::storedTo(folder, loadInterpretation(folder)), lastId - recentCallbacks);
    MonitorState state;
    QList<AppliedCallback> recent;
    if (const auto failure
        = foldJournal(reader, folder, state, lastId, linesEnd + 1, [&recent](const AppliedCallback &applied) {
              recent.append(applied);
              return true;
          }))
        return fail(*failure);
    const qint64 stateMs = timer.elapsed();
    Timeline timeline;
    timeline.open(folder, loadInterpretation(folder), Timeline::Access::Read, linesEnd);
    timeline.append(recent);
    for (qint64 number = std::max(timeline.firstNumber(), timeline.endNumber() - screen); number < timeline.endNumber();
         ++number)
        static_cast<void>(timeline.line(number)); // its page is loaded
    std::printf("open: journal %lld ms, with the rooms %lld ms, with the last %lld callbacks and %lld stored rows "
                "%lld ms, resident %lld MB\n",
                openedMs, stateMs, qint64(recent.size()), timeline.endNumber() - timeline.firstNumber(),
                timer.elapsed(), residentMegabytes());
    timer.restart();
    const qint64 count = reader.count();
    std::printf("count: %lld callbacks in %lld ms\n", count, timer.elapsed());
    timer.restart();
    const std::optional<Callback> middle = reader.read(reader.firstId() + count / 2);
    const qint64 readUs = timer.nsecsElapsed() / 1000;
    timer.restart();
    const qint64 found = middle ? reader.firstIdAt(middle->receivedUs) : 0;
    std::printf("one callback: by id in %lld us, by time in %lld us\n", readUs, timer.nsecsElapsed() / 1000);
    return found == 0 ? 1 : 0;
}

int filter(const QString &folder, const QString &expression)
{
    JournalReader reader;
    if (const auto failure = reader.open(folder))
        return fail(*failure);
    const auto parsed = Filter::parse(expression);
    if (const auto *wrong = std::get_if<FilterError>(&parsed)) {
        std::fprintf(stderr, "%s\n", qPrintable(errorText(wrong->error)));
        return 2;
    }
    Timeline timeline;
    timeline.open(folder, loadInterpretation(folder), Timeline::Access::Read, reader.lastId());
    qint64 passing = 0;
    qint64 screenMs = -1;
    QElapsedTimer timer;
    TimelineScan scan;
    QObject::connect(&scan, &TimelineScan::found, &scan, [&](const QList<RowBits> &pages) {
        for (const RowBits &page : pages)
            passing += page.passing();
        if (screenMs < 0 && passing >= screen)
            screenMs = timer.elapsed();
    });
    QObject::connect(&scan, &TimelineScan::finished, QCoreApplication::instance(), &QCoreApplication::quit);
    std::vector<PageSource> pages = timeline.pages();
    std::reverse(pages.begin(), pages.end());
    timer.start();
    const std::clock_t before = std::clock();
    scan.start(std::move(pages), {.filter = std::get<Filter>(parsed), .rules = {}}, timeline);
    QCoreApplication::exec();
    std::printf("filter \"%s\": %lld of %lld rows in %lld ms, %.0f ms of processor; first %lld after %lld ms\n",
                qPrintable(expression), passing, timeline.endNumber() - timeline.firstNumber(), timer.elapsed(),
                double(std::clock() - before) * 1000 / CLOCKS_PER_SEC, screen, screenMs);
    return 0;
}

int find(const QString &folder, const QByteArray &text)
{
    JournalReader reader;
    if (const auto failure = reader.open(folder))
        return fail(*failure);
    QElapsedTimer timer;
    timer.start();
    const QByteArrayMatcher matcher(text);
    qint64 hits = 0;
    if (const auto failure = reader.forEach(1, reader.lastId(), [&](const Callback &callback) {
            hits += matcher.indexIn(callback.body) >= 0 ? 1 : 0;
            return true;
        }))
        return fail(*failure);
    std::printf("substring \"%s\": %lld hits in %lld ms\n", text.constData(), hits, timer.elapsed());
    return 0;
}

} // namespace

int main(int argc, char *argv[])
{
    const QCoreApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    const QString what = arguments.value(1);
    if (what == QStringLiteral("write") && arguments.size() == 5)
        return write(arguments[2], arguments[3].toLongLong(), arguments[4].toLongLong());
    if (what == QStringLiteral("rows") && arguments.size() == 3)
        return rows(arguments[2]);
    if (what == QStringLiteral("open") && arguments.size() == 3)
        return open(arguments[2]);
    if (what == QStringLiteral("filter") && arguments.size() == 4)
        return filter(arguments[2], arguments[3]);
    if (what == QStringLiteral("find") && arguments.size() == 4)
        return find(arguments[2], arguments[3].toUtf8());
    std::fputs("journalbench write FOLDER COUNT BATCH | rows FOLDER | open FOLDER | filter FOLDER EXPRESSION | find "
               "FOLDER TEXT\n",
               stderr);
    return 2;
}
