// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/timeline/marks.h"

#include "core/journal/journal.h"
#include "tests/support/callbacks.h"
#include "tests/support/patience.h"
#include "ui/words/errorwords.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <utility>

using namespace Qt::StringLiterals;
using namespace Roomscope;

namespace {

/// A session's folder, and windows that keep marks in it.
struct Session
{
    QTemporaryDir folder;

    [[nodiscard]] QString file() const { return folder.filePath(u"marks.json"_s); }
    void write(const QByteArray &text) const
    {
        QFile out(file());
        QVERIFY(out.open(QIODevice::WriteOnly));
        out.write(text);
    }
    [[nodiscard]] QByteArray text() const
    {
        QFile in(file());
        return in.open(QIODevice::ReadOnly) ? in.readAll() : QByteArray();
    }
    [[nodiscard]] QStringList names() const { return QDir(folder.path()).entryList(QDir::Files); }
};

struct Window
{
    Marks marks;
    QSignalSpy changed {&marks, &Marks::changed};
    QSignalSpy failed {&marks, &Marks::failed};

    explicit Window(const Session &session) { marks.open(session.folder.path()); }
};

constexpr qint64 arrival = 1'795'468'443'380'123; // beyond what a double holds exactly with the digits behind it

} // namespace

class TestMarks : public QObject
{
    Q_OBJECT

private slots:
    void marksAreKeptWithTheSession();
    void theFileIsForItsOwnerOnly();
    void aMarkIsBelievedOnlyWithItsArrival();
    void marksAreFoundInOrder();
    void windowsOnOneSessionSeeEachOthersMarks();
    void aDamagedFileIsToldAndSetAside_data();
    void aDamagedFileIsToldAndSetAside();
    void aNewerFormatIsLeftAlone();
    void whatCannotBeKeptIsToldAndNotTaken();
    void removedCallbacksLoseTheirMarks();
    void marksOfATrimmedJournalAreDroppedWhenItIsOpened();
    void withoutAFolderMarksLastAsLongAsTheWindow();
};

void TestMarks::marksAreKeptWithTheSession()
{
    const Session session;
    const QString note = u"“quotes”, \"others\",\nlines, 한국어 and 🎤"_s;
    {
        Window window(session);
        window.marks.add({{.callbackId = (1LL << 62) + 1, .receivedUs = arrival, .note = note},
                          {.callbackId = 3, .receivedUs = arrival + 1}});
        QCOMPARE(window.changed.size(), 1);
    }
    Window window(session);
    QCOMPARE(window.marks.count(), 2);
    QVERIFY(window.marks.find((1LL << 62) + 1, arrival));
    QCOMPARE(window.marks.find((1LL << 62) + 1, arrival)->note, note);
    QVERIFY(window.marks.find(3, arrival + 1)->note.isEmpty());
    window.marks.remove({3});
    QCOMPARE(Window(session).marks.count(), 1);
    QVERIFY(window.failed.isEmpty());
    QCOMPARE(session.names(), QStringList {u"marks.json"_s});
}

void TestMarks::theFileIsForItsOwnerOnly()
{
    const Session session;
    session.write(R"({"version":1,"marks":[]})"); // readable by others until now
    QVERIFY(QFile::setPermissions(session.file(), QFile::ReadOwner | QFile::WriteOwner | QFile::ReadOther));
    Window window(session);
    window.marks.add({{.callbackId = 1, .receivedUs = arrival}});
    const auto others = QFile::ReadGroup | QFile::WriteGroup | QFile::ReadOther | QFile::WriteOther;
    QVERIFY(!(QFileInfo(session.file()).permissions() & others));
}

void TestMarks::aMarkIsBelievedOnlyWithItsArrival()
{
    Marks marks;
    marks.add({{.callbackId = 1, .receivedUs = arrival}});
    QVERIFY(marks.find(1, arrival));
    QVERIFY(!marks.find(1, arrival + 1));
    QVERIFY(!marks.find(2, arrival));
}

void TestMarks::marksAreFoundInOrder()
{
    Marks marks;
    QCOMPARE(marks.nextAfter(0), 0);
    QCOMPARE(marks.lastBefore(100), 0);
    for (const qint64 id : {30, 10, 20})
        marks.add({{.callbackId = id, .receivedUs = arrival}});
    QCOMPARE(marks.nextAfter(0), 10);
    QCOMPARE(marks.nextAfter(10), 20);
    QCOMPARE(marks.nextAfter(25), 30);
    QCOMPARE(marks.nextAfter(30), 0);
    QCOMPARE(marks.lastBefore(100), 30);
    QCOMPARE(marks.lastBefore(30), 20);
    QCOMPARE(marks.lastBefore(10), 0);
}

void TestMarks::windowsOnOneSessionSeeEachOthersMarks()
{
    const Session session;
    Window first(session);
    Window second(session);
    first.marks.add({{.callbackId = 1, .receivedUs = arrival}});
    second.marks.add({{.callbackId = 2, .receivedUs = arrival}}); // before it has heard of the other one
    first.marks.add({{.callbackId = 3, .receivedUs = arrival}});
    QCOMPARE(first.marks.count(), 3);
    QTRY_COMPARE(second.marks.count(), 3);
    second.marks.remove({1});
    QTRY_COMPARE(first.marks.count(), 2);
    QCOMPARE(Window(session).marks.count(), 2);
    QVERIFY(first.failed.isEmpty() && second.failed.isEmpty());
}

