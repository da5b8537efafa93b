// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/contextmenus.h"

#include "core/base/pool.h"
#include "core/session/monitor.h"
#include "ui/doctor/doctordock.h"
#include "ui/inspector/curlcommand.h"
#include "ui/style/appearance.h"
#include "ui/timeline/filterterms.h"
#include "ui/timeline/timelinemarks.h"
#include "ui/words/showntext.h"
#include "ui/words/words.h"

#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>

using namespace Qt::StringLiterals;

namespace Roomscope {

ContextMenus::ContextMenus(const Monitor *monitor, const DoctorDock *doctor, TimelineMarks *marks, QString dataFolder,
                           QObject *parent)
    : QObject(parent)
    , m_monitor(monitor)
    , m_doctor(doctor)
    , m_marks(marks)
    , m_dataFolder(std::move(dataFolder))
{
}

void ContextMenus::fill(QMenu *menu, const MenuSubject &subject)
{
    addViews(menu, subject);
    addFilters(menu, subject);
    menu->addSeparator();
    addMarks(menu, subject);
    menu->addSeparator();
    addCopies(menu, subject);
}

void ContextMenus::addViews(QMenu *menu, const MenuSubject &subject)
{
    using View = MenuSubject::View;
    const Selection &place = subject.place;
    const View view = subject.view;
    const bool isOpen = view == View::Tab || view == View::Seats || view == View::Chart;
    if (place.room && !isOpen) {
        QAction *open = menu->addAction(paletteIcon(u"room"_s), tr("&Open Room"));
        if (subject.isSelected)
            open->setShortcut(Qt::Key_Return);
        connect(open, &QAction::triggered, this, [this, room = *place.room] { emit roomRequested(room); });
    }
    if (place.callbackId != 0 && view != View::Timeline) {
        connect(menu->addAction(tr("&Go to Its Line")), &QAction::triggered, this,
                [this, place] { emit lineRequested(place); });
    }
    if (place.room && place.seat >= 0 && place.timeMs != neverMs && view != View::Chart) {
        connect(menu->addAction(tr("&Show in Seat Chart")), &QAction::triggered, this,
                [this, place] { emit chartRequested(place); });
    }
    if (view != View::Doctor && m_doctor->hasFindings(place)) {
        connect(menu->addAction(tr("Show in &Doctor")), &QAction::triggered, this,
                [this, place] { emit findingsRequested(place); });
    }
}

void ContextMenus::addFilters(QMenu *menu, const MenuSubject &subject)
{
    const auto add = [this](QMenu *to, const QString &title, const QString &term) {
        QAction *action = to->addAction(title);
        action->setToolTip(term);
        connect(action, &QAction::triggered, this, [this, term] { emit filterRequested(term); });
        return action;
    };
    if (subject.view == MenuSubject::View::Timeline)
        menu->addSeparator();
    else if (!subject.rooms.isEmpty() || !subject.commands.isEmpty())
        menu->addSection(tr("Timeline"));
    if (!subject.cellTerm.isEmpty()) {
        constexpr int mostPixels = 260;
        const QString shown
            = withoutMnemonic(menu->fontMetrics().elidedText(subject.cellTerm, Qt::ElideMiddle, mostPixels));
        add(menu, tr("O&nly %1").arg(shown), subject.cellTerm)->setIcon(paletteIcon(u"filter"_s));
        add(menu, tr("&Without %1").arg(shown), u'-' + subject.cellTerm);
        menu->addSeparator();
    }
    struct Word
    {
        QString only;
        QString hidden; ///< Empty: cannot be said in a word.
        QString term;
    };
    const auto one = [](const auto &values, const QString &single, const QString &several) {
        return values.size() == 1 ? single : several;
    };
    QList<Word> words;
    const auto &rooms = subject.rooms;
    if (!rooms.isEmpty())
        words.append({one(rooms, tr("Only This &Room"), tr("Only These &Rooms")),
                      one(rooms, tr("This &Room"), tr("These &Rooms")), filterTerm(u"room"_s, rooms)});
    if (!subject.seats.isEmpty()) {
        QStringList seats;
        for (const int seat : subject.seats)
            seats.append(QString::number(seat));
        words.append({one(seats, tr("Only This S&eat"), tr("Only These S&eats")),
                      {},
                      filterTerm(u"room"_s, rooms) + u' ' + filterTerm(u"seat"_s, seats)});
    }
    const auto &members = subject.members;
    if (!members.isEmpty())
        words.append({one(members, tr("Only This &Member"), tr("Only These &Members")),
                      one(members, tr("This &Member"), tr("These &Members")), filterTerm(u"user"_s, members)});
    const auto &kinds = subject.kinds;
    if (!kinds.isEmpty())
        words.append({one(kinds, tr("Only This &Kind"), tr("Only These &Kinds")),
                      one(kinds, tr("This &Kind"), tr("These &Kinds")), filterTerm(u"kind"_s, kinds)});
    const auto &commands = subject.commands;
    if (!commands.isEmpty())
        words.append({one(commands, tr("Only This &Command"), tr("Only These &Commands")),
                      one(commands, tr("This &Command"), tr("These &Commands")), filterTerm(u"cmd"_s, commands)});
    if (words.isEmpty())
        return;
    for (const Word &word : std::as_const(words))
        add(menu, word.only, word.term);
    QMenu *hide = menu->addMenu(tr("&Hide"));
    for (const Word &word : std::as_const(words)) {
        if (!word.hidden.isEmpty())
            add(hide, word.hidden, u'-' + word.term);
    }
}

void ContextMenus::addMarks(QMenu *menu, const MenuSubject &subject)
{
    const QList<qint64> &callbacks = subject.markable;
    if (!m_marks->canMark(callbacks))
        return;
    QAction *mark
        = menu->addAction(paletteIcon(u"mark"_s), m_marks->areMarked(callbacks) ? tr("Remove M&ark") : tr("M&ark"));
    connect(mark, &QAction::triggered, this, [this, callbacks] { m_marks->toggle(callbacks); });
    QAction *note = menu->addAction(paletteIcon(u"mark-note"_s), tr("Mark with a No&te…"));
    connect(note, &QAction::triggered, this, [this, callbacks] { m_marks->askForNote(callbacks); });
    if (subject.isSelected && subject.view == MenuSubject::View::Timeline) {
        mark->setShortcut(m_marks->actions().at(0)->shortcut());
        note->setShortcut(m_marks->actions().at(1)->shortcut());
    }
}

void ContextMenus::addCopy(QMenu *menu, const QString &title, const QString &text)
{
    connect(menu->addAction(title), &QAction::triggered, this, [text] { QApplication::clipboard()->setText(text); });
}

void ContextMenus::addCopies(QMenu *menu, const MenuSubject &subject)
{
    if (subject.view != MenuSubject::View::Timeline) { // there any cell can be copied
        const RoomKey key = subject.place.room.value_or(RoomKey());
        if (!key.room.isEmpty())
            addCopy(menu, tr("Copy Room &Id"), key.room);
        if (const Room *room = m_monitor->rooms().find(key); room && !room->name().isEmpty())
            addCopy(menu, tr("Copy Room &Name"), room->name());
        if (subject.members.size() == 1)
            addCopy(menu, tr("Cop&y Member Id"), subject.members.first());
    }
    const QList<qint64> &callbacks = subject.callbacks;
    if (callbacks.isEmpty())
        return;
    QStringList ids;
    for (const qint64 id : callbacks)
        ids.append(QString::number(id));
    const bool isOne = callbacks.size() == 1;
    addCopy(menu, isOne ? tr("Copy Call&back Id") : tr("Copy Call&back Ids"), ids.join(u'\n'));
    if (m_dataFolder.isEmpty())
        return;
    connect(menu->addAction(isOne ? tr("Copy as c&url Command") : tr("Copy as c&url Commands")), &QAction::triggered,
            this, [this, callbacks] { copyAsCurl(callbacks); });
}

void ContextMenus::copyAsCurl(const QList<qint64> &callbacks)
{
    inPool([folder = m_dataFolder, callbacks] {
        return curlCommands(folder, callbacks);
    }).then(this, [this, callbacks](const QStringList &commands) {
        if (!commands.isEmpty())
            QApplication::clipboard()->setText(commands.join(u'\n'));
        const qsizetype missing = callbacks.size() - commands.size();
        if (missing == 0)
            emit said(countedText(commands.size(), tr("Copied %1 curl command."), tr("Copied %1 curl commands.")));
        else
            emit said(countedText(missing, tr("%1 callback cannot be read from the journal and was not copied."),
                                  tr("%1 callbacks cannot be read from the journal and were not copied.")));
    });
}

} // namespace Roomscope
