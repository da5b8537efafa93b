// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/words/errorwords.h"

#include <QDateTime>
#include <QFile>
#include <QRegularExpression>
#include <QSet>
#include <QtTest>

using namespace Qt::StringLiterals;
using namespace Roomscope;

/// The sentences of all kinds of errors, against what core/base/error.h says of their arguments.
class TestErrors final : public QObject
{
    Q_OBJECT

private slots:
    void everyKindHasASentenceWithAllOfItsArguments_data();
    void everyKindHasASentenceWithAllOfItsArguments();
    void everySentenceIsOfOneKind();
    void argumentsAreNoPlacesForOthers();
    void valuesAreFormatted();
    void causesFollowTheArguments();
};

namespace {

struct KindRow
{
    QString name;
    QStringList arguments;
};

/// The enumerators as they stand in the header.
QList<KindRow> kindRows()
{
    QFile header(QStringLiteral(SOURCE_ROOT) + u"/core/base/error.h"_s);
    if (!header.open(QIODevice::ReadOnly))
        qFatal("core/base/error.h cannot be read");
    const QString text = QString::fromUtf8(header.readAll())
                             .section(u"enum class ErrorKind : quint16 {\n"_s, 1)
                             .section(u"\n};"_s, 0, 0);
    static const QRegularExpression row(u"^    (\\w+),(?: +///< (.+))?$"_s);
    QList<KindRow> rows;
    for (const QString &line : text.split(u'\n')) {
        if (line.isEmpty() || line.startsWith(u"    // "_s))
            continue;
        const QRegularExpressionMatch match = row.match(line);
        if (!match.hasMatch())
            qFatal("error.h: %s", qPrintable(line));
        rows.append({match.captured(1), match.captured(2).split(u", "_s, Qt::SkipEmptyParts)});
    }
    return rows;
}

Error exampleOf(qsizetype kind, const KindRow &row)
{
    Error error {ErrorKind(kind)};
    for (const QString &argument : row.arguments) {
        if (argument == u"error"_s)
            error.causes.push_back({ErrorKind::CannotWriteFile, {u"«cause»"_s, u"«its reason»"_s}});
        else
            error.arguments.append(QString(u'«' + argument + u'»'));
    }
    return error;
}

} // namespace

void TestErrors::everyKindHasASentenceWithAllOfItsArguments_data()
{
    QTest::addColumn<Error>("error");
    const QList<KindRow> rows = kindRows();
    QVERIFY(!rows.isEmpty());
    for (qsizetype kind = 0; kind < rows.size(); ++kind)
        QTest::newRow(qPrintable(rows.at(kind).name)) << exampleOf(kind, rows.at(kind));
    QCOMPARE(errorText({ErrorKind(rows.size())}), QString());
}

void TestErrors::everyKindHasASentenceWithAllOfItsArguments()
{
    QFETCH(const Error, error);
    const QString text = errorText(error);
    QVERIFY(!text.isEmpty());
    QVERIFY2(!text.contains(u'%'), qPrintable(text));
    for (const QVariant &argument : error.arguments)
        QVERIFY2(text.contains(argument.toString()), qPrintable(text));
    for (const Error &cause : error.causes)
        QVERIFY2(text.contains(errorText(cause)), qPrintable(text));
    // No place that nothing is put into.
    Error more = error;
    while (more.causes.size() + size_t(more.arguments.size()) < 10)
        more.causes.push_back({ErrorKind::FileNotWritten, {u"more"_s, u"than asked"_s}});
    QCOMPARE(errorText(more), text);
    static const QRegularExpression sentence(u"^(?!(Qt|OpenSSL|TLS) )\\p{Lu}"_s);
    QVERIFY2(text.endsWith(u'.') || text.endsWith(u'»') || !sentence.match(text).hasMatch(), qPrintable(text));
    QCOMPARE(text, text.simplified());
}

void TestErrors::everySentenceIsOfOneKind()
{
    QSet<QString> texts;
    const QList<KindRow> rows = kindRows();
    for (qsizetype kind = 0; kind < rows.size(); ++kind)
        texts.insert(errorText(exampleOf(kind, rows.at(kind))));
    QCOMPARE(texts.size(), rows.size());
}

void TestErrors::argumentsAreNoPlacesForOthers()
{
    QCOMPARE(errorText({ErrorKind::FileNotWritten, {u"%2%1"_s, u"100 %"_s}}), u"“%2%1” could not be written: 100 %"_s);
}

void TestErrors::valuesAreFormatted()
{
    const QDateTime moment = QDateTime::fromString(u"2026-11-23T21:14:03.418Z"_s, Qt::ISODateWithMs);
    QCOMPARE(errorText({ErrorKind::FileNotWritten, {qint64(1'234'567), moment}}),
             u"“1234567” could not be written: 2026-11-23T21:14:03.418Z"_s);
    QCOMPARE(errorText({ErrorKind::CertificateExpiresSoon, {moment, 12}}),
             u"The certificate expires on 2026-11-23 21:14 UTC, in 12 days: renew it."_s);
}

void TestErrors::causesFollowTheArguments()
{
    const Error cause {ErrorKind::CannotWriteStandardOutput, {u"it is closed"_s}};
    QCOMPARE(errorText({ErrorKind::FileNotWritten, {u"a"_s}, {cause}}),
             u"“a” could not be written: standard output cannot be written: it is closed"_s);
}

QTEST_GUILESS_MAIN(TestErrors)
#include "tst_errors.moc"
