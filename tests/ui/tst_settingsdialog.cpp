// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/settingsdialog.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QtTest>

using namespace Qt::StringLiterals;
using namespace Roomscope;

class TestSettingsDialog final : public QObject
{
    Q_OBJECT

private slots:
    void aPairIsTriedBeforeItIsAccepted();
    void aSelfSignedCertificateNeedsNoFiles();
    void requiredSignaturesNeedAToken();
    void everyLimitCanBeSet_data();
    void everyLimitCanBeSet();
    void anAddressForEverybodyIsWarnedAbout();
    void trustedProxiesAreChecked();
    void zeroSaysThatItMeansForEver();
};

namespace {

/// The dialog, open, with its fields by name.
class DialogUnderTest final
{
public:
    explicit DialogUnderTest(const CertificateCheck &check = {}, const ReceiverOptions &options = {})
        : dialog(options, check, ColorScheme::System, true)
    {
        dialog.show();
    }

    void type(const QString &name, const QString &text) { dialog.findChild<QLineEdit *>(name)->setText(text); }
    void choose(const QString &name, int index) { dialog.findChild<QComboBox *>(name)->setCurrentIndex(index); }
    [[nodiscard]] QString said(const QString &name) const { return dialog.findChild<QLabel *>(name)->text(); }
    [[nodiscard]] bool canBeAccepted() const
    {
        return dialog.findChild<QDialogButtonBox *>()->button(QDialogButtonBox::Ok)->isEnabled();
    }

    SettingsDialog dialog;
};

enum { PlainHttp, FromFiles, SelfSigned };

} // namespace

void TestSettingsDialog::aPairIsTriedBeforeItIsAccepted()
{
    int tried = 0;
    DialogUnderTest test([&tried](const TlsOptions &tls) -> Result<CertificateSummary> {
        ++tried;
        if (tls.keyFile != u"/right.pem"_s)
            return Error {ErrorKind::KeyNotSupported, {tls.keyFile}};
        return CertificateSummary {
            .subject = u"example.com"_s, .fingerprint = "AA:BB", .expiresMs = QDateTime::currentMSecsSinceEpoch() + 1};
    });
    QVERIFY(test.canBeAccepted());
    test.choose(u"tls"_s, FromFiles);
    QVERIFY(!test.canBeAccepted());
    QCOMPARE(tried, 0); // there is nothing to try
    test.type(u"certificate"_s, u"/c.pem"_s);
    test.type(u"key"_s, u"/wrong.pem"_s);
    QVERIFY(!test.canBeAccepted());
    QCOMPARE(test.said(u"tlsResult"_s), u"the key \"/wrong.pem\" is neither RSA nor ECDSA; others are not supported"_s);
    test.type(u"key"_s, u"/right.pem"_s);
    QVERIFY(test.canBeAccepted());
    QVERIFY2(test.said(u"tlsResult"_s).contains(u"example.com"_s), qPrintable(test.said(u"tlsResult"_s)));
    QVERIFY(test.said(u"tlsResult"_s).contains(u"AA:BB"_s));
    const int before = tried;
    test.type(u"listen"_s, u"127.0.0.1:9000"_s);
    QCOMPARE(tried, before); // other fields do not read the files again
    test.type(u"passphrase"_s, u"/p"_s);
    QCOMPARE(tried, before + 1);
    const TlsOptions expected {.certificateFile = u"/c.pem"_s, .keyFile = u"/right.pem"_s, .passphraseFile = u"/p"_s};
    QCOMPARE(test.dialog.options().tls, expected);
    test.choose(u"tls"_s, PlainHttp);
    QVERIFY(test.canBeAccepted());
    QCOMPARE(test.dialog.options().tls, TlsOptions());
}

void TestSettingsDialog::aSelfSignedCertificateNeedsNoFiles()
{
    DialogUnderTest test;
    test.choose(u"tls"_s, SelfSigned);
    QVERIFY(test.canBeAccepted());
    QVERIFY(test.dialog.options().tls.selfSigned);
    QVERIFY(!test.dialog.findChild<QLineEdit *>(u"certificate"_s)->isEnabled());
    DialogUnderTest again({}, test.dialog.options());
    QCOMPARE(again.dialog.options(), test.dialog.options());
}

