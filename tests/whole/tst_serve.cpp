// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/journal/journalreader.h"
#include "core/receiver/rejectionthrottle.h"
#include "tests/support/callbacks.h"
#include "tests/support/certificates.h"
#include "tests/support/patience.h"
#include "tests/support/program.h"
#include "tests/support/rawclient.h"

#include <QCryptographicHash>
#include <QJsonArray>
#include <QtTest>

#include <fcntl.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <unistd.h>

using namespace Qt::StringLiterals;
using namespace Roomscope;
using namespace Roomscope::Test;

/// What the internet does to `roomscope serve`, and what its command line offers against it.
class TestServe final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void wrongOptionsAreToldWithCode2_data();
    void wrongOptionsAreToldWithCode2();
    void everyLimitHasAnOptionWithItsDefaultInTheHelp();
    void aCertificateThatCannotBeUsedEndsWithCode1();
    void httpsIsSpokenFromTls12On_data();
    void httpsIsSpokenFromTls12On();
    void anEncryptedKeyIsOpened();
    void aSelfSignedCertificateIsToldWithItsFingerprint();
    void theVendorsCertificateCheckPasses();
    void anEndOfTheTlsConnectionAloneIsNoHangUp();
    void refusedHandshakesAreRowsThatExportsCanWrite();
    void aRenewedCertificateIsTakenAndToldOf();
    void signaturesAreChecked_data();
    void signaturesAreChecked();
    void limitsAreSetAndCounted();
    void thePortsOwnerIsNamed();
    void aStalledReaderHoldsNoStop_data();
    void aStalledReaderHoldsNoStop();
    void aSlowReaderGetsEveryLine();
    void aReaderThatIsTooSlowForRetentionIsToldWhatItMissed();
    void rejectionsThatWereOnlyCountedArePrintedAndInTheFigures();
    void theSizeOfAJournalIsKeptSoonAfterABurst_data();
    void theSizeOfAJournalIsKeptSoonAfterABurst();
    void aStalledReaderHoldsNoOtherCommand_data();
    void aStalledReaderHoldsNoOtherCommand();
    void aStalledWriterHoldsNoImport();

private:
    CertificateFolder m_folder;
    TlsOptions m_pair;
};

namespace {

RawClient tlsClient(const Server &server)
{
    return RawClient(quint16(server.url().port()), Transport::Tls);
}

int post(RawClient &client, const QByteArray &target = "/")
{
    client.send("POST " + target + " HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n{}");
    return client.answer().status;
}

/// What a program says on stdout.
QByteArray output(const QString &program, const QStringList &arguments, int *exitCode = nullptr)
{
    QProcess process;
    process.setStandardInputFile(QProcess::nullDevice());
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start(program, arguments);
    if (!process.waitForFinished(patienceMs))
        qFatal("%s does not end", qPrintable(program));
    if (exitCode)
        *exitCode = process.exitCode();
    return process.readAll();
}

/// Waits until the program has said it on stderr.
bool says(Server &server, const QByteArray &words)
{
    return QTest::qWaitFor([&] { return server.messages().contains(words); }, patienceMs);
}

} // namespace

void TestServe::initTestCase()
{
    m_pair = m_folder.make(u"localhost"_s);
}

void TestServe::wrongOptionsAreToldWithCode2_data()
{
    QTest::addColumn<QStringList>("options");
    QTest::addColumn<QByteArray>("word");
    const auto row = [](const char *name, const QStringList &options, const char *word) {
        QTest::newRow(name) << options << QByteArray(word);
    };
    row("certificate without key", {u"--tls-cert"_s, u"c.pem"_s}, "needs its key");
    row("key without certificate", {u"--tls-key"_s, u"k.pem"_s}, "needs its certificate");
    row("both kinds", {u"--tls-self-signed"_s, u"--tls-cert"_s, u"c"_s, u"--tls-key"_s, u"k"_s}, "choose one");
    row("passphrase alone", {u"--tls-passphrase-file"_s, u"p"_s}, "needs a key");
    row("policy", {u"--signature"_s, u"maybe"_s}, "maybe");
    row("required without token", {u"--signature"_s, u"require"_s}, "token");
    row("tolerance", {u"--signature-tolerance"_s, u"-1"_s}, "-1");
    row("no token file", {u"--token-file"_s, u"/nowhere/token"_s}, "/nowhere/token");
    row("empty token file", {u"--token-file"_s, u"/dev/null"_s}, "1 to 128");
    row("head", {u"--max-head"_s, u"1"_s}, "max-head");
    row("target", {u"--max-target"_s, u"much"_s}, "much");
    row("headers", {u"--max-headers"_s, u"15"_s}, "max-headers");
    row("connections", {u"--max-connections"_s, u"-5"_s}, "max-connections");
    row("per peer", {u"--max-connections-per-peer"_s, u"1.5"_s}, "1.5");
    row("first byte", {u"--first-byte-timeout"_s, u"0"_s}, "first-byte-timeout");
    row("head time", {u"--head-timeout"_s, u"inf"_s}, "inf");
    row("body time", {u"--body-timeout"_s, u"soon"_s}, "soon");
    row("idle time", {u"--idle-timeout"_s, u"1e9"_s}, "1e9");
    row("answer time", {u"--answer-timeout"_s, QString()}, "answer-timeout");
    row("unread answers", {u"--max-unread-answers"_s, u"1"_s}, "max-unread-answers");
    row("unfinished", {u"--max-unfinished"_s, u"1"_s}, "max-unfinished");
}

