// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/timeline/accessibletimeline.h"

#include "ui/timeline/timelinetable.h"

#include <QAccessibleWidget>
#include <QHash>
#include <QHeaderView>
#include <QPersistentModelIndex>
#include <QPointer>

#include <algorithm>
#include <limits>
#include <utility>

using namespace Qt::StringLiterals;

namespace Roomscope {

namespace {

QString spokenText(const QModelIndex &index)
{
    const QString spoken = index.data(Qt::AccessibleTextRole).toString();
    return spoken.isEmpty() ? index.data(Qt::DisplayRole).toString() : spoken;
}

/// Its name is the cell's text, its description the whole line: the keys move from line to line.
class AccessibleCell final : public QAccessibleInterface, public QAccessibleTableCellInterface
{
public:
    AccessibleCell(TimelineTable *table, const QModelIndex &index)
        : m_table(table)
        , m_index(index)
    {
    }

    [[nodiscard]] QPersistentModelIndex index() const { return m_index; }

    [[nodiscard]] bool isValid() const override { return m_table && m_index.isValid(); }
    [[nodiscard]] QObject *object() const override { return nullptr; }
    [[nodiscard]] QWindow *window() const override { return table()->window(); }
    [[nodiscard]] QAccessibleInterface *parent() const override { return table(); }
    [[nodiscard]] QAccessibleInterface *child(int) const override { return nullptr; }
    [[nodiscard]] QAccessibleInterface *childAt(int, int) const override { return nullptr; }
    [[nodiscard]] int childCount() const override { return 0; }
    [[nodiscard]] int indexOfChild(const QAccessibleInterface *) const override { return -1; }
    [[nodiscard]] QAccessible::Role role() const override { return QAccessible::Cell; }
    void setText(QAccessible::Text, const QString &) override { }
    [[nodiscard]] QString text(QAccessible::Text kind) const override
    {
        if (kind == QAccessible::Name)
            return spokenText(m_index);
        if (kind != QAccessible::Description)
            return {};
        const QHeaderView *header = m_table->horizontalHeader();
        QStringList line;
        for (int visual = 0; visual < header->count(); ++visual) {
            const int column = header->logicalIndex(visual);
            if (const QString spoken = spokenText(m_index.sibling(m_index.row(), column));
                !header->isSectionHidden(column) && !spoken.isEmpty())
                line.append(spoken);
        }
        return line.join(u", "_s);
    }
    [[nodiscard]] QRect rect() const override
    {
        const QRect rect = m_table->visualRect(m_index);
        return {m_table->viewport()->mapToGlobal(rect.topLeft()), rect.size()};
    }
    [[nodiscard]] QAccessible::State state() const override
    {
        QAccessible::State state;
        state.focusable = state.selectable = state.multiSelectable = state.extSelectable = true;
        state.selected = isSelected();
        state.focused = m_table->hasFocus() && m_table->currentIndex() == m_index;
        state.invisible = m_table->horizontalHeader()->isSectionHidden(m_index.column());
        state.offscreen = !m_table->viewport()->rect().intersects(m_table->visualRect(m_index));
        return state;
    }
    void *interface_cast(QAccessible::InterfaceType type) override
    {
        return type == QAccessible::TableCellInterface ? static_cast<QAccessibleTableCellInterface *>(this) : nullptr;
    }

    [[nodiscard]] bool isSelected() const override { return m_table->selectionModel()->isSelected(m_index); }
    [[nodiscard]] QList<QAccessibleInterface *> columnHeaderCells() const override { return {}; }
    [[nodiscard]] QList<QAccessibleInterface *> rowHeaderCells() const override { return {}; }
    [[nodiscard]] int columnIndex() const override { return m_index.column(); }
    [[nodiscard]] int rowIndex() const override { return m_index.row(); }
    [[nodiscard]] int columnExtent() const override { return 1; }
    [[nodiscard]] int rowExtent() const override { return 1; }
    [[nodiscard]] QAccessibleInterface *table() const override
    {
        return QAccessible::queryAccessibleInterface(m_table);
    }

private:
    QPointer<TimelineTable> m_table;
    QPersistentModelIndex m_index;
};

class AccessibleTimeline final : public QAccessibleWidget, public QAccessibleTableInterface
{
public:
    explicit AccessibleTimeline(TimelineTable *table)
        : QAccessibleWidget(table, QAccessible::Table)
    {
    }
    ~AccessibleTimeline() override
    {
        for (const QAccessible::Id id : std::as_const(m_cells))
            QAccessible::deleteAccessibleInterface(id);
    }

