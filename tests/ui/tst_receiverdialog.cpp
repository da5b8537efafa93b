// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/receiverdialog.h"
#include "ui/inspector/fieldbrowser.h"

#include <QAction>
#include <QPushButton>
#include <QtTest>

using namespace Qt::StringLiterals;
using namespace Roomscope;

class TestReceiverDialog final : public QObject
{
    Q_OBJECT

private slots:
    void theStatusIsTold_data();
    void theStatusIsTold();
    void ofAnotherReceiverOnlyWhatIsKnownIsTold();
    void everyLimitIsCounted();
    void applicationsAreSaidToBeCheckedOrNot();
    void theSelfTestHasAButton();
};

namespace {

/// The dialog with its actions.
class DialogUnderTest final
{
public:
    [[nodiscard]] QString told() const { return dialog.findChild<FieldBrowser *>()->toPlainText(); }

    QAction selfTest {u"Test Receiver"_s};
    QAction copyUrl {u"Copy Address"_s};
    QAction settings {u"Settings"_s};
    ReceiverDialog dialog {&selfTest, &copyUrl, &settings};
};

} // namespace

void TestReceiverDialog::theStatusIsTold_data()
{
    using State = ReceiverStatus::State;
    QTest::addColumn<ReceiverStatus>("status");
    QTest::addColumn<QStringList>("words");
    const QString url = u"https://127.0.0.1:8443/"_s;
    constexpr qint64 since = 1'751'000'000'000'000;
    QTest::newRow("stopped") << ReceiverStatus {.state = State::Stopped}
                             << QStringList {u"Stopped"_s, u"none in this session"_s, u"Not done yet"_s};
    QTest::newRow("listening") << ReceiverStatus {.state = State::Listening,
                                                  .url = url,
                                                  .sinceUs = since,
                                                  .selfTest = SelfTest {.atUs = since, .durationUs = 2500}}
                               << QStringList {u"Listening"_s,
                                               url,
                                               u"Since"_s,
                                               u"Passed"_s,
                                               u"2.5 ms"_s,
                                               u"plain HTTP"_s,
                                               u"No limit has been reached."_s};
    QTest::newRow("with a certificate")
        << ReceiverStatus {.state = State::Listening,
                           .url = url,
                           .sinceUs = since,
                           .certificate = CertificateSummary {.subject = u"example.com"_s,
                                                              .fingerprint = "AA:BB:CC",
                                                              .expiresMs = since / 1000,
                                                              .selfSigned = true},
                           .warnings = {{ErrorKind::RenewalRefused, {}, {{ErrorKind::NoTls}}}}}
        << QStringList {u"example.com, self-signed"_s, u"AA:BB:CC"_s, u"Expires"_s, u"The former one stays in use."_s};
    QTest::newRow("port in use") << ReceiverStatus {.state = State::AddressInUse,
                                                    .error = Error {ErrorKind::PortInUseBy,
                                                                    {8480, u"::"_s, u"nginx"_s, u"7"_s}}}
                                 << QStringList {u"Port in use"_s, u"nginx (process 7)"_s};
    QTest::newRow("certificate refused") << ReceiverStatus {.state = State::CertificateRefused,
                                                            .error = Error {ErrorKind::KeyOfOther, {u"a"_s, u"b"_s}}}
                                         << QStringList {u"Certificate refused"_s, u"does not belong to"_s};
    QTest::newRow("disk full") << ReceiverStatus {.state = State::DiskFull, .url = url, .sinceUs = since}
                               << QStringList {u"Disk full"_s, url};
    QTest::newRow("not answering")
        << ReceiverStatus {.state = State::NotAnswering,
                           .url = url,
                           .sinceUs = since,
                           .selfTest
                           = SelfTest {.atUs = since, .error = Error {ErrorKind::SelfTestUnanswered, {url, 4}}}}
        << QStringList {u"Not answering"_s, u"Failed"_s, u"no answer came"_s};
}

void TestReceiverDialog::theStatusIsTold()
{
    QFETCH(const ReceiverStatus, status);
    QFETCH(const QStringList, words);
    DialogUnderTest test;
    test.dialog.setFields(status, {}, {}, 0);
    for (const QString &word : words)
        QVERIFY2(test.told().contains(word), qPrintable(word + u" is missing in: "_s + test.told()));
}

void TestReceiverDialog::ofAnotherReceiverOnlyWhatIsKnownIsTold()
{
    DialogUnderTest test;
    test.dialog.setFields({.state = ReceiverStatus::State::Following, .url = u"https://127.0.0.1:8480/"_s}, {}, {}, 0);
    const QString told = test.told();
    QVERIFY(told.contains(u"https://127.0.0.1:8480/"_s));
    for (const QString &untrue : {u"plain HTTP"_s, u"No limit has been reached"_s, u"Not done yet"_s})
        QVERIFY2(!told.contains(untrue), qPrintable(told));
}

void TestReceiverDialog::everyLimitIsCounted()
{
    ReceiverCounters counters;
    for (size_t i = 0; i < limitCount; ++i)
        counters.exceeded[i] = qint64(301 + i);
    counters.handshakesRefused = 401;
    counters.folded = 402;
    DialogUnderTest test;
    test.dialog.setFields({.state = ReceiverStatus::State::Listening}, {}, counters, 0);
    const QString told = test.told();
    for (const LimitDescription &limit : ReceiverLimits::descriptions()) {
        QVERIFY2(told.contains(limit.what), limit.what.data());
        QVERIFY2(told.contains(QString::number(counters.exceeded[size_t(limit.limit)])), limit.what.data());
    }
    QVERIFY(told.contains(u"401"_s) && told.contains(u"402"_s));
}

void TestReceiverDialog::applicationsAreSaidToBeCheckedOrNot()
{
    DialogUnderTest test;
    const ReceiverStatus listening {.state = ReceiverStatus::State::Listening};
    ReceiverOptions options;
    test.dialog.setFields(listening, options, {}, 0);
    QVERIFY2(test.told().contains(u"any is accepted, not checked"_s), qPrintable(test.told()));
    QVERIFY(!options.setSdkAppIds({u"1400900001"_s, u"1400900002"_s}));
    test.dialog.setFields(listening, options, {}, 0);
    QVERIFY2(test.told().contains(u"1400900001 ✓ checked, 1400900002 ✓ checked"_s), qPrintable(test.told()));
}

void TestReceiverDialog::theSelfTestHasAButton()
{
    DialogUnderTest test;
    const QSignalSpy triggered(&test.selfTest, &QAction::triggered);
    const QList<QPushButton *> buttons = test.dialog.findChildren<QPushButton *>();
    const auto button = std::find_if(buttons.begin(), buttons.end(),
                                     [&](const QPushButton *each) { return each->text() == test.selfTest.text(); });
    QVERIFY(button != buttons.end());
    (*button)->click();
    QCOMPARE(triggered.size(), 1);
    test.selfTest.setEnabled(false);
    QVERIFY(!(*button)->isEnabled());
}

QTEST_MAIN(TestReceiverDialog)
#include "tst_receiverdialog.moc"
