// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/rooms/room.h"
#include "core/timeline/timelinemodel.h"
#include "ui/style/menusubject.h"

#include <QSet>
#include <QWidget>

#include <functional>

class QAbstractButton;
class QButtonGroup;
class QHeaderView;
class QLabel;
class QTimer;
class QToolButton;

namespace Roomscope {

class ColourRules;
class Marks;
class TimelineColumns;
class TimelineDelegate;
class TimelineMarks;
class TimelineTable;
class TimelineTextProxy;

/// The timeline: chips of categories over a table with one line a change, the newest at the bottom.
///
/// Follows the newest until the reader selects a line or scrolls up; then a button counts what has come since, and
/// End or the button follows again. GUI thread.
class TimelineView final : public QWidget
{
    Q_OBJECT

public:
    /// Both have to live as long.
    TimelineView(TimelineModel *model, Marks *marks, QWidget *parent = nullptr);
    ~TimelineView() override;

    /// Order, widths and visibility of the columns.
    [[nodiscard]] QByteArray saveState() const;
    bool restoreState(const QByteArray &state);

    [[nodiscard]] bool isFollowing() const;
    /// How many lines are below the last one that the reader has seen; 0 while it follows.
    [[nodiscard]] qint64 newCount() const;
    /// The callback of the current line; 0: none.
    [[nodiscard]] qint64 selectedCallback() const;
    [[nodiscard]] QSet<qint64> selectedCallbacks() const;

    void resumeFollowing();
    /// Says so in place of the lines: the filter that is written cannot be read. Empty: it can, or none is.
    void showFilterError(const QString &sentence);
    /// Shows the lines of that callback and selects the first, without a signal. False when no line of it is shown:
    /// then none is selected, until the filter lets it pass.
    bool selectCallback(qint64 id);
    /// Selects the first line that was received then or later, or the last one; microseconds. False: there are none.
    bool goToTime(qint64 timeUs);
    /// Asks the reader for a time and goes there.
    void askForTime();
    /// Mark or unmark, note, next mark, previous mark.
    [[nodiscard]] QList<QAction *> markActions() const;
    [[nodiscard]] TimelineMarks *marks() const { return m_marks; }
    /// Shows, hides, adds and removes columns.
    [[nodiscard]] QMenu *columnsMenu() const;

    /// Gives the keyboard to the chips, or to the button that stands for them.
    void focusKinds();
    /// Lets the reader edit the colour rules; valuesOf: see SearchField::setValueSource().
    void editColourRules(const std::function<QStringList(const QString &key)> &valuesOf);

signals:
    /// The reader asks for editColourRules().
    void colourRulesRequested();
    /// By the reader, here.
    void selected(const Roomscope::Selection &selection);
    /// Two callbacks are selected: the other one beside the current one's; 0: not two.
    void comparisonChanged(qint64 otherId);
    void roomRequested(const Roomscope::RoomKey &key);
    /// For others to add what they can do with the lines it is about.
    void menuOpening(QMenu *menu, const Roomscope::MenuSubject &subject);
    void followingChanged(bool following);
    /// Bodies could not be read.
    void failed(const Roomscope::Error &error);
    /// Why what the reader asked for was not done.
    void refused(const QString &sentence);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;
    void showEvent(QShowEvent *event) override;

private:
    struct Place
    {
        qint64 callbackId = 0;
        int y = 0; ///< Pixels below the upper edge.
    };
    /// A line, also when a session is read anew and its lines get other numbers.
    struct LineOfCallback
    {
        qint64 callbackId = 0; ///< 0: it is before the first one.
        qint64 place = 0;      ///< Among the callback's lines.
    };

    QWidget *makeHeading();
    void makeTable();
    void layOutChips();
    void showCounts();
    void setFollowing(bool following);
    void readerScrolled();
    void rowSelected(const QModelIndex &current);
    void tellComparison();
    void rowsCame(int first);
    void noteSeen();
    void setLastSeen(int row);
    [[nodiscard]] int firstUnseenRow() const;
    void placeNewButton();
    void rememberPlace();
    void returnToPlace();
    void selectQuietly(int row);
    void olderRowsChanged();
    void openRoom(const QModelIndex &index);
    void showContextMenu(const QModelIndex &index, const QPoint &globalPosition);
    [[nodiscard]] MenuSubject subjectOf(const QModelIndex &index, const QList<int> &rows) const;
    void addColourMenu(QMenu *menu, const TimelineLine &line, const QString &cellTerm);
    [[nodiscard]] QList<int> selectedRows() const;

    TimelineModel *m_model;
    ColourRules *m_colours;
    TimelineTextProxy *m_proxy;
    TimelineDelegate *m_delegate = nullptr;
    TimelineTable *m_table = nullptr;
    TimelineMarks *m_marks = nullptr;
    TimelineColumns *m_columns = nullptr;
    QLabel *m_title = nullptr;
    QLabel *m_count = nullptr;
    QLabel *m_frozen = nullptr;
    QLabel *m_empty = nullptr;
    QWidget *m_chipRow = nullptr;
    QButtonGroup *m_chips = nullptr;
    QToolButton *m_chipMenu = nullptr; ///< In place of the chips where they do not fit.
    QMenu *m_categoryMenu = nullptr;
    QAbstractButton *m_newButton = nullptr;
    QTimer *m_countsTimer = nullptr;

    QString m_filterError;
    bool m_returning = false;      ///< The rows are being exchanged: where the table is says nothing.
    qint64 m_comparedWith = 0;     ///< As last told, see comparisonChanged().
    bool m_pressedCurrent = false; ///< The mouse, on the line that was the current one already.
    bool m_selecting = false;      ///< By selectCallback() or a reset, not by the reader.
    LineOfCallback m_lastSeen;     ///< The newest line that was on the screen; while it follows that is the last one.
    bool m_awaitsHeld = false; ///< The filter hides it, or has not come to it yet; this one or the next may show it.
    qint64 m_heldCallback = 0; ///< Selected before a reset, or while no line of it is shown.
    qint64 m_heldNumber = 0;   ///< Of its selected line, see TimelineModel::numberAt().
    Place m_heldPlace;
};

} // namespace Roomscope
