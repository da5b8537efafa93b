// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/journal/journal.h"
#include "core/payload/payloadmodel.h"
#include "core/session/session.h"
#include "tests/support/callbacks.h"
#include "tests/support/opensession.h"
#include "tests/support/patience.h"
#include "ui/inspector/fieldbrowser.h"
#include "ui/inspector/inspector.h"
#include "ui/inspector/payloadtree.h"
#include "ui/inspector/payloadview.h"
#include "ui/rooms/roomtabs.h"
#include "ui/timeline/filterterms.h"
#include "ui/timeline/timelineview.h"
#include "ui/window/mainwindow.h"
#include "ui/words/errorwords.h"
#include "ui/words/showntext.h"
#include "ui/words/words.h"

#include <QAction>
#include <QClipboard>
#include <QElapsedTimer>
#include <QGuiApplication>
#include <QLabel>
#include <QMenu>
#include <QSettings>
#include <QSignalSpy>
#include <QTabBar>
#include <QTemporaryDir>
#include <QTest>
#include <QTextDocument>

using namespace Qt::StringLiterals;
using namespace Roomscope;
using namespace Roomscope::Test;

/// Texts of two megabytes, wherever the window shows texts of others: cut, so that no frame waits for them.
class TestLongTexts final : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void aLongTextIsCutWithItsLength();
    void allPlacesShowThemCut_data();
    void allPlacesShowThemCut();
    void theWholeTextCanBeCopied();
    void theFilterFindsThem();

private:
    std::unique_ptr<QTemporaryDir> m_folder;
};

namespace {

constexpr qsizetype mostShown = 2000; ///< Characters in one text; a sentence may hold a few that were cut.
constexpr qsizetype mostBytes = 2 * 1024 * 1024 - 4096; ///< The rest of the body has room beside it.

QByteArray repeated(const QByteArray &sign, qsizetype bytes)
{
    return sign.repeated(bytes / sign.size());
}

/// A window over a session in which everything that others name has that long name.
struct Bench
{
    QTemporaryDir folder;
    std::unique_ptr<Session> session = sessionIn(folder.path());
    Monitor &monitor = *session->monitor();
    Journal journal;
    MainWindow window {session.get()};
    Inspector *inspector = window.findChild<Inspector *>();

