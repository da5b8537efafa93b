// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/timeline/timelineview.h"

#include "core/base/times.h"
#include "ui/style/appearance.h"
#include "ui/style/chip.h"
#include "ui/style/elidedlabel.h"
#include "ui/style/itemmenu.h"
#include "ui/timeline/bodycolumns.h"
#include "ui/timeline/colourrules.h"
#include "ui/timeline/colourrulesdialog.h"
#include "ui/timeline/filterterms.h"
#include "ui/timeline/timelinecolumns.h"
#include "ui/timeline/timelinecopy.h"
#include "ui/timeline/timelinecount.h"
#include "ui/timeline/timelinedelegate.h"
#include "ui/timeline/timelinemarks.h"
#include "ui/timeline/timelinetable.h"
#include "ui/timeline/timelinetextproxy.h"
#include "ui/words/showntext.h"
#include "ui/words/words.h"

#include <QAction>
#include <QActionGroup>
#include <QButtonGroup>
#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QInputDialog>
#include <QKeyEvent>
#include <QLabel>
#include <QMenu>
#include <QPainter>
#include <QScrollBar>
#include <QTimer>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace Roomscope {

namespace {

constexpr auto dayInterval = 20s; // times of the day before get a date then, also when nothing comes
constexpr int countsIntervalMs = 200;
constexpr int headingMargin = 12;
constexpr int headingSpacing = 8;

} // namespace

/// Floats over the newest lines.
class NewLinesButton final : public QAbstractButton
{
public:
    using QAbstractButton::QAbstractButton;

    [[nodiscard]] QSize sizeHint() const override
    {
        return {boldMetrics().horizontalAdvance(text()) + 28, fontMetrics().height() + 10};
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        QColor fill = toneColor(Tone::Accent, palette());
        if (isDown())
            fill = fill.darker(115);
        else if (underMouse())
            fill = fill.lighter(108);
        const QRectF body = QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5);
        painter.setPen(QPen(palette().color(QPalette::Base), 1));
        painter.setBrush(fill);
        painter.drawRoundedRect(body, body.height() / 2, body.height() / 2);
        QFont bold = font();
        bold.setWeight(QFont::DemiBold);
        painter.setFont(bold);
        painter.setPen(palette().color(QPalette::Base));
        painter.drawText(rect(), Qt::AlignCenter, text());
    }

private:
    [[nodiscard]] QFontMetrics boldMetrics() const
    {
        QFont bold = font();
        bold.setWeight(QFont::DemiBold);
        return QFontMetrics(bold);
    }
};

TimelineView::TimelineView(TimelineModel *model, Marks *marks, QWidget *parent)
    : QWidget(parent)
    , m_model(model)
    , m_colours(new ColourRules(this))
    , m_proxy(new TimelineTextProxy(model, marks, m_colours, this))
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->setSpacing(0);
    layout->addWidget(makeHeading());
    makeTable();
    layout->addWidget(m_table);
    m_marks = new TimelineMarks(marks, model, m_table);
    connect(m_marks, &TimelineMarks::refused, this, &TimelineView::refused);
    setFocusProxy(m_table);

    auto *dayTimer = new QTimer(this);
    dayTimer->setTimerType(Qt::VeryCoarseTimer);
    dayTimer->start(dayInterval);
    connect(dayTimer, &QTimer::timeout, this, [this] {
        if (!m_columns->showDates() && m_columns->needDates())
            m_columns->layOut();
    });
    m_countsTimer = new QTimer(this);
    m_countsTimer->setSingleShot(true);
    m_countsTimer->setInterval(countsIntervalMs);
    connect(m_countsTimer, &QTimer::timeout, this, &TimelineView::showCounts);
    connect(m_model, &TimelineModel::countsChanged, this, [this] {
        if (!m_countsTimer->isActive())
            m_countsTimer->start();
    });

    connect(m_proxy, &QAbstractItemModel::rowsInserted, this, [this](const QModelIndex &, int first, int last) {
        if (m_awaitsHeld && selectedCallback() == 0 && m_model->rowOfCallback(m_heldCallback) >= first)
            returnToPlace(); // it has been waited for
        else if (last + 1 == m_proxy->rowCount())
            rowsCame(first);
        else if (m_awaitsHeld && selectedCallback() == 0) // older ones that pass the filter
            returnToPlace();
        else
            olderRowsChanged();
    });
    connect(m_colours, &ColourRules::changed, m_table->viewport(), qOverload<>(&QWidget::update));
    connect(m_proxy->bodyColumns(), &BodyColumns::valuesCame, m_table->viewport(), qOverload<>(&QWidget::update));
    connect(m_proxy->bodyColumns(), &BodyColumns::failed, this, &TimelineView::failed);
    connect(m_proxy, &QAbstractItemModel::rowsRemoved, this, &TimelineView::olderRowsChanged);
    connect(m_proxy, &QAbstractItemModel::modelAboutToBeReset, this, &TimelineView::rememberPlace);
    connect(m_proxy, &QAbstractItemModel::modelReset, this, &TimelineView::returnToPlace);
    showCounts();
    setFollowing(true);
}

