// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspector/payloadview.h"

#include "ui/style/appearance.h"
#include "ui/words/showntext.h"
#include "ui/words/words.h"

#include <QApplication>
#include <QClipboard>
#include <QFontDatabase>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QPainter>
#include <QScrollBar>
#include <QTextLayout>
#include <QToolTip>

#include <cmath>

using namespace Qt::StringLiterals;

namespace Roomscope {

namespace {

constexpr int margin = 12;
constexpr int barWidth = 3;
constexpr int noteGap = 2; // cells
/// Longer pieces of text beyond ASCII take too long to be laid out.
constexpr int longestPiece = 400;

QColor spanColor(PayloadSpan::Kind kind, const QPalette &palette)
{
    switch (kind) {
    case PayloadSpan::Kind::Key: return isDark(palette) ? QColor(0xd0a3f5) : QColor(0x8a2fa8);
    case PayloadSpan::Kind::String: return toneColor(Tone::Good, palette);
    case PayloadSpan::Kind::Number:
    case PayloadSpan::Kind::Word: return toneColor(Tone::Warning, palette);
    case PayloadSpan::Kind::Punctuation: return toneColor(Tone::Muted, palette);
    }
    return palette.color(QPalette::Text);
}

bool isSimple(QStringView text)
{
    return std::all_of(text.begin(), text.end(), [](QChar c) { return c.unicode() >= 0x20 && c.unicode() < 0x7f; });
}

} // namespace

struct PayloadView::Layout
{
    explicit Layout(QStringView text, const QFont &font)
        : shown(visibleText(text))
        , lines(shown.text, font)
    {
    }
    [[nodiscard]] bool isEmpty() const { return lines.lineCount() == 0; }
    [[nodiscard]] qreal x(int column) const
    {
        return isEmpty() ? 0 : lines.lineAt(0).cursorToX(shown.places[size_t(column)]);
    }
    [[nodiscard]] int column(qreal x) const { return isEmpty() ? 0 : shown.characterAt(lines.lineAt(0).xToCursor(x)); }

    VisibleText shown;
    QTextLayout lines;
};

PayloadView::PayloadView(QWidget *parent)
    : QAbstractScrollArea(parent)
    , m_layouts(256)
{
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::StrongFocus);
    viewport()->setCursor(Qt::IBeamCursor);
    viewport()->setBackgroundRole(QPalette::Base);
    viewport()->setAutoFillBackground(true);
    setAccessibleName(tr("Payload"));
    measure();
    for (const QScrollBar *bar : {verticalScrollBar(), horizontalScrollBar()})
        connect(bar, &QAbstractSlider::actionTriggered, this, [this] { m_revealsFault = false; });
}

PayloadView::~PayloadView() = default;

void PayloadView::measure()
{
    QFont mono = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    mono.setPointSizeF(QApplication::font().pointSizeF() * 0.95);
    viewport()->setFont(mono);
    const QFontMetricsF metrics(mono);
    m_cell = metrics.horizontalAdvance(u'0');
    m_lineHeight = int(std::ceil(metrics.height())) + 3;
    m_layouts.clear();
    m_width = 0;
    for (const Row &row : m_rows) {
        qreal cells = row.length;
        if (!row.simple) {
            const QStringView text = QStringView(m_lines[row.line].text).sliced(row.start, row.length);
            cells = double(visibleSize(text)
                           + std::count_if(text.begin(), text.end(), [](QChar c) { return c.unicode() >= 0x1100; }));
        }
        m_width = std::max(m_width, cells * m_cell);
        if (row.ends && m_notes.contains(row.line))
            m_width
                = std::max(m_width, cells * m_cell + noteGap * m_cell + metrics.horizontalAdvance(m_notes[row.line]));
    }
}

