// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/receiver/certificate.h"
#include "core/receiver/keypair.h"
#include "tests/support/certificates.h"
#include "tests/support/patience.h"
#include "tests/support/rawclient.h"
#include "tests/support/receiverundertest.h"

#include <QSslKey>
#include <QtTest>

#include <cstdio>

using namespace Qt::StringLiterals;
using namespace Roomscope;
using namespace Roomscope::Test;

class TestCertificate final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void goodPairsAreServed_data();
    void goodPairsAreServed();
    void badPairsAreExplained_data();
    void badPairsAreExplained();
    void datesAreWarnedAbout_data();
    void datesAreWarnedAbout();
    void aChainIsSentWhole();
    void aSelfSignedCertificateIsMadeOnceAndKept();
    void aSelfSignedCertificateThatCannotBeReadIsNotReplaced();
    void oneThatExpiresSoonIsMadeAnew();
    void renewedFilesAreTakenWithoutDroppingThePort_data();
    void renewedFilesAreTakenWithoutDroppingThePort();
    void aTurnedLinkToAFolderIsARenewal();
    void aBadRenewalKeepsTheFormerCertificate();
    void refusedHandshakesAreKeptWithTheirReason_data();
    void refusedHandshakesAreKeptWithTheirReason();
    void peersWithoutTlsAreTold_data();
    void peersWithoutTlsAreTold();
    void aPeerThatOnlyLooksLeavesNoTrace();

private:
    CertificateFolder m_folder;
    TlsOptions m_pair;
    TlsOptions m_other;
};

namespace {

constexpr auto request = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n{}";

int statusOf(RawClient &client)
{
    client.send(request);
    return client.answer().status;
}

/// Puts a file in the place of another at once, as renewing programs do.
void moveTo(const QString &fileName, const QByteArray &bytes)
{
    writeFile(fileName + u".new"_s, bytes);
    QFile::remove(fileName);
    QVERIFY(QFile::rename(fileName + u".new"_s, fileName));
}

} // namespace

void TestCertificate::initTestCase()
{
    m_pair = m_folder.make(u"first"_s);
    m_other = m_folder.make(u"other"_s);
}

void TestCertificate::goodPairsAreServed_data()
{
    QTest::addColumn<TlsOptions>("tls");
    QTest::newRow("ECDSA") << m_pair;
    QTest::newRow("RSA") << m_folder.make(u"rsa"_s, 90, {u"rsa:2048"_s});
    TlsOptions one = m_pair;
    one.certificateFile = m_folder.path(u"both.pem"_s);
    writeFile(one.certificateFile, fileText(m_pair.keyFile) + fileText(m_pair.certificateFile));
    one.keyFile = one.certificateFile;
    QTest::newRow("in one file") << one;

    TlsOptions encrypted = m_pair;
    encrypted.keyFile = m_folder.path(u"encrypted.pem"_s);
    encrypted.passphraseFile = m_folder.path(u"passphrase"_s);
    writeFile(encrypted.passphraseFile, "correct horse\n");
    runOpenssl({u"pkcs8"_s, u"-topk8"_s, u"-in"_s, m_pair.keyFile, u"-out"_s, encrypted.keyFile, u"-passout"_s,
                u"pass:correct horse"_s});
    QTest::newRow("encrypted key") << encrypted;
    encrypted.keyFile = m_folder.path(u"traditional.pem"_s);
    writeFile(encrypted.keyFile,
              QSslKey(fileText(m_pair.keyFile), QSsl::Ec, QSsl::Pem, QSsl::PrivateKey).toPem("correct horse"));
    QTest::newRow("encrypted key of the older kind") << encrypted;
    writeFile(m_folder.path(u"crlf"_s), "correct horse\r\n");
    encrypted.passphraseFile = m_folder.path(u"crlf"_s);
    QTest::newRow("passphrase with CR LF") << encrypted;
}

