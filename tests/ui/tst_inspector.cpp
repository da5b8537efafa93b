// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspector/inspector.h"

#include "core/journal/journal.h"
#include "core/protocol/requesthead.h"
#include "core/reception/judge.h"
#include "core/reception/receiveroptions.h"
#include "core/session/monitor.h"
#include "tests/support/callbacks.h"
#include "tests/support/packed.h"
#include "tests/support/paintedwords.h"
#include "tests/support/patience.h"
#include "ui/inspector/fieldbrowser.h"
#include "ui/inspector/findbar.h"
#include "ui/inspector/hexview.h"
#include "ui/inspector/payloadview.h"
#include "ui/words/errorwords.h"
#include "ui/words/words.h"

#include <QAction>
#include <QClipboard>
#include <QCryptographicHash>
#include <QGuiApplication>
#include <QHeaderView>
#include <QInputDialog>
#include <QLabel>
#include <QLineEdit>
#include <QProcess>
#include <QScopeGuard>
#include <QSignalSpy>
#include <QTabBar>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>
#include <QToolButton>
#include <QTreeView>

#include <algorithm>
#include <ctime>
#include <limits>

using namespace Qt::StringLiterals;
using namespace Roomscope;

namespace {

constexpr qint64 start = 1'795'468'443'380;

/// A journal, a timeline and an inspector with the same callbacks.
struct Bench
{
    QTemporaryDir folder;
    Journal journal;
    Monitor monitor;
    Timeline rows;
    TimelineModel model {&rows};
    Inspector inspector {&model};

    explicit Bench(QList<Callback> callbacks)
    {
        QObject::connect(&monitor, &Monitor::applied, &rows, &Timeline::append);
        for (qsizetype i = 0; i < callbacks.size(); ++i)
            callbacks[i].id = i + 1;
        if (const auto failure = journal.open(folder.path()))
            qFatal("%s", qPrintable(errorText(*failure)));
        journal.append(callbacks);
        monitor.ingest(callbacks);
        inspector.setDataFolder(folder.path());
        inspector.resize(380, 760);
        inspector.show();
    }

    bool show(qint64 id)
    {
        QSignalSpy shown(&inspector, &Inspector::shown);
        inspector.showCallback(id);
        return !shown.isEmpty() || shown.wait(Test::patienceMs);
    }

    void openTab(const QString &title) const
    {
        auto *tabs = inspector.findChild<QTabBar *>(u"inspectorTabs"_s);
        for (int tab = 0; tab < tabs->count(); ++tab) {
            if (tabs->tabText(tab) == title)
                tabs->setCurrentIndex(tab);
        }
    }

    /// All texts of the rich text pages, in any order.
    [[nodiscard]] QString fields() const
    {
        QString text;
        const QList<FieldBrowser *> browsers = inspector.findChildren<FieldBrowser *>();
        for (const FieldBrowser *browser : browsers)
            text += browser->toPlainText() + u'\n';
        return text;
    }
    [[nodiscard]] PayloadView *rawText() const { return inspector.findChild<PayloadView *>(u"rawText"_s); }
    [[nodiscard]] PayloadView *payload() const { return inspector.findChild<PayloadView *>(u"payload"_s); }
    [[nodiscard]] QString copied(const QString &title) const
    {
        QGuiApplication::clipboard()->clear();
        const QList<QAction *> actions = inspector.copyActions();
        for (QAction *action : actions) {
            if (action->text().remove(u'&') == title)
                action->trigger();
        }
        return QGuiApplication::clipboard()->text();
    }
};

Callback withBody(const QByteArray &body)
{
    Callback callback = Test::callback("Mic.CallbackAfterSeatInfoChanged", "\"RoomId\":\"rid-1\"", start);
    callback.body = body;
    return callback;
}

} // namespace

class TestInspector : public QObject
{
    Q_OBJECT

private slots:
    void saysWhatToDoWhenNothingIsSelected();
    void showsTheExactBytes();
    void narrowViewsStayReadable();
    void showsAPackedBodyUnpacked();
    void saysThatABodyCannotBeUnpacked();
    void saysWhoHasForwardedACallback();
    void saysWhatChangedAndMarksIt();
    void explainsTheVerdict();
    void aFlagLeadsToTheCallbackItIsAbout();
    void saysWhatAnEventSaysAndWhatIsNotDocumented();
    void saysWhatABeforeCallbackWasAnswered();
    void showsABodyBehindAByteOrderMark();
    void showsAnUnreadableBodyWithItsError();
    void saysWhenTheBytesCannotBeRead();
    void showsRequestAndReply();
    void checksTheSignature_data();
    void checksTheSignature();
    void comparesWithTheFormerCallback();
    void comparesWithTheLastOneOfTheSameSeats();
    void comparesWithAnyOtherCallback();
    void onlyTheLastOneWantedIsShown();
    void copiesValueAndPath();
    void saysWhyARequestWasRefused();
    void saysThatABodyWasNotKept_data();
    void saysThatABodyWasNotKept();
    void saysTimesInWords();
    void saysWhetherTheApplicationIsChecked_data();
    void saysWhetherTheApplicationIsChecked();
    void aRecoveredBodyLeadsToItsError();
    void findsInTheBody();
    void findsInMegabytes();
    void payloadIsSelectedWithTheKeyboard();
    void longLinesCostNothing();
    void charactersThatCannotBeSeenAreShownAndCopiedAsTheyCame();
    void linesBeginAtTheLeft();
};