void TestServe::wrongOptionsAreToldWithCode2()
{
    QFETCH(const QStringList, options);
    QFETCH(const QByteArray, word);
    const ProgramResult result = run(QStringList {u"serve"_s, u"--data-dir"_s, m_folder.path(u"none"_s)} + options);
    QCOMPARE(result.exitCode, 2);
    QVERIFY2(result.messages.startsWith("roomscope: ") && result.messages.contains(word), result.messages.constData());
    QCOMPARE(result.output, ""_ba);
    QVERIFY(!QFile::exists(m_folder.path(u"none"_s)));
}

void TestServe::everyLimitHasAnOptionWithItsDefaultInTheHelp()
{
    const QByteArray help = run({u"serve"_s, u"--help"_s}).output.simplified();
    const ReceiverLimits defaults;
    for (const LimitDescription &limit : ReceiverLimits::descriptions()) {
        QVERIFY2(help.contains(QByteArray("--" + QByteArray(limit.option.data()) + " <")), limit.option.data());
        QVERIFY2(help.contains(QByteArray('(' + defaults.text(limit.limit).toLatin1() + ')')), limit.option.data());
    }
}

void TestServe::aCertificateThatCannotBeUsedEndsWithCode1()
{
    const ProgramResult result
        = run({u"serve"_s, u"--listen"_s, u"127.0.0.1:0"_s, u"--data-dir"_s, m_folder.path(u"refused"_s),
               u"--tls-cert"_s, m_pair.certificateFile, u"--tls-key"_s, m_pair.certificateFile});
    QCOMPARE(result.exitCode, 1);
    QVERIFY2(result.messages.contains("holds no private key"), result.messages.constData());
    QCOMPARE(result.output, ""_ba);
}

void TestServe::httpsIsSpokenFromTls12On_data()
{
    QTest::addColumn<QString>("version");
    QTest::addColumn<bool>("isSpoken");
    QTest::newRow("TLS 1.0") << u"-tls1"_s << false;
    QTest::newRow("TLS 1.1") << u"-tls1_1"_s << false;
    QTest::newRow("TLS 1.2") << u"-tls1_2"_s << true;
    QTest::newRow("TLS 1.3") << u"-tls1_3"_s << true;
}

void TestServe::httpsIsSpokenFromTls12On()
{
    QFETCH(const QString, version);
    QFETCH(const bool, isSpoken);
    const QTemporaryDir folder;
    Server server(folder.path(), {u"--tls-cert"_s, m_pair.certificateFile, u"--tls-key"_s, m_pair.keyFile});
    QCOMPARE(server.url().scheme(), u"https"_s);
    // The lowest level of security, so that it is the server who refuses.
    const QByteArray said = output(u"openssl"_s,
                                   {u"s_client"_s, u"-connect"_s, u"127.0.0.1:%1"_s.arg(server.url().port()), version,
                                    u"-cipher"_s, u"ALL:@SECLEVEL=0"_s, u"-CAfile"_s, m_pair.certificateFile});
    QVERIFY2(said.contains("Cipher is (NONE)") != isSpoken, said.constData());
    RawClient client = tlsClient(server);
    QCOMPARE(post(client), 200);
    QCOMPARE(server.nextLine().value(u"verdict"_s).toString(), isSpoken ? u"accepted"_s : u"rejected:tls"_s);
}

void TestServe::anEncryptedKeyIsOpened()
{
    const QTemporaryDir folder;
    const QString key = m_folder.path(u"encrypted.pem"_s);
    runOpenssl({u"pkcs8"_s, u"-topk8"_s, u"-in"_s, m_pair.keyFile, u"-out"_s, key, u"-passout"_s, u"pass:open"_s});
    writeFile(m_folder.path(u"passphrase"_s), "open\n");
    const QStringList without {u"--tls-cert"_s, m_pair.certificateFile, u"--tls-key"_s, key};
    Server server(folder.path(), without + QStringList {u"--tls-passphrase-file"_s, m_folder.path(u"passphrase"_s)});
    RawClient client = tlsClient(server);
    QCOMPARE(post(client), 200);
    QCOMPARE(server.stop(), 0);
    const ProgramResult result = run( // and never asks at a terminal
        QStringList {u"serve"_s, u"--listen"_s, u"127.0.0.1:0"_s, u"--data-dir"_s, folder.path()} + without);
    QCOMPARE(result.exitCode, 1);
    QVERIFY2(result.messages.contains("name a file with its passphrase"), result.messages.constData());
}