void TestCertificate::goodPairsAreServed()
{
    QFETCH(const TlsOptions, tls);
    ReceiverUnderTest receiver;
    receiver.options.tls = tls;
    QVERIFY2(receiver.start(), qPrintable(receiver.problem()));
    QVERIFY(receiver.host.status().url.startsWith(u"https://"_s));
    QVERIFY(receiver.host.status().certificate);
    QVERIFY(receiver.host.status().warnings.isEmpty());
    RawClient client(receiver.port(), Transport::Tls);
    QCOMPARE(client.fingerprint(), receiver.host.status().certificate->fingerprint);
    QCOMPARE(statusOf(client), 200);
}

void TestCertificate::badPairsAreExplained_data()
{
    QTest::addColumn<TlsOptions>("tls");
    QTest::addColumn<QString>("words");
    const auto with = [this](const QString &certificate, const QString &key, const QString &passphrase = {}) {
        return TlsOptions {.certificateFile = certificate.isEmpty() ? m_pair.certificateFile : certificate,
                           .keyFile = key.isEmpty() ? m_pair.keyFile : key,
                           .passphraseFile = passphrase};
    };
    const QString nowhere = m_folder.path(u"nowhere.pem"_s);
    const QString text = m_folder.path(u"text.pem"_s);
    writeFile(text, "no PEM at all");
    const QString encrypted = m_folder.path(u"locked.pem"_s);
    runOpenssl({u"pkcs8"_s, u"-topk8"_s, u"-in"_s, m_pair.keyFile, u"-out"_s, encrypted, u"-passout"_s, u"pass:x"_s});
    const QString wrong = m_folder.path(u"wrong"_s);
    writeFile(wrong, "y\n");
    const QString ed25519 = m_folder.make(u"ed25519"_s, 90, {u"ed25519"_s}).certificateFile;
    const QString large = m_folder.path(u"large"_s);
    writeFile(large, QByteArray(2 << 20, 'x'));

    QTest::newRow("no certificate file") << with(nowhere, {}) << u"cannot be read"_s;
    QTest::newRow("no key file") << with({}, nowhere) << u"cannot be read"_s;
    QTest::newRow("no passphrase file") << with({}, encrypted, nowhere) << u"cannot be read"_s;
    QTest::newRow("a folder") << with(m_folder.path({}), {}) << u"is not a file"_s;
    QTest::newRow("a large file") << with(large, {}) << u"too large"_s;
    QTest::newRow("no certificate") << with(text, {}) << u"holds no certificate"_s;
    QTest::newRow("no key") << with({}, text) << u"holds no private key"_s;
    QTest::newRow("exchanged") << with(m_pair.keyFile, m_pair.certificateFile) << u"holds no certificate"_s;
    QTest::newRow("key of another one") << with({}, m_other.keyFile) << u"does not belong to"_s;
    QTest::newRow("encrypted, no passphrase") << with({}, encrypted) << u"name a file with its passphrase"_s;
    QTest::newRow("wrong passphrase") << with({}, encrypted, wrong) << u"does not open"_s;
    QTest::newRow("Ed25519") << with(ed25519, m_folder.path(u"ed25519-key.pem"_s)) << u"neither RSA nor ECDSA"_s;
}

void TestCertificate::badPairsAreExplained()
{
    QFETCH(const TlsOptions, tls);
    QFETCH(const QString, words);
    ReceiverUnderTest receiver;
    receiver.options.tls = tls;
    QVERIFY(!receiver.start());
    QCOMPARE(receiver.host.status().state, ReceiverStatus::State::CertificateRefused);
    QVERIFY2(receiver.problem().contains(words), qPrintable(receiver.problem()));
    QVERIFY(receiver.host.status().url.isEmpty()); // nobody listens, least of all without TLS
    receiver.options.tls = m_pair;
    QVERIFY(receiver.start());
}

void TestCertificate::datesAreWarnedAbout_data()
{
    QTest::addColumn<int>("days");
    QTest::addColumn<QString>("words");
    QTest::newRow("a month left") << 30 << QString();
    QTest::newRow("15 days left") << 15 << QString();
    QTest::newRow("13 days left") << 13 << u"in 12 days: renew it"_s;
    QTest::newRow("over") << 0 << u"The certificate expired on"_s;
}