void TestInspector::saysWhatToDoWhenNothingIsSelected()
{
    Bench bench({Test::creation("rid-1", 8, start)});
    const auto *label = bench.inspector.findChild<QLabel *>();
    QVERIFY(label);
    QCOMPARE(bench.inspector.callbackId(), 0);
    QVERIFY(bench.show(1));
    QCOMPARE(bench.inspector.callbackId(), 1);
    bench.inspector.clear();
    QCOMPARE(bench.inspector.callbackId(), 0);
    QVERIFY(!bench.payload()->isVisible());
}

void TestInspector::showsTheExactBytes()
{
    const QByteArray body = "{\"CallbackCommand\":\"Mic.CallbackAfterSeatInfoChanged\",\"RoomId\":\"rid-1\","
                            "\"SeatList\":[{\"Index\":0,\"Member_Account\":144115233775727695}],"
                            "\"Extra\":1.50,\"Escaped\":\"\\u0041\",\"EventTime\":1795468443380}";
    Bench bench({withBody(body)});
    QVERIFY(bench.show(1));
    QString shown;
    for (const PayloadLine &line : bench.payload()->lines())
        shown += line.text.trimmed();
    QCOMPARE(shown.remove(u' '), QString::fromUtf8(body).remove(u' ')); // digits and escapes as they came
    bench.openTab(u"Raw"_s);
    QCOMPARE(bench.inspector.findChild<HexView *>()->bytes(), body);
    QCOMPARE(bench.copied(u"Copy Body"_s), QString::fromUtf8(body));
    bench.openTab(u"Tree"_s);
    QCOMPARE(bench.inspector.findChild<QTreeView *>()->model()->rowCount(), 6);
}

void TestInspector::narrowViewsStayReadable()
{
    Bench bench({Test::seats("rid-1", {{.index = 0, .member = u"ann"_s}}, start)});
    bench.inspector.resize(260, 600);
    QVERIFY(bench.show(1));
    bench.openTab(u"Raw"_s);
    QVERIFY(bench.inspector.findChild<HexView *>()->bytesPerRow() >= 8);
    bench.openTab(u"Tree"_s);
    const auto *tree = bench.inspector.findChild<QTreeView *>();
    QTRY_VERIFY(tree->isVisible());
    QVERIFY(tree->header()->sectionSize(0) <= tree->viewport()->width() / 2);
    bench.inspector.resize(900, 600);
    const int name = tree->fontMetrics().horizontalAdvance(u"CallbackCommand"_s);
    QTRY_VERIFY(tree->header()->sectionSize(0) > name);
    QVERIFY(tree->header()->sectionSize(0) < tree->viewport()->width() / 2); // no more than it needs
}

void TestInspector::showsAPackedBodyUnpacked()
{
    const Callback former = Test::seats("rid-1", {{.index = 4, .member = u"ann"_s}}, start);
    const Callback plain = Test::seats("rid-1", {{.index = 4, .member = u"bob"_s}}, start + 1000);
    const Callback packed = Test::packedRequest(plain);
    Bench bench({Test::packedRequest(former, "deflate", Test::Packing::Raw), packed});
    QVERIFY(bench.show(2));
    QVERIFY(bench.fields().contains(u"ann → bob"_s));
    QString shown;
    QStringList marked;
    for (const PayloadLine &line : bench.payload()->lines()) {
        shown += line.text.trimmed();
        if (line.changed)
            marked.append(line.path);
    }
    QCOMPARE(shown.remove(u' '), QString::fromUtf8(plain.body).remove(u' '));
    QCOMPARE(marked, QStringList(u"SeatList[0].Member_Account"_s));
    bench.openTab(u"Raw"_s);
    QCOMPARE(bench.inspector.findChild<HexView *>()->bytes(), packed.body);
    QCOMPARE(bench.rawText()->lines().first().text, QString::fromUtf8(plain.body));
    QCOMPARE(bench.copied(u"Copy Body"_s), QString::fromUtf8(plain.body));
    bench.openTab(u"Tree"_s);
    QCOMPARE(bench.inspector.findChild<QTreeView *>()->model()->rowCount(), 4);
    bench.openTab(u"Request"_s);
    const QString size = u"gzip, %1, unpacked %2"_s.arg(bytesText(packed.body.size()), bytesText(plain.body.size()));
    QCOMPARE(bench.fields().count(size), 2);
    bench.openTab(u"Diff"_s);
    QVERIFY(bench.fields().contains(u"SeatList[Index 4].Member_Account"_s)); // both were read
}

void TestInspector::saysThatABodyCannotBeUnpacked()
{
    Callback broken = Test::packedRequest(Test::seats("rid-1", {{.index = 4, .member = u"ann"_s}}, start));
    broken.body.chop(1);
    judge(broken, {});
    Bench bench({broken});
    QVERIFY(bench.show(1));
    QVERIFY(bench.fields().contains(u"The gzip data of the body is cut off."_s));
    QVERIFY(!bench.fields().contains(u"Not valid JSON from"_s));
    bench.openTab(u"Request"_s);
    QVERIFY(bench.fields().contains(u"gzip, %1, cannot be unpacked"_s.arg(bytesText(broken.body.size()))));
    bench.openTab(u"Raw"_s);
    QCOMPARE(bench.inspector.findChild<HexView *>()->bytes(), broken.body);
}

void TestInspector::saysWhoHasForwardedACallback()
{
    Callback callback = withBody("{}");
    callback.peer = u"2001:db8::7"_s;
    callback.forwardedBy = u"127.0.0.1:5432"_s;
    callback.head.replace("ClientIP=", "Other=");
    Bench bench({callback});
    QVERIFY(bench.show(1));
    bench.openTab(u"Request"_s);
    QVERIFY(bench.fields().contains(u"2001:db8::7, forwarded by 127.0.0.1:5432"_s));
    QVERIFY2(bench.fields().contains(u"2001:db8::7 · iOS"_s), qPrintable(bench.fields())); // not a part of it
}

