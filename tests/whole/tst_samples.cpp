// SPDX-License-Identifier: GPL-3.0-or-later
// Each documented callback through the real receiver: what the timeline says of it, and what becomes of the rooms.
// The texts expected are in tests/data/golden; ROOMSCOPE_UPDATE_GOLDEN=1 writes them anew, to be read before a commit.
#include "core/protocol/decoder.h"
#include "core/session/journalfold.h"
#include "tests/support/callbacks.h"
#include "tests/support/program.h"
#include "ui/words/errorwords.h"
#include "ui/words/eventwords.h"
#include "ui/words/words.h"

#include <QtTest>

using namespace Qt::StringLiterals;
using namespace Roomscope;
using namespace Roomscope::Test;

class TestSamples final : public QObject
{
    Q_OBJECT

private slots:
    void aCallbackBecomesWordsAndRooms_data();
    void aCallbackBecomesWordsAndRooms();
};

namespace {

QByteArray request(const QByteArray &query, const QByteArray &body)
{
    return "POST /?" + query + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + QByteArray::number(body.size())
        + "\r\n\r\n" + body;
}

/// The lines of two texts: those of both once, the others marked with who has them.
QString difference(const QStringList &expected, const QStringList &actual)
{
    // Lengths of the longest common rests.
    QList<QList<int>> common(expected.size() + 1, QList<int>(actual.size() + 1));
    for (qsizetype i = expected.size(); i-- > 0;) {
        for (qsizetype j = actual.size(); j-- > 0;)
            common[i][j]
                = expected[i] == actual[j] ? common[i + 1][j + 1] + 1 : std::max(common[i + 1][j], common[i][j + 1]);
    }
    QString text;
    for (qsizetype i = 0, j = 0; i < expected.size() || j < actual.size();) {
        if (i < expected.size() && j < actual.size() && expected[i] == actual[j]) {
            text += u"  "_s + expected[i++] + u'\n';
            ++j;
        } else if (j == actual.size() || (i < expected.size() && common[i + 1][j] >= common[i][j + 1])) {
            text += u"- "_s + expected[i++] + u'\n';
        } else {
            text += u"+ "_s + actual[j++] + u'\n';
        }
    }
    return text;
}

/// What came in, in words; nothing in it depends on when it came.
QString wordsOf(const QString &folder)
{
    QString text;
    JournalReader reader;
    if (reader.open(folder))
        return u"cannot be read"_s;
    MonitorState state;
    const auto failure
        = foldJournal(reader, folder, state, reader.lastId(), 0, [&text](const AppliedCallback &applied) {
              text += u"%1: %2\n"_s.arg(applied.event.command, applied.verdict.toString());
              for (const Change &change : applied.changes)
                  text += u"  %1: %2\n"_s.arg(changeName(change.kind), changeSentence(change));
              for (const EventFact &fact : eventFields(applied.event))
                  text += u"    %1: %2\n"_s.arg(fact.name, fact.value);
              for (const QString &problem : applied.event.problems)
                  text += u"  not used: %1\n"_s.arg(problem);
              for (const QString &field : unknownFields(applied.callback.body))
                  text += u"  not documented: %1\n"_s.arg(field);
              return true;
          });
    return failure ? errorText(*failure) : text;
}

} // namespace

void TestSamples::aCallbackBecomesWordsAndRooms_data()
{
    QTest::addColumn<QByteArray>("requests");
    QTest::addColumn<QStringList>("options");
    const QJsonArray index = QJsonDocument::fromJson(dataFile(u"samples/index.json"_s)).array();
    for (const QJsonValue &sample : index) {
        const QString file = sample[u"file"_s].toString();
        const QByteArray content = dataFile(u"samples/"_s + file);
        const bool isRaw = sample[u"form"_s].toString() == u"raw-http-crlf"_s;
        QTest::newRow(qPrintable(file.section(u'.', 0, 0)))
            << (isRaw ? content : request(sample[u"query"_s].toString().toUtf8(), content))
            << (sample[u"token"_s].isString() ? QStringList {u"--token-file"_s, sample[u"token"_s].toString()}
                                              : QStringList());
    }
    const QJsonArray catalogue = QJsonDocument::fromJson(dataFile(u"callbacks.json"_s)).array();
    for (const QJsonValue &command : catalogue) {
        if (command[u"sample"_s].isNull())
            continue;
        const QString name = command[u"command"_s].toString();
        const QByteArray body = QJsonDocument(command[u"sample"_s].toObject()).toJson(QJsonDocument::Compact);
        QTest::newRow(qPrintable(name)) << request("SdkAppid=1400900001&CallbackCommand=" + name.toLatin1(), body)
                                        << QStringList();
    }
    QTest::newRow("rtc-enter-room") << dataFile(u"rtc-enter-room.http"_s)
                                    << QStringList {u"--rtc-key-file"_s, u"123654"_s, u"--signature"_s, u"flag"_s};
}

void TestSamples::aCallbackBecomesWordsAndRooms()
{
    QFETCH(QByteArray, requests);
    QFETCH(QStringList, options);
    const QTemporaryDir folder;
    if (!options.isEmpty()) { // a secret is given in a file
        QFile secret(folder.filePath(u"secret"_s));
        QVERIFY(secret.open(QIODevice::WriteOnly));
        secret.write(options[1].toUtf8());
        options[1] = secret.fileName();
    }
    const QString session = folder.filePath(u"session"_s);
    {
        Server server(session, options);
        Client client(server.url());
        client.send(requests);
        for (qsizetype left = requests.count(" HTTP/1.1\r\n"); left > 0; --left)
            QCOMPARE(client.receive().status, 200);
        QCOMPARE(server.stop(), 0);
    }
    const ProgramResult printed = run({u"rooms"_s, u"--data-dir"_s, session});
    QCOMPARE(printed.exitCode, 0);
    const QJsonArray rooms = QJsonDocument::fromJson(printed.output).object()[u"rooms"_s].toArray();
    const QString actual = wordsOf(session) + u"\nrooms: "_s + QString::fromUtf8(QJsonDocument(rooms).toJson());

    const QString name = u"golden/%1.txt"_s.arg(QString::fromLatin1(QTest::currentDataTag()));
    QFile golden(QStringLiteral(TEST_DATA "/") + name);
    if (qEnvironmentVariableIsSet("ROOMSCOPE_UPDATE_GOLDEN")) {
        QVERIFY(golden.open(QIODevice::WriteOnly));
        golden.write(actual.toUtf8());
        return;
    }
    QVERIFY2(golden.open(QIODevice::ReadOnly), qPrintable(golden.fileName() + u" is missing"_s));
    const QString expected = QString::fromUtf8(golden.readAll());
    QVERIFY2(actual == expected,
             qPrintable(u"- expected in %1, + actual:\n"_s.arg(name)
                        + difference(expected.split(u'\n'), actual.split(u'\n'))));
}

QTEST_GUILESS_MAIN(TestSamples)
#include "tst_samples.moc"
