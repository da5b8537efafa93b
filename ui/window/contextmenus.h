// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/style/menusubject.h"

#include <QObject>

namespace Roomscope {

class DoctorDock;
class Monitor;
class TimelineMarks;

/// The actions for a room, seat, member or callback, wherever it is shown: fills the context menus of all views, and
/// carries the actions out or requests them from the window. GUI thread.
class ContextMenus final : public QObject
{
    Q_OBJECT

public:
    /// The arguments must outlive this object. Without a data folder no callback can be copied.
    ContextMenus(const Monitor *monitor, const DoctorDock *doctor, TimelineMarks *marks, QString dataFolder,
                 QObject *parent = nullptr);

    /// Adds the actions for the subject; the view adds its own.
    void fill(QMenu *menu, const MenuSubject &subject);

signals:
    /// Show only, or exclude, such lines: a filter term like "room:rid-123" or "-kind:member-entered".
    void filterRequested(const QString &term);
    void roomRequested(const Roomscope::RoomKey &key);
    /// Show the place in the timeline, the seat chart or the doctor.
    void lineRequested(const Roomscope::Selection &place);
    void chartRequested(const Roomscope::Selection &place);
    void findingsRequested(const Roomscope::Selection &place);
    /// What was done, or why it was not.
    void said(const QString &sentence);

private:
    void addViews(QMenu *menu, const MenuSubject &subject);
    void addFilters(QMenu *menu, const MenuSubject &subject);
    void addMarks(QMenu *menu, const MenuSubject &subject);
    void addCopies(QMenu *menu, const MenuSubject &subject);
    void addCopy(QMenu *menu, const QString &title, const QString &text);
    void copyAsCurl(const QList<qint64> &callbacks);

    const Monitor *m_monitor;
    const DoctorDock *m_doctor;
    TimelineMarks *m_marks;
    QString m_dataFolder;
};

} // namespace Roomscope