void TestInspector::saysWhatChangedAndMarksIt()
{
    Bench bench({Test::seats("rid-1", {{.index = 4}, {.index = 2, .member = u"bob"_s}}, start),
                 Test::seats("rid-1", {{.index = 4, .member = u"min-jun"_s, .videoProhibited = true}}, start + 1000)});
    QVERIFY(bench.show(2));
    QVERIFY(bench.fields().contains(u"empty → min-jun"_s));
    QVERIFY(bench.fields().contains(u"Seat 4 video"_s));
    QVERIFY(bench.fields().contains(u"+40 ms"_s));
    QVERIFY(bench.fields().contains(u"200 OK"_s));
    QStringList marked;
    for (const PayloadLine &line : bench.payload()->lines()) {
        if (line.changed)
            marked.append(line.path);
    }
    QCOMPARE(marked, QStringList({u"SeatList[0].Member_Account"_s, u"SeatList[0].IsVideoDisabled"_s}));
}

void TestInspector::explainsTheVerdict()
{
    Callback repeated = Test::seats("rid-1", {{.index = 4, .member = u"a"_s}}, start);
    Callback odd = withBody("{\"RoomId\":\"rid-1\",\"SeatList\":[{\"Index\":\"x\"}],\"EventTime\":1795468443390}");
    Bench bench({repeated, repeated, Test::seats("rid-1", {{.index = 4, .member = u"b"_s}}, start - 5000), odd});
    QVERIFY(bench.show(2));
    QVERIFY(bench.fields().contains(u"Duplicate"_s));
    QVERIFY(bench.show(3));
    QVERIFY(bench.fields().contains(u"Late"_s));
    QVERIFY(bench.show(4));
    QVERIFY(bench.fields().contains(u"Not used"_s));
}

void TestInspector::aFlagLeadsToTheCallbackItIsAbout()
{
    const Callback seated = Test::seats("rid-1", {{.index = 4, .member = u"a"_s}}, start);
    Bench bench({seated, Test::creation("rid-2", 4, start), seated,
                 Test::seats("rid-1", {{.index = 4, .member = u"b"_s}}, start - 5000)});
    QSignalSpy requested(&bench.inspector, &Inspector::callbackRequested);
    for (const auto &[id, words] : {std::pair(3, u"It repeats"_s), std::pair(4, u"It lost against"_s)}) {
        QVERIFY(bench.show(id));
        const auto browsers = bench.inspector.findChildren<FieldBrowser *>();
        const auto withLink
            = std::find_if(browsers.begin(), browsers.end(), [text = words](const FieldBrowser *browser) {
                  return browser->toPlainText().contains(text) && browser->toHtml().contains(u"callback:1"_s);
              });
        QVERIFY(withLink != browsers.end());
        emit(*withLink)->anchorClicked(QUrl(u"callback:1"_s));
        QCOMPARE(requested.takeFirst().first().toLongLong(), 1);
    }
    QVERIFY(bench.show(2));
    QVERIFY(!bench.fields().contains(u"It repeats"_s));
}

void TestInspector::saysWhatAnEventSaysAndWhatIsNotDocumented()
{
    Bench bench({Test::callback("Live.CallbackAfterEndBattle",
                                R"("BattleId":"b=","Duration":120000,"OpType":1,"Colour":"red",
                                   "FromRoomInfo":{"RoomId":"r","Score":640,"Owner_Account":"alice"},
                                   "ToRoomList":[{"RoomId":"s","Score":515,"Mood":1}])",
                                start)});
    QVERIFY(bench.show(1));
    for (const QString &part : {u"r · owner alice · score 640"_s, u"s · score 515"_s, u"120 s"_s,
                                u"all owners had left"_s, u"Colour, ToRoomList.Mood"_s})
        QVERIFY2(bench.fields().contains(part), qPrintable(part));
}

void TestInspector::saysWhatABeforeCallbackWasAnswered()
{
    Callback refused = Test::callback(
        "Live.CallbackBeforeSendGift",
        R"("RoomId":"r","GiftWater":{"From_Account":"e","To_Account":["a"],"GiftId":"rose","Count":3,"Coins":100})",
        {});
    const Callback passed = refused;
    refused.reply.body = R"({"ActionStatus":"FAIL","ErrorInfo":"no","ErrorCode":102100})";
    Bench bench({passed, refused});
    QVERIFY(bench.show(1));
    QVERIFY(bench.fields().contains(u"Asks for a decision"_s));
    QVERIFY(bench.fields().contains(u"ErrorCode 0: let it happen"_s));
    QVERIFY(bench.fields().contains(u"3 × rose"_s));
    QVERIFY(bench.show(2));
    QVERIFY(bench.fields().contains(u"ErrorCode 102100: refused"_s));
}

void TestInspector::showsABodyBehindAByteOrderMark()
{
    Callback marked = withBody("\xef\xbb\xbf{\"RoomId\":\"rid-1\"}");
    marked.verdict.flags = Flag::Recovered;
    Bench bench({marked});
    QVERIFY(bench.show(1));
    QCOMPARE(bench.payload()->lines().size(), 3);
    QCOMPARE(bench.payload()->lines()[1].text, u"  \"RoomId\": \"rid-1\""_s);
    QVERIFY(bench.fields().contains(u"line 1, column 1: a byte-order mark stands before the value"_s));
}

