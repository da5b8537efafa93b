// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspector/hexview.h"

#include "ui/style/appearance.h"
#include "ui/words/words.h"

#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QFontDatabase>
#include <QKeyEvent>
#include <QMenu>
#include <QPainter>
#include <QScrollBar>

#include <cmath>

using namespace Qt::StringLiterals;

namespace Roomscope {

namespace {

constexpr int margin = 8;

} // namespace

HexView::HexView(QWidget *parent)
    : QAbstractScrollArea(parent)
{
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::StrongFocus);
    viewport()->setBackgroundRole(QPalette::Base);
    viewport()->setAutoFillBackground(true);
    setAccessibleName(tr("Bytes"));
    measure();
}

void HexView::measure()
{
    QFont mono = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    mono.setPointSizeF(QApplication::font().pointSizeF() * 0.95);
    viewport()->setFont(mono);
    const QFontMetricsF metrics(mono);
    m_cell = metrics.horizontalAdvance(u'0');
    m_lineHeight = int(std::ceil(metrics.height())) + 3;
}

void HexView::setBytes(const QByteArray &bytes)
{
    m_bytes = bytes;
    m_anchor = m_cursor = 0;
    m_selected = false;
    setAccessibleDescription(bytesText(bytes.size()));
    m_offsetCells = int(QString::number(std::max<qsizetype>(0, bytes.size() - 1), 16).size());
    m_offsetCells = std::max(4, m_offsetCells + m_offsetCells % 2);
    layOut();
    verticalScrollBar()->setValue(0);
    horizontalScrollBar()->setValue(0);
    viewport()->update();
}

QString HexView::selectedHex() const
{
    const qsizetype from = m_selected ? std::min(m_anchor, m_cursor) : 0;
    const qsizetype to = m_selected ? std::max(m_anchor, m_cursor) + 1 : m_bytes.size();
    return QString::fromLatin1(m_bytes.sliced(from, to - from).toHex(' '));
}

qreal HexView::hexX(int column) const
{
    // A gap after every four bytes.
    return (m_offsetCells + 1 + column * 3 + column / 4) * m_cell;
}

qreal HexView::asciiX(int column) const
{
    return hexX(m_perRow - 1) + (3 + column) * m_cell;
}

void HexView::layOut()
{
    const auto widthOf
        = [this](int perRow) { return (m_offsetCells + 1 + perRow * 4 + (perRow - 1) / 4) * m_cell + 2 * margin; };
    m_perRow = 8; // fewer would be hard to read: a narrow view scrolls
    for (const int perRow : {12, 16, 24, 32}) {
        if (widthOf(perRow) <= viewport()->width())
            m_perRow = perRow;
    }
    const qsizetype rows = (m_bytes.size() + m_perRow - 1) / m_perRow;
    const qsizetype height = rows * m_lineHeight + margin;
    verticalScrollBar()->setSingleStep(m_lineHeight);
    verticalScrollBar()->setPageStep(viewport()->height());
    verticalScrollBar()->setRange(0, int(std::max<qsizetype>(0, height - viewport()->height())));
    horizontalScrollBar()->setPageStep(viewport()->width());
    horizontalScrollBar()->setRange(0, std::max(0, int(widthOf(m_perRow)) - viewport()->width()));
}

qsizetype HexView::byteAt(const QPoint &point) const
{
    const int row = std::max(0, (point.y() + verticalScrollBar()->value() - margin / 2) / m_lineHeight);
    const qreal x = point.x() + horizontalScrollBar()->value() - margin;
    int column = 0;
    if (x >= asciiX(0) - m_cell) {
        column = int((x - asciiX(0)) / m_cell);
    } else {
        for (column = m_perRow - 1; column > 0 && hexX(column) - m_cell / 2 > x;)
            --column;
    }
    return std::clamp<qsizetype>(qsizetype(row) * m_perRow + std::clamp(column, 0, m_perRow - 1), 0,
                                 std::max<qsizetype>(0, m_bytes.size() - 1));
}