void PayloadView::setLines(const QList<PayloadLine> &lines, bool numbered, const std::optional<Fault> &fault)
{
    m_lines = lines;
    m_numbered = numbered;
    m_fault = fault;
    m_revealsFault = false;
    m_notes.clear();
    m_hits.clear();
    m_currentHit = -1;
    m_rows.clear();
    m_rows.reserve(size_t(lines.size()));
    for (int line = 0; line < lines.size(); ++line) {
        const QString &text = lines[line].text;
        const bool simple = isSimple(text);
        int start = 0;
        do {
            int length = int(text.size()) - start;
            if (!simple && length > longestPiece) {
                length = longestPiece;
                if (text.at(start + length - 1).isHighSurrogate())
                    --length;
            }
            m_rows.push_back({.line = line,
                              .start = start,
                              .length = length,
                              .simple = simple,
                              .ends = start + length >= text.size()});
            start += length;
        } while (start < text.size());
    }
    m_cursor = m_anchor = {};
    measure();
    updateScrollBars();
    horizontalScrollBar()->setValue(0);
    verticalScrollBar()->setValue(0);
    showFault();
    describe();
    viewport()->update();
}

void PayloadView::setNotes(const QHash<int, QString> &notes)
{
    m_notes = notes;
    measure();
    updateScrollBars();
    describe();
    viewport()->update();
}

/// For screen readers.
void PayloadView::describe()
{
    QStringList spoken;
    for (int line = 0; line < int(std::min<qsizetype>(m_lines.size(), 200)); ++line) {
        const QString text = visibleText(QStringView(m_lines[line].text).left(longestPiece)).text;
        spoken.append(m_notes.contains(line) ? u"%1 · %2"_s.arg(text, m_notes[line]) : text);
    }
    setAccessibleDescription(spoken.join(u'\n'));
}

QRect PayloadView::cursorRectangle() const
{
    if (m_rows.empty())
        return {};
    return {int(columnX(m_cursor.row, m_cursor.column)) + margin + gutterWidth() - horizontalScrollBar()->value(),
            margin / 2 + m_cursor.row * m_lineHeight - verticalScrollBar()->value(), 1, m_lineHeight};
}

void PayloadView::showFault()
{
    if (!m_fault || m_rows.empty())
        return;
    m_cursor = m_anchor = positionOf(m_fault->line, m_fault->column);
    m_revealsFault = true;
    ensureVisible();
    viewport()->update();
}

void PayloadView::setHits(std::vector<PayloadHit> hits, int length)
{
    m_hits = std::move(hits);
    m_hitLength = length;
    m_currentHit = -1;
    viewport()->update();
}

void PayloadView::goToHit(Towards towards)
{
    if (m_hits.empty() || m_rows.empty())
        return;
    // The cursor is behind the hit that is shown, as behind all that is selected forwards.
    const Position from = selection().first;
    const Row &row = m_rows[size_t(from.row)];
    const PayloadHit here {.line = row.line, .column = row.start + from.column};
    const auto count = qsizetype(m_hits.size());
    const bool isPast = towards == Towards::Next && m_currentHit >= 0;
    const auto begin = m_hits.begin();
    qsizetype hit
        = (isPast ? std::upper_bound(begin, m_hits.end(), here) : std::lower_bound(begin, m_hits.end(), here)) - begin;
    if (towards == Towards::Previous)
        --hit;
    hit = (hit + count) % count;
    const auto [line, column] = m_hits[size_t(hit)];
    m_currentHit = hit;
    m_revealsFault = false;
    m_anchor = m_cursor = positionOf(line, column);
    ensureVisible();
    m_cursor = positionOf(line, column + m_hitLength);
    ensureVisible();
    viewport()->update();
}

