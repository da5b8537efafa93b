// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/timeline/filterterms.h"
#include "ui/words/detailwords.h"
#include "ui/words/eventwords.h"
#include "ui/words/showntext.h"
#include "ui/words/words.h"

#include "core/base/packedtext.h"
#include "core/base/times.h"

#include "core/filter/filter.h"
#include "core/rooms/roomstore.h"
#include "tests/support/callbacks.h"

#include <QDateTime>
#include <QScopeGuard>
#include <QSet>
#include <QTest>
#include <QTextDocument>

#include <ctime>

using namespace Qt::StringLiterals;
using namespace Roomscope;
using namespace Roomscope::Test;

class TestWords : public QObject
{
    Q_OBJECT

private slots:
    void momentsAreReadAsAPersonWritesThem_data();
    void momentsAreReadAsAPersonWritesThem();
    void everyKindHasItsOwnTitleAndSentence();
    void derivedChangesSaySo();
    void namesAreNoPlacesForOtherWords();
    void toolTipsTakeNoNameForHtml();
    void namesDeceiveNobody_data();
    void namesDeceiveNobody();
    void onesAreNotMany();
    void protocolWordsAreExplained_data();
    void protocolWordsAreExplained();
    void whatIsSentPassesForNothingElse_data();
    void whatIsSentPassesForNothingElse();
    void everyVerdictHasItsOwnWordsAndAdvice();
    void severalFlagsAreAllNamed();
    void delays_data();
    void delays();
    void durations();
    void sizesAndCounts();
    void timesOfOtherDaysHaveADate_data();
    void timesOfOtherDaysHaveADate();
    void filterTermsFindTheirValue();
};

namespace {

Change exampleOf(ChangeKind kind)
{
    return {.kind = kind,
            .room = u"rid-1"_s,
            .seat = 4,
            .fromSeat = 2,
            .member = u"ann"_s,
            .previous = u"bob"_s,
            .details = {.content = CreationDetails {u"what"_s}}};
}

} // namespace

void TestWords::everyKindHasItsOwnTitleAndSentence()
{
    QSet<QString> titles;
    QSet<QString> sentences;
    for (int kind = 0; kind < changeKindCount; ++kind) {
        titles.insert(changeTitle(ChangeKind(kind)));
        sentences.insert(changeSentence(exampleOf(ChangeKind(kind))));
        const ChangeWords parts = changeInTwoParts(exampleOf(ChangeKind(kind)));
        QVERIFY(!parts.subject.isEmpty());
        QVERIFY(!parts.transition.isEmpty());
    }
    QCOMPARE(titles.size(), changeKindCount);
    QCOMPARE(sentences.size(), changeKindCount);
    QVERIFY(!titles.contains(QString()));
    QVERIFY(!sentences.contains(QString()));
    QCOMPARE(changeSentence({.kind = ChangeKind::SeatTaken, .seat = 4, .member = u"min-jun"_s}),
             u"Seat 4: min-jun sat down (was empty)"_s);
    QCOMPARE(changeInTwoParts({.kind = ChangeKind::SeatTaken, .seat = 4, .member = u"min-jun"_s}).transition,
             u"empty → min-jun"_s);
}

void TestWords::derivedChangesSaySo()
{
    Change left {.kind = ChangeKind::SeatLeft, .seat = 4, .member = u"min-jun"_s};
    const QString said = changeSentence(left);
    left.derived = true;
    QVERIFY(changeSentence(left).size() > said.size());
}

// "%1" is a place in a text of ours, and the beginning of a percent-encoded letter in a name.
void TestWords::namesAreNoPlacesForOtherWords()
{
    const QString name = u"%1%2%3%4"_s;
    const auto renamed = [&name](QString text) { return text.replace(u"ann"_s, name).replace(u"bob"_s, name); };
    for (int kind = 0; kind < changeKindCount; ++kind) {
        Change change = exampleOf(ChangeKind(kind));
        const QString sentence = renamed(changeSentence(change));
        const QString transition = renamed(changeInTwoParts(change).transition);
        change.member = name;
        change.previous = name;
        QCOMPARE(changeSentence(change), sentence);
        QCOMPARE(changeInTwoParts(change).transition, transition);
    }
    const Change moved {
        .kind = ChangeKind::SeatMoved, .seat = 4, .fromSeat = 2, .member = u"%3"_s, .previous = u"%2"_s};
    QCOMPARE(changeSentence(moved), u"Seat 4: %3 moved here from seat 2 (%2 was here)"_s);
    QCOMPARE(changeInTwoParts(moved).transition, u"%2 → %3, from seat 2"_s);
}