    void *interface_cast(QAccessible::InterfaceType type) override
    {
        return type == QAccessible::TableInterface ? static_cast<QAccessibleTableInterface *>(this)
                                                   : QAccessibleWidget::interface_cast(type);
    }
    [[nodiscard]] int childCount() const override
    {
        return int(std::min<qint64>(qint64(rowCount()) * columnCount(), std::numeric_limits<int>::max()));
    }
    [[nodiscard]] QAccessibleInterface *child(int index) const override
    {
        return index >= 0 && index < childCount() ? cellAt(index / columnCount(), index % columnCount()) : nullptr;
    }
    [[nodiscard]] QAccessibleInterface *childAt(int x, int y) const override
    {
        return cellOf(timeline()->indexAt(timeline()->viewport()->mapFromGlobal(QPoint(x, y))));
    }
    [[nodiscard]] QAccessibleInterface *focusChild() const override { return cellOf(timeline()->currentIndex()); }
    [[nodiscard]] int indexOfChild(const QAccessibleInterface *child) const override
    {
        const auto *cell = dynamic_cast<const AccessibleCell *>(child);
        return cell ? int(qint64(cell->rowIndex()) * columnCount() + cell->columnIndex()) : -1;
    }

    [[nodiscard]] QAccessibleInterface *caption() const override { return nullptr; }
    [[nodiscard]] QAccessibleInterface *summary() const override { return nullptr; }
    [[nodiscard]] QAccessibleInterface *cellAt(int row, int column) const override
    {
        return timeline()->model() ? cellOf(timeline()->model()->index(row, column)) : nullptr;
    }
    [[nodiscard]] int rowCount() const override { return timeline()->model() ? timeline()->model()->rowCount() : 0; }
    [[nodiscard]] int columnCount() const override
    {
        return timeline()->model() ? timeline()->model()->columnCount() : 0;
    }
    [[nodiscard]] QString columnDescription(int column) const override
    {
        return timeline()->model()->headerData(column, Qt::Horizontal).toString();
    }
    [[nodiscard]] QString rowDescription(int) const override { return {}; }

    [[nodiscard]] bool isRowSelected(int row) const override
    {
        return timeline()->selectionModel()->isSelected(timeline()->model()->index(row, 0));
    }
    [[nodiscard]] int selectedRowCount() const override
    {
        int count = 0;
        for (const QItemSelectionRange &range : timeline()->selectionModel()->selection())
            count += range.height();
        return count;
    }
    [[nodiscard]] int selectedCellCount() const override
    {
        return int(std::min<qint64>(qint64(selectedRowCount()) * columnCount(), std::numeric_limits<int>::max()));
    }
    /// Those on screen: millions may be selected.
    [[nodiscard]] QList<int> selectedRows() const override
    {
        QList<int> rows;
        const TimelineTable *table = timeline();
        for (int row = table->rowAt(0);
             row >= 0 && row < rowCount() && table->rowViewportPosition(row) < table->viewport()->height(); ++row) {
            if (isRowSelected(row))
                rows.append(row);
        }
        return rows;
    }
    [[nodiscard]] QList<QAccessibleInterface *> selectedCells() const override
    {
        QList<QAccessibleInterface *> cells;
        const QList<int> rows = selectedRows();
        for (const int row : rows) {
            for (int column = 0; column < columnCount(); ++column)
                cells.append(cellAt(row, column));
        }
        return cells;
    }
    bool selectRow(int row) override { return select(row, QItemSelectionModel::Select); }
    bool unselectRow(int row) override { return select(row, QItemSelectionModel::Deselect); }

    [[nodiscard]] int selectedColumnCount() const override { return 0; }
    [[nodiscard]] QList<int> selectedColumns() const override { return {}; }
    [[nodiscard]] bool isColumnSelected(int) const override { return false; }
    bool selectColumn(int) override { return false; }
    bool unselectColumn(int) override { return false; }

    void modelChange(QAccessibleTableModelChangeEvent *) override
    {
        m_cells.removeIf([](const auto &cell) {
            if (cell.key().isValid())
                return false;
            QAccessible::deleteAccessibleInterface(cell.value());
            return true;
        });
    }

private:
    [[nodiscard]] TimelineTable *timeline() const { return static_cast<TimelineTable *>(object()); }
    bool select(int row, QItemSelectionModel::SelectionFlags how)
    {
        const QModelIndex index = timeline()->model()->index(row, 0);
        timeline()->selectionModel()->select(index, how | QItemSelectionModel::Rows);
        return index.isValid();
    }
    [[nodiscard]] QAccessibleInterface *cellOf(const QModelIndex &index) const
    {
        if (!index.isValid())
            return nullptr;
        if (const auto known = m_cells.constFind(QPersistentModelIndex(index)); known != m_cells.constEnd())
            return QAccessible::accessibleInterface(known.value());
        auto *cell = new AccessibleCell(timeline(), index);
        m_cells.insert(cell->index(), QAccessible::registerAccessibleInterface(cell));
        return cell;
    }

    mutable QHash<QPersistentModelIndex, QAccessible::Id> m_cells;
};

} // namespace

QAccessibleInterface *accessibleTimeline(const QString &className, QObject *object)
{
    return className == QLatin1StringView(TimelineTable::staticMetaObject.className())
        ? new AccessibleTimeline(static_cast<TimelineTable *>(object))
        : nullptr;
}

} // namespace Roomscope