QWidget *TimelineView::makeHeading()
{
    auto *heading = new QWidget(this);
    auto *layout = new QHBoxLayout(heading);
    layout->setContentsMargins(headingMargin, 7, headingMargin, 7);
    layout->setSpacing(headingSpacing);

    m_title = new QLabel(tr("TIMELINE"), heading);
    QFont small = m_title->font();
    small.setPointSizeF(small.pointSizeF() * 0.9);
    small.setWeight(QFont::DemiBold);
    m_title->setFont(small);
    m_title->setForegroundRole(QPalette::PlaceholderText);
    layout->addWidget(m_title);
    m_count = new ElidedLabel(heading);
    m_count->setObjectName(u"count"_s);
    m_count->setFont(small);
    m_count->setForegroundRole(QPalette::PlaceholderText);
    layout->addWidget(m_count);
    m_frozen = new QLabel(heading);
    m_frozen->setObjectName(u"frozen"_s);
    m_frozen->setFont(small);
    m_frozen->hide();
    layout->addWidget(m_frozen);
    layout->addStretch();

    m_chipRow = new QWidget(heading);
    auto *chipLayout = new QHBoxLayout(m_chipRow);
    chipLayout->setContentsMargins({});
    chipLayout->setSpacing(8);
    m_chips = new QButtonGroup(this);
    m_chips->setExclusive(true);
    m_categoryMenu = new QMenu(this);
    auto *menuGroup = new QActionGroup(m_categoryMenu);
    for (int category = 0; category <= int(TimelineCategory::Problems); ++category) {
        const QString title = categoryTitle(TimelineCategory(category));
        auto *chip = new Chip(title, m_chipRow);
        chip->setObjectName(u"chip%1"_s.arg(category));
        chip->setChecked(category == 0);
        m_chips->addButton(chip, category);
        chipLayout->addWidget(chip);
        QAction *action = m_categoryMenu->addAction(title);
        action->setCheckable(true);
        action->setChecked(category == 0);
        menuGroup->addAction(action);
        connect(action, &QAction::triggered, chip, &QAbstractButton::click);
        connect(chip, &QAbstractButton::toggled, action, &QAction::setChecked);
    }
    connect(m_chips, &QButtonGroup::idToggled, this, [this](int id, bool checked) {
        if (!checked)
            return;
        m_model->setCategory(TimelineCategory(id));
        m_chipMenu->setText(categoryTitle(TimelineCategory(id)));
    });
    layout->addWidget(m_chipRow);

    m_chipMenu = new QToolButton(heading);
    connect(m_chipMenu, &QAbstractButton::clicked, this, [this] {
        m_categoryMenu->popup(m_chipMenu->mapToGlobal(
            QPoint(m_chipMenu->width() - m_categoryMenu->sizeHint().width(), m_chipMenu->height())));
    });
    m_chipMenu->setAutoRaise(true);
    m_chipMenu->setIcon(paletteIcon(u"filter"_s));
    m_chipMenu->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_chipMenu->setText(categoryTitle(TimelineCategory::All));
    m_chipMenu->setToolTip(tr("Show only lines of one kind"));
    m_chipMenu->setFocusPolicy(Qt::StrongFocus);
    m_chipMenu->hide();
    layout->addWidget(m_chipMenu);
    heading->setMinimumWidth(0);
    heading->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    return heading;
}

