// SPDX-License-Identifier: GPL-3.0-or-later
// Prints what judging, decoding and applying one callback costs. Not a test: figures, no limits.
#include "core/payload/json.h"
#include "core/protocol/decoder.h"
#include "core/reception/judge.h"
#include "core/rooms/roomstore.h"
#include "tests/support/callbacks.h"

#include <QDir>
#include <QFile>

#include <algorithm>
#include <array>
#include <cstdio>
#include <ctime>
#include <malloc.h>

using namespace Roomscope;

namespace {

/// Bytes in use on the heap.
size_t heapInUse()
{
    const auto heap = mallinfo2();
    return heap.uordblks + heap.hblkhd;
}

/// Time of one core, so that what else the machine does counts little.
class CoreTimer final
{
public:
    void restart() { m_start = std::clock(); }
    [[nodiscard]] double microseconds(qsizetype times) const
    {
        return double(std::clock() - m_start) / CLOCKS_PER_SEC * 1e6 / double(times);
    }

private:
    std::clock_t m_start = std::clock();
};

/// Median of several runs over all bodies.
template<typename Step> double medianOf(const QList<Callback> &callbacks, Step step)
{
    constexpr int rounds = 400;
    std::array<double, 15> runs;
    for (double &run : runs) {
        CoreTimer timer;
        for (int round = 0; round < rounds; ++round) {
            for (const Callback &callback : callbacks)
                step(callback);
        }
        run = timer.microseconds(callbacks.size() * rounds);
    }
    std::nth_element(runs.begin(), runs.begin() + runs.size() / 2, runs.end());
    return runs[runs.size() / 2];
}

/// The documented samples, as the receiver and the monitor read them.
void printSamples()
{
    const QDir folder(QStringLiteral(TEST_DATA "/samples"));
    QList<Callback> callbacks;
    qsizetype bytes = 0;
    for (const QString &name : folder.entryList({QStringLiteral("*.json")})) {
        QFile file(folder.filePath(name));
        if (name == QStringLiteral("index.json") || !file.open(QIODevice::ReadOnly))
            continue;
        callbacks.append({.receivedUs = 1'795'000'000'000'000,
                          .head = "POST /?SdkAppid=1400000001&contenttype=json&ClientIP=203.0.113.40&OptPlatform=iOS "
                                  "HTTP/1.1\r\nHost: 127.0.0.1:8480\r\nContent-Type: application/json",
                          .body = file.readAll()});
        bytes += callbacks.last().body.size();
    }
    const double parseUs = medianOf(callbacks, [](const Callback &callback) {
        static_cast<void>(JsonText::parse(callback.body, JsonText::Grammar::Strict));
    });
    const double judgeUs = medianOf(callbacks, [options = ReceiverOptions()](const Callback &callback) {
        Callback judged = callback;
        judge(judged, options);
    });
    const double decodeUs
        = medianOf(callbacks, [](const Callback &callback) { static_cast<void>(decodeEvent(callback)); });
    std::printf("%lld samples, %lld bytes each: parse %.2f us, judge %.2f us, decode %.2f us\n",
                qlonglong(callbacks.size()), qlonglong(bytes / callbacks.size()), parseUs, judgeUs, decodeUs);
}

} // namespace

int main()
{
    printSamples();

    // Each one is new: what repeats would be a duplicate and cost little.
    QList<Callback> callbacks;
    for (int round = 0; round < 20'000; ++round) {
        QList<Test::SeatLine> lines;
        for (int seat = 0; seat < 14; ++seat)
            lines.append(
                {seat, QStringLiteral("member-%1").arg((seat + round) % 20), seat % 5 == 0, false, seat % 3 == 0});
        callbacks.append(Test::seats("bench-room", lines, 1'751'010'000'000 + round, "operator"));
    }
    CoreTimer timer;
    qsizetype seats = 0;
    for (const Callback &callback : std::as_const(callbacks))
        seats += std::get<SeatInfoChanged>(decodeEvent(callback).event.content).seats.size();
    const double decodeUs = timer.microseconds(callbacks.size());

    RoomStore store;
    timer.restart();
    qsizetype changes = 0;
    for (const Callback &callback : std::as_const(callbacks))
        changes += store.apply(callback).changes.size();
    const double moveUs = timer.microseconds(callbacks.size());

    // The usual one: the whole table again, with one seat changed.
    QList<Callback> quiet;
    for (int round = 0; round < 20'000; ++round) {
        QList<Test::SeatLine> lines;
        for (int seat = 0; seat < 14; ++seat)
            lines.append({seat, QStringLiteral("member-%1").arg(seat), seat == 3 && round % 2 == 0});
        quiet.append(Test::seats("quiet-room", lines, 1'751'010'000'000 + round, "operator"));
    }
    timer.restart();
    for (const Callback &callback : std::as_const(quiet))
        changes += store.apply(callback).changes.size();
    const double applyUs = timer.microseconds(quiet.size());
    std::printf("14 seats, %lld bytes: decode %.1f us, decode and apply %.1f us with one change, %.1f us when all "
                "members move (%lld seats, %lld changes)\n",
                qlonglong(callbacks.first().body.size()), decodeUs, applyUs, moveUs, qlonglong(seats),
                qlonglong(changes));

    constexpr int rooms = 100'000;
    const auto ofRoom = [](int room, int firstMember, qint64 timeMs) {
        QList<Test::SeatLine> lines;
        for (int seat = 0; seat < 8; ++seat)
            lines.append({seat, QStringLiteral("member-%1-%2").arg(room).arg(firstMember + seat)});
        return Test::seats("room-" + QByteArray::number(room), lines, timeMs);
    };
    RoomStore many;
    const size_t before = heapInUse();
    for (int room = 0; room < rooms; ++room) {
        Callback callback = ofRoom(room, 0, 1'751'010'000'000);
        callback.receivedUs += room * 10'000LL; // so slowly that fingerprints are forgotten
        many.apply(callback);
    }
    const size_t inUse = heapInUse() - before;
    QList<Callback> next;
    for (int room = 0; room < rooms; room += 5)
        next.append(ofRoom(room, 1, 1'751'010'100'000));
    timer.restart();
    for (const Callback &callback : std::as_const(next))
        many.apply(callback);
    std::printf("%d rooms with 8 seats: %.1f KB a room, decode and apply %.1f us\n", rooms,
                double(inUse) / rooms / 1000, timer.microseconds(next.size()));
    return 0;
}
