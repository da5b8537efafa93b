// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractItemView>
#include <QAccessible>
#include <QBasicTimer>

class QHeaderView;

namespace Roomscope {

/// A table of any number of rows of one height: neither memory nor the cost of laying out, inserting, removing,
/// scrolling or painting depends on their number. Whole rows are selected; keys move between lines, not columns. The
/// model is flat.
///
/// Rows inserted or removed above the visible ones do not move these. The vertical scroll bar counts pixels while an
/// int can hold them, whole rows beyond that. GUI thread.
class TimelineTable final : public QAbstractItemView
{
    Q_OBJECT

public:
    explicit TimelineTable(QWidget *parent = nullptr);
    ~TimelineTable() override;

    void setModel(QAbstractItemModel *model) override;

    [[nodiscard]] QHeaderView *horizontalHeader() const { return m_header; }
    /// In pixels.
    [[nodiscard]] int rowHeight() const { return m_rowHeight; }
    /// Returns the row at `y` pixels below the top of the viewport, possibly outside of it; -1: none.
    [[nodiscard]] int rowAt(int y) const;
    /// In pixels below the top of the viewport. Rows more than 2^30 pixels away are reported one pixel apart.
    [[nodiscard]] int rowViewportPosition(int row) const;
    /// Scrolls until the row is `y` pixels below the top of the viewport, as far as there are rows to show.
    void moveRowTo(int row, int y);

    /// Keeps the last rows visible as rows are added; scrolling by hand does not end it.
    void setFollowing(bool following);
    [[nodiscard]] bool isFollowing() const { return m_following; }

    [[nodiscard]] QModelIndex indexAt(const QPoint &point) const override;
    [[nodiscard]] QRect visualRect(const QModelIndex &index) const override;
    void scrollTo(const QModelIndex &index, ScrollHint hint = EnsureVisible) override;
    void reset() override;
    /// Considers the visible rows only.
    [[nodiscard]] int sizeHintForColumn(int column) const override;
    /// Does nothing: a search by first letters would request the text of every row.
    void keyboardSearch(const QString &) override { }

signals:
    /// The rows in the viewport may have changed.
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
    /// Modulo 2^32: only differences are meaningful.
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
    QBasicTimer m_revealTimer; ///< Delays scrolling a clicked row into view, which would prevent a double click.
    int m_rowHeight = 1;
    int m_rows = 0;
    qint64 m_offset = 0;     ///< In pixels, of the top of the viewport.
    int m_pixelsPerStep = 1; ///< Pixels per step of the vertical scroll bar.
    bool m_following = false;
    int m_laidOutHeight = 0; ///< Height of the viewport at the last layout.
    bool m_layingOut = false;
    bool m_sizesChanged = false; ///< Sizes changed during layout.
};

} // namespace Roomscope
