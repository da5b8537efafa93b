// SPDX-License-Identifier: GPL-3.0-or-later
#include <QDirIterator>
#include <QRegularExpression>
#include <QtTest>

using namespace Qt::StringLiterals;

/// What the linker cannot enforce: who includes what.
class TestLayers final : public QObject
{
    Q_OBJECT

private slots:
    void includesStayInTheirLayer_data();
    void includesStayInTheirLayer();
    void foldersIncludeOnlyWhatStandsBeforeThem_data();
    void foldersIncludeOnlyWhatStandsBeforeThem();
    void everySourceNamesItsLicence();
    void coreTranslatesNothing();
    void coreSpeaksNoLanguage_data();
    void coreSpeaksNoLanguage();
    void onlyPayloadKnowsTheJsonLibrary();
};

namespace {

const QString root = QStringLiteral(SOURCE_ROOT);

QStringList sources(const QString &folder)
{
    QStringList files;
    QDirIterator it(root + u'/' + folder, {u"*.cpp"_s, u"*.h"_s}, QDir::Files, QDirIterator::Subdirectories);
    while (it.hasNext())
        files.append(it.next());
    return files;
}

QString contents(const QString &fileName)
{
    QFile file(fileName);
    if (!file.open(QIODevice::ReadOnly))
        qFatal("cannot read %s", qPrintable(fileName));
    return QString::fromUtf8(file.readAll());
}

/// What stands in quotes, a line each; neighbours that the compiler joins are joined.
QString literals(const QString &source)
{
    static const QRegularExpression token(u"//[^\\n]*|'(?:[^'\\\\]|\\\\.)'|\"((?:[^\"\\\\\\n]|\\\\.)*)\""_s);
    QString found;
    qsizetype end = 0;
    auto tokens = token.globalMatch(source);
    while (tokens.hasNext()) {
        const QRegularExpressionMatch match = tokens.next();
        if (!match.hasCaptured(1))
            continue;
        if (!QStringView(source).sliced(end, match.capturedStart() - end).trimmed().isEmpty())
            found += u'\n';
        found += match.captured(1);
        end = match.capturedEnd();
    }
    return found;
}

} // namespace

void TestLayers::includesStayInTheirLayer_data()
{
    QTest::addColumn<QString>("folder");
    QTest::addColumn<QString>("except");
    QTest::addColumn<QString>("forbidden");
    const QString gui = u"Q(Widget|Painter|Icon|Pixmap|Image|Color|Palette|Font|Application|GuiApplication|Svg)\\w*"_s;
    const QString network = u"Q(Tcp|Ssl|Udp|Host|Network|Http|AbstractSocket|AbstractHttp)\\w*"_s;
    QTest::newRow("core") << u"core"_s << u"core/(receiver|sender)/"_s
                          << QString(u"ui/.*|app/.*|core/receiver/.*|core/sender/.*|"_s + gui + u'|' + network);
    QTest::newRow("receiver") << u"core/receiver"_s << QString() << QString(u"ui/.*|app/.*|QAbstract.*Model|"_s + gui);
    QTest::newRow("sender") << u"core/sender"_s << QString() << QString(u"ui/.*|app/.*|QAbstract.*Model|"_s + gui);
    QTest::newRow("ui") << u"ui"_s << QString()
                        << QString(u"app/.*|core/receiver/.*|core/sender/.*|QJson.*|"_s + network);
}

void TestLayers::includesStayInTheirLayer()
{
    QFETCH(QString, folder);
    QFETCH(QString, except);
    QFETCH(QString, forbidden);
    static const QRegularExpression include(u"^#include [<\"]([^>\"]+)[>\"]"_s, QRegularExpression::MultilineOption);
    const QRegularExpression wrong(QRegularExpression::anchoredPattern(forbidden));
    const QStringList files = sources(folder);
    QVERIFY(!files.isEmpty());
    int includes = 0;
    for (const QString &file : files) {
        if (!except.isEmpty() && file.contains(QRegularExpression(except)))
            continue;
        auto found = include.globalMatch(contents(file));
        while (found.hasNext()) {
            const QString name = found.next().captured(1);
            ++includes;
            QVERIFY2(!wrong.match(name).hasMatch(), qPrintable(u"%1 includes %2"_s.arg(file, name)));
        }
    }
    QVERIFY(includes > 0);
}

