// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/rooms/roompage.h"

#include "ui/rooms/interpretationmenu.h"
#include "ui/rooms/seatgridview.h"
#include "ui/rooms/seattextproxy.h"
#include "ui/style/appearance.h"
#include "ui/style/elidedlabel.h"
#include "ui/style/itemmenu.h"
#include "ui/style/paintparts.h"
#include "ui/style/viewclock.h"
#include "ui/words/eventwords.h"
#include "ui/words/receiverwords.h"
#include "ui/words/showntext.h"
#include "ui/words/words.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QSplitter>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace Roomscope {

using namespace Qt::StringLiterals;

RoomPage::RoomPage(RoomKey key, const Monitor *monitor, const Occupancy *occupancy, const ViewClock *clock,
                   InterpretationMenu *interpretation, QWidget *parent)
    : QWidget(parent)
    , m_key(std::move(key))
    , m_monitor(monitor)
    , m_occupancy(occupancy)
    , m_clock(clock)
    , m_texts(new SeatTextProxy(clock, this))
    , m_title(new ElidedLabel(this))
    , m_fields(new ElidedLabel(this))
    , m_mark(new QLabel(this))
    , m_interpretationMenu(interpretation)
    , m_interpretation(new QToolButton(this))
    , m_header(new QHBoxLayout)
    , m_belowHeader(new QHBoxLayout)
    , m_splitter(new QSplitter(Qt::Vertical, this))
    , m_grid(new SeatGridView(clock, this))
    , m_chart(new SeatChart(clock, this))
{
    m_texts->setSourceModel(&m_seats);
    m_grid->setModel(m_texts);
    m_mark->setTextFormat(Qt::PlainText);

    const int unit = fontMetrics().height();
    const int inset = cardGap(fontMetrics()) / 2;
    m_header->setContentsMargins(inset, 0, inset, 0);
    m_header->setSpacing(unit * 2 / 3);
    m_header->addWidget(m_title, 0);
    m_header->addWidget(m_fields, 1);
    m_header->addStretch(0);
    m_header->addWidget(m_mark, 0);
    m_header->addWidget(m_interpretation, 0);
    m_belowHeader->setContentsMargins(inset, 0, inset, 0);
    m_interpretation->setObjectName(u"reading"_s);
    m_interpretation->setAutoRaise(true);
    m_interpretation->setPopupMode(QToolButton::InstantPopup);
    m_interpretation->setMenu(interpretation);
    m_interpretation->setAccessibleName(tr("How callbacks are read"));

    m_splitter->addWidget(m_grid);
    m_splitter->addWidget(m_chart);
    m_splitter->setStretchFactor(0, 3);
    m_splitter->setStretchFactor(1, 2);
    m_splitter->setChildrenCollapsible(true);
    m_splitter->setHandleWidth(unit / 2);
    m_chart->setContentsMargins(inset, 0, inset, 0);

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(unit * 2 / 3, unit * 2 / 3, unit * 2 / 3, unit / 3);
    layout->setSpacing(unit / 3);
    layout->addLayout(m_header);
    layout->addLayout(m_belowHeader);
    layout->addWidget(m_splitter, 1);
    setFocusProxy(m_grid);
    applyFonts();

    connect(m_splitter, &QSplitter::splitterMoved, this, [this] { m_splitByReader = true; });
    m_splitter->installEventFilter(this);
    connect(m_grid, &QListView::activated, this,
            [this](const QModelIndex &index) { emit seatActivated(m_key, index.data(SeatModel::IndexRole).toInt()); });
    // The focus alone makes a seat current without selecting it.
    connect(m_grid->selectionModel(), &QItemSelectionModel::selectionChanged, this,
            [this] { seatSelected(m_grid->selectionModel()->selectedIndexes().value(0)); });
    connect(m_grid, &QListView::clicked, this, &RoomPage::seatSelected); // the selected one, again
    connect(new ItemMenu(m_grid), &ItemMenu::requested, this, &RoomPage::showSeatMenu);
    connect(m_chart, &SeatChart::menuRequested, this, &RoomPage::showChartMenu);
    connect(clock, &ViewClock::dayBegan, this, &RoomPage::refresh);
    connect(clock, &ViewClock::frozenChanged, this, [this](bool frozen) {
        if (!frozen)
            refresh();
    });
}