void TestInspector::showsAnUnreadableBodyWithItsError()
{
    Callback broken = withBody("{\n  \"RoomId\": \"rid-1\"\n  \"SeatList\": [}\n}");
    broken.verdict.rejection = Rejection::Malformed;
    broken.reply.status = 400;
    Bench bench({broken});
    QVERIFY(bench.show(1));
    QCOMPARE(bench.payload()->lines().size(), 4);
    QVERIFY(bench.fields().contains(u"Rejected"_s));
    QVERIFY(bench.fields().contains(u"line 3, column"_s));
    QVERIFY(bench.fields().contains(u"400 Bad Request"_s));
}

void TestInspector::saysWhenTheBytesCannotBeRead()
{
    Bench bench({Test::creation("rid-1", 8, start)});
    QVERIFY(bench.show(77));
    QStringList sentences;
    const QList<QLabel *> labels = bench.inspector.findChildren<QLabel *>();
    for (const QLabel *label : labels) {
        if (label->isVisible())
            sentences.append(label->text());
    }
    QVERIFY2(sentences.join(u'\n').contains(u"cannot be read"_s), qPrintable(sentences.join(u'\n')));
    bench.inspector.setDataFolder(bench.folder.filePath(u"nowhere"_s));
    QVERIFY(bench.show(1));
    QVERIFY(!bench.payload()->isVisible());
}

void TestInspector::showsRequestAndReply()
{
    Bench bench({Test::creation("rid-1", 8, start)});
    QVERIFY(bench.show(1));
    bench.openTab(u"Request"_s);
    for (const QString &part : {u"POST /callback?"_s, u"OptPlatform"_s, u"iOS"_s, u"Content-Length"_s,
                                u"203.0.113.40:51734"_s, u"HTTP version"_s, u"SIGNATURE"_s})
        QVERIFY2(bench.fields().contains(part), qPrintable(part));
    bench.openTab(u"Reply"_s);
    QVERIFY(bench.fields().contains(u"ActionStatus"_s));
}

void TestInspector::checksTheSignature_data()
{
    QTest::addColumn<QByteArray>("token");
    QTest::addColumn<QString>("requestTime");
    QTest::addColumn<QStringList>("words");
    const QString now = QString::number(start / 1000);
    const QString old = QString::number(start / 1000 - 90);
    QTest::newRow("right") << "secret"_ba << now
                           << QStringList {u"It matches the token."_s, u"0 s; 60 s are allowed"_s};
    QTest::newRow("old") << "secret"_ba << old << QStringList {u"its time is too far from ours"_s, u"90 s; 60 s"_s};
    QTest::newRow("wrong") << "other"_ba << now << QStringList {u"It does not match the token."_s};
}

void TestInspector::checksTheSignature()
{
    QFETCH(const QByteArray, token);
    QFETCH(const QString, requestTime);
    QFETCH(const QStringList, words);
    const auto hash = [&requestTime](const QByteArray &secret) {
        return QCryptographicHash::hash(QByteArray(secret + requestTime.toLatin1()), QCryptographicHash::Sha256)
            .toHex();
    };
    Callback callback = withBody("{}");
    callback.head.replace(
        " HTTP/1.1", QByteArray("&Sign=" + hash("secret") + "&RequestTime=" + requestTime.toLatin1() + " HTTP/1.1"));
    Bench bench({callback});
    ReceiverOptions options;
    QVERIFY(!options.setToken(token));
    bench.inspector.setChecks(options, false);
    QVERIFY(bench.show(1));
    bench.openTab(u"Request"_s);
    const QString fields = bench.fields();
    for (const QString &part : words
             + QStringList {QString::fromLatin1(hash("secret")), QString::fromLatin1(hash(token)),
                            u"It covers neither the body nor the path."_s})
        QVERIFY2(fields.contains(part), qPrintable(part + u" is missing in: "_s + fields));
}

void TestInspector::comparesWithTheFormerCallback()
{
    Bench bench({Test::seats("rid-1", {{.index = 4, .member = u"ann"_s}}, start),
                 Test::seats("rid-2", {{.index = 4, .member = u"eve"_s}}, start + 1),
                 Test::seats("rid-1", {{.index = 4, .member = u"bob"_s}}, start + 2)});
    QVERIFY(bench.show(1));
    bench.openTab(u"Diff"_s);
    QVERIFY(bench.fields().contains(u"nothing to compare with"_s));
    QVERIFY(bench.show(3));
    QVERIFY(bench.fields().contains(u"#1"_s));
    QVERIFY(bench.fields().contains(u"\"ann\""_s));
    QVERIFY(bench.fields().contains(u"\"bob\""_s));
    QVERIFY(!bench.fields().contains(u"eve"_s));
}

void TestInspector::comparesWithTheLastOneOfTheSameSeats()
{
    Bench bench({Test::seats("rid-1", {{.index = 4, .member = u"ann"_s}, {.index = 5, .member = u"cid"_s}}, start),
                 Test::seats("rid-1", {{.index = 7, .member = u"eve"_s}}, start + 1),
                 Test::members("rid-1", "Online", {"dan"}, start + 2),
                 Test::seats("rid-1", {{.index = 5, .member = u"bob"_s}}, start + 3),
                 Test::members("rid-1", "Online", {"fay"}, start + 4)});
    bench.openTab(u"Diff"_s);
    QVERIFY(bench.show(4));
    const QString fields = bench.fields();
    QVERIFY2(fields.contains(u"#1"_s), qPrintable(fields));
    QVERIFY2(fields.contains(u"SeatList[Index 5].Member_Account"_s), qPrintable(fields));
    QVERIFY(fields.contains(u"\"cid\""_s) && fields.contains(u"\"bob\""_s));
    QVERIFY(!fields.contains(u"eve"_s));
    // Seat 4 was listed before it, at the place that seat 5 has now: they are two.
    QVERIFY(fields.contains(u"SeatList[Index 4].Member_Account"_s));
    QVERIFY(!fields.contains(u"SeatList[0]"_s));
    QVERIFY(bench.show(5)); // no seats: the same command
    QVERIFY(bench.fields().contains(u"#3"_s));
}