void PayloadView::paintHits(QPainter &painter, int row, qreal y, int firstColumn, int endColumn) const
{
    const Row &shown = m_rows[size_t(row)];
    const qreal left = margin + gutterWidth() - horizontalScrollBar()->value();
    const PayloadHit first {.line = shown.line, .column = shown.start + firstColumn - m_hitLength + 1};
    for (auto hit = std::lower_bound(m_hits.begin(), m_hits.end(), first); hit != m_hits.end(); ++hit) {
        const int from = std::max(hit->column - shown.start, 0);
        const int to = std::min(hit->column - shown.start + m_hitLength, shown.length);
        if (hit->line != shown.line || from >= endColumn)
            return;
        const QRectF place(left + columnX(row, from), y, columnX(row, to) - columnX(row, from), m_lineHeight);
        const QColor color = toneColor(Tone::Warning, palette());
        painter.fillRect(place, groundOf(color, palette()));
        painter.fillRect(QRectF(place.left(), place.bottom() - 2, place.width(), 2), color);
        if (hit - m_hits.begin() == m_currentHit) {
            painter.setPen(QPen(color, 1.5));
            painter.setBrush(Qt::NoBrush);
            painter.drawRect(place.adjusted(-0.5, 0.5, 0.5, -0.5));
        }
    }
}

/// Of a character of a line.
PayloadView::Position PayloadView::positionOf(int line, int column) const
{
    const auto next = std::upper_bound(
        m_rows.begin(), m_rows.end(), std::pair(line, column),
        [](const std::pair<int, int> &place, const Row &row) { return place < std::pair(row.line, row.start); });
    const int row = std::max(0, int(next - m_rows.begin()) - 1);
    return {row, std::clamp(column - m_rows[size_t(row)].start, 0, m_rows[size_t(row)].length)};
}

int PayloadView::gutterWidth() const
{
    const int digits = int(QString::number(std::max<qsizetype>(m_lines.size(), 10)).size());
    return m_numbered ? int(std::ceil((digits + 1.5) * m_cell)) : 0;
}

void PayloadView::updateScrollBars()
{
    const int height = int(m_rows.size()) * m_lineHeight + margin;
    verticalScrollBar()->setPageStep(viewport()->height());
    verticalScrollBar()->setSingleStep(m_lineHeight);
    verticalScrollBar()->setRange(0, std::max(0, height + margin / 2 - viewport()->height()));
    const int width = int(std::ceil(m_width)) + gutterWidth() + 2 * margin;
    horizontalScrollBar()->setPageStep(viewport()->width());
    horizontalScrollBar()->setSingleStep(int(m_cell) * 4);
    horizontalScrollBar()->setRange(0, std::max(0, width - viewport()->width()));
}

QStringView PayloadView::textOf(int row) const
{
    const Row &shown = m_rows[size_t(row)];
    return QStringView(m_lines[shown.line].text).sliced(shown.start, shown.length);
}

const PayloadView::Layout &PayloadView::layoutOf(int row) const
{
    if (const Layout *found = m_layouts.object(row))
        return *found;
    const Row &shown = m_rows[size_t(row)];
    auto *layout = new Layout(textOf(row), viewport()->font());
    QTextOption option;
    option.setWrapMode(QTextOption::NoWrap);
    option.setTextDirection(Qt::LeftToRight); // whatever its first letter is
    option.setTabStopDistance(m_cell * 4);
    layout->lines.setTextOption(option);
    QList<QTextLayout::FormatRange> formats;
    for (const PayloadSpan &span : m_lines[shown.line].spans) {
        const qsizetype from = std::max<qsizetype>(span.start - shown.start, 0);
        const qsizetype to = std::min<qsizetype>(span.start + span.length - shown.start, shown.length);
        if (from >= to)
            continue;
        QTextCharFormat format;
        format.setForeground(spanColor(span.kind, palette()));
        const int begin = layout->shown.places[size_t(from)];
        formats.append({.start = begin, .length = layout->shown.places[size_t(to)] - begin, .format = format});
    }
    layout->lines.setFormats(formats);
    layout->lines.beginLayout();
    QTextLine line = layout->lines.createLine();
    if (line.isValid())
        line.setLineWidth(1e7);
    layout->lines.endLayout();
    m_layouts.insert(row, layout);
    return *layout;
}

