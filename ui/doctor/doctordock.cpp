// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/doctor/doctordock.h"

#include "core/base/naturalorder.h"
#include "core/base/times.h"
#include "ui/doctor/delaychart.h"
#include "ui/doctor/findingmodel.h"
#include "ui/style/chip.h"
#include "ui/style/docktitle.h"
#include "ui/style/itemmenu.h"
#include "ui/style/paintparts.h"
#include "ui/style/windowsettings.h"
#include "ui/words/findingwords.h"
#include "ui/words/showntext.h"
#include "ui/words/words.h"

#include <QBoxLayout>
#include <QButtonGroup>
#include <QClipboard>
#include <QComboBox>
#include <QEvent>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLocale>
#include <QMenu>
#include <QScrollBar>
#include <QTableView>
#include <QToolButton>
#include <QTreeWidget>
#include <QVBoxLayout>

#include <algorithm>
#include <chrono>

using namespace Qt::StringLiterals;

namespace Roomscope {

namespace {

enum CommandColumn { NameColumn, CallbacksColumn, VerdictsColumn };

/// Numbers are compared as numbers.
class CommandItem final : public QTreeWidgetItem
{
public:
    CommandItem(QTreeWidget *commands, const QString &command, qint64 callbacks, const QStringList &verdicts)
        : QTreeWidgetItem(commands)
        , m_callbacks(callbacks)
    {
        setText(NameColumn, command.isEmpty() ? DoctorDock::tr("(no or another command)") : shownText(command));
        setData(NameColumn, Qt::UserRole, command);
        setText(CallbacksColumn, countText(callbacks));
        setTextAlignment(CallbacksColumn, Qt::AlignRight | Qt::AlignVCenter);
        setText(VerdictsColumn, verdicts.join(u", "_s));
        setToolTip(VerdictsColumn, verdicts.join(u'\n'));
    }