void TestInspector::comparesWithAnyOtherCallback()
{
    Bench bench({Test::seats("rid-1", {{.index = 4, .member = u"ann"_s}}, start),
                 Test::seats("rid-2", {{.index = 4, .member = u"eve"_s}}, start + 1),
                 Test::seats("rid-1", {{.index = 4, .member = u"bob"_s}}, start + 2)});
    bench.openTab(u"Diff"_s);
    QVERIFY(bench.show(3));
    QVERIFY(bench.fields().contains(u"\"ann\""_s));
    // By two selected lines, as the timeline tells it.
    QSignalSpy shown(&bench.inspector, &Inspector::shown);
    bench.inspector.compareWith(2);
    QTRY_COMPARE(shown.size(), 1);
    QVERIFY(bench.fields().contains(u"\"eve\""_s) && !bench.fields().contains(u"\"ann\""_s));
    bench.inspector.compareWith(0);
    QTRY_COMPARE(shown.size(), 2);
    QVERIFY(bench.fields().contains(u"\"ann\""_s));
    // By its number, which is asked for until it is one.
    const QStringList answers {u"soon"_s, u"99"_s, u"3"_s, u"#2"_s};
    qsizetype asked = 0;
    QTimer answer;
    connect(&answer, &QTimer::timeout, this, [&] {
        auto *dialog = bench.inspector.findChild<QInputDialog *>();
        if (!dialog || asked >= answers.size())
            return;
        dialog->setTextValue(answers[asked++]);
        dialog->accept();
    });
    answer.start(0);
    const QList<FieldBrowser *> browsers = bench.inspector.findChildren<FieldBrowser *>();
    const auto diff = std::find_if(browsers.begin(), browsers.end(), [](const FieldBrowser *browser) {
        return browser->toHtml().contains(u"compare:"_s);
    });
    QVERIFY(diff != browsers.end());
    emit(*diff)->anchorClicked(QUrl(u"compare:"_s));
    answer.stop();
    QCOMPARE(asked, answers.size());
    QTRY_COMPARE(shown.size(), 3);
    QVERIFY(bench.fields().contains(u"\"eve\""_s));
    // Another callback has its own predecessor.
    QVERIFY(bench.show(1));
    QVERIFY(bench.fields().contains(u"nothing to compare with"_s));
}

void TestInspector::onlyTheLastOneWantedIsShown()
{
    QList<Callback> callbacks;
    for (int i = 0; i < 20; ++i)
        callbacks.append(Test::seats("rid-1", {{.index = i, .member = u"m%1"_s.arg(i)}}, start + i));
    Bench bench(callbacks);
    QSignalSpy shown(&bench.inspector, &Inspector::shown);
    for (qint64 id = 1; id <= 20; ++id)
        bench.inspector.showCallback(id);
    QTRY_VERIFY(!shown.isEmpty());
    QCOMPARE(shown.size(), 1);
    QCOMPARE(shown.first().first().toLongLong(), 20);
    QVERIFY(bench.fields().contains(u"m19"_s));
    bench.inspector.showCallback(5);
    bench.inspector.clear();
    QVERIFY(bench.show(7));
    QCOMPARE(shown.last().first().toLongLong(), 7);
}

void TestInspector::copiesValueAndPath()
{
    Bench bench({Test::seats("rid-1", {{.index = 4, .member = u"ann"_s}}, start)});
    QVERIFY(bench.show(1));
    bench.payload()->setFocus();
    while (bench.payload()->currentPath() != u"SeatList[0].Member_Account"_s)
        QTest::keyClick(bench.payload(), Qt::Key_Down);
    QCOMPARE(bench.copied(u"Copy Value"_s), u"ann"_s);
    QCOMPARE(bench.copied(u"Copy Path"_s), u"SeatList[0].Member_Account"_s);
    QCOMPARE(bench.copied(u"Copy Callback Id"_s), u"1"_s);
    QVERIFY(bench.copied(u"Copy as curl Command"_s).startsWith(u"curl "_s));
    bench.openTab(u"Tree"_s);
    auto *tree = bench.inspector.findChild<QTreeView *>();
    tree->setCurrentIndex(tree->model()->index(1, 1));
    QCOMPARE(bench.copied(u"Copy Value"_s), u"rid-1"_s);
    QCOMPARE(bench.copied(u"Copy Path"_s), u"RoomId"_s);
}

void TestInspector::saysWhyARequestWasRefused()
{
    Callback refused = withBody({});
    judgeRefused(refused, Rejection::Malformed, 400, u"line 3: there is a second Host header"_s, {});
    Bench bench({refused});
    QVERIFY(bench.show(1));
    QVERIFY(bench.fields().contains(u"Line 3: there is a second Host header. It could not be read"_s));
    QVERIFY(!bench.fields().contains(u"JSON"_s));
}

void TestInspector::saysThatABodyWasNotKept_data()
{
    QTest::addColumn<qint64>("announced");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QString>("sentence");
    QTest::addColumn<QString>("size");
    QTest::addColumn<QByteArray>("comment"); // of the curl command
    QTest::newRow("nothing")
        << qint64(5'000'000) << QByteArray()
        << u"Body. It was not kept: 5.0 MB were announced, and the request was refused before them."_s
        << u"5.0 MB, not kept"_s << "# The body was not kept"_ba;
    QTest::newRow("the beginning") << qint64(5'000'000) << QByteArray(R"({"a":)")
                                   << u"Body. Only its beginning was kept, 5 B of 5.0 MB: the request was refused "
                                      "before its end."_s
                                   << u"5.0 MB, of which 5 B were kept"_s << "# Only the beginning of the body"_ba;
    QTest::newRow("all") << qint64(5) << QByteArray(R"({"a":)") << QString() << u"5 B"_s << QByteArray();
    QTest::newRow("none") << qint64(0) << QByteArray() << QString() << u"0 B"_s << QByteArray();
}