void TestCertificate::datesAreWarnedAbout()
{
    QFETCH(const int, days);
    QFETCH(const QString, words);
    const std::optional<KeyPair> pair = makeSelfSigned({u"localhost"_s}, days);
    QVERIFY(pair);
    const TlsOptions tls {.certificateFile = m_folder.path(u"dated.pem"_s),
                          .keyFile = m_folder.path(u"dated-key.pem"_s)};
    writeFile(tls.certificateFile, pair->certificate);
    writeFile(tls.keyFile, pair->key);
    ReceiverUnderTest receiver;
    receiver.options.tls = tls;
    QVERIFY(receiver.start()); // whoever looks for the reason wants to see what arrives
    const ReceiverStatus status = receiver.host.status();
    QCOMPARE(status.warnings.size(), words.isEmpty() ? 0 : 1);
    const QString said = words.isEmpty() ? QString() : errorText(status.warnings.first());
    QVERIFY2(said.contains(words), qPrintable(said));
    QVERIFY(std::abs(status.certificate->expiresMs - QDateTime::currentMSecsSinceEpoch() - days * 86'400'000LL)
            < 60'000);
    RawClient client(receiver.port(), Transport::Tls);
    QCOMPARE(statusOf(client), 200);

    const auto loaded = loadCertificate(tls, {}, {});
    QVERIFY(errorText(*loaded->warning(0)).contains(u"is not valid before"_s));
}

void TestCertificate::aChainIsSentWhole()
{
    const auto path = [this](const char *name) { return m_folder.path(QString::fromLatin1(name)); };
    const TlsOptions authority = m_folder.make(u"authority"_s);
    runOpenssl({u"req"_s, u"-new"_s, u"-nodes"_s, u"-newkey"_s, u"rsa:2048"_s, u"-subj"_s, u"/CN=leaf"_s, u"-keyout"_s,
                path("leaf-key.pem"), u"-out"_s, path("leaf.csr")});
    runOpenssl({u"x509"_s, u"-req"_s, u"-in"_s, path("leaf.csr"), u"-CA"_s, authority.certificateFile, u"-CAkey"_s,
                authority.keyFile, u"-CAcreateserial"_s, u"-days"_s, u"60"_s, u"-out"_s, path("leaf.pem")});
    writeFile(path("chain.pem"), fileText(path("leaf.pem")) + fileText(authority.certificateFile));
    ReceiverUnderTest receiver;
    receiver.options.tls = {.certificateFile = path("chain.pem"), .keyFile = path("leaf-key.pem")};
    QVERIFY2(receiver.start(), qPrintable(receiver.problem()));
    const RawClient client(receiver.port(), Transport::Tls);
    const QList<QSslCertificate> chain = client.tlsSocket()->peerCertificateChain();
    QCOMPARE(chain.size(), 2);
    QCOMPARE(chain.at(0).subjectDisplayName(), u"leaf"_s);
    QCOMPARE(chain.at(1).subjectDisplayName(), u"authority"_s);

    writeFile(path("chain.pem"), fileText(authority.certificateFile) + fileText(path("leaf.pem")));
    receiver.host.stop();
    QVERIFY(!receiver.start()); // in the wrong order
    QVERIFY(receiver.problem().contains(u"is the server's certificate the first one?"_s));
}

void TestCertificate::aSelfSignedCertificateIsMadeOnceAndKept()
{
    ReceiverUnderTest receiver;
    receiver.options.tls.selfSigned = true;
    QVERIFY2(receiver.start(), qPrintable(receiver.problem()));
    const auto summary = receiver.host.status().certificate;
    QVERIFY(summary && summary->selfSigned);
    QCOMPARE(summary->fingerprint.size(), 95);
    {
        const RawClient client(receiver.port(), Transport::Tls);
        QCOMPARE(client.fingerprint(), summary->fingerprint);
        const QSslCertificate met = client.tlsSocket()->peerCertificate();
        QVERIFY(met.subjectAlternativeNames().values(QSsl::DnsEntry).contains(u"localhost"_s));
        QVERIFY(met.subjectAlternativeNames().values(QSsl::IpAddressEntry).contains(u"127.0.0.1"_s));
    }
    receiver.host.stop();
    const QString key = receiver.options.dataFolder + u"/certificate-key.pem"_s;
    QCOMPARE(QFile::permissions(key) & (QFile::ReadGroup | QFile::WriteGroup | QFile::ReadOther | QFile::WriteOther),
             QFile::Permissions());
    QVERIFY(receiver.start());
    QCOMPARE(receiver.host.status().certificate, summary); // somebody may have noted its fingerprint
}

void TestCertificate::aSelfSignedCertificateThatCannotBeReadIsNotReplaced()
{
    ReceiverUnderTest receiver;
    receiver.options.tls.selfSigned = true;
    QVERIFY(receiver.start());
    receiver.host.stop();
    const QString key = receiver.options.dataFolder + u"/certificate-key.pem"_s;
    writeFile(key, "spoiled");
    QVERIFY(!receiver.start());
    QCOMPARE(receiver.host.status().state, ReceiverStatus::State::CertificateRefused);
    QVERIFY(receiver.problem().contains(u"remove both files"_s));
    QCOMPARE(fileText(key), "spoiled"_ba);
}

void TestCertificate::oneThatExpiresSoonIsMadeAnew()
{
    ReceiverUnderTest receiver;
    receiver.options.tls.selfSigned = true;
    const std::optional<KeyPair> old = makeSelfSigned({u"localhost"_s}, 5);
    QVERIFY(old && QDir().mkpath(receiver.options.dataFolder));
    writeFile(receiver.options.dataFolder + u"/certificate.pem"_s, old->certificate);
    writeFile(receiver.options.dataFolder + u"/certificate-key.pem"_s, old->key);
    QVERIFY(receiver.start());
    QVERIFY(receiver.host.status().warnings.isEmpty());
    QVERIFY(fileText(receiver.options.dataFolder + u"/certificate.pem"_s) != old->certificate);
}

void TestCertificate::renewedFilesAreTakenWithoutDroppingThePort_data()
{
    QTest::addColumn<bool>("isMoved");
    QTest::newRow("written over") << false;
    QTest::newRow("moved into place") << true;
}

void TestCertificate::renewedFilesAreTakenWithoutDroppingThePort()
{
    QFETCH(const bool, isMoved);
    ReceiverUnderTest receiver;
    receiver.options.tls
        = {.certificateFile = m_folder.path(u"renewed.pem"_s), .keyFile = m_folder.path(u"renewed-key.pem"_s)};
    const auto put = [&](const TlsOptions &pair) {
        const auto write = isMoved ? &moveTo : &writeFile;
        write(receiver.options.tls.certificateFile, fileText(pair.certificateFile));
        write(receiver.options.tls.keyFile, fileText(pair.keyFile));
    };
    put(m_pair);
    QVERIFY(receiver.start());
    const quint16 port = receiver.port();
    const QByteArray former = receiver.host.status().certificate->fingerprint;
    RawClient kept(port, Transport::Tls);
    QCOMPARE(kept.fingerprint(), former);
    QCOMPARE(statusOf(kept), 200);
    for (const TlsOptions &pair : {m_other, m_pair, m_other}) { // and the files are still watched
        const QByteArray before = receiver.host.status().certificate->fingerprint;
        put(pair);
        QTRY_VERIFY(receiver.host.status().certificate->fingerprint != before);
        QVERIFY(receiver.host.status().isReceiving());
        QVERIFY(receiver.host.status().warnings.isEmpty());
        RawClient client(port, Transport::Tls);
        QCOMPARE(client.fingerprint(), receiver.host.status().certificate->fingerprint);
        QCOMPARE(statusOf(client), 200);
        QCOMPARE(statusOf(kept), 200); // those that are there stay
    }
    QCOMPARE(receiver.port(), port);
}

/// As deployments do it: the folder that the path goes through is a link, which leads elsewhere from one moment to the
/// next.
void TestCertificate::aTurnedLinkToAFolderIsARenewal()
{
    auto turnTo = [this, round = 0](const TlsOptions &pair) mutable {
        const QString folder = m_folder.path(u"release-%1"_s.arg(++round));
        QVERIFY(QDir().mkdir(folder));
        writeFile(folder + u"/c.pem"_s, fileText(pair.certificateFile));
        writeFile(folder + u"/k.pem"_s, fileText(pair.keyFile));
        const QString next = m_folder.path(u"next"_s);
        QVERIFY(QFile::link(folder, next));
        QCOMPARE(std::rename(qPrintable(next), qPrintable(m_folder.path(u"live"_s))), 0);
    };
    turnTo(m_pair);
    QVERIFY(QFile::link(u"live/c.pem"_s, m_folder.path(u"linked.pem"_s)));
    ReceiverUnderTest receiver;
    receiver.options.tls
        = {.certificateFile = m_folder.path(u"linked.pem"_s), .keyFile = m_folder.path(u"live/k.pem"_s)};
    QVERIFY(receiver.start());
    for (const TlsOptions &pair : {m_other, m_pair}) {
        const QByteArray before = receiver.host.status().certificate->fingerprint;
        turnTo(pair);
        QTRY_VERIFY(receiver.host.status().certificate->fingerprint != before);
        QVERIFY(receiver.host.status().warnings.isEmpty());
    }
}

void TestCertificate::aBadRenewalKeepsTheFormerCertificate()
{
    ReceiverUnderTest receiver;
    receiver.options.tls = {.certificateFile = m_folder.path(u"bad.pem"_s), .keyFile = m_folder.path(u"bad-key.pem"_s)};
    writeFile(receiver.options.tls.certificateFile, fileText(m_pair.certificateFile));
    writeFile(receiver.options.tls.keyFile, fileText(m_pair.keyFile));
    QVERIFY(receiver.start());
    const QByteArray former = receiver.host.status().certificate->fingerprint;
    const auto isFormer = [&] {
        RawClient client(receiver.port(), Transport::Tls);
        return client.fingerprint() == former && statusOf(client) == 200;
    };
    writeFile(receiver.options.tls.certificateFile, fileText(m_other.certificateFile)); // its key is forgotten
    QTRY_COMPARE(receiver.host.status().warnings.size(), 1);
    const QString warning = errorText(receiver.host.status().warnings.first());
    QVERIFY2(warning.contains(u"does not belong to"_s) && warning.contains(u"The former one stays in use"_s),
             qPrintable(warning));
    QVERIFY(receiver.host.status().isReceiving());
    QVERIFY(isFormer());
    QFile::remove(receiver.options.tls.keyFile);
    QTRY_VERIFY(errorText(receiver.host.status().warnings.first()).contains(u"cannot be read"_s));
    QVERIFY(isFormer());
    writeFile(receiver.options.tls.keyFile, fileText(m_other.keyFile)); // put right
    QTRY_VERIFY(receiver.host.status().warnings.isEmpty());
    QVERIFY(!isFormer());
}

void TestCertificate::refusedHandshakesAreKeptWithTheirReason_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("words");
    // A ClientHello of TLS 1.0 and nothing newer.
    QByteArray hello = QByteArray::fromHex("0301") + QByteArray(32, 'r')
        + QByteArray::fromHex("00"
                              "0002c014"
                              "0100");
    hello = QByteArray::fromHex("010000") + char(hello.size()) + hello;
    QTest::newRow("TLS 1.0") << QByteArray(QByteArray::fromHex("160301") + char(0) + char(hello.size()) + hello)
                             << u"versions of TLS before 1.2"_s;
    QTest::newRow("silence") << QByteArray(1, '\x16') << u"not complete within 1 s"_s;
}

