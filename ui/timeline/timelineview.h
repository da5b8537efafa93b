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

/// The timeline: category chips over a table with one line per change, the newest at the bottom.
///
/// Follows the newest line until the user selects a line or scrolls up; then a button counts new lines, and End or the
/// button follows again. GUI thread.
class TimelineView final : public QWidget
{
    Q_OBJECT

public:
    /// The arguments must outlive this object.
    TimelineView(TimelineModel *model, Marks *marks, QWidget *parent = nullptr);
    ~TimelineView() override;

    /// Order, widths and visibility of the columns.
    [[nodiscard]] QByteArray saveState() const;
    bool restoreState(const QByteArray &state);

    [[nodiscard]] bool isFollowing() const;
    /// Returns the number of lines below the last one that the user has seen; 0 while following.
    [[nodiscard]] qint64 newCount() const;
    /// Returns the callback of the current line, or 0.
    [[nodiscard]] qint64 selectedCallback() const;
    [[nodiscard]] QSet<qint64> selectedCallbacks() const;

    void resumeFollowing();
    /// Shows the sentence in place of the lines if the filter is invalid; an empty sentence shows the lines.
    void showFilterError(const QString &sentence);
    /// Shows the lines of that callback and selects the first, without a signal. Returns false if none is shown; then
    /// none is selected until the filter lets one pass.
    bool selectCallback(qint64 id);
    /// Selects the first line received at that time (microseconds) or later, or else the last one. Returns false if
    /// there are none.
    bool goToTime(qint64 timeUs);
    /// Asks the user for a time and goes there.
    void askForTime();
    /// Mark or unmark, note, next mark, previous mark.
    [[nodiscard]] QList<QAction *> markActions() const;
    [[nodiscard]] TimelineMarks *marks() const { return m_marks; }
    /// Shows, hides, adds and removes columns.
    [[nodiscard]] QMenu *columnsMenu() const;

    /// Gives the keyboard focus to the chips, or to the button that replaces them.
    void focusKinds();
    /// Lets the user edit the colour rules; `valuesOf`: see SearchField::setValueSource().
    void editColourRules(const std::function<QStringList(const QString &key)> &valuesOf);

signals:
    /// The user requests editColourRules().
    void colourRulesRequested();
    /// The user has selected a line here.
    void selected(const Roomscope::Selection &selection);
    /// Exactly two callbacks are selected: `otherId` is the one that is not current; 0: not two.
    void comparisonChanged(qint64 otherId);
    void roomRequested(const Roomscope::RoomKey &key);
    /// A context menu of lines opens; receivers add their actions for the subject.
    void menuOpening(QMenu *menu, const Roomscope::MenuSubject &subject);
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
        int y = 0; ///< In pixels below the top.
    };
    /// A line that can be found again after the session was reinterpreted and its lines have other numbers.
    struct LineOfCallback
    {
        qint64 callbackId = 0; ///< 0: before the first one.
        qint64 place = 0;      ///< Index among the callback's lines.
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
    QToolButton *m_chipMenu = nullptr; ///< Replaces the chips where they do not fit.
    QMenu *m_categoryMenu = nullptr;
    QAbstractButton *m_newButton = nullptr;
    QTimer *m_countsTimer = nullptr;

    QString m_filterError;
    bool m_returning = false;      ///< The rows are being replaced: the scroll position is meaningless.
    qint64 m_comparedWith = 0;     ///< As last emitted, see comparisonChanged().
    bool m_pressedCurrent = false; ///< The mouse was pressed on the current line.
    bool m_selecting = false;      ///< The selection is made by code, not by the user.
    LineOfCallback m_lastSeen;     ///< The newest line that was visible; the last one while following.
    bool m_awaitsHeld = false;     ///< The filter hides m_heldCallback or has not reached it; it may appear.
    qint64 m_heldCallback = 0;     ///< Selected before a reset, or while no line of it is shown.
    qint64 m_heldNumber = 0;       ///< Number of its selected line, see TimelineModel::numberAt().
    Place m_heldPlace;
};

} // namespace Roomscope