qreal PayloadView::columnX(int row, int column) const
{
    return m_rows[size_t(row)].simple ? column * m_cell : layoutOf(row).x(column);
}

PayloadView::Position PayloadView::positionAt(const QPoint &point) const
{
    if (m_rows.empty())
        return {};
    const int last = int(m_rows.size()) - 1;
    const int y = point.y() + verticalScrollBar()->value() - margin / 2;
    const int row = std::clamp(y / m_lineHeight, 0, last);
    if (y < 0)
        return {0, 0};
    if (y / m_lineHeight > last)
        return {last, m_rows[size_t(last)].length};
    const qreal x = point.x() + horizontalScrollBar()->value() - margin - gutterWidth();
    const Row &shown = m_rows[size_t(row)];
    const int column = shown.simple ? int(std::round(x / m_cell)) : layoutOf(row).column(x);
    return {row, std::clamp(column, 0, shown.length)};
}

std::pair<PayloadView::Position, PayloadView::Position> PayloadView::selection() const
{
    return {std::min(m_anchor, m_cursor), std::max(m_anchor, m_cursor)};
}

QString PayloadView::selectedText() const
{
    const auto [from, to] = selection();
    QString text;
    for (int row = from.row; row <= to.row && row < int(m_rows.size()); ++row) {
        const int start = row == from.row ? from.column : 0;
        const int end = row == to.row ? to.column : m_rows[size_t(row)].length;
        text += textOf(row).sliced(start, end - start);
        if (row < to.row && m_rows[size_t(row)].ends)
            text += u'\n';
    }
    return text;
}

QString PayloadView::currentPath() const
{
    return m_rows.empty() ? QString() : m_lines[m_rows[size_t(m_cursor.row)].line].path;
}

QString PayloadView::currentValue() const
{
    if (m_rows.empty())
        return {};
    const PayloadLine &line = m_lines[m_rows[size_t(m_cursor.row)].line];
    QString value;
    for (const PayloadSpan &span : line.spans) {
        if (span.kind == PayloadSpan::Kind::String || span.kind == PayloadSpan::Kind::Number
            || span.kind == PayloadSpan::Kind::Word)
            value = line.text.sliced(span.start, span.length);
    }
    if (value.size() >= 2 && value.startsWith(u'"'))
        value = value.sliced(1, value.size() - 2);
    return value;
}

void PayloadView::selectAll()
{
    if (m_rows.empty())
        return;
    m_anchor = {};
    m_cursor = {int(m_rows.size()) - 1, m_rows.back().length};
    viewport()->update();
}

void PayloadView::copy() const
{
    const QString text = selectedText();
    if (!text.isEmpty())
        QApplication::clipboard()->setText(text);
}

void PayloadView::moveCursor(Position position, bool extend)
{
    if (m_rows.empty())
        return;
    position.row = std::clamp(position.row, 0, int(m_rows.size()) - 1);
    position.column = std::clamp(position.column, 0, m_rows[size_t(position.row)].length);
    m_cursor = position;
    m_revealsFault = false;
    m_currentHit = -1;
    if (!extend)
        m_anchor = position;
    viewport()->update();
}

void PayloadView::ensureVisible()
{
    if (m_rows.empty())
        return;
    const int top = m_cursor.row * m_lineHeight;
    QScrollBar *vertical = verticalScrollBar();
    if (top < vertical->value())
        vertical->setValue(top);
    else if (top + m_lineHeight + margin > vertical->value() + viewport()->height())
        vertical->setValue(top + m_lineHeight + margin - viewport()->height());
    const int x = int(columnX(m_cursor.row, m_cursor.column)) + margin + gutterWidth();
    QScrollBar *horizontal = horizontalScrollBar();
    if (x - margin < horizontal->value() + gutterWidth())
        horizontal->setValue(x - margin - gutterWidth());
    else if (x + margin > horizontal->value() + viewport()->width())
        horizontal->setValue(x + margin - viewport()->width());
}

