// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/filter/filter.h"
#include "tests/support/callbacks.h"

#include <QtTest>

using namespace Qt::StringLiterals;
using namespace Roomscope;
using namespace Roomscope::Test;

class TestFilter final : public QObject
{
    Q_OBJECT

private slots:
    void expressionsFindTheirRows_data();
    void expressionsFindTheirRows();
    void errorsPointAtTheirPlace_data();
    void errorsPointAtTheirPlace();
};

void TestFilter::expressionsFindTheirRows_data()
{
    // Rows: 0 rid-1 seat 3 alice seat-taken, 1 rid-1 seat 3 alice seat-locked, 2 rid-12 seat 4 Bob Smith seat-taken,
    // 3 the duplicate of row 2, 4 rejected.
    QTest::addColumn<QString>("expression");
    QTest::addColumn<QList<int>>("rows");
    const auto row = [](const char *expression, const QList<int> &rows) {
        QTest::newRow(*expression ? expression : "(empty)") << QString::fromUtf8(expression) << rows;
    };
    row("", {0, 1, 2, 3, 4});
    row("room:rid-1", {0, 1});
    row("room:rid-1*", {0, 1, 2, 3, 4});
    row("seat:3", {0, 1});
    row("seat:3|4", {0, 1, 2});
    row("user:ALICE", {0, 1});
    row("user:\"Bob Smith\"", {2});
    row("kind:seat-locked", {1});
    row("kind:seat", {0, 1, 2});
    row("kind:seat-locked|no-change", {1, 3});
    row("-kind:seat-locked", {0, 2, 3, 4});
    row("verdict:duplicate", {3});
    row("verdict:flagged", {3});
    row("verdict:rejected", {4});
    row("verdict:sdkappid", {4});
    row("cmd:Mic.*", {0, 1, 2, 3, 4});
    row("platform:ios", {0, 1, 2, 3, 4});
    row("operator:host", {0, 1});
    row("smith", {2});
    row("\"bob smith\"", {2});
    row("room:rid-1 kind:seat-taken", {0});
    row("nothing", {});
    row("-alice", {2, 3, 4});
}

void TestFilter::expressionsFindTheirRows()
{
    QFETCH(QString, expression);
    QFETCH(QList<int>, rows);
    RoomStore store;
    const Callback bob = seats("rid-12", {{4, u"Bob Smith"_s}}, 2000);
    Callback rejected = bob;
    rejected.verdict.rejection = Rejection::SdkAppId;
    Timeline timeline;
    timeline.append({store.apply(seats("rid-1", {{3, u"alice"_s, true}}, 1000, "host")), store.apply(bob),
                     store.apply(bob), store.apply(rejected)});
    const auto filter = Filter::parse(expression);
    QVERIFY(std::holds_alternative<Filter>(filter));
    QList<int> found;
    for (qint64 number = timeline.firstNumber(); number < timeline.endNumber(); ++number) {
        if (std::get<Filter>(filter).matches(timeline.row(number), timeline.texts()))
            found.append(int(number));
    }
    QCOMPARE(found, rows);
}

void TestFilter::errorsPointAtTheirPlace_data()
{
    QTest::addColumn<QString>("expression");
    QTest::addColumn<int>("position");
    QTest::addColumn<QString>("word");
    QTest::newRow("unknown key") << u"a romm:x"_s << 2 << u"romm"_s;
    QTest::newRow("unknown kind") << u"kind:seat-loked"_s << 5 << u"seat-loked"_s;
    QTest::newRow("unknown verdict") << u"verdict:bad"_s << 8 << u"bad"_s;
    QTest::newRow("no seat") << u"seat:x"_s << 5 << u"x"_s;
    QTest::newRow("no value") << u"room:"_s << 0 << u"room:"_s;
    QTest::newRow("open quote") << u"a \"b"_s << 2 << u"\"b"_s;
}

void TestFilter::errorsPointAtTheirPlace()
{
    QFETCH(QString, expression);
    QFETCH(int, position);
    QFETCH(QString, word);
    const auto filter = Filter::parse(expression);
    QVERIFY(std::holds_alternative<FilterError>(filter));
    const FilterError error = std::get<FilterError>(filter);
    QCOMPARE(error.position, position);
    QCOMPARE(expression.sliced(error.position, error.length), word);
    QVERIFY(!error.sentence.isEmpty());
}

QTEST_APPLESS_MAIN(TestFilter)
#include "tst_filter.moc"