void TestInspector::saysThatABodyWasNotKept()
{
    QFETCH(const qint64, announced);
    QFETCH(const QByteArray, body);
    QFETCH(const QString, sentence);
    QFETCH(const QString, size);
    QFETCH(const QByteArray, comment);
    Callback refused = withBody(body);
    const qsizetype length = refused.head.indexOf("Content-Length: ");
    refused.head = QByteArray(refused.head.first(length) + "Content-Length: " + QByteArray::number(announced));
    const bool isLate = !body.isEmpty() && announced > body.size();
    judgeRefused(refused, Rejection::Malformed, isLate ? 408 : 400, u"refused"_s, {});
    Bench bench({refused});
    QVERIFY(bench.show(1));
    bench.openTab(u"Request"_s);
    QVERIFY2(bench.fields().split(u'\n').contains(size), qPrintable(bench.fields()));
    QVERIFY2(bench.fields().contains(sentence), qPrintable(bench.fields()));
    QCOMPARE(bench.fields().contains(u"the body is empty"_s), announced == 0);
    for (const QString &tab : {u"Payload"_s, u"Raw"_s}) {
        bench.openTab(tab);
        const QString text = (tab == u"Raw"_s ? bench.rawText() : bench.payload())->lines().value(0).text;
        QCOMPARE(text,
                 body.isEmpty() ? (announced > 0 ? u"(the body was not kept)"_s : u"(the body is empty)"_s)
                                : QString::fromUtf8(body));
    }
    const QString command = bench.copied(u"Copy as curl Command"_s);
    QVERIFY2(comment.isEmpty() ? command.startsWith(u"curl "_s) : command.startsWith(QString::fromLatin1(comment)),
             qPrintable(command));
    QVERIFY(command.contains(u"\ncurl "_s) || comment.isEmpty());
}

void TestInspector::saysTimesInWords()
{
    const auto former = qScopeGuard([was = qgetenv("TZ")] {
        qputenv("TZ", was);
        ::tzset();
    });
    qputenv("TZ", "Asia/Shanghai");
    ::tzset();
    Callback callback
        = withBody(R"({"RoomInfo":{"CreateTime":1764500000},"EventTime":1764500000123,"Text":"1764500000123"})");
    callback.head.replace(" HTTP/1.1", "&Sign=00&RequestTime=1764500001 HTTP/1.1");
    Bench bench({callback});
    QVERIFY(bench.show(1));
    const QString words = u"1764500000123 · 2025-11-30 18:53:20.123 +08:00"_s;
    QVERIFY2(bench.fields().contains(words), qPrintable(bench.fields()));
    QVERIFY(bench.fields().contains(u"UTC+08:00 (Asia/Shanghai)"_s));
    // Beside the text, not in it.
    QVERIFY(bench.payload()->accessibleDescription().contains(u"1764500000123, · 2025-11-30 18:53:20.123 +08:00"_s));
    bench.payload()->selectAll();
    QVERIFY(!bench.payload()->selectedText().contains(u"2025"_s));

    bench.openTab(u"Tree"_s);
    auto *tree = bench.inspector.findChild<QTreeView *>();
    const QModelIndex time = tree->model()->index(1, 1);
    QCOMPARE(time.data().toString(), words);
    QCOMPARE(tree->model()->index(0, 1, tree->model()->index(0, 0)).data().toString(),
             u"1764500000 · 2025-11-30 18:53:20 +08:00"_s);
    QCOMPARE(tree->model()->index(2, 1).data().toString(), u"\"1764500000123\""_s);
    tree->setCurrentIndex(time);
    QCOMPARE(bench.copied(u"Copy Value"_s), u"1764500000123"_s);
    QGuiApplication::clipboard()->clear();
    QTest::keySequence(tree, QKeySequence::Copy);
    QCOMPARE(QGuiApplication::clipboard()->text(), u"1764500000123"_s);
    bench.openTab(u"Request"_s);
    QVERIFY2(bench.fields().contains(u"2025-11-30 18:53:21 +08:00"_s), qPrintable(bench.fields()));
}

void TestInspector::saysWhetherTheApplicationIsChecked_data()
{
    QTest::addColumn<QStringList>("accepted");
    QTest::addColumn<bool>("follows");
    QTest::addColumn<QString>("text");
    QTest::newRow("it is") << QStringList {u"1"_s, u"1400900001"_s} << false << u"1400900001 ✓ checked"_s;
    QTest::newRow("any is accepted") << QStringList() << false << u"1400900001, not checked"_s;
    QTest::newRow("another one is") << QStringList {u"1400900002"_s} << false << u"1400900001 ✗ not accepted"_s;
    QTest::newRow("another program receives") << QStringList {u"1400900002"_s} << true << u"1400900001"_s;
}

void TestInspector::saysWhetherTheApplicationIsChecked()
{
    QFETCH(const QStringList, accepted);
    QFETCH(const bool, follows);
    QFETCH(const QString, text);
    Bench bench({withBody("{}")});
    ReceiverOptions options;
    QVERIFY(!options.setSdkAppIds(accepted));
    QVERIFY(bench.show(1));
    bench.inspector.setChecks(options, follows);
    const QStringList lines = bench.fields().split(u'\n');
    QVERIFY2(lines.contains(text), qPrintable(bench.fields()));
}

