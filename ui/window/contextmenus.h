// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/style/menusubject.h"

#include <QObject>

namespace Roomscope {

class DoctorDock;
class Monitor;
class TimelineMarks;

/// What can be done with a room, a seat, a member or a callback wherever it is shown: fills the context menus of all
/// views and does what they offer, or asks the window for it. GUI thread.
class ContextMenus final : public QObject
{
    Q_OBJECT

public:
    /// All have to live as long as this is used. Without a data folder no callback can be copied.
    ContextMenus(const Monitor *monitor, const DoctorDock *doctor, TimelineMarks *marks, QString dataFolder,
                 QObject *parent = nullptr);

    /// Adds what can be done with it; the view adds what only it can do.
    void fill(QMenu *menu, const MenuSubject &subject);

signals:
    /// Only (or not) lines of this kind: a word for the filter, like "room:rid-123" or "-kind:member-entered".
    void filterRequested(const QString &term);
    void roomRequested(const Roomscope::RoomKey &key);
    /// In the timeline, the seat chart, the doctor.
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