void TestCertificate::refusedHandshakesAreKeptWithTheirReason()
{
    QFETCH(const QByteArray, bytes);
    QFETCH(const QString, words);
    ReceiverUnderTest receiver;
    receiver.options.tls = m_pair;
    receiver.set(Limit::HeadTime, u"1"_s);
    QVERIFY(receiver.start());
    QSignalSpy counted(&receiver.host, &ReceiverHost::countersChanged);
    {
        RawClient client(receiver.port());
        client.send(bytes);
        static_cast<void>(client.answer()); // most often an alert of TLS
        QVERIFY(!client.isConnected());
    }
    RawClient client(receiver.port(), Transport::Tls);
    QCOMPARE(statusOf(client), 200);
    QTRY_COMPARE(receiver.callbacks.size(), 2);
    const Callback &refused = receiver.callbacks.first();
    QCOMPARE(refused.verdict.toString(), u"rejected:tls"_s);
    QVERIFY2(refused.note.contains(words), qPrintable(refused.note));
    QVERIFY(refused.peer.startsWith(u"127.0.0.1:"_s));
    QVERIFY(refused.head.isEmpty() && refused.body.isEmpty());
    QCOMPARE(refused.reply.status, 0);
    QTRY_VERIFY(!counted.isEmpty());
    QCOMPARE(counted.last().first().value<ReceiverCounters>().handshakesRefused, 1);
}