void TestInspector::aRecoveredBodyLeadsToItsError()
{
    QByteArray body = "{\n  \"CallbackCommand\": \"Mic.CallbackAfterSeatInfoChanged\",\n  \"RoomId\": \"rid-1\",\n";
    for (int i = 0; i < 300; ++i)
        body += "  \"Extra" + QByteArray::number(i) + "\": 1,\n";
    body += "  \"Extra\": 1,\n}"; // a comma too many
    Callback recovered = withBody(body);
    judge(recovered, {});
    QVERIFY(recovered.verdict.flags.testFlag(Flag::Recovered));
    Bench bench({recovered});
    QVERIFY(bench.show(1));
    QVERIFY2(bench.fields().contains(u"Not valid JSON from line 305, column 1"_s), qPrintable(bench.fields()));
    const QList<FieldBrowser *> browsers = bench.inspector.findChildren<FieldBrowser *>();
    for (FieldBrowser *browser : browsers) {
        if (browser->toHtml().contains(u"fault:"_s))
            emit browser->anchorClicked(QUrl(u"fault:"_s));
    }
    PayloadView *const raw = bench.rawText();
    QVERIFY(raw->isVisible());
    QTRY_VERIFY(raw->cursorRectangle().isValid());
    QVERIFY(raw->viewport()->rect().contains(raw->cursorRectangle()));
}

void TestInspector::findsInTheBody()
{
    Bench bench({withBody(R"({"RoomId":"Room-1","Rooms":["room-1","ROOM-1"],"EventTime":1795468443380})"),
                 withBody(R"({"RoomId":"ROOM-1","EventTime":1795468443380})")});
    QVERIFY(bench.show(1));
    PayloadView *const payload = bench.payload();
    auto *bar = bench.inspector.findChild<FindBar *>();
    const auto count = [bar] { return bar->findChild<QLabel *>()->text(); };
    QVERIFY(!bar->isVisible());
    payload->setFocus();
    QTest::keyClick(payload, Qt::Key_F, Qt::ControlModifier);
    QVERIFY(bar->isVisible());
    auto *field = bar->findChild<QLineEdit *>();
    QTest::keyClicks(field, u"room-1"_s);
    QTRY_COMPARE(count(), u"1/3"_s);
    QCOMPARE(payload->selectedText(), u"Room-1"_s);
    QTest::keyClick(field, Qt::Key_Return);
    QCOMPARE(count(), u"2/3"_s);
    QCOMPARE(payload->selectedText(), u"room-1"_s);
    QTest::keyClick(field, Qt::Key_F3);
    QCOMPARE(count(), u"3/3"_s);
    QTest::keyClick(payload, Qt::Key_F3); // from the start again
    QCOMPARE(count(), u"1/3"_s);
    QTest::keyClick(field, Qt::Key_Return, Qt::ShiftModifier);
    QCOMPARE(payload->selectedText(), u"ROOM-1"_s);
    QTest::keyClick(payload, Qt::Key_Home, Qt::ControlModifier); // the reader goes elsewhere
    QTest::keyClick(payload, Qt::Key_F3);
    QCOMPARE(count(), u"1/3"_s);

    bar->findChild<QToolButton *>()->click(); // upper and lower case
    QTRY_COMPARE(count(), u"1/1"_s);
    QVERIFY(bench.show(2)); // the next body is looked through, too
    QTRY_COMPARE(count(), u"no hits"_s);
    bar->findChild<QToolButton *>()->click();
    QTRY_COMPARE(count(), u"1/1"_s);
    bench.openTab(u"Tree"_s);
    QVERIFY(!bar->isVisible());
    bench.openTab(u"Raw"_s);
    QVERIFY(bar->isVisible());
    QTRY_COMPARE(count(), u"1 hit"_s);
    QTest::keyClick(field, Qt::Key_F3);
    QCOMPARE(bench.rawText()->selectedText(), u"ROOM-1"_s);
    QTest::keyClick(field, Qt::Key_Escape);
    QVERIFY(!bar->isVisible());
    QCOMPARE(bench.rawText()->hitCount(), 0);
    QVERIFY(bench.rawText()->hasFocus());
}