void TimelineView::makeTable()
{
    m_table = new TimelineTable(this);
    m_table->setModel(m_proxy);
    m_delegate = new TimelineDelegate(m_table);
    m_table->setItemDelegate(m_delegate);
    m_table->setAccessibleName(tr("Timeline"));

    m_columns = new TimelineColumns(m_proxy, m_table, m_delegate);

    m_empty = new QLabel(m_table->viewport());
    m_empty->setAlignment(Qt::AlignCenter);
    m_empty->setWordWrap(true);
    m_empty->setObjectName(u"emptyTimeline"_s);
    m_empty->setTextFormat(Qt::PlainText);
    m_empty->setMargin(20);
    m_empty->setBackgroundRole(QPalette::Base);

    m_newButton = new NewLinesButton(this);
    m_newButton->setObjectName(u"newButton"_s);
    m_newButton->setFocusPolicy(Qt::NoFocus);
    m_newButton->setCursor(Qt::PointingHandCursor);
    m_newButton->setAttribute(Qt::WA_Hover);
    m_newButton->setToolTip(tr("Follow the newest again (End)"));
    m_newButton->hide();
    connect(m_newButton, &QAbstractButton::clicked, this, &TimelineView::resumeFollowing);

    m_table->installEventFilter(this);
    m_table->viewport()->installEventFilter(this);
    // Every way to scroll by hand triggers an action; the position is already the new one, the value not yet.
    connect(m_table->verticalScrollBar(), &QAbstractSlider::actionTriggered, this, &TimelineView::readerScrolled);
    connect(m_table, &TimelineTable::moved, this, &TimelineView::noteSeen);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &TimelineView::rowSelected);
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, &TimelineView::tellComparison);
    connect(m_table, &QAbstractItemView::clicked, this, [this](const QModelIndex &index) {
        if (std::exchange(m_pressedCurrent, false)) // selected again, when others show something else meanwhile
            rowSelected(index);
    });
    connect(m_table, &QAbstractItemView::doubleClicked, this, &TimelineView::openRoom);
    connect(new ItemMenu(m_table), &ItemMenu::requested, this, &TimelineView::showContextMenu);
}

TimelineView::~TimelineView()
{
    // They move once more while the table goes, when this is a mere QWidget already.
    m_table->disconnect(this);
    m_table->verticalScrollBar()->disconnect(this);
    m_table->selectionModel()->disconnect(this);
}

QByteArray TimelineView::saveState() const
{
    return m_columns->saveState();
}

bool TimelineView::restoreState(const QByteArray &state)
{
    return m_columns->restoreState(state);
}

QMenu *TimelineView::columnsMenu() const
{
    return m_columns->menu();
}

bool TimelineView::isFollowing() const
{
    return m_table->isFollowing();
}

qint64 TimelineView::newCount() const
{
    return isFollowing() ? 0 : m_model->rowCount() - firstUnseenRow();
}

qint64 TimelineView::selectedCallback() const
{
    const QModelIndex current = m_table->currentIndex();
    return current.isValid() ? m_model->callbackAt(current.row()) : 0;
}

QSet<qint64> TimelineView::selectedCallbacks() const
{
    QSet<qint64> ids;
    for (const QModelIndex &row : m_table->selectionModel()->selectedRows())
        ids.insert(m_model->rowAt(row.row()).callbackId);
    return ids;
}

void TimelineView::setFollowing(bool following)
{
    if (isFollowing() != following)
        setLastSeen(m_model->rowCount() - 1);
    m_table->setFollowing(following);
    placeNewButton();
}

