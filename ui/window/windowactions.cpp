// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/windowactions.h"

#include "ui/style/paintparts.h"

#include <QAction>
#include <QActionGroup>
#include <QMenu>
#include <QMenuBar>

#include <array>
#include <utility>

namespace Roomscope {

using namespace Qt::StringLiterals;

namespace {

constexpr std::array chartMinutesOffered {5, 10, 30, 120, 360};

} // namespace

WindowActions::WindowActions(ColorScheme scheme, int chartMinutes, QWidget *window)
    : QObject(window)
    , m_window(window)
    , m_sortMenu(new QMenu(tr("&Sort Rooms"), window))
{
    open = add(tr("&Open Session…"), u"room"_s, QKeySequence(u"Ctrl+O"_s),
               tr("Open a session file in a window of its own"));
    openFolder = add(tr("Open &Folder…"), {}, QKeySequence(u"Ctrl+Shift+O"_s),
                     tr("Open the folder of a session, or of JSON bodies, in a window of its own"));
    importFile = add(tr("&Import…"), u"inbox"_s, QKeySequence(u"Ctrl+I"_s),
                     tr("Read callbacks, HAR or raw requests into a session of its own"));
    exportFile = add(tr("&Export…"), u"export"_s, QKeySequence(u"Ctrl+E"_s),
                     tr("Write this session, or a part of it, to a file"));
    settings = add(tr("&Settings…"), u"settings"_s, QKeySequence(u"Ctrl+,"_s),
                   tr("Address, applications, signature, colours"));
    settings->setMenuRole(QAction::PreferencesRole);
    closeTab = add(tr("&Close Tab"), u"close"_s, QKeySequence(u"Ctrl+W"_s));
    quit = add(tr("&Quit"), u"quit"_s, QKeySequence(u"Ctrl+Q"_s));
    quit->setMenuRole(QAction::QuitRole);

    find = add(tr("&Filter the Timeline"), u"search"_s, QKeySequence(u"Ctrl+F"_s));
    clearFilter = add(tr("&Clear the Filter"), u"filter"_s, QKeySequence(u"Ctrl+Shift+F"_s));
    filterRooms = add(tr("Filter the R&ooms"), {}, QKeySequence(u"Ctrl+K"_s),
                      tr("Show only rooms that have a text in their name, their id or one of their members"));
    findInBody = add(tr("Find in the &Body…"), {}, QKeySequence(u"Ctrl+Shift+B"_s),
                     tr("Find a text in the body that the inspector shows; there, Ctrl+F does so too"));
    showLate = add(tr("Show &Late Callbacks"), {}, QKeySequence(u"Ctrl+Shift+L"_s));
    showDuplicates = add(tr("Show &Duplicates"), {}, QKeySequence(u"Ctrl+Shift+D"_s));
    showRejected = add(tr("Show &Rejected Callbacks"), {}, QKeySequence(u"Ctrl+Shift+R"_s));
    copyUrl
        = add(tr("Copy &URL"), u"copy"_s, QKeySequence(u"Ctrl+Shift+C"_s), tr("Copy the URL the receiver listens on"));

    freeze = add(tr("Free&ze View"), u"freeze"_s, QKeySequence(u"F7"_s),
                 tr("Keep the view as it is; callbacks are still received and stored"));
    freeze->setCheckable(true);
    resume = new QAction(paletteIcon(u"play"_s), tr("Continue"), this);
    wall = add(tr("&Wall of Rooms"), u"wall"_s, QKeySequence(u"Ctrl+0"_s));
    nextTab = add(tr("&Next Tab"), u"chevron-right"_s, QKeySequence(u"Ctrl+PgDown"_s));
    previousTab = add(tr("&Previous Tab"), u"chevron-left"_s, QKeySequence(u"Ctrl+PgUp"_s));
    goRooms = add(tr("Go to &Rooms"), {}, QKeySequence(u"Alt+1"_s));
    goPage = add(tr("Go to &Wall or Seats"), {}, QKeySequence(u"Alt+2"_s));
    goTimeline = add(tr("Go to &Timeline"), {}, QKeySequence(u"Alt+3"_s));
    goInspector = add(tr("Go to &Inspector"), {}, QKeySequence(u"Alt+4"_s));
    goKinds = add(tr("Go to &Kinds of Lines"), {}, QKeySequence(u"Alt+5"_s),
                  tr("Choose which kinds of lines the timeline shows, with the arrow keys"));
    goNotices = add(tr("Go to &Notices"), {}, QKeySequence(u"Alt+6"_s));
    showDismissedRooms = add(tr("Show &Dismissed Rooms"), {}, QKeySequence(u"Ctrl+D"_s));
    showDismissedRooms->setCheckable(true);
    showDismissedRooms->setChecked(true);
    goTime = add(tr("Go to Ti&me…"), {}, QKeySequence(u"Ctrl+G"_s),
                 tr("Select the first line of the timeline that was received then or later"));
    colourRules = add(tr("Colour R&ules…"), {}, QKeySequence(u"Ctrl+Shift+K"_s),
                      tr("Colour the lines of the timeline that pass a filter"));
    glow = add(tr("&Glow on Change"), {}, QKeySequence(u"Ctrl+Shift+G"_s));
    glow->setCheckable(true);
    glow->setChecked(true);
    fullScreen = add(tr("&Full Screen"), {}, QKeySequence(u"F11"_s));
    fullScreen->setCheckable(true);
    resetLayout = add(tr("Reset &Layout"), {}, {});

    startStop = add(tr("&Start"), u"play"_s, {});
    sendTestCallback = add(tr("Send a &Test Callback"), u"send"_s, QKeySequence(u"F6"_s),
                           tr("Send one callback to this receiver, over HTTP"));
    selfTest = add(tr("Test the Recei&ver"), u"check"_s, QKeySequence(u"Shift+F6"_s),
                   tr("Post to this receiver's own address: does it answer, can it store?"));
    showReceiverStatus = add(tr("St&atus…"), u"info"_s, QKeySequence(u"Shift+F5"_s),
                             tr("Address, certificate, self-test, and what was refused"));
    pin = add(tr("&Pin SDKAppID"), u"pin"_s, QKeySequence(u"Ctrl+P"_s));
    pin->setEnabled(false);
    dismissPinNotice = new QAction(tr("Accept any"), this);
    demo = add(tr("Start the &Demo"), u"simulate"_s, QKeySequence(u"F8"_s),
               tr("Send callbacks of simulated rooms to this receiver, over HTTP"));
    shortcuts = add(tr("&Keyboard Shortcuts"), u"help"_s, QKeySequence(u"F1"_s));
    about = add(tr("&About Roomscope"), u"info"_s, {});
    about->setMenuRole(QAction::AboutRole);
    dismissNotice = new QAction(tr("Dismiss"), this);

    orders = new QActionGroup(this);
    const std::array orderTexts {std::pair(tr("By &Latest Callback"), QKeySequence(u"Ctrl+1"_s)),
                                 std::pair(tr("By &Name"), QKeySequence(u"Ctrl+2"_s)),
                                 std::pair(tr("By &Occupancy"), QKeySequence(u"Ctrl+3"_s))};
    for (size_t i = 0; i < orderTexts.size(); ++i) {
        QAction *action = add(orderTexts[i].first, {}, orderTexts[i].second);
        action->setCheckable(true);
        action->setData(int(i));
        action->setChecked(i == 0);
        orders->addAction(action);
    }
    schemes = new QActionGroup(this);
    const std::array schemeTexts {tr("Like the &System"), tr("&Light"), tr("&Dark")};
    for (size_t i = 0; i < schemeTexts.size(); ++i) {
        QAction *action = add(schemeTexts[i], {}, {});
        action->setCheckable(true);
        action->setData(int(i));
        action->setChecked(int(i) == int(scheme));
        schemes->addAction(action);
    }
    charts = new QActionGroup(this);
    for (const int minutes : chartMinutesOffered) {
        const QString text = minutes < 60 ? tr("Last %1 Minutes").arg(minutes) : tr("Last %1 Hours").arg(minutes / 60);
        QAction *action = add(text, {}, {});
        action->setCheckable(true);
        action->setData(minutes);
        action->setChecked(minutes == chartMinutes);
        charts->addAction(action);
    }

    m_sortMenu->addActions(orders->actions());
    m_sortMenu->addSeparator();
    m_sortMenu->addAction(showDismissedRooms);
}

QAction *WindowActions::add(const QString &text, const QString &icon, const QKeySequence &shortcut, const QString &tip)
{
    auto *action = new QAction(text, this);
    if (!icon.isEmpty())
        action->setIcon(paletteIcon(icon));
    if (!shortcut.isEmpty())
        action->setShortcut(shortcut);
    if (!tip.isEmpty()) {
        action->setStatusTip(tip);
        action->setToolTip(shortcut.isEmpty() ? tip
                                              : tr("%1 (%2)").arg(tip, shortcut.toString(QKeySequence::NativeText)));
    }
    m_window->addAction(action);
    return action;
}

void WindowActions::fill(QMenuBar *bar, const OtherMenus &others)
{
    QMenu *file = bar->addMenu(tr("&File"));
    file->addActions({open, openFolder});
    file->addMenu(others.recent);
    file->addSeparator();
    file->addActions({importFile, exportFile});
    file->addSeparator();
    file->addAction(settings);
    file->addSeparator();
    file->addAction(closeTab);
    file->addSeparator();
    file->addAction(quit);

    QMenu *edit = bar->addMenu(tr("&Edit"));
    edit->addActions({find, clearFilter});
    edit->addMenu(others.savedFilters);
    edit->addAction(filterRooms);
    edit->addSeparator();
    edit->addActions({showLate, showDuplicates, showRejected});
    edit->addSeparator();
    edit->addActions(others.marks.first(2));
    edit->addSeparator();
    edit->addAction(findInBody);
    edit->addMenu(tr("Copy from the &Inspector"))->addActions(others.copy);

    QMenu *view = bar->addMenu(tr("&View"));
    view->addAction(freeze);
    view->addSeparator();
    view->addActions({wall, nextTab, previousTab});
    QMenu *go = view->addMenu(tr("G&o"));
    go->addActions({goRooms, goPage, goTimeline, goInspector, goKinds, goNotices});
    go->addSeparator();
    go->addAction(goTime);
    go->addActions(others.marks.sliced(2));
    view->addSeparator();
    view->addMenu(m_sortMenu);
    view->addMenu(tr("Seat &Chart"))->addActions(charts->actions());
    view->addMenu(tr("Colou&rs"))->addActions(schemes->actions());
    view->addMenu(others.columns);
    view->addAction(colourRules);
    view->addMenu(others.interpretation);
    view->addAction(glow);
    view->addSeparator();
    QMenu *show = view->addMenu(tr("P&anels"));
    for (qsizetype i = 0; i < others.panels.size(); ++i) {
        others.panels[i]->setShortcut(QKeySequence(u"Ctrl+Shift+%1"_s.arg(i + 1)));
        show->addAction(others.panels[i]);
    }
    show->addSeparator();
    show->addAction(resetLayout);
    view->addMenu(others.rules);
    view->addAction(fullScreen);

    QMenu *receiver = bar->addMenu(tr("&Receiver"));
    receiver->addActions({startStop, showReceiverStatus, copyUrl});
    receiver->addSeparator();
    receiver->addActions({sendTestCallback, selfTest});
    receiver->addSeparator();
    receiver->addAction(pin);

    QMenu *tools = bar->addMenu(tr("&Tools"));
    tools->addAction(demo);

    QMenu *help = bar->addMenu(tr("&Help"));
    help->addActions({shortcuts, about});
}

} // namespace Roomscope
