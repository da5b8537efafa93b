// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/timeline/timelinemodel.h"

#include <QList>
#include <QObject>
#include <QString>

class QAction;

namespace Roomscope {

class Marks;
class TimelineTable;
struct Mark;

/// The user's actions on marks in the timeline: sets and removes marks of the selected lines' callbacks, edits notes,
/// goes to the next mark. GUI thread.
class TimelineMarks final : public QObject
{
    Q_OBJECT

public:
    /// This object becomes a child of the table. The arguments must outlive it.
    TimelineMarks(Marks *marks, TimelineModel *model, TimelineTable *table);

    /// Mark or unmark, note, next mark, previous mark.
    [[nodiscard]] const QList<QAction *> &actions() const { return m_actions; }

    /// Returns true if some of these callbacks have lines, and they are not too many.
    [[nodiscard]] bool canMark(const QList<qint64> &callbacks) const;
    [[nodiscard]] bool areMarked(const QList<qint64> &callbacks) const;
    /// Marks the callbacks, or removes their marks if all are marked.
    void toggle(const QList<qint64> &callbacks);
    /// Asks for a note and marks the callbacks with it.
    void askForNote(const QList<qint64> &callbacks);

signals:
    /// Why nothing was done.
    void refused(const QString &sentence);

private:
    void go(bool down);
    [[nodiscard]] QList<qint64> selectedCallbacks();
    [[nodiscard]] QList<Mark> marksOf(const QList<qint64> &callbacks) const;

    Marks *m_marks;
    TimelineModel *m_model;
    TimelineTable *m_table;
    QList<QAction *> m_actions;
};

/// "Marked", "Marked: …" with the note.
[[nodiscard]] QString markWords(const Mark &mark);

} // namespace Roomscope
