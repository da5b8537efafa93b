// SPDX-License-Identifier: GPL-3.0-or-later
// State is a pure function of the journal: what serve had live, what a restart makes of its checkpoint and what the
// whole journal gives are the same bytes.
#include "core/session/journalfold.h"
#include "tests/support/groundtruth.h"
#include "tests/support/patience.h"
#include "tests/support/program.h"

#include <QtTest>

using namespace Qt::StringLiterals;
using namespace Roomscope;
using namespace Roomscope::Test;

class TestReproducible final : public QObject
{
    Q_OBJECT

private slots:
    void liveRestartedAndReadAnewAreTheSame_data();
    void liveRestartedAndReadAnewAreTheSame();
};

namespace {

constexpr qint64 t0 = 1'751'010'000'000;

QByteArray requestOf(const Callback &callback)
{
    return "POST /?SdkAppid=1400900001 HTTP/1.1\r\nHost: localhost\r\nContent-Length: "
        + QByteArray::number(callback.body.size()) + "\r\n\r\n" + callback.body;
}

/// The other commands of the catalogue, for rooms of the stream, at times of it.
QList<Callback> others(GroundTruth &truth, const QList<Callback> &stream)
{
    QList<Callback> callbacks;
    const QJsonArray catalogue = QJsonDocument::fromJson(dataFile(u"callbacks.json"_s)).array();
    for (const QJsonValue &command : catalogue) {
        const QString category = command[u"category"_s].toString();
        const bool isTruths = category == u"seat"_s || category == u"room"_s
            || command[u"command"_s].toString().contains(u"Member"_s); // tells of what the truth knows
        if (command[u"sample"_s].isNull() || isTruths)
            continue;
        for (int i = 0; i < 10; ++i) {
            const Callback &near = stream[truth.below(int(stream.size()))];
            const qint64 timeMs = near.receivedUs / 1000 - truth.below(3000);
            QByteArray body = QJsonDocument(command[u"sample"_s].toObject()).toJson(QJsonDocument::Compact);
            body.replace("live-3310", QByteArray("room-" + QByteArray::number(truth.below(3))));
            body.replace("live-4420", QByteArray("room-" + QByteArray::number(3 + truth.below(3))));
            body.replace("meet-7001", "other");
            static const QRegularExpression time(u"\"(EventTime|CallbackTs)\":\"?\\d+\"?"_s);
            body = QString::fromUtf8(body).replace(time, u"\"\\1\":%1"_s.arg(timeMs)).toUtf8();
            callbacks.append({.receivedUs = near.receivedUs, .body = body});
        }
    }
    return callbacks;
}

} // namespace

void TestReproducible::liveRestartedAndReadAnewAreTheSame_data()
{
    QTest::addColumn<Interpretation>("interpretation");
    QTest::addColumn<int>("steps");
    QTest::newRow("by EventTime, long") << Interpretation {} << 6000;
    QTest::newRow("by arrival") << Interpretation {.order = Interpretation::Order::Arrival} << 2000;
    QTest::newRow("full tables") << Interpretation {.seatLists = Interpretation::SeatLists::FullTable} << 2000;
}

void TestReproducible::liveRestartedAndReadAnewAreTheSame()
{
    QFETCH(Interpretation, interpretation);
    QFETCH(int, steps);
    const QTemporaryDir folder;
    QVERIFY(saveInterpretation(folder.path(), interpretation));
    GroundTruth truth(11, 12, ListForm::ChangedSeats, t0, 5000);
    truth.live(steps);
    QList<Callback> stream = truth.arrivals(true, true);
    stream += others(truth, stream);
    std::stable_sort(stream.begin(), stream.end(),
                     [](const Callback &a, const Callback &b) { return a.receivedUs < b.receivedUs; });

    QHash<qint64, QByteArray> live; // lines of serve by id
    constexpr int runs = 6;
    const auto rooms = [&] {
        return run({u"rooms"_s, u"--at"_s, u"2100-01-01T00:00:00Z"_s, u"--data-dir"_s, folder.path()}).output;
    };
    for (int part = 0; part < runs; ++part) {
        Server server(folder.path());
        Client client(server.url());
        const qsizetype begin = stream.size() * part / runs;
        const qsizetype end = stream.size() * (part + 1) / runs;
        constexpr qsizetype pipelined = 50;
        for (qsizetype first = begin; first < end; first += pipelined) {
            const qsizetype last = std::min(first + pipelined, end);
            QByteArray requests;
            for (qsizetype i = first; i < last; ++i)
                requests += requestOf(stream[i]);
            client.send(requests);
            server.process().waitForReadyRead(0); // it waits for a reader when its pipe is full
            for (qsizetype i = first; i < last; ++i) {
                const int status = client.receive().status;
                QVERIFY2(status == 200 || status == 400, stream[i].body.constData());
            }
        }
        if (part % 3 == 2)
            server.process().kill(); // without a checkpoint of its own
        else
            server.process().terminate();
        QVERIFY(server.process().waitForFinished(patienceMs));
        for (QByteArray line = server.process().readLine(); !line.isEmpty(); line = server.process().readLine()) {
            if (const QJsonObject object = QJsonDocument::fromJson(line).object(); !object.isEmpty())
                live.insert(object[u"id"_s].toInteger(), line);
        }
        if (part % 3 == 2)
            continue;
        // The checkpoint that serve left is its live state.
        const QString checkpoints = folder.filePath(u"checkpoints"_s);
        const QByteArray kept = rooms();
        QVERIFY(QDir(checkpoints).rename(checkpoints, checkpoints + u"-aside"_s));
        const QByteArray anew = rooms();
        QVERIFY(QDir(checkpoints).rename(checkpoints + u"-aside"_s, checkpoints));
        QCOMPARE(kept, anew);
    }
    QVERIFY(live.size() > stream.size() / 2);

    const QString file = folder.filePath(u"all.ndjson"_s);
    QCOMPARE(run({u"export"_s, file, u"--format"_s, u"ndjson"_s, u"--data-dir"_s, folder.path()}).exitCode, 0);
    QFile exported(file);
    QVERIFY(exported.open(QIODevice::ReadOnly));
    int compared = 0;
    for (QByteArray line = exported.readLine(); !line.isEmpty(); line = exported.readLine()) {
        const qint64 id = QJsonDocument::fromJson(line).object()[u"id"_s].toInteger();
        if (!live.contains(id) || line.contains("\"rejected:"))
            continue; // one rejected request stands for more and more of its like
        QCOMPARE(line, live.value(id));
        ++compared;
    }
    QVERIFY(compared > stream.size() / 2);

    if (interpretation == Interpretation()) {
        JournalReader reader;
        QVERIFY(!reader.open(folder.path()));
        MonitorState state;
        QVERIFY(!foldJournal(reader, folder.path(), state, reader.lastId(), 0));
        QCOMPARE(truth.differences(state.rooms), QString());
    }
}

QTEST_GUILESS_MAIN(TestReproducible)
#include "tst_reproducible.moc"