void RoomPage::applyFonts()
{
    QFont large = font();
    large.setWeight(QFont::Bold);
    if (large.pointSizeF() > 0)
        large.setPointSizeF(large.pointSizeF() * 1.28);
    m_title->setFont(large);
    QPalette muted = palette();
    muted.setColor(QPalette::WindowText, toneColor(Tone::Muted, palette()));
    m_fields->setPalette(muted);
    QFont bold = smallFont(font());
    bold.setWeight(QFont::DemiBold);
    m_mark->setFont(bold);
    m_interpretation->setFont(smallFont(font()));
    QPalette warning = palette();
    warning.setColor(QPalette::WindowText, toneColor(Tone::Warning, palette()));
    m_mark->setPalette(warning);
}

void RoomPage::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange)
        applyFonts();
}

void RoomPage::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    m_title->setMaximumWidth(width() * 55 / 100);
    arrangeHeader();
}

/// The facts stand beside the title where there is room for all of them, below it otherwise.
void RoomPage::arrangeHeader()
{
    const QMargins margins = layout()->contentsMargins() + m_header->contentsMargins();
    int wanted = margins.left() + margins.right() + std::min(m_title->sizeHint().width(), m_title->maximumWidth());
    for (const QWidget *widget : std::initializer_list<QWidget *> {m_fields, m_mark, m_interpretation}) {
        if (!widget->isHidden())
            wanted += m_header->spacing() + widget->sizeHint().width();
    }
    const bool isBeside = m_header->indexOf(m_fields) >= 0;
    const bool fits = wanted <= width();
    if (fits == isBeside)
        return;
    (fits ? m_belowHeader : m_header)->removeWidget(m_fields);
    if (fits)
        m_header->insertWidget(1, m_fields, 1);
    else
        m_belowHeader->addWidget(m_fields, 1);
}

void RoomPage::refresh()
{
    m_stale = true;
    if (isVisible() && !m_clock->isFrozen())
        showRoom();
}

bool RoomPage::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_splitter && event->type() == QEvent::Resize)
        QMetaObject::invokeMethod(this, &RoomPage::arrangeSplit, Qt::QueuedConnection);
    return QWidget::eventFilter(watched, event);
}

void RoomPage::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    if (m_stale && (!m_clock->isFrozen() || m_seats.rowCount() == 0))
        showRoom();
}

void RoomPage::showRoom()
{
    m_stale = false;
    const Room *room = m_monitor->rooms().find(m_key);
    showHeader(room);
    if (!room)
        return;
    m_seats.update(*room);
    QList<int> indexes;
    for (int row = 0; row < m_seats.rowCount(); ++row)
        indexes.append(m_seats.index(row).data(SeatModel::IndexRole).toInt());
    m_chart->setSeats(indexes, m_occupancy->spans(*room));
    showSelectedSeat();
    if (m_seats.rowCount() != m_arrangedSeats)
        arrangeSplit();
}

void RoomPage::showSelection(const Selection &selection)
{
    m_selection = selection.room == m_key ? selection : Selection();
    m_chart->setSelection(m_selection.seat, m_selection.timeMs);
    showSelectedSeat();
}

void RoomPage::showSelectedSeat()
{
    int row = m_seats.rowCount() - 1;
    while (row >= 0 && m_seats.index(row).data(SeatModel::IndexRole).toInt() != m_selection.seat)
        --row;
    const QModelIndex index = m_texts->index(row, 0);
    m_selecting = true;
    if (row < 0)
        m_grid->clearSelection();
    else if (!m_grid->selectionModel()->isSelected(index))
        m_grid->setCurrentIndex(index);
    m_selecting = false;
}

void RoomPage::seatSelected(const QModelIndex &index)
{
    const qint64 callbackId = index.data(SeatModel::ListedByRole).toLongLong();
    if (m_selecting || callbackId == 0)
        return; // or nothing has been said of that seat
    emit selected({.callbackId = callbackId,
                   .room = m_key,
                   .seat = index.data(SeatModel::IndexRole).toInt(),
                   .timeMs = index.data(SeatModel::ClockMsRole).toLongLong()});
}