void TimelineView::resumeFollowing()
{
    m_table->selectionModel()->clear();
    setFollowing(true);
}

bool TimelineView::selectCallback(qint64 id)
{
    m_awaitsHeld = false;
    setFollowing(false);
    const int row = m_model->rowOfCallback(id);
    if (row < 0 || selectedCallback() != id)
        selectQuietly(row);
    if (row < 0) {
        m_awaitsHeld = true;
        m_heldCallback = id;
        m_heldNumber = m_model->timeline().numberOf(id);
        m_heldPlace = {};
        emit refused(tr("No line of callback #%1 is shown: the filter or a chip hides it, or it came after the view "
                        "was frozen.")
                         .arg(countText(id)));
        return false;
    }
    m_table->scrollTo(m_table->currentIndex());
    return true;
}

/// -1: none. Nobody is told of it.
void TimelineView::selectQuietly(int row)
{
    m_selecting = true;
    if (row < 0)
        m_table->selectionModel()->clear();
    else
        m_table->setCurrentIndex(m_proxy->index(row, 0));
    m_selecting = false;
}

bool TimelineView::goToTime(qint64 timeUs)
{
    if (m_model->rowCount() == 0)
        return false;
    const QModelIndex index = m_proxy->index(std::min(m_model->rowReceivedFrom(timeUs), m_model->rowCount() - 1), 0);
    m_table->setCurrentIndex(index);
    m_table->scrollTo(index, QAbstractItemView::PositionAtCenter);
    return true;
}

void TimelineView::askForTime()
{
    if (m_model->rowCount() == 0)
        return;
    const auto receivedUs = [this](int row) { return m_model->rowAt(row).receivedUs; };
    const QModelIndex current = m_table->currentIndex();
    const int last = m_model->rowCount() - 1;
    const qint64 nearUs = receivedUs(current.isValid() ? current.row() : last);
    QString text = clockText(nearUs, ClockPrecision::Seconds);
    QString label = tr("Time in %1, for example 21:10, 21:10:05 or 2026-11-23 21:10:").arg(zoneText());
    for (bool accepted = true; accepted;) {
        text = QInputDialog::getText(this, tr("Go to Time"), label, QLineEdit::Normal, text, &accepted);
        const std::optional<qint64> moment = momentFromText(text, nearUs, receivedUs(0), receivedUs(last));
        if (accepted && moment) {
            goToTime(*moment);
            if (*moment > receivedUs(last))
                emit refused(tr("No line is of %1 or later; the last one is selected.").arg(clockText(*moment)));
            else if (*moment < receivedUs(0))
                emit refused(tr("No line is of before %1; the first one is selected.").arg(clockText(receivedUs(0))));
            return;
        }
        label = tr("“%1” is not a time. Write it like 21:10, 21:10:05 or 2026-11-23 21:10:").arg(text);
    }
}

QList<QAction *> TimelineView::markActions() const
{
    return m_marks->actions();
}

void TimelineView::rowSelected(const QModelIndex &current)
{
    if (!current.isValid() || m_selecting)
        return;
    m_awaitsHeld = false;
    setFollowing(false);
    emit selected(selectionOf(m_model->lineAt(current.row())));
    tellComparison();
}

void TimelineView::tellComparison()
{
    constexpr int mostRows = 1000; // of two callbacks that list many seats
    int rows = 0;
    const QItemSelection selection = m_table->selectionModel()->selection();
    for (const QItemSelectionRange &range : selection)
        rows += std::min(range.height(), mostRows);
    QSet<qint64> others;
    if (rows < mostRows) {
        for (const int row : selectedRows())
            others.insert(m_model->callbackAt(row));
    }
    const bool areTwo = others.size() == 2 && others.remove(selectedCallback());
    const qint64 other = areTwo ? *others.cbegin() : 0;
    if (std::exchange(m_comparedWith, other) != other)
        emit comparisonChanged(other);
}

