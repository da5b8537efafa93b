// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/rooms/seatgridview.h"

#include "core/rooms/seatmodel.h"
#include "ui/style/paintparts.h"
#include "ui/style/viewclock.h"

#include <QDeadlineTimer>
#include <QEvent>
#include <QScrollBar>

#include <algorithm>
#include <chrono>
#include <limits>

namespace Roomscope {

namespace {

constexpr qint64 glowMs = 1500;

qint64 steadyMs()
{
    return QDeadlineTimer::current().deadline();
}

} // namespace

SeatGridView::SeatGridView(const ViewClock *clock, QWidget *parent)
    : QListView(parent)
    , m_clock(clock)
    , m_delegate(new SeatDelegate(this))
{
    setItemDelegate(m_delegate);
    setProperty(cardsProperty, true);
    setAccessibleName(tr("Seats"));
    setViewMode(IconMode);
    setMovement(Static);
    setResizeMode(Adjust);
    setDragEnabled(false);
    setUniformItemSizes(true);
    setSelectionMode(SingleSelection);
    setSelectionRectVisible(false);
    setVerticalScrollMode(ScrollPerPixel);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFrameShape(NoFrame);
    setMouseTracking(true);
    setTabKeyNavigation(false);
    viewport()->setAutoFillBackground(false);

    m_fadeTimer.setInterval(std::chrono::milliseconds(40));
    connect(&m_fadeTimer, &QTimer::timeout, this, &SeatGridView::fade);
    connect(clock, &ViewClock::ticked, this, [this] {
        if (isVisible())
            viewport()->update();
    });
}

void SeatGridView::setModel(QAbstractItemModel *model)
{
    if (this->model())
        disconnect(this->model(), nullptr, this, nullptr);
    QListView::setModel(model);
    if (!model)
        return;
    connect(model, &QAbstractItemModel::dataChanged, this,
            [this](const QModelIndex &first, const QModelIndex &last) { noteRevisions(first.row(), last.row()); });
    connect(model, &QAbstractItemModel::rowsInserted, this, [this](const QModelIndex &, int first, int last) {
        noteRevisions(first, last);
        arrange();
    });
    connect(model, &QAbstractItemModel::rowsRemoved, this, [this](const QModelIndex &, int first) {
        m_revisions.resize(std::min<qsizetype>(m_revisions.size(), first));
        arrange();
    });
    arrange();
}

void SeatGridView::setGlowEnabled(bool enabled)
{
    m_glowEnabled = enabled;
    if (!enabled) {
        m_glowStarts.clear();
        viewport()->update();
    }
}

qreal SeatGridView::glow(const QModelIndex &index) const
{
    const auto it = m_glowStarts.constFind(index.row());
    if (it == m_glowStarts.cend())
        return 0;
    return std::clamp(1.0 - double(steadyMs() - *it) / double(glowMs), 0.0, 1.0);
}

QSize SeatGridView::sizeHint() const
{
    const QSize tile = SeatDelegate::minimumTile(fontMetrics(), SeatForm::Full);
    return {tile.width() * 4, tile.height() * 2};
}

int SeatGridView::heightForTiles(int width, SeatForm form) const
{
    return arrangement(form, width, std::numeric_limits<int>::max()).height;
}

void SeatGridView::noteRevisions(int first, int last)
{
    const qint64 now = steadyMs();
    for (int row = first; row <= last; ++row) {
        const int revision = model()->index(row, 0).data(SeatModel::RevisionRole).toInt();
        if (row >= m_revisions.size())
            m_revisions.resize(row + 1, 0);
        if (revision > m_revisions[row] && m_glowEnabled && isVisible())
            m_glowStarts.insert(row, now);
        m_revisions[row] = revision;
    }
    if (!m_glowStarts.isEmpty() && !m_fadeTimer.isActive())
        m_fadeTimer.start();
}

void SeatGridView::fade()
{
    const qint64 now = steadyMs();
    for (auto it = m_glowStarts.begin(); it != m_glowStarts.end();) {
        const QModelIndex index = model() ? model()->index(it.key(), 0) : QModelIndex();
        if (index.isValid())
            update(index);
        it = now - *it > glowMs ? m_glowStarts.erase(it) : std::next(it);
    }
    if (m_glowStarts.isEmpty())
        m_fadeTimer.stop();
}

void SeatGridView::hideEvent(QHideEvent *event)
{
    m_glowStarts.clear();
    m_fadeTimer.stop();
    QListView::hideEvent(event);
}

void SeatGridView::resizeEvent(QResizeEvent *event)
{
    arrange();
    QListView::resizeEvent(event);
}

void SeatGridView::changeEvent(QEvent *event)
{
    QListView::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange)
        arrange();
}

SeatGridView::Arrangement SeatGridView::arrangement(SeatForm form, int width, int height) const
{
    const int seats = std::max(1, model() ? model()->rowCount() : 0);
    const int gap = SeatDelegate::gap(fontMetrics(), form);
    const QSize least = SeatDelegate::minimumTile(fontMetrics(), form);
    const auto rowsIn = [seats](int columns) { return (seats + columns - 1) / columns; };
    const auto columnsOf = [&](int tileWidth) { return std::clamp((width - 1) / (tileWidth + gap), 1, seats); };
    constexpr int frame = 2;

    QSize tile = least;
    int columns = columnsOf(tile.width());
    if (form == SeatForm::Cell) { // squares grow as far as all of them are still seen
        const int largest = fontMetrics().height() * 5 / 2;
        for (int side = least.width(); side <= largest; ++side) {
            const int fitting = columnsOf(side);
            if (rowsIn(fitting) * (side + gap) + frame > height)
                break;
            tile = {side, side};
            columns = fitting;
        }
    } else {
        // Rows of the same length look calmer: 8 seats as 4 + 4, not 5 + 3.
        columns = (seats + rowsIn(columns) - 1) / rowsIn(columns);
        tile.setWidth(std::min((width - 1) / columns - gap, least.width() * 2));
    }
    return {.form = form,
            .columns = columns,
            .cell = {tile.width() + gap, tile.height() + gap},
            .height = rowsIn(columns) * (tile.height() + gap) + frame};
}

void SeatGridView::arrange()
{
    if (!model() || model()->rowCount() == 0)
        return;
    Arrangement wanted;
    for (const SeatForm form : {SeatForm::Full, SeatForm::Compact, SeatForm::Line, SeatForm::Cell}) {
        wanted = arrangement(form, width(), height());
        if (wanted.height <= height())
            break;
    }
    const bool scrolls = wanted.height > height();
    if (scrolls)
        wanted = arrangement(wanted.form, width() - style()->pixelMetric(QStyle::PM_ScrollBarExtent, nullptr, this) - 2,
                             height());
    // A bar that comes and goes "as needed" always costs its width in Adjust mode.
    setVerticalScrollBarPolicy(scrolls ? Qt::ScrollBarAlwaysOn : Qt::ScrollBarAlwaysOff);
    m_delegate->setForm(wanted.form);
    if (gridSize() != wanted.cell)
        setGridSize(wanted.cell);
}

} // namespace Roomscope
