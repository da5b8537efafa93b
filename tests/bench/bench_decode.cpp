// SPDX-License-Identifier: GPL-3.0-or-later
// Prints what decoding and applying one callback costs. Not a test: figures, no limits.
#include "core/protocol/decoder.h"
#include "core/rooms/roomstore.h"
#include "tests/support/callbacks.h"

#include <QElapsedTimer>

#include <cstdio>

using namespace Roomscope;

int main()
{
    constexpr int rounds = 100'000;
    QList<Callback> callbacks;
    for (int round = 0; round < 200; ++round) {
        QList<Test::SeatLine> lines;
        for (int seat = 0; seat < 14; ++seat)
            lines.append(
                {seat, QStringLiteral("member-%1").arg((seat + round) % 20), seat % 5 == 0, false, seat % 3 == 0});
        callbacks.append(Test::seats("bench-room", lines, 1'751'010'000'000 + round, "operator"));
    }
    QElapsedTimer timer;
    timer.start();
    qsizetype seats = 0;
    for (int i = 0; i < rounds; ++i)
        seats += std::get<SeatInfoChanged>(decodeEvent(callbacks[i % callbacks.size()]).event.content).seats.size();
    const double decodeUs = double(timer.nsecsElapsed()) / 1000 / rounds;

    RoomStore store;
    timer.restart();
    qsizetype changes = 0;
    for (int i = 0; i < rounds; ++i) {
        Callback callback = callbacks[i % callbacks.size()];
        callback.receivedUs += i * 1000;
        callback.head.append(' '); // no shared copy: as fresh as from the receiver
        changes += store.apply(callback).changes.size();
    }
    const double applyUs = double(timer.nsecsElapsed()) / 1000 / rounds;
    std::printf("14 seats, %lld bytes: decode %.1f us, decode and apply %.1f us (%lld seats, %lld changes)\n",
                qlonglong(callbacks.first().body.size()), decodeUs, applyUs, qlonglong(seats), qlonglong(changes));

    timer.restart();
    constexpr int rooms = 100'000;
    RoomStore many;
    for (int room = 0; room < rooms; ++room) {
        QList<Test::SeatLine> lines;
        for (int seat = 0; seat < 8; ++seat)
            lines.append({seat, QStringLiteral("m%1").arg(seat)});
        many.apply(Test::seats("room-" + QByteArray::number(room), lines, 1'751'010'000'000));
    }
    std::printf("%d rooms with 8 seats: %.1f us a first callback, made included\n", rooms,
                double(timer.nsecsElapsed()) / 1000 / rooms);
    return 0;
}