void TimelineView::readerScrolled()
{
    m_columns->noteRows();
    m_awaitsHeld = false; // the reader is elsewhere now
    const QScrollBar *bar = m_table->verticalScrollBar();
    const bool atEnd = bar->sliderPosition() >= bar->maximum();
    if (!atEnd)
        setFollowing(false);
    else if (!isFollowing() && !m_table->currentIndex().isValid())
        setFollowing(true);
}

void TimelineView::rowsCame(int first)
{
    noteSeen();
    m_empty->setVisible(!m_filterError.isEmpty());
    if (!m_columns->showDates() && (first == 0 || m_columns->needDates()))
        m_columns->layOut();
    else
        m_columns->noteRows();
}

/// The lines on the screen are seen, and with them all that are above.
void TimelineView::noteSeen()
{
    if (m_returning || (m_awaitsHeld && selectedCallback() == 0 && m_model->rowOfCallback(m_heldCallback) >= 0))
        return; // the table is not yet where it will be
    // While older lines are still to come, the newest ones stand where those will be.
    const bool isComplete = m_model->timeline().olderMade() >= m_model->timeline().olderWanted();
    if (!isFollowing() && m_table->isVisible() && isComplete) {
        const int below = m_table->rowAt(m_table->viewport()->height());
        const int lastWhole = (below < 0 ? m_model->rowCount() : below) - 1;
        if (lastWhole >= firstUnseenRow())
            setLastSeen(lastWhole);
    }
    placeNewButton();
}

/// -1: none.
void TimelineView::setLastSeen(int row)
{
    m_lastSeen = {};
    if (row < 0)
        return;
    const qint64 number = m_model->numberAt(row);
    m_lastSeen.callbackId = m_model->timeline().row(number).callbackId;
    m_lastSeen.place = number - m_model->timeline().numberOf(m_lastSeen.callbackId);
}

int TimelineView::firstUnseenRow() const
{
    const Timeline &timeline = m_model->timeline();
    return m_model->rowNotBeforeNumber(std::min(timeline.numberNotBefore(m_lastSeen.callbackId) + m_lastSeen.place + 1,
                                                timeline.numberNotBefore(m_lastSeen.callbackId + 1)));
}

void TimelineView::rememberPlace()
{
    m_returning = true;
    if (m_awaitsHeld && selectedCallback() == 0)
        return;
    m_heldCallback = selectedCallback();
    m_heldPlace = {};
    // The selected row stays where it is, or the uppermost one.
    const QModelIndex current = m_table->currentIndex();
    m_heldNumber = current.isValid() ? m_model->numberAt(current.row()) : 0;
    const int y = current.isValid() ? m_table->rowViewportPosition(current.row()) : -1;
    const int row = y >= 0 && y < m_table->viewport()->height() ? current.row() : m_table->rowAt(0);
    if (!isFollowing() && row >= 0 && row < m_model->rowCount())
        m_heldPlace = {m_model->rowAt(row).callbackId, m_table->rowViewportPosition(row)};
}

void TimelineView::returnToPlace()
{
    if (m_heldCallback != 0 && selectedCallback() != m_heldCallback) {
        // The same line; another one of the callback when that is hidden, or when the lines were made anew.
        const int same = m_model->rowNotBeforeNumber(m_heldNumber);
        const bool isSame = same < m_model->rowCount() && m_model->numberAt(same) == m_heldNumber
            && m_model->callbackAt(same) == m_heldCallback;
        const int row = isSame ? same : m_model->rowOfCallback(m_heldCallback);
        selectQuietly(row);
        m_awaitsHeld = row < 0;
    }
    olderRowsChanged();
    if (!isFollowing() && m_heldPlace.callbackId != 0)
        m_table->moveRowTo(m_model->rowNotBefore(m_heldPlace.callbackId), m_heldPlace.y);
    else if (!isFollowing() && m_table->currentIndex().isValid())
        m_table->scrollTo(m_table->currentIndex());
    m_returning = false;
    noteSeen();
}

void TimelineView::olderRowsChanged()
{
    m_columns->layOut();
    noteSeen();
    showCounts();
}