void RoomPage::showSeatMenu(const QModelIndex &index, const QPoint &globalPosition)
{
    const qint64 callbackId = index.data(SeatModel::ListedByRole).toLongLong();
    const int seat = index.data(SeatModel::IndexRole).toInt();
    MenuSubject subject {.view = MenuSubject::View::Seats,
                         .isSelected = index == m_grid->currentIndex(),
                         .place = {.callbackId = callbackId,
                                   .room = m_key,
                                   .seat = seat,
                                   .timeMs = index.data(SeatModel::ClockMsRole).toLongLong()},
                         .rooms = {m_key.room},
                         .seats = {seat}};
    if (callbackId != 0)
        subject.callbacks = subject.markable = {callbackId};
    if (const QString member = index.data(SeatModel::MemberRole).toString(); !member.isEmpty())
        subject.members = {member};
    auto *menu = new QMenu(this);
    emit menuOpening(menu, subject);
    popUp(menu, globalPosition);
}

void RoomPage::showChartMenu(const ChartPlace &place, const QPoint &globalPosition)
{
    MenuSubject subject {.view = MenuSubject::View::Chart,
                         .place
                         = {.callbackId = place.callbackId, .room = m_key, .seat = place.seat, .timeMs = place.timeMs},
                         .rooms = {m_key.room},
                         .seats = {place.seat}};
    if (place.callbackId != 0)
        subject.callbacks = subject.markable = {place.callbackId};
    if (!place.member.isEmpty())
        subject.members = {place.member};
    auto *menu = new QMenu(this);
    emit menuOpening(menu, subject);
    popUp(menu, globalPosition);
}

void RoomPage::showChart()
{
    const auto reveal = [this] {
        const int whole = m_splitter->height() - m_splitter->handleWidth();
        if (m_splitter->sizes().last() == 0 && whole > 0) {
            const int chart = std::min(m_chart->sizeHint().height(), whole / 2);
            m_splitter->setSizes({whole - chart, chart});
            m_splitByReader = true;
        }
        m_chart->setFocus(Qt::OtherFocusReason);
    };
    QMetaObject::invokeMethod(this, reveal, Qt::QueuedConnection);
}

// Until the reader moves the handle the seats come first: the chart is as high as its lines, as far as tiles that say
// all they can leave it room, and gives way before they get smaller than compact.
void RoomPage::arrangeSplit()
{
    const int whole = m_splitter->height() - m_splitter->handleWidth();
    if (m_splitByReader || whole <= 0 || m_seats.rowCount() == 0)
        return;
    m_arrangedSeats = m_seats.rowCount();
    const int least = m_chart->minimumSizeHint().height();
    int chart = 0;
    for (const SeatForm form : {SeatForm::Full, SeatForm::Compact, SeatForm::Line, SeatForm::Cell}) {
        const int left = whole - m_grid->heightForTiles(m_splitter->width(), form);
        chart = left < least ? 0 : std::min(left, m_chart->sizeHint().height());
        if (chart > 0 || (left >= 0 && form != SeatForm::Full))
            break;
    }
    m_splitter->setSizes({whole - chart, chart});
}

void RoomPage::setReinterpreting(bool again)
{
    m_isReinterpreting = again;
    showInterpretation(m_monitor->rooms().find(m_key));
}

void RoomPage::setAccepted(const std::optional<QStringList> &accepted)
{
    m_accepted = accepted;
    refresh();
}

void RoomPage::showInterpretation(const Room *room)
{
    const Interpretation &interpretation = m_monitor->rooms().interpretation();
    m_interpretation->setText(m_isReinterpreting ? tr("Reading again …") : InterpretationMenu::words(interpretation));
    QString tip = tr("How callbacks are read. The later EventTime or the later arrival wins; seats that a SeatList "
                     "leaves out stay as they are, or are empty.");
    if (room && interpretation.seatLists == Interpretation::SeatLists::Auto && !room->seats().isEmpty())
        tip += u'\n'
            + (room->hasWholeTables() ? tr("The last SeatList of this room looks like the full table.")
                                      : tr("The last SeatList of this room looks like changed seats."));
    if (!m_interpretationMenu->fixedReason().isEmpty())
        tip += u'\n' + m_interpretationMenu->fixedReason();
    m_interpretation->setToolTip(tip);
}