void TestCertificate::peersWithoutTlsAreTold_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QByteArray>("head");
    QTest::addColumn<QString>("words");
    const QByteArray http = QByteArray(request);
    QTest::newRow("plain HTTP") << http << http.first(http.indexOf("\r\n\r\n"))
                                << u"the peer spoke plain HTTP; use https"_s;
    QTest::newRow("a part of it") << "POST /x"_ba
                                  << "POST /x"_ba << u"the peer spoke plain HTTP; use https"_s;
    QTest::newRow("something else") << "\x05\x01"_ba
                                    << "\x05"_ba << u"the peer spoke no TLS; use https"_s;
}

void TestCertificate::peersWithoutTlsAreTold()
{
    QFETCH(const QByteArray, bytes);
    QFETCH(const QByteArray, head);
    QFETCH(const QString, words);
    ReceiverUnderTest receiver;
    receiver.options.tls = m_pair;
    QVERIFY(receiver.start());
    QSignalSpy counted(&receiver.host, &ReceiverHost::countersChanged);
    {
        RawClient client(receiver.port());
        client.send(bytes);
        const RawAnswer answer = client.answer();
        QCOMPARE(answer.status, 400);
        QVERIFY2(answer.body.contains(words.toUtf8()), answer.body.constData());
        QVERIFY(client.isClosedByServer());
    }
    RawClient client(receiver.port(), Transport::Tls);
    QCOMPARE(statusOf(client), 200);
    QTRY_COMPARE(receiver.callbacks.size(), 2);
    const Callback &refused = receiver.callbacks.first();
    QCOMPARE(refused.verdict.toString(), u"rejected:tls"_s);
    QCOMPARE(refused.head, head);
    QCOMPARE(refused.reply.status, 400);
    QTRY_VERIFY(!counted.isEmpty());
    QCOMPARE(counted.last().first().value<ReceiverCounters>().handshakesRefused, 1);
}

/// Say a monitor that only asks whether the port is open.
void TestCertificate::aPeerThatOnlyLooksLeavesNoTrace()
{
    ReceiverUnderTest receiver;
    receiver.options.tls = m_pair;
    QVERIFY(receiver.start());
    for (int i = 0; i < 5; ++i) {
        RawClient looking(receiver.port());
        QVERIFY(looking.isConnected());
    }
    RawClient client(receiver.port(), Transport::Tls);
    QCOMPARE(statusOf(client), 200);
    QTRY_COMPARE(receiver.callbacks.size(), 1);
    QVERIFY(!receiver.callbacks.first().verdict.isRejected());
}

QTEST_GUILESS_MAIN(TestCertificate)
#include "tst_certificate.moc"
