// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/timeline/timelinecopy.h"

#include "core/base/times.h"
#include "core/exchange/csvwriter.h"
#include "ui/timeline/bodycolumns.h"
#include "ui/timeline/timelinetextproxy.h"

#include <QBuffer>
#include <QClipboard>
#include <QGuiApplication>

#include <utility>

using namespace Qt::StringLiterals;

namespace Roomscope {

namespace {

struct CopiedLine
{
    TimelineRow row;
    QStringList words;
};

QString asWords(const QList<CopiedLine> &lines)
{
    QStringList texts;
    for (const CopiedLine &line : lines) {
        QStringList cells = line.words;
        for (QString &cell :
             cells) { // a name may hold line ends and tabs, which would make other lines and cells of it
            for (QChar &c : cell)
                c = c.category() == QChar::Other_Control || c == QChar::LineSeparator || c == QChar::ParagraphSeparator
                    ? u' '
                    : c;
        }
        texts.append(cells.join(u'\t'));
    }
    return texts.join(u'\n');
}

QString asCsv(const QStringList &titles, const QList<CopiedLine> &lines)
{
    QBuffer buffer;
    buffer.open(QIODevice::WriteOnly);
    CsvWriter writer(&buffer, {.spreadsheetSafe = true});
    QList<CsvCell> cells;
    for (const QString &title : titles)
        cells.append({.text = title.toUtf8()});
    [[maybe_unused]] bool isWritten = writer.writeRecord(cells);
    for (const CopiedLine &line : lines) {
        for (qsizetype column = 0; column < cells.size(); ++column)
            cells[column] = {.text = line.words.value(column).toUtf8()};
        cells[TimelineModel::TimeColumn].text = isoMilliseconds(line.row.receivedUs);
        if (const std::optional<qint64> delayMs = line.row.delayMs())
            cells[TimelineModel::DelayColumn] = {.text = QByteArray::number(*delayMs), .isNumber = true};
        isWritten = writer.writeRecord(cells) && isWritten;
    }
    Q_ASSERT(isWritten); // a buffer takes everything
    return QString::fromUtf8(buffer.data());
}

} // namespace

void copyRows(TimelineTextProxy *lines, const QList<int> &rows, CopyForm form)
{
    if (rows.isEmpty())
        return;
    QStringList titles;
    for (int column = 0; column < lines->columnCount(); ++column)
        titles.append(lines->headerData(column, Qt::Horizontal).toString());
    QList<CopiedLine> copied;
    QList<qint64> ids;
    for (const int row : rows) {
        copied.append({lines->model()->rowAt(row), lines->words(row)});
        ids.append(copied.last().row.callbackId);
    }
    const auto place = [titles, form, copied](const BodyColumns::Values &values) mutable {
        for (CopiedLine &line : copied)
            line.words += values.value(line.row.callbackId);
        QGuiApplication::clipboard()->setText(form == CopyForm::Csv ? asCsv(titles, copied) : asWords(copied));
    };
    lines->bodyColumns()->read(ids, lines, place);
}

} // namespace Roomscope