    explicit Bench(const QByteArray &name)
    {
        window.resize(1400, 900);
        window.show();
        if (const auto failure = journal.open(folder.path()))
            qFatal("%s", qPrintable(errorText(*failure)));
        constexpr qint64 start = 1'795'468'443'380;
        QList<Callback> callbacks {
            creation("rid-1", 4, start, name),
            seats("rid-1", {{1, QString::fromUtf8(name)}}, start + 1),
            seats("rid-1", {{1, u"bob"_s}}, start + 2, name),
            seats("rid-1", {{2, QString::fromUtf8(name)}, {3, QString::fromUtf8(name.left(name.size() / 2))}},
                  start + 3),
            seats(name, {{1, u"eve"_s}, {2, u"eve"_s}}, start + 4),
            callback(name, "\"RoomId\":\"rid-1\",\"Name\":\"" + name + '"', start + 5),
            members("rid-1", "Online", {name}, start + 6),
        };
        callbacks[3].body = callbacks[3].body.left(2 * 1024 * 1024);
        qint64 id = 0;
        for (Callback &each : callbacks) {
            each.id = ++id;
            each.head += "\r\nX-Long: " + name.left(60'000);
            each.reply.body = R"({"ErrorInfo":")" + name + R"("})";
        }
        journal.append(callbacks);
        monitor.ingest(callbacks);
    }

    /// False: it cannot be read.
    [[nodiscard]] bool show(qint64 id) const
    {
        QSignalSpy shown(inspector, &Inspector::shown);
        emit inspector->callbackRequested(id);
        return QTest::qWaitFor([&] { return !shown.isEmpty() && shown.last().first().toLongLong() == id; }, patienceMs);
    }

    static void checkModel(const QAbstractItemModel *model, const QModelIndex &parent, QStringList &tooLong)
    {
        for (int row = 0; row < std::min(model->rowCount(parent), 100); ++row) {
            for (int column = 0; column < model->columnCount(parent); ++column) {
                const QModelIndex index = model->index(row, column, parent);
                for (const int role : {int(Qt::DisplayRole), int(Qt::ToolTipRole), int(Qt::AccessibleTextRole)}) {
                    const qsizetype size = index.data(role).toString().size();
                    if (size > mostShown)
                        tooLong.append(u"%1: %2 in role %3"_s.arg(QString::fromLatin1(model->metaObject()->className()))
                                           .arg(size)
                                           .arg(role));
                }
                if (column == 0)
                    checkModel(model, index, tooLong);
            }
        }
    }
    /// Where a text is that has not been cut.
    [[nodiscard]] QStringList tooLong() const
    {
        QStringList found;
        for (const QAbstractItemView *view : window.findChildren<QAbstractItemView *>()) {
            if (view->model())
                checkModel(view->model(), {}, found);
        }
        const auto check = [&found](const QObject *object, qsizetype size) {
            if (size > mostShown)
                found.append(
                    u"%1 %2: %3"_s.arg(QString::fromLatin1(object->metaObject()->className()), object->objectName())
                        .arg(size));
        };
        for (const QLabel *label : window.findChildren<QLabel *>())
            check(label, label->text().size());
        for (const QWidget *widget : window.findChildren<QWidget *>())
            check(widget, std::max(widget->toolTip().size(), widget->accessibleName().size()));
        for (const QAction *action : window.findChildren<QAction *>())
            check(action, action->text().size());
        for (const QTabBar *bar : window.findChildren<QTabBar *>()) {
            for (int tab = 0; tab < bar->count(); ++tab)
                check(bar, std::max(bar->tabText(tab).size(), bar->tabToolTip(tab).size()));
        }
        for (const FieldBrowser *browser : window.findChildren<FieldBrowser *>())
            check(browser, browser->document()->characterCount() / 20);
        return found;
    }

    /// The slowest turn of showing all there is of all callbacks, when nothing is read any more.
    [[nodiscard]] qint64 slowestFrame()
    {
        qint64 slowest = 0;
        QElapsedTimer timer;
        const auto frame = [&](const auto &act) {
            timer.start();
            act();
            QCoreApplication::processEvents();
            window.grab();
            slowest = std::max(slowest, timer.nsecsElapsed());
        };
        auto *tabs = inspector->findChild<QTabBar *>(u"inspectorTabs"_s);
        for (const qint64 id : {2, 3, 6}) {
            tabs->setCurrentIndex(0);
            if (!show(id))
                return std::numeric_limits<qint64>::max();
            for (int tab = 0; tab < tabs->count(); ++tab)
                frame([&] { tabs->setCurrentIndex(tab); });
        }
        auto *rooms = window.findChild<RoomTabs *>();
        frame([&] { rooms->showWall(); });
        frame([&] { window.openRoom(monitor.rooms().keys().first()); });
        frame([&] { window.openRoom(monitor.rooms().keys().last()); });
        return slowest;
    }
};

} // namespace

void TestLongTexts::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, m_folder->path());
}

void TestLongTexts::aLongTextIsCutWithItsLength()
{
    QCOMPARE(shownText(u"min-jun"), u"min-jun"_s);
    const QString most(600, u'x');
    QCOMPARE(shownText(most), most);
    const QString text = u"begin"_s + QString(2'000'000, u'x') + u"end"_s;
    const QString shown = shownText(text);
    QVERIFY(shown.size() < 500);
    QVERIFY(shown.startsWith(u"beginx"_s));
    QVERIFY(shown.endsWith(u"xend"_s));
    QVERIFY2(shown.contains(countText(text.size())), qPrintable(shown));
    // No character is cut in two.
    const QString pairs = u"😀"_s.repeated(1000);
    for (const QString &each : {pairs, QString(u'x' + pairs)})
        QVERIFY(shownText(each).isValidUtf16());
}

