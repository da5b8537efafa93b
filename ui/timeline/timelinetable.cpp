// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/timeline/timelinetable.h"

#include "ui/style/appearance.h"
#include "ui/timeline/accessibletimeline.h"
#include "ui/timeline/timelinedelegate.h"

#include <QApplication>
#include <QHeaderView>
#include <QMouseEvent>
#include <QPaintEvent>
#include <QPainter>
#include <QScrollBar>
#include <QStyleOptionHeader>

#include <algorithm>
#include <limits>
#include <utility>

namespace Roomscope {

namespace {

constexpr int rowPadding = 8;
constexpr int headerPadding = 8;
constexpr int leastColumnWidth = 36;
/// Up to here from the viewport a row's place is exact, pixels.
constexpr qint64 exactPixels = 1 << 30;

/// Titles that stand exactly over the texts of their columns.
class TimelineHeader final : public QHeaderView
{
public:
    explicit TimelineHeader(QWidget *parent)
        : QHeaderView(Qt::Horizontal, parent)
    {
        setSectionsMovable(true);
        setSectionResizeMode(QHeaderView::Interactive);
        setStretchLastSection(true);
        setMinimumSectionSize(leastColumnWidth);
    }

protected:
    void paintSection(QPainter *painter, const QRect &rect, int section) const override
    {
        QStyleOptionHeader option;
        option.initFrom(this);
        option.rect = rect;
        option.orientation = Qt::Horizontal;
        style()->drawControl(QStyle::CE_HeaderSection, &option, painter, this);
        const QRect inner = rect.adjusted(TimelineDelegate::padding, 0, -TimelineDelegate::padding, 0);
        painter->setPen(toneColor(Tone::Muted, palette()));
        painter->drawText(
            inner, model()->headerData(section, Qt::Horizontal, Qt::TextAlignmentRole).toInt(),
            fontMetrics().elidedText(model()->headerData(section, Qt::Horizontal, Qt::DisplayRole).toString(),
                                     Qt::ElideRight, inner.width()));
    }
    [[nodiscard]] QSize sizeHint() const override
    {
        return {QHeaderView::sizeHint().width(), fontMetrics().height() + headerPadding};
    }
};

qint64 floored(qint64 dividend, qint64 divisor)
{
    return dividend >= 0 ? dividend / divisor : -((divisor - 1 - dividend) / divisor);
}

} // namespace

TimelineTable::TimelineTable(QWidget *parent)
    : QAbstractItemView(parent)
    , m_header(new TimelineHeader(this))
{
    QAccessible::installFactory(accessibleTimeline);
    setFrameShape(QFrame::NoFrame);
    setTextElideMode(Qt::ElideMiddle);
    setSelectionBehavior(SelectRows);
    setSelectionMode(ExtendedSelection);
    setEditTriggers(NoEditTriggers);
    setVerticalScrollMode(ScrollPerPixel);
    setHorizontalScrollMode(ScrollPerPixel);
    setRowHeight();

    // Before the next paint: the header tells of a change before it has added up its own length.
    connect(m_header, &QHeaderView::sectionResized, this, &TimelineTable::scheduleDelayedItemsLayout);
    connect(m_header, &QHeaderView::sectionMoved, this, &TimelineTable::scheduleDelayedItemsLayout);
    connect(m_header, &QHeaderView::sectionCountChanged, this, &TimelineTable::scheduleDelayedItemsLayout);
    connect(m_header, &QHeaderView::geometriesChanged, this, &TimelineTable::scheduleDelayedItemsLayout);
    connect(m_header, &QHeaderView::sectionHandleDoubleClicked, this, [this](int column) {
        m_header->resizeSection(column, std::max(sizeHintForColumn(column), m_header->sectionSizeHint(column)));
    });
}

TimelineTable::~TimelineTable()
{
    m_header->disconnect(this); // it goes after this has become a mere QWidget
}

void TimelineTable::setModel(QAbstractItemModel *model)
{
    if (QAbstractItemModel *former = this->model())
        disconnect(former, &QAbstractItemModel::rowsRemoved, this, &TimelineTable::rowsRemoved);
    m_header->setModel(model);
    QAbstractItemView::setModel(model);
    if (model)
        connect(model, &QAbstractItemModel::rowsRemoved, this, &TimelineTable::rowsRemoved);
}

void TimelineTable::reset()
{
    QAbstractItemView::reset();
    updateGeometries();
}

// Layout

void TimelineTable::setRowHeight()
{
    m_rowHeight = fontMetrics().height() + rowPadding;
}

/// Of the viewport when it shows the last row.
qint64 TimelineTable::lastOffset() const
{
    return std::max<qint64>(0, qint64(m_rows) * m_rowHeight - viewport()->height());
}

/// The value of the vertical scroll bar that shows what begins there, or a little further when it counts rows.
int TimelineTable::stepsTo(qint64 offset) const
{
    return int((std::clamp<qint64>(offset, 0, lastOffset()) + m_pixelsPerStep - 1) / m_pixelsPerStep);
}

void TimelineTable::updateGeometries()
{
    layOut(m_offset);
    QAbstractItemView::updateGeometries();
}

/// With the rows shown now at that offset, or as near as possible.
void TimelineTable::layOut(qint64 offset)
{
    if (m_layingOut) {
        m_sizesChanged = true; // a scroll bar came or went
        return;
    }
    m_layingOut = true;
    const qint64 currentTop = qint64(currentIndex().row()) * m_rowHeight;
    const bool isCurrentShown = currentTop >= offset && currentTop + m_rowHeight <= offset + m_laidOutHeight;
    do {
        m_sizesChanged = false;
        layOutOnce(offset);
        if (isCurrentShown) // still, where a dock or a scroll bar takes the space below
            offset = std::max(offset, currentTop + m_rowHeight - viewport()->height());
    } while (m_sizesChanged);
    m_layingOut = false;
    m_laidOutHeight = viewport()->height();
    m_offset = offset;
    moveTo(m_following ? lastOffset() : offset);
}

void TimelineTable::layOutOnce(qint64 offset)
{
    const int headerHeight = m_header->sizeHint().height();
    setViewportMargins(0, headerHeight, 0, 0);
    const QRect area = viewport()->geometry();
    m_header->setGeometry(area.left(), area.top() - headerHeight, area.width(), headerHeight);

    m_rows = model() ? model()->rowCount() : 0;
    const bool fits = m_header->length() <= maximumViewportSize().width()
        && qint64(m_rows) * m_rowHeight <= maximumViewportSize().height();
    QScrollBar *columns = horizontalScrollBar();
    columns->setPageStep(area.width());
    columns->setSingleStep(m_header->length() / std::max(1, m_header->count() - m_header->hiddenSectionCount()));
    columns->setRange(0, fits ? 0 : m_header->length() - area.width());

    QScrollBar *rows = verticalScrollBar();
    m_pixelsPerStep = lastOffset() <= std::numeric_limits<int>::max() ? 1 : m_rowHeight;
    rows->setPageStep(area.height() / m_pixelsPerStep);
    rows->setSingleStep(m_rowHeight / m_pixelsPerStep);
    rows->setRange(0, fits ? 0 : stepsTo(lastOffset()));
    rows->setValue(m_following ? rows->maximum() : stepsTo(offset));
}

/// Moves what is painted, or as much of it as there is.
void TimelineTable::moveTo(qint64 offset)
{
    const qint64 before = std::exchange(m_offset, std::clamp<qint64>(offset, 0, lastOffset()));
    const int height = viewport()->height();
    if (const int dy = int(std::clamp<qint64>(before - m_offset, -height, height)); dy != 0) {
        scrollDirtyRegion(0, dy);
        viewport()->scroll(0, dy, viewport()->rect());
    }
    emit moved();
}

void TimelineTable::scrollContentsBy(int dx, int)
{
    m_revealTimer.stop(); // the reader has gone on
    if (dx != 0) {
        m_header->setOffset(horizontalScrollBar()->value());
        const int onScreen = isRightToLeft() ? -dx : dx;
        scrollDirtyRegion(onScreen, 0);
        viewport()->scroll(onScreen, 0, viewport()->rect());
    }
    if (!m_layingOut)
        moveTo(qint64(verticalScrollBar()->value()) * m_pixelsPerStep);
}

void TimelineTable::changeEvent(QEvent *event)
{
    QAbstractItemView::changeEvent(event);
    if (event->type() != QEvent::FontChange && event->type() != QEvent::StyleChange)
        return;
    const int before = m_rowHeight;
    setRowHeight();
    layOut(m_offset * m_rowHeight / before);
    viewport()->update();
}

void TimelineTable::setFollowing(bool following)
{
    m_following = following;
    if (following)
        moveRowTo(m_rows, viewport()->height());
}

void TimelineTable::rowsInserted(const QModelIndex &parent, int first, int last)
{
    QAbstractItemView::rowsInserted(parent, first, last);
    const bool above = first < m_rows && qint64(first) * m_rowHeight <= m_offset;
    layOut(m_offset + (above ? qint64(last - first + 1) * m_rowHeight : 0));
    viewport()->update(viewport()->rect().adjusted(0, std::max(0, rowViewportPosition(first)), 0, 0));
}

void TimelineTable::rowsAboutToBeRemoved(const QModelIndex &parent, int first, int last)
{
    setAutoScroll(false); // the current row may move to another one, the view does not go there
    if (currentIndex().isValid() && currentIndex().row() >= first && currentIndex().row() <= last)
        selectionModel()->clear(); // else another row would become the current one, chosen by nobody
    QAbstractItemView::rowsAboutToBeRemoved(parent, first, last);
}

void TimelineTable::rowsRemoved(const QModelIndex &, int first, int last)
{
    setAutoScroll(true);
    const qint64 begin = qint64(first) * m_rowHeight;
    const qint64 end = qint64(last + 1) * m_rowHeight;
    layOut(m_offset >= end ? m_offset - (end - begin) : std::min(m_offset, begin));
    viewport()->update();
}

// Places

/// The inverse of rowViewportPosition(), also for places before the first and after the last row.
qint64 TimelineTable::rowFrom(int y) const
{
    if (y > exactPixels)
        return floored(exactPixels + m_offset, m_rowHeight) + (y - exactPixels);
    if (y < -exactPixels)
        return -floored(exactPixels - m_offset, m_rowHeight) + (y + exactPixels);
    return floored(y + m_offset, m_rowHeight);
}

int TimelineTable::rowViewportPosition(int row) const
{
    const qint64 y = qint64(row) * m_rowHeight - m_offset;
    if (y > exactPixels)
        return int(exactPixels + row - floored(exactPixels + m_offset, m_rowHeight));
    if (y < -exactPixels)
        return int(-exactPixels + row + floored(exactPixels - m_offset, m_rowHeight));
    return int(y);
}

int TimelineTable::rowAt(int y) const
{
    const qint64 row = rowFrom(y);
    return row >= 0 && row < m_rows ? int(row) : -1;
}

void TimelineTable::moveRowTo(int row, int y)
{
    verticalScrollBar()->setValue(stepsTo(qint64(row) * m_rowHeight - y));
    moveTo(qint64(row) * m_rowHeight - y); // also by less than a step
}

QModelIndex TimelineTable::indexAt(const QPoint &point) const
{
    const int row = rowAt(point.y());
    const int column = m_header->logicalIndexAt(point.x());
    return row >= 0 && column >= 0 ? model()->index(row, column) : QModelIndex();
}

QRect TimelineTable::visualRect(const QModelIndex &index) const
{
    if (!index.isValid() || isIndexHidden(index))
        return {};
    const int y = rowViewportPosition(index.row());
    return {m_header->sectionViewportPosition(index.column()), y, m_header->sectionSize(index.column()),
            std::abs(y) <= exactPixels ? m_rowHeight : 1};
}

bool TimelineTable::isIndexHidden(const QModelIndex &index) const
{
    return m_header->isSectionHidden(index.column());
}

int TimelineTable::horizontalOffset() const
{
    return m_header->offset();
}

int TimelineTable::sizeHintForColumn(int column) const
{
    QStyleOptionViewItem option;
    initViewItemOption(&option);
    int width = 0;
    for (int y = 0, row = rowAt(0); row >= 0 && y < viewport()->height(); y += m_rowHeight, row = rowAt(y))
        width = std::max(width, itemDelegate()->sizeHint(option, model()->index(row, column)).width());
    return width;
}

void TimelineTable::scrollTo(const QModelIndex &index, ScrollHint hint)
{
    if (!index.isValid() || isIndexHidden(index))
        return;
    executeDelayedItemsLayout();
    const int width = viewport()->width();
    const int columnWidth = m_header->sectionSize(index.column());
    const int left = m_header->sectionPosition(index.column());
    const int scrolled = left - m_header->offset();
    if (scrolled < 0 || scrolled + columnWidth > width) {
        if (hint == PositionAtCenter)
            horizontalScrollBar()->setValue(left - (width - columnWidth) / 2);
        else
            horizontalScrollBar()->setValue(scrolled < 0 || columnWidth > width ? left : left - width + columnWidth);
    }

    const int row = index.row();
    const int below = viewport()->height() - m_rowHeight;
    const int y = rowViewportPosition(row);
    switch (hint) {
    case PositionAtTop: moveRowTo(row, 0); break;
    case PositionAtBottom: moveRowTo(row, below); break;
    case PositionAtCenter: moveRowTo(row, below / 2); break;
    case EnsureVisible:
        if (y < 0 || below < 0)
            moveRowTo(row, 0);
        else if (y > below)
            moveRowTo(row, below);
        break;
    }
    update(index);
}

// What the reader does

void TimelineTable::mousePressEvent(QMouseEvent *event)
{
    // The base class would scroll to the row later even when the reader has scrolled away meanwhile.
    setAutoScroll(false);
    QAbstractItemView::mousePressEvent(event);
    setAutoScroll(true);
    if (indexAt(event->position().toPoint()).isValid())
        m_revealTimer.start(QApplication::doubleClickInterval() + 100, this);
}

void TimelineTable::timerEvent(QTimerEvent *event)
{
    QAbstractItemView::timerEvent(event);
    if (event->timerId() != m_revealTimer.timerId())
        return;
    m_revealTimer.stop();
    scrollTo(currentIndex());
}

QModelIndex TimelineTable::moveCursor(CursorAction action, Qt::KeyboardModifiers)
{
    const QModelIndex current = currentIndex();
    const int last = m_rows - 1;
    if (last < 0)
        return {};
    const int page = viewport()->height() / m_rowHeight;
    const auto moved = [&](int by) {
        if (!current.isValid()) // from what the reader sees
            return model()->index(int(std::clamp<qint64>(rowFrom(viewport()->height() - m_rowHeight), 0, last)), 0);
        return model()->index(int(std::clamp<qint64>(qint64(current.row()) + by, 0, last)), current.column());
    };
    switch (action) {
    case MoveHome: return model()->index(0, 0);
    case MoveEnd: return model()->index(last, 0);
    case MoveUp: return moved(-1);
    case MoveDown: return moved(1);
    case MovePageUp: return moved(-std::max(1, page));
    case MovePageDown: return moved(std::max(1, page));
    case MoveLeft:
    case MoveRight:
        horizontalScrollBar()->triggerAction(action == MoveLeft ? QScrollBar::SliderSingleStepSub
                                                                : QScrollBar::SliderSingleStepAdd);
        return current;
    case MoveNext:
    case MovePrevious: return current; // a focus that comes moves nothing
    }
    return current;
}

void TimelineTable::setSelection(const QRect &rect, QItemSelectionModel::SelectionFlags command)
{
    const auto [first, last] = std::minmax({rowFrom(rect.top()), rowFrom(rect.bottom())});
    if (last < 0 || first >= m_rows)
        return;
    const QModelIndex from = model()->index(int(std::max<qint64>(first, 0)), 0);
    const QModelIndex to = model()->index(int(std::min<qint64>(last, m_rows - 1)), model()->columnCount() - 1);
    selectionModel()->select(QItemSelection(from, to), command);
}

QRegion TimelineTable::visualRegionForSelection(const QItemSelection &selection) const
{
    const int height = viewport()->height();
    QRegion region;
    for (const QItemSelectionRange &range : selection) {
        const int top = std::max(0, rowViewportPosition(range.top()));
        const int bottom = std::min(height, rowViewportPosition(range.bottom()) + m_rowHeight);
        if (top < bottom)
            region += QRect(0, top, viewport()->width(), bottom - top);
    }
    return region;
}

/// Tells a screen reader.
void TimelineTable::announce(const QModelIndex &index, QAccessible::Event event)
{
    if (!QAccessible::isActive() || !index.isValid())
        return;
    QAccessibleTableInterface *table = QAccessible::queryAccessibleInterface(this)->tableInterface();
    QAccessibleEvent accessible(table->cellAt(index.row(), index.column()), event);
    QAccessible::updateAccessibility(&accessible);
}

void TimelineTable::currentChanged(const QModelIndex &current, const QModelIndex &previous)
{
    if (hasFocus())
        announce(current, QAccessible::Focus);
    QAbstractItemView::currentChanged(current, previous);
}

void TimelineTable::selectionChanged(const QItemSelection &selected, const QItemSelection &deselected)
{
    if (!selected.isEmpty())
        announce(selected.first().topLeft(), QAccessible::SelectionAdd);
    if (!deselected.isEmpty())
        announce(deselected.first().topLeft(), QAccessible::SelectionRemove);
    QAbstractItemView::selectionChanged(selected, deselected);
}

void TimelineTable::paintEvent(QPaintEvent *event)
{
    if (m_rows == 0)
        return;
    QStyleOptionViewItem option;
    initViewItemOption(&option);
    option.showDecorationSelected = true;
    const bool focused = hasFocus() || viewport()->hasFocus();
    const QRect dirty = event->rect();
    QPainter painter(viewport());
    const qint64 last = std::min<qint64>(rowFrom(dirty.bottom()), m_rows - 1);
    for (int row = int(rowFrom(dirty.top())); row <= last; ++row) {
        const bool selected = selectionModel()->isSelected(model()->index(row, 0));
        const int y = rowViewportPosition(row);
        for (int visual = 0; visual < m_header->count(); ++visual) {
            const int column = m_header->logicalIndex(visual);
            const QRect cell(m_header->sectionViewportPosition(column), y, m_header->sectionSize(column), m_rowHeight);
            if (m_header->isSectionHidden(column) || !event->region().intersects(cell))
                continue;
            const QModelIndex index = model()->index(row, column);
            QStyleOptionViewItem ofCell(option);
            ofCell.rect = cell;
            ofCell.state.setFlag(QStyle::State_Selected, selected);
            ofCell.state.setFlag(QStyle::State_HasFocus, focused && index == currentIndex());
            ofCell.features.setFlag(QStyleOptionViewItem::Alternate, alternatingRowColors() && row % 2 == 1);
            if (option.state.testFlag(QStyle::State_Enabled))
                ofCell.palette.setCurrentColorGroup(QPalette::Normal);
            painter.setClipRect(cell); // a name may stand as high as a tower of accents
            style()->drawPrimitive(QStyle::PE_PanelItemViewRow, &ofCell, &painter, this);
            itemDelegate()->paint(&painter, ofCell, index);
        }
    }
}

} // namespace Roomscope
