// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/timeline/timelinemarks.h"

#include "core/timeline/marks.h"
#include "ui/style/appearance.h"
#include "ui/timeline/timelinetable.h"
#include "ui/words/words.h"

#include <QAction>
#include <QInputDialog>
#include <QItemSelectionModel>
#include <QPlainTextEdit>
#include <QSet>

#include <algorithm>
#include <limits>

using namespace Qt::StringLiterals;

namespace Roomscope {

namespace {

constexpr int mostAtOnce = 1000;

} // namespace

TimelineMarks::TimelineMarks(Marks *marks, TimelineModel *model, TimelineTable *table)
    : QObject(table)
    , m_marks(marks)
    , m_model(model)
    , m_table(table)
{
    const auto add = [this](const QString &text, const QString &icon, const QString &shortcut, auto trigger) {
        auto *action = new QAction(text, this);
        if (!icon.isEmpty())
            action->setIcon(paletteIcon(icon));
        action->setShortcut(QKeySequence(shortcut));
        connect(action, &QAction::triggered, this, trigger);
        m_actions.append(action);
    };
    add(tr("M&ark or Unmark"), u"mark"_s, u"Ctrl+M"_s, [this] { toggle(selectedCallbacks()); });
    add(tr("Mark with a No&te…"), u"mark-note"_s, u"Ctrl+Shift+M"_s, [this] { askForNote(selectedCallbacks()); });
    add(tr("Ne&xt Mark"), {}, u"F2"_s, [this] { go(true); });
    add(tr("Pre&vious Mark"), {}, u"Shift+F2"_s, [this] { go(false); });
    connect(m_marks, &Marks::changed, m_table->viewport(), qOverload<>(&QWidget::update));
}

/// Of which a line is selected; none when that was refused.
QList<qint64> TimelineMarks::selectedCallbacks()
{
    const QItemSelection selection = m_table->selectionModel()->selection();
    qint64 lines = 0;
    for (const QItemSelectionRange &range : selection)
        lines += range.height();
    if (lines == 0)
        emit refused(tr("Select a line of the timeline first."));
    if (lines > mostAtOnce)
        emit refused(tr("%1 lines are selected; %2 can be marked at once.")
                         .arg(countText(lines), countText(qint64(mostAtOnce))));
    if (lines == 0 || lines > mostAtOnce)
        return {};
    QSet<qint64> callbacks;
    for (const QItemSelectionRange &range : selection) {
        for (int row = range.top(); row <= range.bottom(); ++row)
            callbacks.insert(m_model->rowAt(row).callbackId);
    }
    return callbacks.values();
}

/// As they are marked or would be.
QList<Mark> TimelineMarks::marksOf(const QList<qint64> &callbacks) const
{
    const Timeline &timeline = m_model->timeline();
    QMap<qint64, Mark> byCallback;
    for (const qint64 id : callbacks) {
        const qint64 number = timeline.numberOf(id);
        if (number == timeline.endNumber())
            continue;
        const qint64 receivedUs = timeline.row(number).receivedUs;
        const Mark *existing = m_marks->find(id, receivedUs);
        byCallback.insert(id, existing ? *existing : Mark {.callbackId = id, .receivedUs = receivedUs});
    }
    return byCallback.values();
}

bool TimelineMarks::canMark(const QList<qint64> &callbacks) const
{
    const Timeline &timeline = m_model->timeline();
    return callbacks.size() <= mostAtOnce && std::any_of(callbacks.begin(), callbacks.end(), [&timeline](qint64 id) {
               return timeline.numberOf(id) != timeline.endNumber();
           });
}

bool TimelineMarks::areMarked(const QList<qint64> &callbacks) const
{
    const QList<Mark> marks = marksOf(callbacks);
    return !marks.isEmpty() && std::all_of(marks.begin(), marks.end(), [this](const Mark &mark) {
        return m_marks->find(mark.callbackId, mark.receivedUs);
    });
}

void TimelineMarks::toggle(const QList<qint64> &callbacks)
{
    if (callbacks.isEmpty())
        return;
    if (!areMarked(callbacks))
        m_marks->add(marksOf(callbacks));
    else
        m_marks->remove(callbacks);
}

void TimelineMarks::askForNote(const QList<qint64> &callbacks)
{
    QList<Mark> marks = marksOf(callbacks);
    if (marks.isEmpty())
        return;
    QInputDialog dialog(m_table->window());
    dialog.setOption(QInputDialog::UsePlainTextEditForTextInput);
    dialog.setWindowTitle(tr("Note"));
    dialog.setLabelText(marks.size() == 1 ? tr("Note on callback #%1:").arg(countText(marks.first().callbackId))
                                          : tr("Note on %1 callbacks:").arg(countText(marks.size())));
    dialog.setTextValue(marks.first().note);
    dialog.findChild<QPlainTextEdit *>()->setTabChangesFocus(true);
    if (dialog.exec() != QDialog::Accepted)
        return;
    const QString note = dialog.textValue().trimmed();
    for (Mark &mark : marks)
        mark.note = note;
    m_marks->add(marks);
}

/// To the next mark whose callback has a line here; behind the last one is the first.
void TimelineMarks::go(bool down)
{
    const QModelIndex current = m_table->currentIndex();
    constexpr qint64 end = std::numeric_limits<qint64>::max();
    qint64 id = current.isValid() ? m_model->rowAt(current.row()).callbackId : down ? 0 : end;
    for (qsizetype tries = 0; tries <= m_marks->count(); ++tries) {
        id = down ? m_marks->nextAfter(id) : m_marks->lastBefore(id);
        if (id == 0) {
            id = down ? m_marks->nextAfter(0) : m_marks->lastBefore(end);
            if (id == 0)
                break;
        }
        const int row = m_model->rowOfCallback(id);
        if (row < 0 || !m_marks->find(id, m_model->rowAt(row).receivedUs))
            continue;
        const QModelIndex index = m_table->model()->index(row, 0);
        m_table->setCurrentIndex(index);
        m_table->scrollTo(index, QAbstractItemView::PositionAtCenter);
        return;
    }
    emit refused(m_marks->count() == 0 ? tr("Nothing is marked. %1 marks the selected lines.")
                                             .arg(m_actions.first()->shortcut().toString(QKeySequence::NativeText))
                                       : tr("None of the lines shown is marked."));
}

QString markWords(const Mark &mark)
{
    return mark.note.isEmpty() ? TimelineMarks::tr("Marked") : TimelineMarks::tr("Marked: %1").arg(mark.note);
}

} // namespace Roomscope