void PayloadView::paintRow(QPainter &painter, int row, qreal y) const
{
    const Row &shown = m_rows[size_t(row)];
    const PayloadLine &line = m_lines[shown.line];
    const int scrolled = horizontalScrollBar()->value();
    const qreal left = margin + gutterWidth() - scrolled;
    const QRectF whole(0, y, viewport()->width(), m_lineHeight);
    const bool faulty = m_fault && m_fault->line == shown.line;
    if (line.changed || faulty) {
        const QColor color = toneColor(faulty ? Tone::Bad : Tone::Good, palette());
        painter.fillRect(whole, groundOf(color, palette()));
        painter.fillRect(QRectF(0, y, barWidth, m_lineHeight), color);
    }
    const auto [from, to] = selection();
    if (from != to && row >= from.row && row <= to.row) {
        const qreal start = row == from.row ? columnX(row, from.column) : 0;
        const qreal end = row == to.row ? columnX(row, to.column) : columnX(row, shown.length) + m_cell / 2;
        const QColor selected = palette().color(hasFocus() ? QPalette::Highlight : QPalette::AlternateBase);
        painter.fillRect(QRectF(left + start, y, end - start, m_lineHeight), selected);
    }

    const QFontMetricsF metrics(viewport()->font());
    const qreal baseline = y + (m_lineHeight - metrics.height()) / 2 + metrics.ascent();
    if (shown.simple) {
        // Only the cells in sight, so that a line of a megabyte is as cheap as a short one.
        const int firstCell = std::max(0, int(std::floor(-left / m_cell)) - 1);
        const int endCell = std::min(shown.length, int(std::ceil((viewport()->width() - left) / m_cell)) + 1);
        paintHits(painter, row, y, firstCell, endCell);
        int at = firstCell;
        const auto draw = [&](int until, const QColor &color) {
            if (until <= at)
                return;
            painter.setPen(color);
            painter.drawText(QPointF(left + at * m_cell, baseline), line.text.sliced(shown.start + at, until - at));
            at = until;
        };
        const QColor ink = palette().color(QPalette::Text);
        for (const PayloadSpan &span : line.spans) {
            const int start = std::max(int(span.start) - shown.start, firstCell);
            const int end = std::min(int(span.start + span.length) - shown.start, endCell);
            if (start >= end)
                continue;
            draw(start, ink);
            draw(end, spanColor(span.kind, palette()));
        }
        draw(endCell, ink);
    } else {
        paintHits(painter, row, y, 0, shown.length);
        if (const Layout &layout = layoutOf(row); !layout.isEmpty()) {
            painter.setPen(palette().color(QPalette::Text));
            layout.lines.draw(&painter, QPointF(left, baseline - layout.lines.lineAt(0).ascent()));
        }
    }

    if (shown.ends && m_notes.contains(shown.line)) {
        painter.setPen(toneColor(Tone::Muted, palette()));
        painter.drawText(QPointF(left + columnX(row, shown.length) + noteGap * m_cell, baseline), m_notes[shown.line]);
    }
    if (faulty && m_fault->column >= shown.start && m_fault->column <= shown.start + shown.length) {
        const qreal x = left + columnX(row, std::min(m_fault->column - shown.start, shown.length));
        painter.setPen(QPen(toneColor(Tone::Bad, palette()), 1.5));
        painter.setRenderHint(QPainter::Antialiasing);
        QPolygonF wave;
        for (int i = 0; i <= 4; ++i)
            wave.append(QPointF(x + i * m_cell / 3, y + m_lineHeight - (i % 2 ? 1.0 : 3.5)));
        painter.drawPolyline(wave);
        painter.setRenderHint(QPainter::Antialiasing, false);
    }
    if (m_numbered) {
        // Over text that has been scrolled under it.
        painter.fillRect(QRectF(0, y, margin + gutterWidth() - m_cell, m_lineHeight), palette().color(QPalette::Base));
        if (line.changed || faulty)
            painter.fillRect(QRectF(0, y, barWidth, m_lineHeight),
                             toneColor(faulty ? Tone::Bad : Tone::Good, palette()));
        painter.setPen(toneColor(faulty ? Tone::Bad : Tone::Muted, palette()));
        if (shown.start == 0)
            painter.drawText(QRectF(0, y, margin + gutterWidth() - 1.5 * m_cell, m_lineHeight),
                             int(Qt::AlignRight | Qt::AlignVCenter), QString::number(shown.line + 1));
    }
    if (hasFocus() && row == m_cursor.row) {
        const qreal x = left + columnX(row, m_cursor.column);
        painter.fillRect(QRectF(std::floor(x), y + 1, 1.5, m_lineHeight - 2), palette().color(QPalette::Text));
    }
}