void TestInspector::findsInMegabytes()
{
    QByteArray body = R"({"RoomId":"rid-1","List":[)";
    for (int i = 0; i < 200'000; ++i)
        body += "{\"Index\":" + QByteArray::number(i) + ",\"Text\":\"七\"},";
    body += "0],\"EventTime\":1795468443380}";
    QVERIFY(body.size() > 5'000'000);
    Bench bench({withBody(body)});
    QVERIFY(bench.show(1));
    for (const QString &tab : {u"Payload"_s, u"Raw"_s}) { // many lines, and a single one
        bench.openTab(tab);
        bench.inspector.openFindBar();
        auto *bar = bench.inspector.findChild<FindBar *>();
        bar->findChild<QLineEdit *>()->clear();
        bar->findChild<QLineEdit *>()->setText(u"Index"_s);
        QTRY_COMPARE(bar->findChild<QLabel *>()->text(), u"1/"_s + countText(200'000));
        bar->findChild<QLineEdit *>()->setText(u"199999"_s);
        QTRY_COMPARE(bar->findChild<QLabel *>()->text(), u"1/1"_s);
        PayloadView *const view = tab == u"Raw"_s ? bench.rawText() : bench.payload();
        QCOMPARE(view->selectedText(), u"199999"_s);
        QVERIFY(view->viewport()->rect().contains(view->cursorRectangle()));
    }
}

void TestInspector::payloadIsSelectedWithTheKeyboard()
{
    PayloadView view;
    view.resize(300, 200);
    view.setLines({{.text = u"first"_s}, {.text = u"第二 line"_s}, {.text = u"third"_s}});
    view.show();
    QTest::keyClick(&view, Qt::Key_Down, Qt::ShiftModifier);
    QTest::keyClick(&view, Qt::Key_Right, Qt::ShiftModifier);
    QCOMPARE(view.selectedText(), u"first\n第"_s);
    QTest::keyClick(&view, Qt::Key_End, Qt::ControlModifier | Qt::ShiftModifier);
    QCOMPARE(view.selectedText(), u"first\n第二 line\nthird"_s);
    QTest::keyClick(&view, Qt::Key_C, Qt::ControlModifier);
    QCOMPARE(QGuiApplication::clipboard()->text(), u"first\n第二 line\nthird"_s);
    QTest::keyClick(&view, Qt::Key_Home, Qt::ControlModifier);
    QVERIFY(view.selectedText().isEmpty());
    QTest::keyClick(&view, Qt::Key_A, Qt::ControlModifier);
    QCOMPARE(view.selectedText(), u"first\n第二 line\nthird"_s);
}

void TestInspector::longLinesCostNothing()
{
    // Painted as fast as others of a tenth of their length; whatever else the machine does, it does to both.
    const auto timeToPaint = [](PayloadView &view) {
        qint64 best = std::numeric_limits<qint64>::max();
        for (int i = 0; i < 20; ++i) {
            QElapsedTimer timer;
            timer.start();
            view.grab();
            best = std::min(best, timer.nsecsElapsed());
        }
        return best;
    };
    const auto wideText
        = [](qsizetype length) { return QString(u"七"_s.repeated(length) + QChar(0xd83d) + QChar(0xde00)); };
    PayloadView shorter;
    PayloadView view;
    for (PayloadView *each : {&shorter, &view})
        each->resize(300, 200);
    shorter.setLines({{.text = QString(200'000, u'x')}, {.text = wideText(50'000)}});
    const QString wide = wideText(500'000);
    view.setLines({{.text = QString(2'000'000, u'x')}, {.text = wide}});
    shorter.show();
    view.show();
    const qint64 little = timeToPaint(shorter);
    const qint64 much = timeToPaint(view);
    QVERIFY2(much < 4 * little, qPrintable(u"%1 ns, %2 ns"_s.arg(little).arg(much)));
    view.selectAll();
    QCOMPARE(view.selectedText(), QString(QString(2'000'000, u'x') + u'\n' + wide));
}

void TestInspector::charactersThatCannotBeSeenAreShownAndCopiedAsTheyCame()
{
    // A right-to-left override, a space of no width, a language tag beyond 16 bits, a no-break space; tabs stay.
    const QString line
        = QString(u"\t{\"Member_Account\": \"" + QString(QChar(0x202e)) + u"ecila" + QString(QChar(0x200b))
                  + QString::fromUcs4(U"\U000E0041") + u"\"," + QString(QChar(0xa0)) + u"\"ann\": 1}");
    Bench bench({withBody(line.toUtf8())});
    QVERIFY(bench.show(1));
    bench.openTab(u"Raw"_s);
    PayloadView *const view = bench.rawText();
    Test::PaintedWords paper;
    view->viewport()->render(&paper);
    const QString painted = paper.texts().join(QString());
    for (const QString &number : {u"[U+202E]"_s, u"[U+200B]"_s, u"[U+E0041]"_s, u"[U+00A0]"_s})
        QVERIFY2(painted.contains(number), qPrintable(painted));
    QVERIFY2(!painted.contains(QChar(0x202e)) && !painted.contains(u"U+0009"_s), qPrintable(painted));
    QVERIFY(view->accessibleDescription().contains(u"[U+202E]ecila"_s));

    view->selectAll();
    QCOMPARE(view->selectedText(), line);
    QTest::keyClick(view, Qt::Key_C, Qt::ControlModifier);
    QCOMPARE(QGuiApplication::clipboard()->text(), line);
    // The keyboard goes over a character, the mouse to what is under it.
    QTest::keyClick(view, Qt::Key_Home, Qt::ControlModifier);
    const int before = int(line.indexOf(QChar(0x202e)));
    for (int i = 0; i < before; ++i)
        QTest::keyClick(view, Qt::Key_Right);
    const QRect from = view->cursorRectangle();
    QTest::keyClick(view, Qt::Key_Right, Qt::ShiftModifier);
    QCOMPARE(view->selectedText(), QString(QChar(0x202e)));
    const QRect to = view->cursorRectangle();
    const int cell = view->fontMetrics().averageCharWidth();
    QVERIFY2(to.x() - from.x() > 5 * cell, qPrintable(QString::number(to.x() - from.x())));
    QTest::mouseClick(view->viewport(), Qt::LeftButton, {}, to.center());
    QTest::keyClick(view, Qt::Key_End, Qt::ShiftModifier);
    QCOMPARE(view->selectedText(), line.sliced(before + 1));
    const PayloadHit hit {.line = 0, .column = int(line.indexOf(u"ann"_s))};
    view->setHits({hit}, 3);
    view->goToHit(PayloadView::Towards::Next);
    QCOMPARE(view->selectedText(), u"ann"_s);
}

void TestInspector::linesBeginAtTheLeft()
{
    PayloadView view;
    view.resize(300, 200);
    view.setLines({{.text = u"\"مريم\","_s}, {.text = u"plain"_s}}); // whatever the direction of the first letter
    view.show();
    QTest::keyClick(&view, Qt::Key_End);
    QVERIFY(view.viewport()->rect().contains(view.cursorRectangle()));
}

QTEST_MAIN(TestInspector)
#include "tst_inspector.moc"