void TimelineView::placeNewButton()
{
    const qint64 count = newCount();
    const bool wanted = count > 0 && m_filterError.isEmpty();
    if (wanted) {
        m_newButton->setText(count < 1'000'000 ? tr("%1 new ↓").arg(countText(count)) : tr("Many new ↓"));
        m_newButton->adjustSize();
        const QRect area(m_table->viewport()->mapTo(this, QPoint()), m_table->viewport()->size());
        m_newButton->move(area.center().x() - m_newButton->width() / 2, area.bottom() - m_newButton->height() - 8);
        m_newButton->raise();
    }
    m_newButton->setVisible(wanted);
}

void TimelineView::focusKinds()
{
    QWidget *kinds = m_chipRow->isHidden() ? static_cast<QWidget *>(m_chipMenu) : m_chips->checkedButton();
    kinds->setFocus(Qt::ShortcutFocusReason);
}

void TimelineView::showCounts()
{
    for (int category = 0; category <= int(TimelineCategory::Problems); ++category) {
        const qint64 count = m_model->countIn(TimelineCategory(category));
        auto *chip = static_cast<Chip *>(m_chips->button(category));
        QString words = tr("%1: %2").arg(categoryTitle(TimelineCategory(category)), countText(count));
        if (category == int(TimelineCategory::Problems))
            words += u'\n'
                + tr("Lines that were flagged (late, duplicate …) or rejected, and one for each finding of the doctor, "
                     "which counts only those that are open.");
        chip->setToolTip(words);
        chip->setAccessibleName(words);
        if (category != int(TimelineCategory::All)) // which the heading tells
            chip->setCount(count, category == int(TimelineCategory::Problems) ? Tone::Warning : Tone::Muted);
        m_categoryMenu->actions().at(category)->setText(categoryTitle(TimelineCategory(category)) + u'\t'
                                                        + countText(count));
    }
    m_count->setText(shownCountText(*m_model));
    m_count->setVisible(!m_count->text().isEmpty() && m_filterError.isEmpty());
    m_count->setToolTip(shownCountSentence(*m_model));
    m_count->setAccessibleName(m_count->toolTip());
    m_frozen->setVisible(m_model->isFrozen());
    if (m_model->isFrozen()) {
        m_frozen->setText(tr("· frozen, %1 waiting").arg(countText(m_model->hiddenByFreeze())));
        QPalette warning = palette();
        warning.setColor(QPalette::WindowText, toneColor(Tone::Warning, palette()));
        m_frozen->setPalette(warning);
    }
    const bool isRefused = !m_filterError.isEmpty();
    const bool empty = m_model->rowCount() == 0;
    m_empty->setVisible(empty || isRefused);
    m_empty->setAutoFillBackground(isRefused); // over the lines of the filter before
    m_empty->setAttribute(Qt::WA_TransparentForMouseEvents, !isRefused);
    m_empty->setForegroundRole(isRefused ? QPalette::Text : QPalette::PlaceholderText);
    if (isRefused)
        m_empty->setText(m_filterError);
    else if (empty)
        m_empty->setText(m_model->countIn(TimelineCategory::All) == 0
                             ? tr("No callbacks yet. Every change will be a line here.")
                             : m_model->isFiltering() ? tr("Looking for lines that pass the filter…")
                                                      : tr("No line passes the filter."));
    layOutChips();
}

void TimelineView::showFilterError(const QString &sentence)
{
    m_filterError = sentence;
    showCounts();
    placeNewButton();
}