void HexView::paintEvent(QPaintEvent *event)
{
    QPainter painter(viewport());
    painter.setFont(viewport()->font());
    const QColor muted = toneColor(Tone::Muted, palette());
    const QColor ink = palette().color(QPalette::Text);
    const QColor accent = toneColor(Tone::Accent, palette());
    const QColor selected = palette().color(hasFocus() ? QPalette::Highlight : QPalette::AlternateBase);
    const QFontMetricsF metrics(viewport()->font());
    const qreal left = margin - horizontalScrollBar()->value();
    const int offset = margin / 2 - verticalScrollBar()->value();
    const qsizetype first = std::max(0, (event->rect().top() - offset) / m_lineHeight);
    const qsizetype last = (event->rect().bottom() - offset) / m_lineHeight;
    const qsizetype from = std::min(m_anchor, m_cursor);
    const qsizetype to = std::max(m_anchor, m_cursor);
    for (qsizetype row = first; row <= last && row * m_perRow < m_bytes.size(); ++row) {
        const qreal y = offset + double(row) * m_lineHeight;
        const qreal baseline = y + (m_lineHeight - metrics.height()) / 2 + metrics.ascent();
        painter.setPen(muted);
        painter.drawText(QPointF(left, baseline), u"%1"_s.arg(row * m_perRow, m_offsetCells, 16, QChar(u'0')));
        for (int column = 0; column < m_perRow && row * m_perRow + column < m_bytes.size(); ++column) {
            const qsizetype place = row * m_perRow + column;
            const auto byte = uchar(m_bytes.at(place));
            if (m_selected && place >= from && place <= to) {
                painter.fillRect(QRectF(left + hexX(column) - m_cell / 2, y, 3 * m_cell, m_lineHeight), selected);
                painter.fillRect(QRectF(left + asciiX(column), y, m_cell, m_lineHeight), selected);
            }
            const bool printable = byte >= 0x20 && byte < 0x7f;
            painter.setPen(printable ? ink : byte >= 0x80 ? accent : muted);
            painter.drawText(QPointF(left + hexX(column), baseline), u"%1"_s.arg(byte, 2, 16, QChar(u'0')));
            painter.drawText(QPointF(left + asciiX(column), baseline),
                             printable ? QString(QChar(char16_t(byte))) : u"·"_s);
        }
    }
}

void HexView::resizeEvent(QResizeEvent *event)
{
    QAbstractScrollArea::resizeEvent(event);
    layOut();
}

void HexView::changeEvent(QEvent *event)
{
    QAbstractScrollArea::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange) {
        measure();
        layOut();
    }
}

void HexView::moveTo(qsizetype place, bool extend)
{
    if (m_bytes.isEmpty())
        return;
    m_cursor = std::clamp<qsizetype>(place, 0, m_bytes.size() - 1);
    if (!extend)
        m_anchor = m_cursor;
    m_selected = true;
    const int top = int(m_cursor / m_perRow) * m_lineHeight;
    QScrollBar *bar = verticalScrollBar();
    if (top < bar->value())
        bar->setValue(top);
    else if (top + m_lineHeight + margin > bar->value() + viewport()->height())
        bar->setValue(top + m_lineHeight + margin - viewport()->height());
    viewport()->update();
}

void HexView::keyPressEvent(QKeyEvent *event)
{
    if (event->matches(QKeySequence::Copy)) {
        QApplication::clipboard()->setText(selectedHex());
        return;
    }
    if (event->matches(QKeySequence::SelectAll)) {
        m_anchor = 0;
        m_cursor = std::max<qsizetype>(0, m_bytes.size() - 1);
        m_selected = !m_bytes.isEmpty();
        viewport()->update();
        return;
    }
    const bool extend = event->modifiers().testFlag(Qt::ShiftModifier);
    const int page = std::max(1, viewport()->height() / m_lineHeight - 1) * m_perRow;
    switch (event->key()) {
    case Qt::Key_Left: moveTo(m_cursor - 1, extend); return;
    case Qt::Key_Right: moveTo(m_cursor + 1, extend); return;
    case Qt::Key_Up: moveTo(m_cursor - m_perRow, extend); return;
    case Qt::Key_Down: moveTo(m_cursor + m_perRow, extend); return;
    case Qt::Key_PageUp: moveTo(m_cursor - page, extend); return;
    case Qt::Key_PageDown: moveTo(m_cursor + page, extend); return;
    case Qt::Key_Home: moveTo(0, extend); return;
    case Qt::Key_End: moveTo(m_bytes.size(), extend); return;
    default: QAbstractScrollArea::keyPressEvent(event);
    }
}

void HexView::mousePressEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton)
        moveTo(byteAt(event->position().toPoint()), event->modifiers().testFlag(Qt::ShiftModifier));
}

void HexView::mouseMoveEvent(QMouseEvent *event)
{
    if (event->buttons().testFlag(Qt::LeftButton))
        moveTo(byteAt(event->position().toPoint()), true);
}

void HexView::contextMenuEvent(QContextMenuEvent *event)
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    connect(menu->addAction(paletteIcon(u"copy"_s), tr("&Copy as Hexadecimal")), &QAction::triggered, this,
            [this] { QApplication::clipboard()->setText(selectedHex()); });
    menu->popup(event->globalPos());
}

void HexView::focusInEvent(QFocusEvent *event)
{
    QAbstractScrollArea::focusInEvent(event);
    viewport()->update();
}

void HexView::focusOutEvent(QFocusEvent *event)
{
    QAbstractScrollArea::focusOutEvent(event);
    viewport()->update();
}

} // namespace Roomscope