void TestLongTexts::allPlacesShowThemCut_data()
{
    QTest::addColumn<QByteArray>("sign");
    QTest::newRow("one letter") << QByteArray("a");
    QTest::newRow("spaces") << QByteArray(" ");
    QTest::newRow("brackets") << QByteArray("[");
    QTest::newRow("combining marks") << QByteArray("\xcc\x81");
    QTest::newRow("CJK") << QByteArray("\xe4\xb8\x83");
}

void TestLongTexts::allPlacesShowThemCut()
{
    QFETCH(const QByteArray, sign);
    Bench shorter(repeated(sign, 3000));
    const qint64 little = shorter.slowestFrame();
    QCOMPARE(shorter.tooLong(), QStringList());
    Bench bench(repeated(sign, mostBytes));
    const qint64 much = bench.slowestFrame();
    QCOMPARE(bench.tooLong(), QStringList());
    // Whatever else the machine does, it does to both; uncut it takes hundreds of times as long.
    QVERIFY2(much < 30 * little, qPrintable(u"%1 ms, %2 ms"_s.arg(little / 1'000'000).arg(much / 1'000'000)));
}

void TestLongTexts::theWholeTextCanBeCopied()
{
    const QByteArray name = repeated("a", mostBytes);
    Bench bench(name);
    QVERIFY(bench.show(2));
    QClipboard *clipboard = QGuiApplication::clipboard();
    // By the link beside the text that was cut.
    bench.inspector->findChild<QTabBar *>(u"inspectorTabs"_s)->setCurrentIndex(4);
    const QList<FieldBrowser *> browsers = bench.inspector->findChildren<FieldBrowser *>();
    const auto copiesAll = [&](const QByteArray &whole) {
        return std::any_of(browsers.begin(), browsers.end(), [&](FieldBrowser *browser) {
            clipboard->clear();
            if (browser->toHtml().contains(u"copy:0"_s))
                emit browser->anchorClicked(QUrl(u"copy:0"_s));
            return clipboard->text().toUtf8() == whole;
        });
    };
    QVERIFY(copiesAll(R"({"ErrorInfo":")" + name + R"("})"));
    // By the menu of the tree.
    bench.inspector->findChild<QTabBar *>(u"inspectorTabs"_s)->setCurrentIndex(1);
    auto *tree = bench.inspector->findChild<PayloadTree *>();
    const QModelIndexList members
        = tree->model()->match(tree->model()->index(0, 0), Qt::DisplayRole, u"Member_Account"_s, 1, Qt::MatchRecursive);
    QCOMPARE(members.size(), 1);
    tree->setCurrentIndex(members.first());
    bench.inspector->copyActions().first()->trigger();
    QCOMPARE(clipboard->text().toUtf8(), name);
}

void TestLongTexts::theFilterFindsThem()
{
    const QByteArray name = repeated("a b", mostBytes);
    Bench bench(name);
    const QString term = filterTerm(u"user"_s, QString::fromUtf8(name));
    QVERIFY(term.size() < 1000);
    const auto parsed = Filter::parse(term);
    QVERIFY(std::holds_alternative<Filter>(parsed));
    Timeline rows;
    TimelineModel lines {&rows};
    QObject::connect(&bench.monitor, &Monitor::applied, &rows, &Timeline::append);
    lines.setFilter(std::get<Filter>(parsed));
    bench.monitor.ingest({seats("rid-9", {{1, QString::fromUtf8(name)}}, 1'795'468'449'000)});
    QCOMPARE(lines.rowCount(), 1);
}

QTEST_MAIN(TestLongTexts)
#include "tst_longtexts.moc"