void TimelineView::layOutChips()
{
    const auto space
        = [](const QWidget *widget) { return widget->isHidden() ? 0 : widget->sizeHint().width() + headingSpacing; };
    const int left = width() - 2 * headingMargin - space(m_count) - space(m_frozen);
    const auto chipsWith = [this](bool counts) {
        int chips = -m_chipRow->layout()->spacing();
        for (const QAbstractButton *button : m_chips->buttons())
            chips += static_cast<const Chip *>(button)->widthWith(counts) + m_chipRow->layout()->spacing();
        return chips;
    };
    const bool countsFit = chipsWith(true) <= left;
    const int chips = chipsWith(countsFit);
    const bool chipsFit = chips <= left;
    for (QAbstractButton *button : m_chips->buttons())
        static_cast<Chip *>(button)->setCountShown(countsFit);
    m_chipRow->setVisible(chipsFit);
    m_chipMenu->setVisible(!chipsFit);
    m_title->setVisible(m_title->sizeHint().width() + headingSpacing
                        <= left - (chipsFit ? chips : m_chipMenu->sizeHint().width()));
}

bool TimelineView::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_table && event->type() == QEvent::KeyPress) {
        const auto *key = static_cast<QKeyEvent *>(event);
        if (!m_filterError.isEmpty() && key->modifiers() == Qt::NoModifier && key->key() != Qt::Key_Tab)
            return true; // no line is to be seen
        if (key->key() == Qt::Key_End) {
            resumeFollowing();
            return true;
        }
        if (key->matches(QKeySequence::Copy)) {
            copyRows(m_proxy, selectedRows(), CopyForm::Words);
            return true;
        }
        if (key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter) {
            openRoom(m_table->currentIndex());
            return true;
        }
    } else if (watched == m_table->viewport() && event->type() == QEvent::MouseButtonPress) {
        const int row = m_table->rowAt(int(static_cast<QMouseEvent *>(event)->position().y()));
        m_pressedCurrent = row >= 0 && row == m_table->currentIndex().row();
    } else if (watched == m_table->viewport() && event->type() == QEvent::Resize) {
        m_columns->layOut();
        noteSeen();
        m_empty->setGeometry(m_table->viewport()->rect());
    }
    return QWidget::eventFilter(watched, event);
}

void TimelineView::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    layOutChips();
    placeNewButton();
}

void TimelineView::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    layOutChips();
    m_columns->layOut();
}

void TimelineView::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (m_columns && (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange))
        m_columns->layOut();
}

void TimelineView::openRoom(const QModelIndex &index)
{
    if (!index.isValid())
        return;
    const TimelineLine line = m_model->lineAt(index.row());
    if (line->room != 0)
        emit roomRequested({line.text(line->sdkAppId), line.text(line->room)});
}

QList<int> TimelineView::selectedRows() const
{
    QList<int> rows;
    for (const QItemSelectionRange &range : m_table->selectionModel()->selection()) {
        for (int row = range.top(); row <= range.bottom(); ++row)
            rows.append(row);
    }
    std::sort(rows.begin(), rows.end());
    rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
    return rows;
}

/// index: the one that was clicked, or the current one.
void TimelineView::showContextMenu(const QModelIndex &index, const QPoint &globalPosition)
{
    if (!m_filterError.isEmpty())
        return;                                                           // no line is to be seen
    const bool isSelected = m_table->selectionModel()->isSelected(index); // perhaps one of several
    const auto rows = [this, isSelected, clicked = QPersistentModelIndex(index)] {
        return isSelected ? selectedRows() : clicked.isValid() ? QList<int> {clicked.row()} : QList<int>();
    };
    const QList<int> rowsNow = rows();
    const MenuSubject subject = subjectOf(index, rowsNow);
    auto *menu = new QMenu(this);
    emit menuOpening(menu, subject);

    const bool isOne = rowsNow.size() == 1;
    QAction *copy = menu->addAction(paletteIcon(u"copy"_s), isOne ? tr("Copy L&ine") : tr("Copy L&ines"));
    if (isSelected)
        copy->setShortcut(QKeySequence::Copy);
    connect(copy, &QAction::triggered, this, [this, rows] { copyRows(m_proxy, rows(), CopyForm::Words); });
    connect(menu->addAction(isOne ? tr("Copy Line as CS&V") : tr("Copy Lines as CS&V")), &QAction::triggered, this,
            [this, rows] { copyRows(m_proxy, rows(), CopyForm::Csv); });
    const QString cell = index.column() < TimelineModel::columns ? m_proxy->words(index.row()).at(index.column())
                                                                 : index.data().toString();
    if (!cell.isEmpty()) {
        const QString shown = m_table->fontMetrics().elidedText(shownText(cell), Qt::ElideMiddle, 200);
        connect(menu->addAction(tr("Co&py “%1”").arg(withoutMnemonic(shown))), &QAction::triggered, this,
                [cell] { QGuiApplication::clipboard()->setText(cell); });
    }
    menu->addSeparator();
    addColourMenu(menu, m_model->lineAt(index.row()), subject.cellTerm);
    popUp(menu, globalPosition);
}