    [[nodiscard]] QString command() const { return data(NameColumn, Qt::UserRole).toString(); }
    bool operator<(const QTreeWidgetItem &other) const override
    {
        const int column = treeWidget()->sortColumn();
        if (column == CallbacksColumn)
            return m_callbacks < static_cast<const CommandItem &>(other).m_callbacks;
        return naturalKey(text(column)) < naturalKey(other.text(column));
    }

private:
    qint64 m_callbacks;
};

// Callbacks may still be on their way to the monitor: time is not moved on past them.
constexpr qint64 feedSlackMs = 5000;

QString delayWords(std::optional<qint64> delay)
{
    if (!delay)
        return u"–"_s;
    return delayText(*delay).remove(u'+');
}

} // namespace

DoctorDock::DoctorDock(Monitor *monitor, QWidget *parent)
    : QDockWidget(tr("Delivery Doctor"), parent)
    , m_monitor(monitor)
    , m_rules(WindowSettings().value(u"doctor/rulesOff"_s).toStringList())
{
    setObjectName(u"doctorDock"_s);
    makeRulesMenu();
    auto *content = new QWidget(this);
    m_layout = new QBoxLayout(QBoxLayout::LeftToRight, content);
    const int unit = fontMetrics().height();
    m_layout->setContentsMargins(unit / 2, unit / 4, unit / 2, unit / 4);
    m_layout->setSpacing(unit);
    m_chart = new DelayChart(content);
    m_layout->addWidget(makeFigures());
    m_layout->addWidget(m_chart, 2);
    m_layout->addWidget(makeLists(), 3);
    setWidget(content);
    setTitleBarWidget(new DockTitle({}, this)); // a grip: tab or figures say what it is
    connect(toggleViewAction(), &QAction::triggered, this, [this](bool shown) {
        if (shown)
            raise();
    });

    connect(&m_timer, &QTimer::timeout, this, &DoctorDock::refresh);
    connect(this, &QDockWidget::visibilityChanged, this, [this](bool visible) {
        visible ? m_timer.start(std::chrono::seconds(1)) : m_timer.stop();
        if (visible)
            refresh();
    });
    connect(m_monitor, &Monitor::restored, this, &DoctorDock::refresh);
}

DoctorDock::~DoctorDock()
{
    disconnect(this, &QDockWidget::visibilityChanged, this, nullptr); // it hides once more while it goes
}

void DoctorDock::makeRulesMenu()
{
    m_rulesMenu = new QMenu(tr("&Doctor Rules"), this);
    m_rulesMenu->setToolTipsVisible(true);
    bool losses = true;
    for (const Rule &rule : Roomscope::rules()) {
        if (losses && !rule.isLoss())
            m_rulesMenu->addSeparator();
        losses = rule.isLoss();
        QAction *action = m_rulesMenu->addAction(rule.title);
        action->setObjectName(rule.name);
        action->setToolTip(rule.sentence);
        action->setCheckable(true);
        action->setChecked(m_rules.isOn(rule.id));
        connect(action, &QAction::toggled, this, [this, id = rule.id](bool on) {
            m_rules.set(id, on);
            WindowSettings().setValue(u"doctor/rulesOff"_s, m_rules.namesOff());
            refresh();
            emit rulesChanged(m_rules);
        });
    }
}

QWidget *DoctorDock::makeFigures()
{
    auto *figures = new QWidget(this);
    auto *layout = new QVBoxLayout(figures);
    layout->setContentsMargins(0, 0, 0, 0);
    auto *top = new QHBoxLayout;
    m_scope = new QComboBox(figures);
    m_scope->setAccessibleName(tr("What is looked at"));
    m_scope->addItem(tr("All rooms"));
    m_scope->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    connect(m_scope, &QComboBox::currentIndexChanged, this, &DoctorDock::refresh);
    auto *rulesButton = new QToolButton(figures);
    rulesButton->setText(tr("Rules"));
    rulesButton->setToolTip(tr("Which rules are checked"));
    rulesButton->setMenu(m_rulesMenu);
    rulesButton->setPopupMode(QToolButton::InstantPopup);
    top->addWidget(m_scope);
    top->addWidget(rulesButton);
    layout->addLayout(top);
    m_figures = new QLabel(figures);
    m_figures->setObjectName(u"doctorFigures"_s);
    m_figures->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_figures->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    layout->addWidget(m_figures, 1);
    figures->setMinimumWidth(fontMetrics().height() * 17);
    return figures;
}

QWidget *DoctorDock::makeLists()
{
    auto *lists = new QWidget(this);
    m_findings = new FindingModel(this);
    m_findingsView = new QTableView(lists);
    m_findingsView->setModel(m_findings);
    m_findingsView->setAccessibleName(tr("Findings"));
    m_findingsView->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_findingsView->setSelectionMode(QAbstractItemView::SingleSelection);
    m_findingsView->setShowGrid(false);
    m_findingsView->setWordWrap(false);
    m_findingsView->setTabKeyNavigation(false);
    m_findingsView->verticalHeader()->hide();
    m_findingsView->verticalHeader()->setDefaultSectionSize(fontMetrics().height() + 6);
    m_findingsView->horizontalHeader()->setHighlightSections(false);
    m_findingsView->horizontalHeader()->setSectionResizeMode(FindingModel::ProblemColumn, QHeaderView::Stretch);
    m_findingsView->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    const QFontMetrics metrics = fontMetrics();
    const auto give = [&](int column, const QString &text) {
        m_findingsView->setColumnWidth(column, metrics.horizontalAdvance(text) + metrics.height());
    };
    give(FindingModel::RoomColumn, u"live-33100"_s);
    give(FindingModel::TimeColumn, u"00:00:00"_s);
    connect(m_findingsView, &QAbstractItemView::activated, this, [this](const QModelIndex &index) {
        selectFinding(index);
        emit roomRequested(m_findings->at(index.row()).room);
    });
    connect(m_findingsView, &QAbstractItemView::clicked, this, &DoctorDock::selectFinding); // the current one, again
    connect(m_findingsView->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            &DoctorDock::selectFinding);
    connect(new ItemMenu(m_findingsView), &ItemMenu::requested, this, &DoctorDock::showFindingMenu);
    m_findingsView->horizontalHeader()->setSortIndicator(-1, Qt::AscendingOrder);
    m_findingsView->horizontalHeader()->setSortIndicatorClearable(true);
    m_findingsView->setSortingEnabled(true);
    connect(m_findings, &QAbstractItemModel::modelReset, this,
            [this] { selectRow(rowOfSelection(m_selectedFinding)); });
    m_none = new QLabel(tr("Nothing was found."), m_findingsView);
    m_none->setAlignment(Qt::AlignCenter);
    auto *over = new QVBoxLayout(m_findingsView->viewport());
    over->addWidget(m_none);

    m_commands = new QTreeWidget(lists);
    m_commands->setHeaderLabels({tr("Command"), tr("Callbacks"), tr("Verdicts")});
    m_commands->setRootIsDecorated(false);
    m_commands->setUniformRowHeights(true);
    m_commands->setAccessibleName(tr("Counts by command and verdict"));
    m_commands->setColumnWidth(0, metrics.horizontalAdvance(u"Mic.CallbackAfterSeatInfoChanged---"_s));
    m_commands->sortByColumn(NameColumn, Qt::AscendingOrder);
    connect(new ItemMenu(m_commands), &ItemMenu::requested, this, &DoctorDock::showCommandMenu);
    m_commands->hide();

    auto *chips = new QHBoxLayout;
    m_findingsChip = new Chip(tr("Findings"), lists);
    auto *commandsChip = new Chip(tr("Commands"), lists);
    auto *group = new QButtonGroup(this);
    for (Chip *chip : {m_findingsChip, commandsChip}) {
        chip->setCheckable(true);
        group->addButton(chip);
        chips->addWidget(chip);
    }
    chips->addStretch(1);
    m_findingsChip->setChecked(true);
    connect(commandsChip, &QAbstractButton::toggled, this, [this](bool on) {
        m_findingsView->setVisible(!on);
        m_commands->setVisible(on);
        refresh();
    });
    auto *layout = new QVBoxLayout(lists);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addLayout(chips);
    layout->addWidget(m_findingsView, 1);
    layout->addWidget(m_commands, 1);
    return lists;
}

void DoctorDock::setRoom(const std::optional<RoomKey> &room)
{
    if (m_room == room || !room)
        return; // on the wall the last room stays within reach
    m_room = room;
    const QString text = tr("Room %1").arg(
        fontMetrics().elidedText(shownText(room->room), Qt::ElideMiddle, fontMetrics().height() * 10));
    if (m_scope->count() < 2)
        m_scope->addItem(text);
    else
        m_scope->setItemText(1, text);
    m_scope->setItemData(1, plainToolTip(room->room), Qt::ToolTipRole);
    refresh();
}

bool DoctorDock::isOneRoom() const
{
    return m_scope->currentIndex() == 1 && m_room;
}

void DoctorDock::refresh()
{
    if (!isVisible())
        return;
    m_monitor->advanceDoctor(nowUs() / 1000 - feedSlackMs);
    const Doctor &doctor = m_monitor->doctor();
    QList<Finding> findings;
    std::copy_if(doctor.findings().begin(), doctor.findings().end(), std::back_inserter(findings),
                 [this](const Finding &finding) {
                     return m_rules.isOn(finding.rule) && (!isOneRoom() || finding.room == *m_room);
                 });
    static const Figures none;
    const Figures *ofRoom = isOneRoom() ? doctor.of(*m_room) : nullptr;
    const Figures &figures = isOneRoom() ? (ofRoom ? *ofRoom : none) : doctor.all();
    showFigures(figures, findings);
    m_chart->setSeries(figures.series.slices(), figures.series.sliceUs());
    showFindings(findings);
    showCommands(figures);
}

void DoctorDock::showFigures(const Figures &figures, const QList<Finding> &findings)
{
    const auto count = [&](auto matches) { return std::count_if(findings.begin(), findings.end(), matches); };
    const auto losses = count([](const Finding &finding) { return finding.isLoss() && finding.isOpen(); });
    const auto violations = count([](const Finding &finding) { return !finding.isLoss() && finding.isOpen(); });
    const SenderClock clock = figures.senderClock();
    const QString clockWords = [&] {
        switch (clock.state) {
        case SenderClock::State::Unknown: return tr("not known");
        case SenderClock::State::Agrees: return tr("agrees, within %1").arg(delayWords(clock.leastDelayMs));
        case SenderClock::State::Ahead: return tr("ahead by %1 or more").arg(delayWords(-clock.leastDelayMs));
        case SenderClock::State::Behind: return tr("behind by %1 or less").arg(delayWords(clock.leastDelayMs));
        }
        Q_UNREACHABLE();
    }();
    const DelaySketch &delays = figures.delays;
    const QList<std::pair<QString, QString>> lines {
        {tr("Callbacks"), countText(figures.callbacks)},
        {tr("Rate"),
         tr("%1/s, at most %2").arg(QLocale().toString(figures.rate(), 'f', 1), countText(figures.busiestSecond))},
        {tr("Delay p50 · p95"), u"%1 · %2"_s.arg(delayWords(delays.quantile(0.50)), delayWords(delays.quantile(0.95)))},
        {tr("Delay p99 · most"), u"%1 · %2"_s.arg(delayWords(delays.quantile(0.99)), delayWords(delays.most()))},
        {tr("Delays measured of"), countedText(delays.count(), tr("%1 callback"), tr("%1 callbacks"))},
        {tr("Sender's clock"), clockWords},
        {tr("Late · repeated"), u"%1 · %2"_s.arg(countText(figures.late), countText(figures.duplicates))},
        {tr("Rejected"), countText(figures.rejected)},
        {tr("Open findings"), countText(losses + violations)},
        {tr("· suspected losses"), countText(losses)},
        {tr("· rules broken now"), countText(violations)},
    };
    QString html = u"<table cellspacing='0' cellpadding='1'>"_s;
    for (const auto &[name, value] : lines)
        html
            += u"<tr><td>%1&nbsp;&nbsp;</td><td><b>%2</b></td></tr>"_s.arg(name.toHtmlEscaped(), value.toHtmlEscaped());
    html += u"</table>"_s;
    if (m_figures->text() != html)
        m_figures->setText(html);
}

void DoctorDock::showCommands(const Figures &figures)
{
    if (m_commands->isHidden())
        return;
    QMap<QString, std::pair<qint64, QStringList>> commands;
    for (const Tally &tally : figures.tallies) {
        auto &[callbacks, verdicts] = commands[m_monitor->doctor().command(tally.command)];
        callbacks += tally.callbacks;
        verdicts.append(u"%1 %2"_s.arg(countText(tally.callbacks), verdictWords(tally.verdict)));
    }
    const int scrolled = m_commands->verticalScrollBar()->value();
    const auto *current = static_cast<const CommandItem *>(m_commands->currentItem());
    const std::optional<QString> selected = current ? std::optional(current->command()) : std::nullopt;
    m_commands->clear();
    m_commands->setSortingEnabled(false);
    for (auto it = commands.cbegin(); it != commands.cend(); ++it) {
        auto *item = new CommandItem(m_commands, it.key(), it->first, it->second);
        if (selected == it.key())
            m_commands->setCurrentItem(item);
    }
    m_commands->setSortingEnabled(true);
    m_commands->verticalScrollBar()->setValue(scrolled);
}

/// Not by the reader. -1: none.
void DoctorDock::selectRow(int row)
{
    m_selecting = true;
    m_selectedFinding = row < 0 ? 0 : m_findings->at(row).id;
    if (row < 0)
        m_findingsView->selectionModel()->clear();
    else if (row != m_findingsView->currentIndex().row())
        m_findingsView->setCurrentIndex(m_findings->index(row, 0));
    m_selecting = false;
}

void DoctorDock::showFindings(const QList<Finding> &findings)
{
    m_findings->setFindings(findings);
    m_none->setVisible(findings.isEmpty());
    const auto open = std::count_if(findings.begin(), findings.end(), [](const Finding &f) { return f.isOpen(); });
    m_findingsChip->setCount(open, Tone::Warning);
    m_findingsChip->setToolTip(tr("%1 listed, %2 of them open: suspected losses, and rules that are broken now. The "
                                  "Problems of the timeline count lines: each flagged or rejected one, and one for "
                                  "each finding.")
                                   .arg(countText(findings.size()), countText(open)));
}

/// Of the finding that was selected, when it is about the selected callback, or of the newest one that is.
int DoctorDock::rowOfSelection(qint64 formerFinding) const
{
    const auto isAbout = [&](int row) { return m_findings->at(row).callbacks.contains(m_selectedCallback); };
    if (const int former = m_findings->rowOf(formerFinding); former >= 0 && isAbout(former))
        return former;
    for (int row = 0; row < m_findings->rowCount(); ++row) {
        if (isAbout(row))
            return row;
    }
    return -1;
}

void DoctorDock::selectFinding(const QModelIndex &index)
{
    if (!index.isValid() || m_selecting)
        return;
    m_selectedFinding = m_findings->at(index.row()).id;
    const Selection selection = selectionOf(m_findings->at(index.row()));
    m_selectedCallback = selection.callbackId;
    emit selected(selection);
}

void DoctorDock::showSelection(const Selection &selection)
{
    m_selectedCallback = selection.callbackId;
    selectRow(rowOfSelection(m_selectedFinding));
}

bool DoctorDock::hasFindings(const Selection &place) const
{
    const QList<Finding> &findings = m_monitor->doctor().findings();
    return std::any_of(findings.begin(), findings.end(), [&](const Finding &finding) {
        return m_rules.isOn(finding.rule) && finding.room == place.room
            && (place.seat < 0 || finding.seat == place.seat || finding.otherSeat == place.seat);
    });
}

void DoctorDock::showRoom(const RoomKey &room)
{
    setRoom(room);
    m_scope->setCurrentIndex(1);
    m_findingsChip->setChecked(true);
    show();
    raise();
}

void DoctorDock::showFindingMenu(const QModelIndex &index, const QPoint &globalPosition)
{
    const Finding finding = m_findings->at(index.row());
    MenuSubject subject {.view = MenuSubject::View::Doctor,
                         .isSelected = index.row() == m_findingsView->currentIndex().row(),
                         .place = selectionOf(finding),
                         .callbacks = finding.callbacks,
                         .markable = finding.callbacks,
                         .rooms = {finding.room.room}};
    if (finding.seat >= 0)
        subject.seats = {finding.seat};
    if (!finding.member.isEmpty())
        subject.members = {finding.member};
    auto *menu = new QMenu(this);
    emit menuOpening(menu, subject);
    connect(menu->addAction(tr("Copy &Finding")), &QAction::triggered, this,
            [finding] { QGuiApplication::clipboard()->setText(findingSentence(finding)); });
    menu->addSeparator();
    connect(menu->addAction(tr("S&witch This Rule Off")), &QAction::triggered, this,
            [this, rule = finding.rule] { m_rulesMenu->findChild<QAction *>(ruleOf(rule).name)->setChecked(false); });
    popUp(menu, globalPosition);
}

void DoctorDock::showCommandMenu(const QModelIndex &index, const QPoint &globalPosition)
{
    const QString command = index.siblingAtColumn(NameColumn).data(Qt::UserRole).toString();
    if (command.isEmpty())
        return; // those that have none or are counted together
    auto *menu = new QMenu(this);
    emit menuOpening(menu, {.view = MenuSubject::View::Doctor, .commands = {command}});
    connect(menu->addAction(tr("Cop&y Command")), &QAction::triggered, this,
            [command] { QGuiApplication::clipboard()->setText(command); });
    popUp(menu, globalPosition);
}

void DoctorDock::resizeEvent(QResizeEvent *event)
{
    QDockWidget::resizeEvent(event);
    const bool isWide = width() > height();
    m_layout->setDirection(isWide ? QBoxLayout::LeftToRight : QBoxLayout::TopToBottom);
    // What a finding says comes first; its room and time are in the tool tip as well.
    const bool isShort = width() < fontMetrics().height() * (isWide ? 60 : 25);
    m_findingsView->setColumnHidden(FindingModel::RoomColumn, isShort);
    m_findingsView->setColumnHidden(FindingModel::TimeColumn, isShort);
}

void DoctorDock::changeEvent(QEvent *event)
{
    QDockWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && m_none)
        setTextTone(m_none, Tone::Muted);
}

} // namespace Roomscope