void TestWords::toolTipsTakeNoNameForHtml()
{
    QCOMPARE(plainToolTip(u"ann & bob"_s), u"ann & bob"_s);
    const QString name = u"<b>ann</b>"_s;
    QTextDocument shown;
    shown.setHtml(plainToolTip(name));
    QCOMPARE(shown.toPlainText(), name);
}

void TestWords::everyVerdictHasItsOwnWordsAndAdvice()
{
    QSet<QString> words {verdictWords({})};
    QCOMPARE(verdictWords({}), u"ok"_s);
    QVERIFY(verdictNotes({}).isEmpty());
    QList<Verdict> verdicts;
    for (int bit = 0; bit < 8; ++bit)
        verdicts.append({.flags = Flag(1 << bit)});
    for (int rejection = 1; rejection <= int(Rejection::Path); ++rejection)
        verdicts.append({.rejection = Rejection(rejection)});
    QSet<QString> sentences;
    for (const Verdict &verdict : std::as_const(verdicts)) {
        words.insert(verdictWords(verdict));
        QCOMPARE(verdictNotes(verdict).size(), 1);
        sentences.insert(verdictNotes(verdict).first().sentence);
        QVERIFY(!verdictNotes(verdict).first().title.isEmpty());
        QVERIFY(verdictTone(verdict) != Tone::Good);
    }
    QCOMPARE(words.size(), verdicts.size() + 1);
    QCOMPARE(sentences.size(), verdicts.size());
    QVERIFY(!words.contains(QString()));
    QVERIFY(!sentences.contains(QString()));
    QCOMPARE(verdictWords({.flags = Flag::Late}), u"late"_s);
    QCOMPARE(verdictWords({.flags = Flag::Duplicate}), u"duplicate"_s);
}

void TestWords::severalFlagsAreAllNamed()
{
    const Verdict verdict {.flags = Flag::Late | Flag::Recovered};
    QCOMPARE(verdictWords(verdict), u"late, recovered"_s);
    QCOMPARE(verdictNotes(verdict).size(), 2);
}