void PayloadView::paintEvent(QPaintEvent *event)
{
    QPainter painter(viewport());
    painter.setFont(viewport()->font());
    const int offset = margin / 2 - verticalScrollBar()->value();
    const int first = std::max(0, (event->rect().top() - offset) / m_lineHeight);
    const int last = std::min(int(m_rows.size()) - 1, (event->rect().bottom() - offset) / m_lineHeight);
    for (int row = first; row <= last; ++row)
        paintRow(painter, row, offset + double(row) * m_lineHeight);
}

void PayloadView::resizeEvent(QResizeEvent *event)
{
    QAbstractScrollArea::resizeEvent(event);
    updateScrollBars();
    if (m_revealsFault)
        ensureVisible(); // the first time the scroll bars have taken their place only now
}

void PayloadView::changeEvent(QEvent *event)
{
    QAbstractScrollArea::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange
        || event->type() == QEvent::StyleChange) {
        measure();
        updateScrollBars();
        viewport()->update();
    }
}

void PayloadView::keyPressEvent(QKeyEvent *event)
{
    if (event->matches(QKeySequence::Copy)) {
        copy();
        return;
    }
    if (event->matches(QKeySequence::SelectAll)) {
        selectAll();
        return;
    }
    const bool extend = event->modifiers().testFlag(Qt::ShiftModifier);
    const bool control = event->modifiers().testFlag(Qt::ControlModifier);
    const int page = std::max(1, viewport()->height() / m_lineHeight - 1);
    const int last = int(m_rows.size()) - 1;
    if (last < 0) {
        QAbstractScrollArea::keyPressEvent(event);
        return;
    }
    Position to = m_cursor;
    switch (event->key()) {
    case Qt::Key_Left:
        if (--to.column < 0)
            to = to.row > 0 ? Position {to.row - 1, m_rows[size_t(to.row) - 1].length} : Position {};
        break;
    case Qt::Key_Right:
        if (++to.column > m_rows[size_t(to.row)].length)
            to = to.row < last ? Position {to.row + 1, 0} : m_cursor;
        break;
    case Qt::Key_Up: --to.row; break;
    case Qt::Key_Down: ++to.row; break;
    case Qt::Key_PageUp: to.row -= page; break;
    case Qt::Key_PageDown: to.row += page; break;
    case Qt::Key_Home:
        to.column = 0;
        if (control)
            to.row = 0;
        break;
    case Qt::Key_End:
        if (control)
            to.row = last;
        to.column = m_rows[size_t(to.row)].length;
        break;
    default: QAbstractScrollArea::keyPressEvent(event); return;
    }
    moveCursor(to, extend);
    ensureVisible();
    event->accept();
}