void TestServe::aSelfSignedCertificateIsToldWithItsFingerprint()
{
    const QTemporaryDir folder;
    QByteArray fingerprint;
    for (int start = 0; start < 2; ++start) {
        Server server(folder.path(), {u"--tls-self-signed"_s});
        RawClient client = tlsClient(server);
        QCOMPARE(post(client), 200);
        QVERIFY2(says(server, "SHA-256 " + client.fingerprint()), server.messages().constData());
        QVERIFY(start == 0 || client.fingerprint() == fingerprint);
        fingerprint = client.fingerprint();
        QCOMPARE(server.stop(), 0);
    }
}

/// Any client that knows the issuer: the names and the chain are right.
void TestServe::theVendorsCertificateCheckPasses()
{
    const QTemporaryDir folder;
    Server server(folder.path(), {u"--tls-cert"_s, m_pair.certificateFile, u"--tls-key"_s, m_pair.keyFile});
    int exitCode = -1;
    const QByteArray said
        = output(u"curl"_s,
                 {u"--silent"_s, u"--show-error"_s, u"--noproxy"_s, u"*"_s, u"--cacert"_s, m_pair.certificateFile,
                  u"--data-binary"_s, u"{}"_s, u"https://localhost:%1/"_s.arg(server.url().port())},
                 &exitCode);
    QCOMPARE(exitCode, 0);
    QCOMPARE(said, R"({"ActionStatus":"OK","ErrorInfo":"","ErrorCode":0})"_ba);
}

