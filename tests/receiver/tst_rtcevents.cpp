// SPDX-License-Identifier: GPL-3.0-or-later
// The second envelope, RTC event callbacks (647/39558): recognised, checked, told, without effect on seats.
#include "core/protocol/answer.h"
#include "core/protocol/decoder.h"
#include "core/protocol/signature.h"
#include "core/reception/judge.h"
#include "core/rooms/roomstore.h"

#include <QtTest>

using namespace Qt::StringLiterals;
using namespace Roomscope;

class TestRtcEvents final : public QObject
{
    Q_OBJECT

private slots:
    void eventsAreToldByName_data();
    void eventsAreToldByName();
    void signaturesAreCheckedAgainstTheBody_data();
    void signaturesAreCheckedAgainstTheBody();
    void theHeaderThatIsMissingIsNamed();
    void theyLeaveRoomsAlone();
};

namespace {

constexpr auto key = "123654";
constexpr auto vector = "xxwkBVGlREEbj2oQQyBiWWO4KELKwLp/Lw03eeXY1sw=";

Callback rtcEvent(qint64 type, const QByteArray &room = "\"r\"", const QByteArray &sign = {})
{
    const QByteArray body = "{\"EventGroupId\":1,\"EventType\":" + QByteArray::number(type)
        + ",\"CallbackTs\":1687770730166,\"EventInfo\":{\"RoomId\":" + room
        + ",\"EventTs\":1687770730,\"EventMsTs\":1687770730160,\"UserId\":\"ann\"}}";
    QByteArray head = "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nSdkAppId: 1400900001";
    if (!sign.isEmpty())
        head += "\r\nSign: " + sign;
    return {.id = 1, .receivedUs = 1'687'770'730'200'000, .head = head, .body = body};
}

} // namespace

void TestRtcEvents::eventsAreToldByName_data()
{
    QTest::addColumn<qint64>("type");
    QTest::addColumn<QString>("command");
    QTest::addColumn<QString>("detail");
    QTest::newRow("room entered") << qint64(103) << u"RTC.EnterRoom"_s << u"EnterRoom (103)"_s;
    QTest::newRow("audio stopped") << qint64(204) << u"RTC.StopAudio"_s << u"StopAudio (204)"_s;
    QTest::newRow("file recorded") << qint64(307) << u"RTC.CloudRecordingFileSlice"_s
                                   << u"CloudRecordingFileSlice (307)"_s;
    QTest::newRow("unknown") << qint64(999) << u"RTC.999"_s << u"999"_s;
}

void TestRtcEvents::eventsAreToldByName()
{
    QFETCH(qint64, type);
    RoomStore store;
    const AppliedCallback applied = store.apply(rtcEvent(type, "12345"));
    QTEST(applied.event.command, "command");
    QCOMPARE(applied.event.room(), u"12345"_s); // a number there, 647/39558
    QCOMPARE(applied.event.sdkAppId, u"1400900001"_s);
    QCOMPARE(applied.event.eventTimeMs, std::optional<qint64>(1'687'770'730'160));
    QCOMPARE(applied.changes.size(), 1);
    QCOMPARE(changeName(applied.changes[0].kind), "rtc-event"_L1);
    QCOMPARE(applied.changes[0].member, u"ann"_s);
    QTEST(applied.changes[0].details.toText(), "detail");
}

void TestRtcEvents::signaturesAreCheckedAgainstTheBody_data()
{
    QTest::addColumn<QByteArray>("rtcKey");
    QTest::addColumn<SignaturePolicy>("policy");
    QTest::addColumn<QByteArray>("signedWith");
    QTest::addColumn<QString>("verdict");
    QTest::newRow("right") << QByteArray(key) << SignaturePolicy::Require << QByteArray(key) << u"accepted"_s;
    QTest::newRow("wrong key") << QByteArray(key) << SignaturePolicy::Flag << "other"_ba << u"rejected:signature"_s;
    QTest::newRow("missing, flag") << QByteArray(key) << SignaturePolicy::Flag << QByteArray() << u"flagged:unsigned"_s;
    QTest::newRow("missing, require") << QByteArray(key) << SignaturePolicy::Require << QByteArray()
                                      << u"rejected:signature"_s;
    QTest::newRow("wrong, off") << QByteArray(key) << SignaturePolicy::Off << "other"_ba << u"accepted"_s;
    QTest::newRow("no key") << QByteArray() << SignaturePolicy::Flag << "other"_ba << u"accepted"_s;
    QTest::newRow("no key, require") << QByteArray() << SignaturePolicy::Require << "other"_ba
                                     << u"rejected:signature"_s;
}

void TestRtcEvents::signaturesAreCheckedAgainstTheBody()
{
    QFETCH(QByteArray, rtcKey);
    QFETCH(SignaturePolicy, policy);
    QFETCH(QByteArray, signedWith);
    ReceiverOptions options;
    options.token = "a-token"; // says nothing about these
    options.rtcKey = rtcKey;
    options.signaturePolicy = policy;
    const QByteArray body = rtcEvent(103).body;
    const QByteArray sign = signedWith.isEmpty() ? QByteArray() : SignatureCheck::ofBody({}, body, signedWith).expected;
    Callback callback = rtcEvent(103, "\"r\"", sign);
    judge(callback, options);
    QTEST(callback.verdict.toString(), "verdict");
    QCOMPARE(callback.reply.status, quint16(callback.verdict.isRejected() ? 401 : 200));
    // The vector that openssl makes of it: printf '{"EventGroupId":1}' | openssl dgst -sha256 -hmac 123654 -binary
    QCOMPARE(SignatureCheck::ofBody({}, R"({"EventGroupId":1})", key).expected, QByteArray(vector));
}

void TestRtcEvents::theHeaderThatIsMissingIsNamed()
{
    ReceiverOptions options;
    QVERIFY(!options.setSdkAppIds({u"1400900001"_s}));
    Callback callback = rtcEvent(103);
    judge(callback, options);
    QCOMPARE(callback.verdict.toString(), u"accepted"_s);
    callback.head.replace("\r\nSdkAppId: 1400900001", "");
    judge(callback, options);
    QCOMPARE(callback.verdict.toString(), u"rejected:sdkappid"_s);
    QVERIFY2(failReason(callback.reply.body).startsWith(u"the SdkAppId header of an RTC event callback is missing"_s),
             callback.reply.body.constData());
    callback.body = R"({"CallbackCommand":"Room.CallbackAfterCreateRoom"})";
    judge(callback, options);
    QVERIFY2(failReason(callback.reply.body).startsWith(u"the URL has no SdkAppid parameter"_s),
             callback.reply.body.constData());
}

void TestRtcEvents::theyLeaveRoomsAlone()
{
    RoomStore store;
    store.apply(rtcEvent(101));
    store.apply(rtcEvent(103));
    QCOMPARE(store.count(), 0);
}

QTEST_GUILESS_MAIN(TestRtcEvents)
#include "tst_rtcevents.moc"
