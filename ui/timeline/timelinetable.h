// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractItemView>
#include <QAccessible>
#include <QBasicTimer>

class QHeaderView;

namespace Roomscope {

/// Rows of one height under a header, any number of them: neither memory nor the cost of laying out, inserting,
/// removing, scrolling or painting depends on how many there are. Whole rows are selected; the keys move the line, not
/// the column. The model is flat.
///
/// Rows that are inserted or removed above the shown ones leave those where they are. The vertical scroll bar counts
/// pixels while an int can hold them, whole rows beyond that. GUI thread.
class TimelineTable final : public QAbstractItemView
{
    Q_OBJECT

public:
    explicit TimelineTable(QWidget *parent = nullptr);
    ~TimelineTable() override;

    void setModel(QAbstractItemModel *model) override;

    [[nodiscard]] QHeaderView *horizontalHeader() const { return m_header; }
    /// Pixels.
    [[nodiscard]] int rowHeight() const { return m_rowHeight; }
    /// The row at that pixel below the upper edge of the viewport, which may be outside of it; -1: there is none.
    [[nodiscard]] int rowAt(int y) const;
    /// Pixels below the upper edge of the viewport. Rows more than 2^30 pixels away stand one pixel apart.
    [[nodiscard]] int rowViewportPosition(int row) const;
    /// Scrolls until the row is so many pixels below the upper edge, as far as there are rows to show.
    void moveRowTo(int row, int y);

    /// Shows the last rows, and those that come after them; scrolling by hand does not end it.
    void setFollowing(bool following);
    [[nodiscard]] bool isFollowing() const { return m_following; }

    [[nodiscard]] QModelIndex indexAt(const QPoint &point) const override;
    [[nodiscard]] QRect visualRect(const QModelIndex &index) const override;
    void scrollTo(const QModelIndex &index, ScrollHint hint = EnsureVisible) override;
    void reset() override;
    /// Of the rows that are seen.
    [[nodiscard]] int sizeHintForColumn(int column) const override;
    /// Does nothing: to find what begins with a letter, every row would be asked for its text.
    void keyboardSearch(const QString &) override { }

signals:
    /// Other rows may be in the viewport than before.
    void moved();

protected:
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void timerEvent(QTimerEvent *event) override;
    void changeEvent(QEvent *event) override;
    void scrollContentsBy(int dx, int dy) override;
    void updateGeometries() override;
    void rowsInserted(const QModelIndex &parent, int first, int last) override;
    void rowsAboutToBeRemoved(const QModelIndex &parent, int first, int last) override;
    void currentChanged(const QModelIndex &current, const QModelIndex &previous) override;
    void selectionChanged(const QItemSelection &selected, const QItemSelection &deselected) override;
    QModelIndex moveCursor(CursorAction action, Qt::KeyboardModifiers modifiers) override;
    void setSelection(const QRect &rect, QItemSelectionModel::SelectionFlags command) override;
    [[nodiscard]] QRegion visualRegionForSelection(const QItemSelection &selection) const override;
    [[nodiscard]] int horizontalOffset() const override;
    /// Modulo 2^32: only differences are of use.
    [[nodiscard]] int verticalOffset() const override { return int(m_offset); }
    [[nodiscard]] bool isIndexHidden(const QModelIndex &index) const override;

private:
    void rowsRemoved(const QModelIndex &parent, int first, int last);
    void layOut(qint64 offset);
    void layOutOnce(qint64 offset);
    void moveTo(qint64 offset);
    void setRowHeight();
    [[nodiscard]] qint64 lastOffset() const;
    [[nodiscard]] int stepsTo(qint64 offset) const;
    [[nodiscard]] qint64 rowFrom(int y) const;
    void announce(const QModelIndex &index, QAccessible::Event event);

    QHeaderView *m_header;
    QBasicTimer m_revealTimer; ///< Until a clicked row is moved into view: it is no double click then.
    int m_rowHeight = 1;
    int m_rows = 0;
    qint64 m_offset = 0;     ///< Pixels above the upper edge of the viewport.
    int m_pixelsPerStep = 1; ///< Of the vertical scroll bar.
    bool m_following = false;
    int m_laidOutHeight = 0; ///< Of the viewport, when rows were laid out last.
    bool m_layingOut = false;
    bool m_sizesChanged = false; ///< While laying out.
};

} // namespace Roomscope