/// Of the lines in those rows, of which one was clicked; when they are very many only of what was clicked.
MenuSubject TimelineView::subjectOf(const QModelIndex &index, const QList<int> &rows) const
{
    constexpr qsizetype mostRows = 1000;
    const TimelineLine clicked = m_model->lineAt(index.row());
    MenuSubject subject {.view = MenuSubject::View::Timeline,
                         .isSelected = m_table->selectionModel()->isSelected(index),
                         .place = selectionOf(clicked),
                         .cellTerm = cellFilterTerm(clicked, index.column())};
    const auto add = [](auto &values, const auto &value) {
        if (!values.contains(value))
            values.append(value);
    };
    if (rows.size() > mostRows)
        return subject;
    for (const int row : rows) {
        const TimelineLine line = m_model->lineAt(row);
        add(subject.callbacks, m_model->callbackAt(row));
        add(subject.markable, line->callbackId);
        if (line->room != 0)
            add(subject.rooms, line.text(line->room));
        if (line->room != 0 && line->seat >= 0)
            add(subject.seats, int(line->seat));
        if (line->member != 0)
            add(subject.members, line.text(line->member));
        if (line->isChange())
            add(subject.kinds, changeName(line->kind));
        if (line->command != 0)
            add(subject.commands, line.text(line->command));
    }
    if (subject.rooms.size() > 1)
        subject.seats.clear();
    return subject;
}

/// Colours for all lines like this one: with what the cell shows, or else of its kind or command.
void TimelineView::addColourMenu(QMenu *menu, const TimelineLine &line, const QString &cellTerm)
{
    const QString term = !cellTerm.isEmpty() ? cellTerm
        : line->isChange()                   ? filterTerm(u"kind"_s, changeName(line->kind))
                                             : filterTerm(u"cmd"_s, line.text(line->command));
    const QString shown = withoutMnemonic(m_table->fontMetrics().elidedText(term, Qt::ElideMiddle, 260));
    QMenu *colours = menu->addMenu(tr("Co&lour Lines with %1").arg(shown));
    colours->setObjectName(u"colours"_s);
    colours->setEnabled(!cellTerm.isEmpty() || line->isChange() || line->command != 0);
    for (const LineColour colour : lineColours) {
        QPixmap swatch(m_table->rowHeight(), m_table->rowHeight());
        swatch.fill(palette().color(QPalette::Base));
        QPainter painter(&swatch);
        painter.fillRect(swatch.rect(), lineTint(colour, palette()));
        paintLineEdge(&painter, QRectF(3, 0, 5, swatch.height()), colour, palette());
        painter.end();
        connect(colours->addAction(swatch, lineColourName(colour)), &QAction::triggered, this, [this, term, colour] {
            QList<ColourRule> rules = m_colours->rules();
            rules.removeIf([&term](const ColourRule &rule) { return rule.expression == term; });
            rules.prepend({.expression = term, .colour = colour});
            m_colours->setRules(rules);
        });
    }
    colours->addSeparator();
    connect(colours->addAction(tr("&Rules…")), &QAction::triggered, this, &TimelineView::colourRulesRequested);
}

void TimelineView::editColourRules(const std::function<QStringList(const QString &key)> &valuesOf)
{
    ColourRulesDialog dialog(m_colours->rules(), valuesOf, this);
    if (dialog.exec() == QDialog::Accepted)
        m_colours->setRules(dialog.rules());
}

} // namespace Roomscope
