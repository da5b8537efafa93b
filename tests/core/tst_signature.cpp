// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/protocol/signature.h"

#include <QCryptographicHash>
#include <QtTest>

using namespace Qt::StringLiterals;
using namespace Roomscope;

class TestSignature final : public QObject
{
    Q_OBJECT

private slots:
    void signaturesAreChecked_data();
    void signaturesAreChecked();
};

namespace {

// The example of 647/64412, recomputed; an older copy of the page prints the token as xxxyyy.
constexpr auto documentedToken = "xxxxyyyy";
const QString documentedTime = u"1669872112"_s;
const QString documentedSign = u"17773bc39a671d7b9aa835458704d2a6db81360a5940292b587d6d760d484061"_s;
constexpr qint64 documentedUs = 1'669'872'112'000'000;
constexpr qint64 second = 1'000'000;

} // namespace

void TestSignature::signaturesAreChecked_data()
{
    using Result = SignatureCheck::Result;
    QTest::addColumn<QString>("sign");
    QTest::addColumn<QString>("requestTime");
    QTest::addColumn<QByteArray>("token");
    QTest::addColumn<qint64>("receivedUs");
    QTest::addColumn<Result>("result");
    QTest::addColumn<qint64>("ageSeconds");

    const auto row = [](const char *name, const QString &sign, const QString &time, const QByteArray &token,
                        qint64 ageUs, Result result, qint64 ageSeconds) {
        QTest::newRow(name) << sign << time << token << documentedUs + ageUs << result << ageSeconds;
    };
    const QString &sign = documentedSign;
    const QString &time = documentedTime;
    row("documented", sign, time, documentedToken, 0, Result::Right, 0);
    row("in capitals", sign.toUpper(), time, documentedToken, 0, Result::Right, 0);
    row("in both cases", sign.first(32).toUpper() + sign.sliced(32), time, documentedToken, 0, Result::Right, 0);
    row("token of the older page", sign, time, "xxxyyy", 0, Result::Wrong, 0);
    row("token with a line end", sign, time, "xxxxyyyy\n", 0, Result::Wrong, 0);
    row("a minute old", sign, time, documentedToken, 60 * second, Result::Right, 60);
    row("just older", sign, time, documentedToken, 60 * second + 1, Result::Stale, 60);
    row("a minute ahead", sign, time, documentedToken, -60 * second, Result::Right, -60);
    row("further ahead", sign, time, documentedToken, -61 * second, Result::Stale, -61);
    row("years old", sign, time, documentedToken, 100'000'000 * second, Result::Stale, 100'000'000);
    row("another time", sign, u"1669872113"_s, documentedToken, 0, Result::Wrong, -1);
    row("the last digit", sign.chopped(1) + u'2', time, documentedToken, 0, Result::Wrong, 0);
    row("the first digit", u'2' + sign.sliced(1), time, documentedToken, 0, Result::Wrong, 0);
    row("cut short", sign.chopped(1), time, documentedToken, 0, Result::Wrong, 0);
    row("one digit more", sign + u'0', time, documentedToken, 0, Result::Wrong, 0);
    row("letters that differ in the bit of their case", QString(sign).replace(u'1', u'\x11'), time, documentedToken, 0,
        Result::Wrong, 0);
    row("beyond ASCII", QString(64, u'ä'), time, documentedToken, 0, Result::Wrong, 0);
    row("missing", {}, time, documentedToken, 0, Result::Missing, 0);
    row("both missing", {}, {}, documentedToken, 0, Result::Missing, 0);
    const auto signOf = [](const QByteArray &text) {
        return QString::fromLatin1(QCryptographicHash::hash(text, QCryptographicHash::Sha256).toHex());
    };
    row("rightly signed, no time", signOf("xxxxyyyy"), {}, documentedToken, 0, Result::Stale, 0);
    row("rightly signed, a word for a time", signOf("xxxxyyyynow"), u"now"_s, documentedToken, 0, Result::Stale, 0);
    row("rightly signed, milliseconds", signOf("xxxxyyyy1669872112000"), u"1669872112000"_s, documentedToken, 0,
        Result::Stale, 0);
    row("rightly signed, a negative time", signOf("xxxxyyyy-1669872112"), u"-1669872112"_s, documentedToken, 0,
        Result::Stale, 0);
    row("rightly signed, a time beyond 64 bits", signOf("xxxxyyyy99999999999999999999"), u"99999999999999999999"_s,
        documentedToken, 0, Result::Stale, 0);
}

void TestSignature::signaturesAreChecked()
{
    QFETCH(const QString, sign);
    QFETCH(const QString, requestTime);
    QFETCH(const QByteArray, token);
    QFETCH(const qint64, receivedUs);
    QFETCH(const SignatureCheck::Result, result);
    QFETCH(const qint64, ageSeconds);
    const SignatureCheck check = SignatureCheck::of(sign, requestTime, token, receivedUs, 60);
    QVERIFY2(check.result == result, qPrintable(QString::number(int(check.result))));
    QCOMPARE(check.ageSeconds, ageSeconds);
    QCOMPARE(check.given, sign.toUtf8());
    QCOMPARE(check.expected.size(), 64);
    if (result == SignatureCheck::Result::Stale && check.hasAge) // the tolerance is an argument
        QCOMPARE(SignatureCheck::of(sign, requestTime, token, receivedUs, 1'000'000'000).result,
                 SignatureCheck::Result::Right);
}

QTEST_APPLESS_MAIN(TestSignature)
#include "tst_signature.moc"