void TestWords::delays_data()
{
    QTest::addColumn<qint64>("delay");
    QTest::addColumn<QString>("text");
    QTest::newRow("zero") << qint64(0) << u"+0 ms"_s;
    QTest::newRow("milliseconds") << qint64(38) << u"+38 ms"_s;
    QTest::newRow("seconds") << qint64(2150) << u"+2.1 s"_s;
    QTest::newRow("just below a minute") << qint64(59'999) << u"+59.9 s"_s;
    QTest::newRow("negative, with a minus sign") << qint64(-1000) << u"−1.0 s"_s;
    QTest::newRow("minutes") << qint64(210'000) << u"+3.5 min"_s;
    QTest::newRow("days") << qint64(std::numeric_limits<qint32>::max()) << u"+25 d"_s;
    QTest::newRow("many days") << qint64(1452) * 86'400'000 << u"+1,452 d"_s;
}

void TestWords::delays()
{
    QFETCH(qint64, delay);
    QFETCH(QString, text);
    QCOMPARE(delayText(delay), text);
    QCOMPARE(delayText({}), QString());
}

void TestWords::durations()
{
    QCOMPARE(durationText(252'000), u"04:12"_s);
    QCOMPARE(durationText(3'852'000), u"1:04:12"_s);
    QCOMPARE(durationText(3LL * 86'400'000 + 5), u"3 d"_s);
    QCOMPARE(durationText(-5), u"00:00"_s);
    QCOMPARE(agoText(2000), u"2 s ago"_s);
    QCOMPARE(agoText(6 * 60'000), u"6 m ago"_s);
}

void TestWords::sizesAndCounts()
{
    QCOMPARE(bytesText(318), u"318 B"_s);
    QCOMPARE(bytesText(1430), u"1.4 KB"_s);
    QCOMPARE(bytesText(612'000'000), u"612 MB"_s);
    QCOMPARE(countText(1'284'331), u"1\u202f284\u202f331"_s);
    QCOMPARE(shortCountText(9'999), u"9\u202f999"_s);
    QCOMPARE(shortCountText(10'000), u"10\u202fk"_s);
    QCOMPARE(shortCountText(999'999), u"999\u202fk"_s);
    QCOMPARE(shortCountText(1'000'000), u"1.0\u202fM"_s);
    QCOMPARE(shortCountText(13'979'000), u"13.9\u202fM"_s);
    QCOMPARE(shortCountText(1'234'567'890), u"1\u202f234\u202fM"_s);
    QCOMPARE(countText(999), u"999"_s);
    QCOMPARE(countText(-1000), u"-1\u202f000"_s);
}

void TestWords::timesOfOtherDaysHaveADate_data()
{
    QTest::addColumn<QByteArray>("zone");
    QTest::addColumn<QString>("time");
    QTest::addColumn<QString>("now");
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("moment");
    QTest::addColumn<QString>("zoneName");
    const QString noon = u"2025-11-30T12:00:00Z"_s;
    QTest::newRow("today") << "UTC"_ba << u"2025-11-30T03:33:20.123Z"_s << noon << u"03:33:20.123"_s
                           << u"2025-11-30 03:33:20.123 UTC"_s << u"UTC"_s;
    QTest::newRow("later today") << "UTC"_ba << u"2025-11-30T23:59:59.999Z"_s << noon << u"23:59:59.999"_s
                                 << u"2025-11-30 23:59:59.999 UTC"_s << u"UTC"_s;
    QTest::newRow("yesterday") << "UTC"_ba << u"2025-11-29T23:59:59.999Z"_s << noon << u"2025-11-29 23:59:59.999"_s
                               << u"2025-11-29 23:59:59.999 UTC"_s << u"UTC"_s;
    QTest::newRow("tomorrow") << "UTC"_ba << u"2025-12-01T00:00:00Z"_s << noon << u"2025-12-01 00:00:00.000"_s
                              << u"2025-12-01 00:00:00.000 UTC"_s << u"UTC"_s;
    QTest::newRow("today there") << "Asia/Shanghai"_ba << u"2025-11-29T16:00:00Z"_s << noon << u"00:00:00.000"_s
                                 << u"2025-11-30 00:00:00.000 +08:00"_s << u"UTC+08:00 (Asia/Shanghai)"_s;
    QTest::newRow("yesterday there") << "Asia/Shanghai"_ba << u"2025-11-29T15:59:59Z"_s << noon
                                     << u"2025-11-29 23:59:59.000"_s << u"2025-11-29 23:59:59.000 +08:00"_s
                                     << u"UTC+08:00 (Asia/Shanghai)"_s;
    QTest::newRow("tomorrow there") << "Asia/Shanghai"_ba << noon << u"2025-11-30T17:00:00Z"_s
                                    << u"2025-11-30 20:00:00.000"_s << u"2025-11-30 20:00:00.000 +08:00"_s
                                    << u"UTC+08:00 (Asia/Shanghai)"_s;
    QTest::newRow("west") << "America/St_Johns"_ba << noon << noon << u"08:30:00.000"_s
                          << u"2025-11-30 08:30:00.000 -03:30"_s << u"UTC-03:30 (America/St_Johns)"_s;
}

void TestWords::timesOfOtherDaysHaveADate()
{
    QFETCH(const QByteArray, zone);
    QFETCH(const QString, time);
    QFETCH(const QString, now);
    const auto former = qScopeGuard([was = qgetenv("TZ")] {
        qputenv("TZ", was);
        ::tzset();
    });
    qputenv("TZ", zone);
    ::tzset();
    const qint64 timeUs = *timeFromIso(time);
    const qint64 nowUs = *timeFromIso(now);
    QTEST(clockText(timeUs, ClockPrecision::Milliseconds, nowUs), "text");
    QFETCH(const QString, text);
    QCOMPARE(clockText(timeUs, ClockPrecision::Seconds, nowUs), text.section(u'.', 0, 0));
    QCOMPARE(clockText(timeUs, ClockPrecision::Minutes, nowUs), text.section(u':', 0, 1));
    QTEST(momentText(timeUs / 1000), "moment");
    QTEST(zoneText(nowUs), "zoneName");
}

void TestWords::filterTermsFindTheirValue()
{
    Timeline timeline;
    for (const QString &room : {u"rid-1"_s, u"my room"_s, u"a|b"_s, u"say \"hi\""_s}) {
        AppliedCallback applied;
        applied.changes = {{.kind = ChangeKind::RoomUpdated, .room = room}};
        timeline.append({applied});
        const qint64 row = timeline.endNumber() - 1;
        auto parsed = Filter::parse(filterTerm(u"room"_s, room));
        QVERIFY(std::holds_alternative<Filter>(parsed));
        QVERIFY2(std::get<Filter>(parsed).matches(timeline.row(row), timeline.line(row).texts()), qPrintable(room));
    }
    QCOMPARE(withFilterTerm({}, u"seat:1"_s), u"seat:1"_s);
    QCOMPARE(withFilterTerm(u"room:a "_s, u"seat:1"_s), u"room:a seat:1"_s);
    QCOMPARE(withFilterTerm(u"seat:1 room:a"_s, u"seat:1"_s), u"seat:1 room:a"_s);
    // A line is of one room only, and nothing is asked for and left out at once.
    QCOMPARE(withFilterTerm(u"room:a kind:seat"_s, u"room:b"_s), u"kind:seat room:b"_s);
    QCOMPARE(withFilterTerm(u"room:\"a \\\" b\" \"room:a\""_s, u"room:c"_s), u"\"room:a\" room:c"_s);
    QCOMPARE(withFilterTerm(u"room:a seat:1"_s, u"room:b seat:2"_s), u"room:b seat:2"_s);
    QCOMPARE(withFilterTerm(u"room:a"_s, u"-room:a"_s), u"-room:a"_s);
    QCOMPARE(withFilterTerm(u"-room:a -room:b"_s, u"room:a"_s), u"-room:b room:a"_s);
    QCOMPARE(withFilterTerm(u"-room:a"_s, u"-room:b"_s), u"-room:a -room:b"_s);
    QCOMPARE(withFilterTerm(u"room:a OR room:b"_s, u"room:c"_s), u"room:a OR room:b room:c"_s);
    QCOMPARE(withFilterTerm(u"delay>2s text"_s, u"delay>=40ms"_s), u"delay>2s text delay>=40ms"_s);
}

void TestWords::momentsAreReadAsAPersonWritesThem_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("iso"); // empty: none
    QTest::newRow("time") << u"21:10"_s << u"2026-11-23T21:10:00.000Z"_s;
    QTest::newRow("seconds") << u" 9:05:07 "_s << u"2026-11-23T09:05:07.000Z"_s;
    QTest::newRow("milliseconds") << u"21:10:05.250"_s << u"2026-11-23T21:10:05.250Z"_s;
    QTest::newRow("only the evening before") << u"22:40"_s << u"2026-11-22T22:40:00.000Z"_s;
    QTest::newRow("of neither day") << u"21:16"_s << u"2026-11-22T21:16:00.000Z"_s;
    QTest::newRow("date") << u"2026-11-20"_s << u"2026-11-20T00:00:00.000Z"_s;
    QTest::newRow("date and time") << u"2026-11-20 21:10"_s << u"2026-11-20T21:10:00.000Z"_s;
    QTest::newRow("ISO") << u"2026-11-20T21:10:05Z"_s << u"2026-11-20T21:10:05.000Z"_s;
    for (const auto *none : {"", "soon", "25:00", "21.10", "2026-13-01"})
        QTest::newRow(none) << QString::fromLatin1(none) << QString();
}

void TestWords::momentsAreReadAsAPersonWritesThem()
{
    QFETCH(QString, text);
    QFETCH(QString, iso);
    const auto at = [](const QString &time) { return timeFromIso(time).value_or(0); };
    const std::optional<qint64> moment = momentFromText(text, at(u"2026-11-23T00:20:00Z"_s),
                                                        at(u"2026-11-22T20:00:00Z"_s), at(u"2026-11-23T21:15:00Z"_s));
    QCOMPARE(moment ? QString::fromLatin1(isoMilliseconds(*moment)) : QString(), iso);
}

void TestWords::namesDeceiveNobody_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("shown");
    QTest::newRow("plain") << u"anna.k"_s << u"anna.k"_s;
    QTest::newRow("accents") << u"José Ñ"_s << u"José Ñ"_s;
    QTest::newRow("override") << u"\u202eecila"_s << u"[U+202E]ecila"_s;
    QTest::newRow("isolate") << u"a\u2067b\u2069"_s << u"a[U+2067]b[U+2069]"_s;
    QTest::newRow("arabic") << u"\u0645\u0631\u064a\u0645"_s << u"\u0645\u0631\u064a\u0645"_s;
    QTest::newRow("zero width") << u"an\u200bna"_s << u"an[U+200B]na"_s;
    QTest::newRow("joiner between latin letters") << u"an\u200dna"_s << u"an[U+200D]na"_s;
    QTest::newRow("persian") << u"\u0645\u06cc\u200c\u062e"_s << u"\u0645\u06cc\u200c\u062e"_s;
    QTest::newRow("family") << u"👩‍👧"_s << u"👩‍👧"_s;
    QTest::newRow("filler") << u"a\u3164"_s << u"a[U+3164]"_s;
    QTest::newRow("tag") << QString(u"a"_s + QString::fromUcs4(U"\U000E0041")) << u"a[U+E0041]"_s;
    QTest::newRow("line break") << u"one\ntwo"_s << u"one↵two"_s;
    QTest::newRow("bell") << u"a\u0007"_s << u"a[U+0007]"_s;
    QTest::newRow("spaces at the ends") << u" a b "_s << u"␣a b␣"_s;
    QTest::newRow("hard space") << u"a\u00a0b"_s << u"a[U+00A0]b"_s;
    QTest::newRow("chinese") << u"晚安电台・点歌時間"_s << u"晚安电台・点歌時間"_s;
}

void TestWords::namesDeceiveNobody()
{
    QFETCH(QString, name);
    QFETCH(QString, shown);
    QCOMPARE(shownName(name), shown);
    QVERIFY(changeSentence({.kind = ChangeKind::SeatTaken, .seat = 1, .member = name}).contains(shown));
    QVERIFY(plainToolTip(QString(name + u'.')).contains(shownText(name)));
}

void TestWords::onesAreNotMany()
{
    QCOMPARE(statisticText({.viewers = 1, .gifts = 1, .likes = 2}), u"1 entry · 1 gift · 2 likes"_s);
}

void TestWords::protocolWordsAreExplained_data()
{
    QTest::addColumn<ChangeKind>("kind");
    QTest::addColumn<ChangeDetails>("details");
    QTest::addColumn<QString>("text"); // in the protocol's words
    QTest::addColumn<QString>("words");
    const auto row = [](const char *name, ChangeKind kind, const ChangeDetails &details, const QString &text,
                        const QString &words) { QTest::newRow(name) << kind << details << text << words; };
    row("kicked", ChangeKind::MemberLeft, {CauseDetails {u"Kicked"_s, u"off topic"_s}}, u"Kicked: off topic"_s,
        u"was removed: off topic"_s);
    row("heartbeat", ChangeKind::MemberLeft, {CauseDetails {u"HeartbeatInterrupt"_s, {}}}, u"HeartbeatInterrupt"_s,
        u"heartbeat lost"_s);
    row("nothing to add", ChangeKind::MemberEntered, {CauseDetails {u"Enter"_s, {}}}, u"Enter"_s, {});
    row("a reason alone", ChangeKind::MemberLeft, {CauseDetails {u"Leave"_s, u"late"_s}}, u"Leave: late"_s, u"late"_s);
    row("unknown cause", ChangeKind::MemberLeft, {CauseDetails {u"Teleported"_s, {}}}, u"Teleported"_s,
        u"Teleported"_s);
    row("system", ChangeKind::RoomDismissed, {CauseDetails {u"DestroyBySystem"_s, {}}}, u"DestroyBySystem"_s,
        u"by the system, it was empty"_s);
    const GiftDetails gift {1, u"rose"_s, {u"a"_s, u"b"_s}};
    row("gift", ChangeKind::GiftRequested, {gift, {}}, u"1 × rose → a, b"_s, u"1 × rose → a, b"_s);
    row("gift, let through", ChangeKind::GiftRequested, {gift, 0}, u"1 × rose → a, b; ErrorCode 0"_s,
        u"1 × rose → a, b; answered 0, let through"_s);
    row("gift, refused", ChangeKind::GiftRequested, {gift, 102100}, u"1 × rose → a, b; ErrorCode 102100"_s,
        u"1 × rose → a, b; answered 102100, refused"_s);
    row("no text", ChangeKind::MessageSent, {MessageDetails {}, 0}, u"ErrorCode 0"_s, u"answered 0, let through"_s);
    row("a text is no answer", ChangeKind::MessageSent, {MessageDetails {.text = u"x; ErrorCode 0"_s}},
        u"“x; ErrorCode 0”"_s, u"“x; ErrorCode 0”"_s);
    const BattleDetails battle {u"b"_s, {{u"r"_s, 1}, {u"s"_s, 2}}, 2};
    row("battle", ChangeKind::BattleEnded, {battle}, u"b: r 1 – s 2; OpType 2"_s, u"b: r 1 – s 2, nobody had joined"_s);
    row("RTC event", ChangeKind::RtcEvent, {RtcDetails {204}}, u"StopAudio (204)"_s,
        u"audio stopped, StopAudio (204)"_s);
    row("unknown RTC event", ChangeKind::RtcEvent, {RtcDetails {999}}, u"999"_s, u"999"_s);
    row("recording", ChangeKind::RecordingChanged, {RtcDetails {307, 1}}, u"CloudRecordingFileSlice (307); Status 1"_s,
        u"CloudRecordingFileSlice (307); Status 1"_s);
    const UpdateDetails update {{{u"RoomName"_s, u"a"_s, u"b"_s}, {u"MaxSeatCount"_s, {}, u"8"_s}}};
    row("update", ChangeKind::RoomUpdated, {update}, u"RoomName: a → b; MaxSeatCount: 8"_s,
        u"RoomName: a → b; MaxSeatCount: 8"_s);
    const MetadataDetails metadata {{{u"theme"_s, u"retro"_s}, {u"level"_s, {}}}};
    row("metadata", ChangeKind::MetadataChanged, {metadata}, u"theme = retro; −level"_s, u"theme = retro; −level"_s);
    row("follow", ChangeKind::FollowChanged, {FollowDetails {false, {u"a"_s, u"b"_s}}}, u"−a, b"_s, u"−a, b"_s);
    row("quota", ChangeKind::Alert, {QuotaDetails {70, 100}}, u"70 / 100"_s, u"70 / 100"_s);
    row("admin", ChangeKind::AdminChanged, {AdminDetails {true}}, u"add"_s, u"add"_s);
    row("problems", ChangeKind::NoChange, {ProblemDetails {{u"a"_s, u"b"_s}}, 7}, u"a; b; ErrorCode 7"_s,
        u"a; b; answered 7, refused"_s);
}

void TestWords::protocolWordsAreExplained()
{
    QFETCH(ChangeKind, kind);
    QFETCH(ChangeDetails, details);
    QTEST(details.toText(), "text");
    QTEST(detailWords(kind, details), "words");
    QCOMPARE(unpackedText<ChangeDetails>(packedText(details)), details);
}

void TestWords::whatIsSentPassesForNothingElse_data()
{
    QTest::addColumn<Callback>("sent");
    QTest::addColumn<QString>("sentence");
    const auto row = [](const char *name, const char *command, const QByteArray &fields, const QByteArray &reply,
                        const QString &sentence) {
        Callback sent = callback(command, fields, 1'751'010'000'000);
        sent.reply.body = reply;
        QTest::newRow(name) << sent << sentence;
    };
    const QByteArray ok = R"({"ErrorCode":0})";
    const auto message = [](const QByteArray &type) {
        return QByteArray(R"("GroupId":"r","From_Account":"ann","MsgBody":[{"MsgType":")" + type + R"("}])");
    };
    row("an element type like an answer", "Group.CallbackAfterSendMsg", message("Custom; ErrorCode 7"), ok,
        u"ann sent a message: Custom; ErrorCode 7"_s);
    row("nothing but a type like an answer", "Group.CallbackAfterSendMsg", message("ErrorCode 0"), ok,
        u"ann sent a message: ErrorCode 0"_s);
    row("an answer behind such a type", "Group.CallbackBeforeSendMsg", message("ErrorCode 7"), ok,
        u"ann asks to send a message: ErrorCode 7; answered 0, let through"_s);
    row("no answer", "Group.CallbackBeforeSendMsg", message("TIMCustomElem"), {},
        u"ann asks to send a message: TIMCustomElem"_s);
    row("a gift like an answer", "Live.CallbackBeforeSendGift",
        R"("RoomId":"r","GiftWater":{"From_Account":"ann","To_Account":["b; ErrorCode 7"],"GiftId":"rose","Count":1})",
        {}, u"ann asks to send a gift: 1 × rose → b; ErrorCode 7"_s);
    row("a room like the end of a battle", "Live.CallbackAfterEndBattle",
        R"("BattleId":"b","FromRoomInfo":{"RoomId":"r"},"ToRoomList":[{"RoomId":"s; OpType 2"}])", ok,
        u"The battle ended (b: r – s; OpType 2)"_s);
    row("a cause with a colon", "Room.CallbackAfterMemberLeave",
        R"("RoomId":"r","Type":"Kicked: no","MemberList_Account":["ann"])", ok, u"ann left the room (Kicked: no)"_s);
}

void TestWords::whatIsSentPassesForNothingElse()
{
    QFETCH(const Callback, sent);
    RoomStore rooms;
    QTEST(changeSentence(rooms.apply(sent).changes.first()), "sentence");
}

QTEST_GUILESS_MAIN(TestWords)
#include "tst_words.moc"