void PayloadView::mousePressEvent(QMouseEvent *event)
{
    if (event->button() == Qt::RightButton) {
        const Position position = positionAt(event->position().toPoint());
        const auto [from, to] = selection();
        if (position < from || position > to || from == to)
            moveCursor(position, false); // the menu is about what was clicked
        return;
    }
    if (event->button() != Qt::LeftButton)
        return;
    m_dragging = true;
    moveCursor(positionAt(event->position().toPoint()), event->modifiers().testFlag(Qt::ShiftModifier));
}

void PayloadView::mouseMoveEvent(QMouseEvent *event)
{
    if (!m_dragging)
        return;
    moveCursor(positionAt(event->position().toPoint()), true);
    const bool outside = !viewport()->rect().contains(event->position().toPoint());
    if (outside && m_scrollTimer == 0) {
        m_scrollTimer = startTimer(40);
    } else if (!outside && m_scrollTimer != 0) {
        killTimer(m_scrollTimer);
        m_scrollTimer = 0;
    }
}

void PayloadView::timerEvent(QTimerEvent *event)
{
    if (event->timerId() != m_scrollTimer) {
        QAbstractScrollArea::timerEvent(event);
        return;
    }
    moveCursor(positionAt(viewport()->mapFromGlobal(QCursor::pos())), true);
    ensureVisible();
}

void PayloadView::mouseReleaseEvent(QMouseEvent *)
{
    m_dragging = false;
    if (m_scrollTimer != 0)
        killTimer(m_scrollTimer);
    m_scrollTimer = 0;
}

// A double click takes the whole string or number: ids have dots and dashes in them.
void PayloadView::mouseDoubleClickEvent(QMouseEvent *event)
{
    const Position position = positionAt(event->position().toPoint());
    if (m_rows.empty())
        return;
    const Row &row = m_rows[size_t(position.row)];
    const PayloadLine &line = m_lines[row.line];
    int from = -1;
    int to = -1;
    for (const PayloadSpan &span : line.spans) {
        const int at = row.start + position.column;
        if (at < span.start || at >= span.start + span.length)
            continue;
        from = int(span.start);
        to = int(span.start + span.length);
        if (to - from >= 2 && line.text.at(from) == u'"') {
            ++from;
            --to;
        }
    }
    if (from < 0) {
        const auto isWord = [&](int at) { return !line.text.at(at).isSpace(); };
        from = to = row.start + position.column;
        while (from > row.start && isWord(from - 1))
            --from;
        while (to < row.start + row.length && isWord(to))
            ++to;
    }
    m_anchor = {position.row, std::max(from - row.start, 0)};
    m_cursor = {position.row, std::min(to - row.start, row.length)};
    viewport()->update();
}

void PayloadView::contextMenuEvent(QContextMenuEvent *event)
{
    QPoint place = event->globalPos();
    if (event->reason() == QContextMenuEvent::Keyboard && !m_rows.empty())
        place = viewport()->mapToGlobal(cursorRectangle().bottomLeft());
    emit menuRequested(place);
}

bool PayloadView::viewportEvent(QEvent *event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto *help = static_cast<QHelpEvent *>(event);
        const Position position = positionAt(help->pos());
        QString text;
        if (!m_rows.empty()) {
            const PayloadLine &line = m_lines[m_rows[size_t(position.row)].line];
            if (m_fault && m_fault->line == m_rows[size_t(position.row)].line)
                text = m_fault->reason;
            else if (line.changed)
                text = tr("Changed: %1").arg(line.path);
            else
                text = line.path;
        }
        QToolTip::showText(help->globalPos(), plainToolTip(text), viewport());
        return true;
    }
    return QAbstractScrollArea::viewportEvent(event);
}

void PayloadView::focusInEvent(QFocusEvent *event)
{
    QAbstractScrollArea::focusInEvent(event);
    viewport()->update();
}

void PayloadView::focusOutEvent(QFocusEvent *event)
{
    QAbstractScrollArea::focusOutEvent(event);
    viewport()->update();
}

} // namespace Roomscope