void RoomPage::showHeader(const Room *room)
{
    showInterpretation(room);
    if (!room) {
        m_title->setText(shownName(m_key.room));
        m_fields->setText(tr("No callback of this room is stored in this session."));
        m_mark->clear();
        return;
    }
    const QString dot = u" · "_s;
    m_title->setText(shownName(room->name().isEmpty() ? m_key.room : room->name()));
    QStringList fields;
    if (!room->name().isEmpty())
        fields.append(shownName(m_key.room));
    const auto promised = room->maxSeatCount();
    const qsizetype listed = room->seats().size();
    if (promised)
        fields.append(
            tr("%1 of %2 seats taken").arg(room->takenSeatCount()).arg(std::max<qsizetype>(*promised, listed)));
    else if (listed > 0)
        fields.append(tr("%1 of %2 reported seats taken").arg(room->takenSeatCount()).arg(listed));
    if (promised && *promised > SeatModel::maximumPromised) {
        const int last = room->seats().isEmpty() ? 0 : room->seats().lastKey() + 1;
        if (const int left = *promised - std::max(SeatModel::maximumPromised, last); left > 0)
            fields.append(tr("the last %1 not drawn before they are reported").arg(countText(left)));
    }
    if (const int locked = room->lockedSeatCount(); locked > 0)
        fields.append(tr("%1 locked").arg(locked));
    if (!room->owner().isEmpty())
        fields.append(tr("owner %1").arg(shownName(room->owner())));
    if (const int members = room->memberCount(); members > 0)
        fields.append(members == 1 ? tr("1 member") : tr("%1 members").arg(members));
    if (const qsizetype admins = room->administrators().size(); admins > 0)
        fields.append(admins == 1 ? tr("1 admin") : tr("%1 admins").arg(admins));
    if (room->battle().isRunning())
        fields.append(tr("in a battle"));
    if (const RoomTotals &totals = room->totals(); totals.gifts > 0)
        fields.append(totals.gifts == 1 ? tr("1 gift asked for") : tr("%1 gifts asked for").arg(totals.gifts));
    if (const qint64 messages = room->totals().messages; messages > 0)
        fields.append(messages == 1 ? tr("1 message") : tr("%1 messages").arg(messages));
    fields.append(
        tr("SDKAppID %1").arg(m_key.sdkAppId.isEmpty() ? tr("unknown") : sdkAppIdText(m_key.sdkAppId, m_accepted)));
    if (room->life() > 1)
        fields.append(tr("life %1").arg(room->life()));

    QStringList marks;
    QStringList reasons;
    if (room->isDismissed()) {
        marks.append(tr("dismissed %1").arg(clockText(room->dismissedMs() * 1000, ClockPrecision::Seconds)));
        const Dismissal &end = room->dismissal();
        QStringList sentences {tr("The room was dismissed; nobody sits or is present any more.")};
        const auto tell = [&](const QString &sentence, const QString &what) {
            if (!what.isEmpty())
                sentences.append(sentence.arg(shownText(what)));
        };
        tell(tr("Cause: %1."), end.cause);
        tell(tr("By %1."), end.operatorAccount);
        reasons.append(sentences.join(u' '));
        if (const QString statistic = statisticText(end.statistic); !statistic.isEmpty()) {
            reasons.append(statistic);
            fields.append(statistic);
        }
    }
    if (!room->isComplete()) {
        marks.append(tr("incomplete"));
        reasons.append(tr("Its creation was not seen: name, owner and seats that no callback has listed are unknown."));
    }
    m_fields->setText(fields.join(dot));
    m_mark->setText(marks.join(dot));
    m_mark->setToolTip(plainToolTip(reasons.join(u'\n')));
    m_mark->setVisible(!marks.isEmpty());
    arrangeHeader();
}

QByteArray RoomPage::saveSplit() const
{
    return m_splitByReader ? m_splitter->saveState() : QByteArray();
}

void RoomPage::restoreSplit(const QByteArray &split)
{
    if (!split.isEmpty())
        m_splitByReader = m_splitter->restoreState(split);
}

} // namespace Roomscope