void TestLayers::foldersIncludeOnlyWhatStandsBeforeThem_data()
{
    QTest::addColumn<QString>("top");
    QTest::addColumn<QStringList>("order");
    QTest::newRow("core") << u"core"_s << QStringList {u"base"_s,     u"payload"_s, u"protocol"_s, u"reception"_s,
                                                       u"journal"_s,  u"rooms"_s,   u"doctor"_s,   u"filter"_s,
                                                       u"timeline"_s, u"session"_s, u"exchange"_s};
    QTest::newRow("ui") << u"ui"_s << QStringList {u"words"_s,     u"style"_s,  u"rooms"_s,   u"timeline"_s,
                                                   u"inspector"_s, u"doctor"_s, u"dialogs"_s, u"window"_s};
}

/// So there is no circle either.
void TestLayers::foldersIncludeOnlyWhatStandsBeforeThem()
{
    QFETCH(QString, top);
    QFETCH(QStringList, order);
    const QRegularExpression include(u"^#include \"%1/(\\w+)/"_s.arg(top), QRegularExpression::MultilineOption);
    for (const QString &file : sources(top)) {
        const QString folder = file.section(u'/', -2, -2);
        if (top == u"core"_s && (folder == u"receiver"_s || folder == u"sender"_s))
            continue; // targets of their own
        QVERIFY2(order.contains(folder), qPrintable(file));
        auto found = include.globalMatch(contents(file));
        while (found.hasNext()) {
            const QString other = found.next().captured(1);
            QVERIFY2(order.contains(other) && order.indexOf(other) <= order.indexOf(folder),
                     qPrintable(u"%1 includes %2/%3"_s.arg(file, top, other)));
        }
    }
}

void TestLayers::everySourceNamesItsLicence()
{
    for (const QString &folder : {u"app"_s, u"core"_s, u"ui"_s, u"tests"_s}) {
        for (const QString &file : sources(folder))
            QVERIFY2(contents(file).startsWith("// SPDX-License-Identifier: GPL-3.0-or-later\n"_L1), qPrintable(file));
    }
}

void TestLayers::coreTranslatesNothing()
{
    static const QRegularExpression translated(u"\\btr\\(|\\bQCoreApplication::translate"_s);
    for (const QString &file : sources(u"core"_s))
        QVERIFY2(!contents(file).contains(translated), qPrintable(file));
}

void TestLayers::coreSpeaksNoLanguage_data()
{
    QTest::addColumn<QString>("except");
    QTest::newRow("base") << QString();
    QTest::newRow("journal") << QString();
    QTest::newRow("rooms") << QString();
    QTest::newRow("timeline") << QString();
    QTest::newRow("session") << QString();
}

/// Sentences for people are made of errors and other values in ui/words. English stays what senders are answered: those
/// files are the exceptions.
void TestLayers::coreSpeaksNoLanguage()
{
    QFETCH(const QString, except);
    // Three words of small letters are prose; SQL, names of fields and formats have none.
    static const QRegularExpression prose(u"(?<![\\w.])[a-z']+(?: [a-z']+){2}(?![\\w.]\\w)"_s);
    const QRegularExpression speaking(QRegularExpression::anchoredPattern(except));
    for (const QString &file : sources(u"core/"_s + QString::fromLatin1(QTest::currentDataTag()))) {
        const QString text = literals(contents(file));
        const QRegularExpressionMatch match = prose.match(text);
        const bool isException = speaking.match(file.section(u'/', -1)).hasMatch();
        QVERIFY2(match.hasMatch() == isException, qPrintable(u"%1: %2"_s.arg(file, match.captured())));
    }
}

void TestLayers::onlyPayloadKnowsTheJsonLibrary()
{
    QStringList knowing;
    for (const QString &folder : {u"app"_s, u"core"_s, u"ui"_s, u"tests"_s}) {
        for (const QString &file : sources(folder)) {
            if (contents(file).contains("\n#include <rapidjson/"_L1))
                knowing.append(file.sliced(root.size() + 1));
        }
    }
    knowing.sort();
    QCOMPARE(knowing,
             (QStringList {u"core/payload/json.cpp"_s, u"core/payload/jsonscan.cpp"_s, u"core/payload/jsonwriter.cpp"_s,
                           u"core/payload/rapidjsonerror.h"_s}));
}

QTEST_APPLESS_MAIN(TestLayers)
#include "tst_layers.moc"