void TestMarks::aDamagedFileIsToldAndSetAside_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("cut off") << QByteArray(R"({"version":1,"marks":[{"callback":1,"rece)");
    QTest::newRow("no object") << QByteArray("[1,2]");
    QTest::newRow("no list") << QByteArray(R"({"version":1,"marks":{}})");
    QTest::newRow("no version") << QByteArray(R"({"marks":[]})");
    QTest::newRow("a mark of nothing") << QByteArray(R"({"version":1,"marks":[7]})");
    QTest::newRow("no arrival") << QByteArray(R"({"version":1,"marks":[{"callback":7}]})");
    QTest::newRow("bytes") << QByteArray("\x00\xff\xfe", 3);
}

void TestMarks::aDamagedFileIsToldAndSetAside()
{
    QFETCH(QByteArray, text);
    const Session session;
    session.write(text);
    Window window(session);
    QCOMPARE(window.failed.size(), 1);
    QVERIFY(errorText(window.failed.first().first().value<Error>()).contains(u"marks-damaged.json"_s));
    QCOMPARE(window.marks.count(), 0);
    QCOMPARE(session.names(), QStringList {u"marks-damaged.json"_s});
    window.marks.add({{.callbackId = 1, .receivedUs = arrival}});

    session.write(text); // once more, under a running window
    window.marks.add({{.callbackId = 2, .receivedUs = arrival}});
    QCOMPARE(window.failed.size(), 2);
    QCOMPARE(window.marks.count(), 2);
    QCOMPARE(Window(session).marks.count(), 2);
    QCOMPARE(session.names(), (QStringList {u"marks-damaged-2.json"_s, u"marks-damaged.json"_s, u"marks.json"_s}));
    QFile aside(session.folder.filePath(u"marks-damaged-2.json"_s));
    QVERIFY(aside.open(QIODevice::ReadOnly));
    QCOMPARE(aside.readAll(), text);
}

void TestMarks::aNewerFormatIsLeftAlone()
{
    const Session session;
    const QByteArray text = R"({"version":2,"anything":1})";
    session.write(text);
    Window window(session);
    QCOMPARE(window.failed.size(), 1);
    window.marks.add({{.callbackId = 1, .receivedUs = arrival}});
    QCOMPARE(window.failed.size(), 2);
    QCOMPARE(window.marks.count(), 0);
    QCOMPARE(session.text(), text);
}

void TestMarks::whatCannotBeKeptIsToldAndNotTaken()
{
    const Session session;
    Window window(session);
    window.marks.add({{.callbackId = 1, .receivedUs = arrival}});
    QVERIFY(QFile::remove(session.file()));
    QVERIFY(QDir().mkpath(session.file() + u"/in the way"_s)); // also root cannot write there
    window.changed.clear();
    window.marks.add({{.callbackId = 2, .receivedUs = arrival}});
    QCOMPARE(window.failed.size(), 1);
    QVERIFY(window.changed.isEmpty());
    QVERIFY(!window.marks.find(2, arrival));
}

void TestMarks::removedCallbacksLoseTheirMarks()
{
    const Session session;
    Window window(session);
    for (const qint64 id : {1, 2, 3})
        window.marks.add({{.callbackId = id, .receivedUs = arrival}});
    window.marks.dropBefore(3);
    QCOMPARE(window.marks.count(), 1);
    QVERIFY(window.marks.find(3, arrival));
    QCOMPARE(Window(session).marks.count(), 1);
    const QByteArray before = session.text();
    QVERIFY(QFile::setPermissions(session.file(), QFile::ReadOwner | QFile::WriteOwner));
    window.changed.clear();
    window.marks.dropBefore(3); // nothing to do
    QVERIFY(window.changed.isEmpty());
    QCOMPARE(session.text(), before);
}

void TestMarks::marksOfATrimmedJournalAreDroppedWhenItIsOpened()
{
    const Session session;
    Journal journal;
    QVERIFY(!journal.open(session.folder.path()));
    QList<Callback> callbacks;
    for (const qint64 id : {1, 2, 3}) {
        callbacks.append(Test::seats("rid-1", {{.index = 1, .locked = true}}, arrival / 1000 + id));
        callbacks.last().id = id;
        journal.append({callbacks.last()});
    }
    {
        Window window(session);
        for (const Callback &callback : std::as_const(callbacks))
            window.marks.add({{.callbackId = callback.id, .receivedUs = callback.receivedUs}});
    }
    QCOMPARE(Window(session).marks.count(), 3);
    QVERIFY(!journal.trim({.firstKept = 3, .sinceUs = callbacks.last().receivedUs}));
    Window window(session);
    QCOMPARE(window.marks.count(), 1);
    QVERIFY(window.marks.find(3, callbacks.last().receivedUs));
    QVERIFY(window.failed.isEmpty());
}

void TestMarks::withoutAFolderMarksLastAsLongAsTheWindow()
{
    Marks marks;
    QSignalSpy failed(&marks, &Marks::failed);
    marks.open({});
    marks.add({{.callbackId = 1, .receivedUs = arrival}});
    QCOMPARE(marks.count(), 1);
    QVERIFY(failed.isEmpty());
}

QTEST_MAIN(TestMarks)
#include "tst_marks.moc"