void TestSettingsDialog::requiredSignaturesNeedAToken()
{
    DialogUnderTest test;
    test.choose(u"policy"_s, int(SignaturePolicy::Require));
    QVERIFY(!test.canBeAccepted());
    test.type(u"token"_s, u"secret"_s);
    QVERIFY(test.canBeAccepted());
    QCOMPARE(test.dialog.options().token, "secret"_ba);
    QVERIFY(test.dialog.options().signaturePolicy == SignaturePolicy::Require);
    test.type(u"tolerance"_s, u"x"_s);
    QVERIFY(!test.canBeAccepted());
    QVERIFY(!test.said(u"toleranceProblem"_s).isEmpty());
    test.type(u"tolerance"_s, u"90"_s);
    QCOMPARE(test.dialog.options().signatureTolerance, 90);
    test.type(u"token"_s, QString(129, u'x'));
    QVERIFY(!test.canBeAccepted());
    QCOMPARE(test.dialog.options().token, "secret"_ba); // what is wrong changes nothing
}

void TestSettingsDialog::everyLimitCanBeSet_data()
{
    QTest::addColumn<Limit>("limit");
    for (const LimitDescription &limit : ReceiverLimits::descriptions())
        QTest::newRow(limit.option.data()) << limit.limit;
}

void TestSettingsDialog::everyLimitCanBeSet()
{
    QFETCH(const Limit, limit);
    const LimitDescription &row = ReceiverLimits::description(limit);
    DialogUnderTest test;
    test.type(row.option, u"-1"_s);
    QVERIFY(!test.canBeAccepted());
    QVERIFY(!test.said(row.option + "Problem"_L1).isEmpty());
    const QString most = row.unit == LimitDescription::Unit::Seconds ? u"86400"_s : QString::number(row.most);
    ReceiverLimits wanted;
    QVERIFY(!wanted.set(limit, most));
    test.type(row.option, most);
    QVERIFY(test.canBeAccepted());
    QCOMPARE(test.said(row.option + "Problem"_L1), QString());
    QCOMPARE(test.dialog.options().limits, wanted);
}

void TestSettingsDialog::anAddressForEverybodyIsWarnedAbout()
{
    DialogUnderTest test;
    const auto isWarned = [&test] {
        const QList<QLabel *> labels = test.dialog.findChildren<QLabel *>();
        return std::any_of(labels.begin(), labels.end(), [](const QLabel *label) {
            return label->isVisible() && label->text().contains(u"Whoever reaches this address"_s);
        });
    };
    QVERIFY(!isWarned());
    test.type(u"listen"_s, u":8480"_s);
    QVERIFY(isWarned());
    test.type(u"token"_s, u"secret"_s);
    QVERIFY(!isWarned());
}

void TestSettingsDialog::trustedProxiesAreChecked()
{
    DialogUnderTest test;
    test.type(u"trustedForwarders"_s, u"127.0.0.1, proxy.example.com"_s);
    QVERIFY(!test.canBeAccepted());
    QVERIFY(test.said(u"trustedForwardersProblem"_s).contains(u"proxy.example.com"_s));
    test.type(u"trustedForwarders"_s, u"127.0.0.1, 10.0.0.0/8"_s);
    QVERIFY(test.canBeAccepted());
    QCOMPARE(test.dialog.options().trustedForwarderTexts(), QStringList({u"127.0.0.1"_s, u"10.0.0.0/8"_s}));
    const DialogUnderTest again({}, test.dialog.options());
    QCOMPARE(again.dialog.findChild<QLineEdit *>(u"trustedForwarders"_s)->text(), u"127.0.0.1, 10.0.0.0/8"_s);
}

void TestSettingsDialog::zeroSaysThatItMeansForEver()
{
    DialogUnderTest shown;
    QVERIFY(shown.said(u"kept"_s).contains(u"for ever"_s));
    shown.type(u"keepDays"_s, u"7"_s);
    QVERIFY2(shown.said(u"kept"_s).contains(u"7 days"_s), qPrintable(shown.said(u"kept"_s)));
    shown.type(u"keepDays"_s, u"1"_s);
    QVERIFY2(shown.said(u"kept"_s).contains(u"1 day,"_s), qPrintable(shown.said(u"kept"_s)));
    QVERIFY(!shown.said(u"kept"_s).contains(u"for ever"_s));
    shown.type(u"keepDays"_s, u"0"_s);
    shown.type(u"keepBytes"_s, u"20G"_s);
    QVERIFY2(shown.said(u"kept"_s).contains(u"20G"_s), qPrintable(shown.said(u"kept"_s)));
}

QTEST_MAIN(TestSettingsDialog)
#include "tst_settingsdialog.moc"