void TestServe::anEndOfTheTlsConnectionAloneIsNoHangUp()
{
    const QTemporaryDir folder;
    Server server(folder.path(), {u"--tls-cert"_s, m_pair.certificateFile, u"--tls-key"_s, m_pair.keyFile});
    const QString script = m_folder.path(u"half.py"_s);
    writeFile(script, R"(
import socket, ssl, sys
tcp = socket.create_connection(("127.0.0.1", int(sys.argv[1])), 20)
context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
context.check_hostname = False
context.verify_mode = ssl.CERT_NONE
incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
tls = context.wrap_bio(incoming, outgoing)
def complete(step):
    while True:
        try:
            return step()
        except ssl.SSLWantReadError:
            tcp.sendall(outgoing.read())
            incoming.write(tcp.recv(65536))
complete(tls.do_handshake)
tls.write(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n{}")
try:
    tls.unwrap()  # says that nothing more comes, and waits for the same
except ssl.SSLWantReadError:
    pass
tcp.sendall(outgoing.read())
print(complete(lambda: tls.read(65536)).split(b"\r\n")[0].decode())
)");
    QCOMPARE(output(u"python3"_s, {script, QString::number(server.url().port())}).trimmed(), "HTTP/1.1 200 OK"_ba);
}

void TestServe::refusedHandshakesAreRowsThatExportsCanWrite()
{
    const QTemporaryDir folder;
    Server server(folder.path(), {u"--tls-cert"_s, m_pair.certificateFile, u"--tls-key"_s, m_pair.keyFile});
    RawClient plain(quint16(server.url().port()));
    plain.send("\x16\x03\x01 is how it begins, and not how it goes on");
    static_cast<void>(plain.answer()); // an alert of TLS
    QVERIFY(!plain.isConnected());
    const QJsonObject refused = server.nextLine();
    QCOMPARE(refused.value(u"type"_s).toString(), u"callback"_s);
    QCOMPARE(refused.value(u"verdict"_s).toString(), u"rejected:tls"_s);
    QVERIFY(refused.value(u"note"_s).toString().contains(u"TLS"_s));
    QVERIFY(refused.value(u"room"_s).isNull() && refused.value(u"operator"_s).isNull());
    QCOMPARE(refused.value(u"changes"_s).toArray().size(), 0);
    RawClient client = tlsClient(server);
    QCOMPARE(post(client), 200);
    QCOMPARE(server.nextLine().value(u"id"_s).toInt(), 2);
    QCOMPARE(server.stop(), 0);
    QVERIFY2(server.messages().contains("One TLS handshake was refused."), server.messages().constData());

    const auto exported = [&folder](const QStringList &more) {
        return run(QStringList {u"export"_s, u"-"_s, u"--data-dir"_s, folder.path()} + more).output;
    };
    const QByteArray callbacks = exported({u"--what"_s, u"callbacks"_s});
    const QList<QByteArray> records = callbacks.split('\n');
    QCOMPARE(records.size(), 4); // header, two rows, and what is behind the last line end
    QCOMPARE(records[1].count(','), records[0].count(','));
    QVERIFY2(records[1].endsWith(",0,0,,rejected:tls,\r"), records[1].constData());
    const QByteArray ndjson = exported({u"--format"_s, u"ndjson"_s, u"--filter"_s, u"verdict:tls"_s});
    QCOMPARE(QJsonDocument::fromJson(ndjson.split('\n').first()).object(), refused);
    QCOMPARE(exported({}).count('\n'), 2); // no change of any room
}

void TestServe::aRenewedCertificateIsTakenAndToldOf()
{
    const QTemporaryDir folder;
    const TlsOptions renewed = m_folder.make(u"renewed"_s);
    const QString certificate = folder.filePath(u"c.pem"_s);
    const QString key = folder.filePath(u"k.pem"_s);
    writeFile(certificate, fileText(m_pair.certificateFile));
    writeFile(key, fileText(m_pair.keyFile));
    Server server(folder.filePath(u"session"_s), {u"--tls-cert"_s, certificate, u"--tls-key"_s, key});
    RawClient kept = tlsClient(server);
    QCOMPARE(post(kept), 200);
    writeFile(certificate, "spoiled");
    QVERIFY(says(server, "The former one stays in use."));
    RawClient meanwhile = tlsClient(server);
    QCOMPARE(meanwhile.fingerprint(), kept.fingerprint());
    writeFile(certificate, fileText(renewed.certificateFile));
    writeFile(key, fileText(renewed.keyFile));
    QVERIFY(says(server, "The certificate of “renewed” is used"));
    RawClient client = tlsClient(server);
    QVERIFY(client.fingerprint() != kept.fingerprint());
    QCOMPARE(post(client), 200);
    QCOMPARE(post(kept), 200);
    QCOMPARE(server.nextLine().value(u"id"_s).toInt(), 1);
}

void TestServe::signaturesAreChecked_data()
{
    QTest::addColumn<QStringList>("options");
    QTest::addColumn<QStringList>("verdicts"); // right, in capitals, unsigned, two minutes old, wrong
    QTest::newRow("flag is the default") << QStringList()
                                         << QStringList {u"accepted"_s, u"accepted"_s, u"flagged:unsigned"_s,
                                                         u"flagged:stale-signature"_s, u"rejected:signature"_s};
    QTest::newRow("require") << QStringList {u"--signature"_s, u"require"_s}
                             << QStringList {u"accepted"_s, u"accepted"_s, u"rejected:signature"_s,
                                             u"rejected:signature"_s, u"rejected:signature"_s};
    QTest::newRow("off") << QStringList {u"--signature"_s, u"off"_s} << QStringList(5, u"accepted"_s);
    QTest::newRow("tolerance") << QStringList {u"--signature"_s, u"require"_s, u"--signature-tolerance"_s, u"600"_s}
                               << QStringList {u"accepted"_s, u"accepted"_s, u"rejected:signature"_s, u"accepted"_s,
                                               u"rejected:signature"_s};
}

void TestServe::signaturesAreChecked()
{
    QFETCH(const QStringList, options);
    QFETCH(const QStringList, verdicts);
    const QTemporaryDir folder;
    writeFile(m_folder.path(u"token"_s), "xxxxyyyy\n");
    Server server(folder.path(), QStringList {u"--token-file"_s, m_folder.path(u"token"_s)} + options);
    Client client(server.url());
    const auto target = [](const QByteArray &sign, qint64 time) {
        return QByteArray("/?SdkAppid=1&Sign=" + sign + "&RequestTime=" + QByteArray::number(time));
    };
    const auto signOf = [](qint64 time) {
        return QCryptographicHash::hash(QByteArray("xxxxyyyy" + QByteArray::number(time)), QCryptographicHash::Sha256)
            .toHex();
    };
    const qint64 now = QDateTime::currentSecsSinceEpoch();
    const QByteArrayList targets {target(signOf(now), now), target(signOf(now).toUpper(), now), "/?SdkAppid=1",
                                  target(signOf(now - 120), now - 120), target(signOf(now - 1), now)};
    for (qsizetype i = 0; i < targets.size(); ++i) {
        QCOMPARE(client.post(targets.at(i), "{}").status, verdicts.at(i).startsWith(u"rejected"_s) ? 401 : 200);
        QCOMPARE(server.nextLine().value(u"verdict"_s).toString(), verdicts.at(i));
    }
}

void TestServe::limitsAreSetAndCounted()
{
    const QTemporaryDir folder;
    Server server(folder.path(),
                  {u"--max-body"_s, u"10"_s, u"--max-head"_s, u"2000"_s, u"--max-target"_s, u"100"_s,
                   u"--max-headers"_s, u"16"_s, u"--head-timeout"_s, u"1"_s});
    const auto answer = [&server](const QByteArray &bytes) {
        RawClient client(quint16(server.url().port()));
        client.send(bytes);
        return client.answer().status;
    };
    const QByteArray begin = "POST / HTTP/1.1\r\nHost: a\r\n";
    QCOMPARE(answer(begin + "Content-Length: 11\r\n\r\n"), 413);
    QCOMPARE(answer(begin + "X: " + QByteArray(2000, 'x') + "\r\n\r\n"), 431);
    QCOMPARE(answer("POST /" + QByteArray(100, 'x') + " HTTP/1.1\r\n\r\n"), 431);
    QCOMPARE(answer(begin + QByteArray("X: y\r\n").repeated(16) + "\r\n"), 431);
    QCOMPARE(answer(begin), 408);
    for (int i = 0; i < 30; ++i)
        QCOMPARE(answer("GET / HTTP/1.1\r\nHost: a\r\n\r\n"), 405);
    QCOMPARE(answer(begin + "Content-Length: 2\r\n\r\n{}"), 200);
    QCOMPARE(server.stop(), 0);
    const QByteArray said = server.messages();
    for (const char *option : {"max-body", "max-head", "max-target", "max-headers", "head-timeout"})
        QVERIFY2(said.contains(QByteArray("--" + QByteArray(option) + " was exceeded once.")), said.constData());
    QVERIFY2(said.contains("9 rejected requests were only counted."), said.constData());
}

void TestServe::thePortsOwnerIsNamed()
{
    const QTemporaryDir folder;
    Server server(folder.filePath(u"first"_s));
    const ProgramResult result = run({u"serve"_s, u"--listen"_s, u"127.0.0.1:%1"_s.arg(server.url().port()),
                                      u"--data-dir"_s, folder.filePath(u"second"_s)});
    QCOMPARE(result.exitCode, 1);
    const QByteArray owner = "roomscope (process " + QByteArray::number(server.process().processId()) + ')';
    QVERIFY2(result.messages.contains(owner), result.messages.constData());
}

namespace {

/// A pipe that is read when the test likes, smaller than any other.
class UnreadPipe final
{
public:
    UnreadPipe()
    {
        if (::pipe2(m_ends, O_CLOEXEC) != 0)
            qFatal("no pipe");
        ::fcntl(m_ends[1], F_SETPIPE_SZ, 4096);
    }
    ~UnreadPipe()
    {
        ::close(m_ends[0]);
        ::close(m_ends[1]);
    }
    Q_DISABLE_COPY_MOVE(UnreadPipe)

    /// The program writes here to these of its descriptors.
    void giveTo(QProcess &process, const QList<int> &descriptors)
    {
        process.setChildProcessModifier([end = m_ends[1], descriptors] {
            for (const int descriptor : descriptors)
                ::dup2(end, descriptor);
        });
    }

    QByteArray line()
    {
        while (!m_read.contains('\n')) {
            pollfd ready = {.fd = m_ends[0], .events = POLLIN, .revents = 0};
            char bytes[4096];
            const ssize_t size = ::poll(&ready, 1, patienceMs) > 0 ? ::read(m_ends[0], bytes, sizeof bytes) : 0;
            if (size <= 0)
                return {};
            m_read.append(bytes, size);
        }
        const QByteArray line = m_read.first(m_read.indexOf('\n') + 1);
        m_read.remove(0, line.size());
        return line;
    }
    /// Something waits to be read.
    [[nodiscard]] bool isUsed() const
    {
        pollfd ready = {.fd = m_ends[0], .events = POLLIN, .revents = 0};
        return !m_read.isEmpty() || ::poll(&ready, 1, 0) > 0;
    }

private:
    int m_ends[2] = {-1, -1};
    QByteArray m_read; ///< And not asked for yet.
};

/// `roomscope serve` whose output goes to a pipe.
class PipedServer final
{
public:
    PipedServer(const QString &folder, UnreadPipe &pipe, const QList<int> &descriptors, const QStringList &more = {})
    {
        pipe.giveTo(process, descriptors);
        process.start(QStringLiteral(ROOMSCOPE_PROGRAM),
                      QStringList {u"serve"_s, u"--listen"_s, u"127.0.0.1:0"_s, u"--sdkappid"_s, u"1400900001"_s,
                                   u"--data-dir"_s, folder}
                          + more);
        url = QUrl(QJsonDocument::fromJson(pipe.line()).object().value(u"url"_s).toString());
    }
    ~PipedServer()
    {
        process.kill();
        process.waitForFinished(patienceMs);
    }
    Q_DISABLE_COPY_MOVE(PipedServer)

    /// All it has said on stderr so far.
    QByteArray messages()
    {
        m_messages += process.readAllStandardError();
        return m_messages;
    }

    QProcess process;
    QUrl url;

private:
    QByteArray m_messages;
};

constexpr int seatCount = 150;

/// Bytes of text that hardly get smaller when they are packed.
QByteArray noise(qsizetype size, quint32 seed)
{
    QRandomGenerator random(seed);
    QByteArray text(size, ' ');
    for (char &character : text)
        character = char(random.bounded('a', 'z' + 1));
    return text;
}

/// Of the seats of a room, printed as a line of about 10 KB.
QByteArray seatsBody(int number)
{
    QList<SeatLine> lines;
    for (int seat = 0; seat < seatCount; ++seat)
        lines.append({seat, u"user%1of%2"_s.arg(seat).arg(number)});
    return seats("rid-1", lines, 1'751'010'000'000 + number).body;
}

/// How many were answered OK.
int postSeats(const QUrl &url, int count, int begin = 0)
{
    Client client(url);
    int accepted = 0;
    for (int i = begin; i < begin + count; ++i)
        accepted += client.post("/?SdkAppid=1400900001", seatsBody(i)).status == 200 ? 1 : 0;
    return accepted;
}

/// Many at once, which share their commits. How many were answered OK.
int postAtOnce(const QUrl &url, const QByteArrayList &bodies)
{
    constexpr qsizetype atOnce = 50;
    Client client(url);
    int accepted = 0;
    for (qsizetype from = 0; from < bodies.size(); from += atOnce) {
        QByteArray requests;
        const QByteArrayList some = bodies.mid(from, atOnce);
        for (const QByteArray &body : some)
            requests += Client::postRequest("/?SdkAppid=1400900001", body);
        client.send(requests);
        for (qsizetype i = 0; i < some.size(); ++i)
            accepted += client.receive().status == 200 ? 1 : 0;
    }
    return accepted;
}

qint64 sizeOfJournal(const QString &folder)
{
    qint64 size = 0;
    for (const QFileInfo &file : QDir(folder).entryInfoList({u"journal.sqlite*"_s}, QDir::Files))
        size += file.size();
    return size;
}

} // namespace

void TestServe::aStalledReaderHoldsNoStop_data()
{
    QTest::addColumn<QList<int>>("descriptors");
    QTest::addColumn<int>("signal");
    QTest::newRow("stdout, SIGTERM") << QList {1} << SIGTERM;
    QTest::newRow("stdout, SIGINT") << QList {1} << SIGINT;
    QTest::newRow("both, SIGTERM") << QList {1, 2} << SIGTERM;
}

void TestServe::aStalledReaderHoldsNoStop()
{
    QFETCH(const QList<int>, descriptors);
    QFETCH(const int, signal);
    const QTemporaryDir folder;
    UnreadPipe pipe;
    PipedServer server(folder.path(), pipe, descriptors);
    QVERIFY(server.url.isValid());
    const int accepted = postSeats(server.url, 200); // more than pipe and program hold
    QCOMPARE(accepted, 200);
    const bool areLinesAlone = !descriptors.contains(2);
    for (int id = 1; areLinesAlone && id <= 10; ++id)
        QVERIFY(pipe.line().contains(QByteArray("\"id\":" + QByteArray::number(id) + ',')));

    QElapsedTimer stopping;
    stopping.start();
    ::kill(pid_t(server.process.processId()), signal);
    QVERIFY(server.process.waitForFinished(patienceMs));
    qInfo("stopped after %lld ms", static_cast<long long>(stopping.elapsed()));
    QCOMPARE(server.process.exitStatus(), QProcess::NormalExit);
    QCOMPARE(server.process.exitCode(), 0);
    if (areLinesAlone) {
        const QByteArray messages = server.messages();
        QVERIFY2(messages.contains("read more slowly") && messages.contains("lines that are missing in it: 190."),
                 messages.constData()); // a pipe of 4 KB has taken no other to its end
    }
    const ProgramResult check = run({u"journal"_s, u"check"_s, u"--json"_s, u"--data-dir"_s, folder.path()});
    const QJsonObject journal = QJsonDocument::fromJson(check.output).object();
    QVERIFY2(journal.value(u"sound"_s).toBool(), check.output.constData());
    QCOMPARE(journal.value(u"readable"_s).toInt(), accepted);
    const ProgramResult stats = run({u"journal"_s, u"stats"_s, u"--json"_s, u"--data-dir"_s, folder.path()});
    const QJsonArray listening = QJsonDocument::fromJson(stats.output).object().value(u"listening"_s).toArray();
    QCOMPARE(listening.size(), 1);
    QVERIFY(!listening[0].toObject().value(u"open"_s).toBool()); // closed well
}

void TestServe::aSlowReaderGetsEveryLine()
{
    const QTemporaryDir folder;
    UnreadPipe pipe;
    PipedServer server(folder.path(), pipe, {1});
    QVERIFY(server.url.isValid());
    QCOMPARE(postSeats(server.url, 200), 200);
    QTRY_VERIFY(server.messages().contains("read more slowly"));
    const auto areNext = [&pipe](int first, int last) {
        for (int id = first; id <= last; ++id) {
            const QJsonObject line = QJsonDocument::fromJson(pipe.line()).object();
            if (line.value(u"id"_s).toInt() != id || line.value(u"changes"_s).toArray().size() != seatCount)
                return false;
        }
        return true;
    };
    QVERIFY(areNext(1, 100));
    QCOMPARE(postSeats(server.url, 50, 200), 50);
    QVERIFY(areNext(101, 240));
    server.process.terminate(); // the last ones are still waiting: somebody reads them
    QVERIFY(areNext(241, 250));
    QVERIFY(server.process.waitForFinished(patienceMs));
    QCOMPARE(server.process.exitCode(), 0);
    QVERIFY(!pipe.isUsed());
    QVERIFY2(!server.messages().contains("missing"), server.messages().constData());
}

void TestServe::aReaderThatIsTooSlowForRetentionIsToldWhatItMissed()
{
    constexpr int count = 500;
    const QTemporaryDir folder;
    UnreadPipe pipe;
    PipedServer server(folder.path(), pipe, {1}, {u"--keep-bytes"_s, u"1M"_s});
    QVERIFY(server.url.isValid());
    QByteArrayList bodies; // some 4 MB, of which the last quarter stays
    for (int i = 0; i < count; ++i)
        bodies.append(seatsBody(i).insert(1, QByteArray("\"Pad\":\"" + noise(10'000, quint32(i)) + "\",")));
    QCOMPARE(postAtOnce(server.url, bodies), count);
    JournalReader reader;
    QVERIFY(!reader.open(folder.path()));
    QTRY_VERIFY(reader.firstId() > count / 2);
    qint64 next = 1;
    qint64 missed = 0;
    while (next <= count) {
        const QByteArray text = pipe.line();
        const QJsonObject line = QJsonDocument::fromJson(text).object();
        if (line[u"type"_s].toString() == u"missed"_s) {
            QCOMPARE(line[u"firstId"_s].toInteger(), next);
            next = line[u"lastId"_s].toInteger() + 1;
            QCOMPARE(line[u"lines"_s].toInteger(), next - line[u"firstId"_s].toInteger());
            missed += line[u"lines"_s].toInteger();
        } else {
            QCOMPARE(line[u"type"_s].toString(), u"callback"_s);
            QCOMPARE(line[u"id"_s].toInteger(), next++);
        }
    }
    QCOMPARE(next, count + 1);
    QVERIFY2(missed > 50 && missed < count, qPrintable(QString::number(missed)));
    QTRY_VERIFY2(server.messages().contains("were removed from the journal before they could be shown"),
                 server.messages().constData());
}

void TestServe::rejectionsThatWereOnlyCountedArePrintedAndInTheFigures()
{
    constexpr int count = 30;
    const QTemporaryDir folder;
    qint64 last = 0; // of those that have a line of their own
    qint64 repeats = 1;
    {
        Server server(folder.path());
        for (int i = 0; i < count; ++i) {
            RawClient client(quint16(server.url().port()));
            client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            QCOMPARE(client.answer().status, 405);
        }
        while (last + repeats - 1 < count) {
            const QJsonObject line = server.nextLine();
            if (line[u"type"_s].toString() == u"repeats"_s) {
                QCOMPARE(line[u"id"_s].toInteger(), last);
                QVERIFY(line[u"repeats"_s].toInteger() > repeats);
                repeats = line[u"repeats"_s].toInteger();
            } else {
                QCOMPARE(line[u"type"_s].toString(), u"callback"_s);
                QCOMPARE(line[u"verdict"_s].toString(), u"rejected:method"_s);
                QCOMPARE(line[u"id"_s].toInteger(), ++last);
                QVERIFY2(last <= RejectionThrottle::keptWhole + 1, qPrintable(QString::number(last)));
            }
        }
        QCOMPARE(last + repeats - 1, count);
        QCOMPARE(server.stop(), 0);
    }
    const QStringList stats {u"journal"_s, u"stats"_s, u"--data-dir"_s, folder.path()};
    const QJsonObject figures = QJsonDocument::fromJson(run(stats + QStringList {u"--json"_s}).output).object();
    QCOMPARE(figures[u"rejected"_s].toInteger(), last);
    QCOMPARE(figures[u"folded"_s].toInteger(), count - last);
    const QByteArray text = run(stats).output;
    QVERIFY2(text.contains(QByteArray::number(count - last)), text.constData());
    // A repetition is known to who reads the lines later, too.
    const QByteArray lines
        = run({u"export"_s, u"-"_s, u"--format"_s, u"ndjson"_s, u"--data-dir"_s, folder.path()}).output.trimmed();
    const QJsonObject line = QJsonDocument::fromJson(lines.sliced(lines.lastIndexOf('\n') + 1)).object();
    QCOMPARE(line[u"repeats"_s].toInteger(), repeats);
}

void TestServe::theSizeOfAJournalIsKeptSoonAfterABurst_data()
{
    QTest::addColumn<QString>("option");
    QTest::addColumn<qint64>("limit");
    QTest::addColumn<int>("posts"); // of 60 KB, most of which stays when it is packed
    constexpr qint64 mega = 1 << 20;
    QTest::newRow("1M") << u"1M"_s << mega << 300;
    QTest::newRow("10M") << u"10M"_s << 10 * mega << 600;
}

void TestServe::theSizeOfAJournalIsKeptSoonAfterABurst()
{
    QFETCH(QString, option);
    QFETCH(qint64, limit);
    QFETCH(int, posts);
    const QTemporaryDir folder;
    Server server(folder.path(), {u"--keep-bytes"_s, option});
    QByteArrayList bodies;
    for (int i = 0; i < posts; ++i)
        bodies.append(R"({"CallbackCommand":"Live.CallbackAfterSomethingNew","Pad":")" + noise(60'000, quint32(i))
                      + "\"}");
    QCOMPARE(postAtOnce(server.url(), bodies), posts);
    QElapsedTimer waited;
    waited.start();
    const qint64 atEnd = sizeOfJournal(folder.path());
    QTRY_VERIFY(sizeOfJournal(folder.path()) <= limit + limit / 10);
    qInfo("%lld bytes after the burst, %lld after %lld ms", qlonglong(atEnd), qlonglong(sizeOfJournal(folder.path())),
          qlonglong(waited.elapsed()));
    JournalReader reader;
    QVERIFY(!reader.open(folder.path()));
    QVERIFY2(reader.usedBytes() > limit / 3, // whole blocks are removed, of half a megabyte at most
             qPrintable(QString::number(reader.usedBytes())));
}

void TestServe::aStalledReaderHoldsNoOtherCommand_data()
{
    QTest::addColumn<QStringList>("command");
    QTest::addColumn<int>("signal");
    for (const int signal : {SIGTERM, SIGINT}) {
        const auto row = [signal](const QStringList &command) {
            QTest::addRow("%s, %d", qPrintable(command.join(u' ')), signal) << command << signal;
        };
        row({u"export"_s, u"-"_s, u"--what"_s, u"callbacks"_s});
        row({u"export"_s, u"-"_s, u"--format"_s, u"ndjson"_s});
        row({u"export"_s, u"-"_s, u"--format"_s, u"har"_s});
        row({u"rooms"_s});
    }
}

void TestServe::aStalledReaderHoldsNoOtherCommand()
{
    QFETCH(const QStringList, command);
    QFETCH(const int, signal);
    const QTemporaryDir folder;
    {
        Server server(folder.path());
        QCOMPARE(postSeats(server.url(), 30), 30);
        for (int i = 0; i < 30; ++i)
            QVERIFY(!server.nextLine().isEmpty());
    }
    UnreadPipe pipe;
    QProcess process;
    pipe.giveTo(process, {1});
    process.start(QStringLiteral(ROOMSCOPE_PROGRAM),
                  QStringList(command + QStringList {u"--data-dir"_s, folder.path()}));
    QVERIFY(process.waitForStarted(patienceMs));
    QTRY_VERIFY(pipe.isUsed()); // it has begun to write, more than the pipe takes
    ::kill(pid_t(process.processId()), signal);
    QVERIFY(process.waitForFinished(patienceMs));
}

void TestServe::aStalledWriterHoldsNoImport()
{
    const QTemporaryDir folder;
    int ends[2] = {-1, -1};
    QCOMPARE(::pipe2(ends, O_CLOEXEC), 0);
    QProcess process;
    process.setChildProcessModifier([end = ends[0]] { ::dup2(end, 0); });
    process.start(QStringLiteral(ROOMSCOPE_PROGRAM), {u"import"_s, u"-"_s, u"--data-dir"_s, folder.path()});
    QVERIFY(process.waitForStarted(patienceMs));
    QCOMPARE(::write(ends[1], "{", 1), 1);
    const auto isRead = [&] {
        int waiting = 0;
        return ::ioctl(ends[0], FIONREAD, &waiting) == 0 && waiting == 0;
    };
    QTRY_VERIFY(isRead());
    process.terminate();
    QVERIFY(process.waitForFinished(patienceMs));
    ::close(ends[0]);
    ::close(ends[1]);
}

QTEST_GUILESS_MAIN(TestServe)
#include "tst_serve.moc"
