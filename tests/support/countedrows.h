// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractTableModel>

#include <algorithm>
#include <limits>

namespace Roomscope::Test {

/// Any number of rows that are not stored: each cell contains its row's number, which stays the same when rows are
/// inserted or removed before it. Counts the requests for its cells.
class CountedRows final : public QAbstractTableModel
{
public:
    explicit CountedRows(int rows, int columns = 9)
        : m_rows(rows)
        , m_columns(columns)
    {
    }

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override { return parent.isValid() ? 0 : m_rows; }
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override
    {
        return parent.isValid() ? 0 : m_columns;
    }
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override
    {
        ++calls;
        firstAsked = std::min(firstAsked, index.row());
        lastAsked = std::max(lastAsked, index.row());
        if (role == Qt::DisplayRole)
            return QStringLiteral("%1.%2").arg(numberOf(index.row())).arg(index.column());
        if (role == Qt::AccessibleTextRole)
            return QStringLiteral("Row %1").arg(numberOf(index.row()));
        return {};
    }
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation, int role) const override
    {
        return role == Qt::DisplayRole ? QVariant(QStringLiteral("Column %1").arg(section)) : QVariant();
    }

    [[nodiscard]] qint64 numberOf(int row) const { return m_firstNumber + row; }

    void append(int count)
    {
        beginInsertRows({}, m_rows, m_rows + count - 1);
        m_rows += count;
        endInsertRows();
    }
    void prepend(int count)
    {
        beginInsertRows({}, 0, count - 1);
        m_rows += count;
        m_firstNumber -= count;
        endInsertRows();
    }
    void removeFirst(int count)
    {
        beginRemoveRows({}, 0, count - 1);
        m_rows -= count;
        m_firstNumber += count;
        endRemoveRows();
    }
    void resetTo(int rows)
    {
        beginResetModel();
        m_rows = rows;
        endResetModel();
    }
    void forgetCalls() const
    {
        calls = 0;
        firstAsked = std::numeric_limits<int>::max();
        lastAsked = -1;
    }

    mutable qint64 calls = 0;
    mutable int firstAsked = std::numeric_limits<int>::max();
    mutable int lastAsked = -1;

private:
    int m_rows;
    int m_columns;
    qint64 m_firstNumber = 0;
};

} // namespace Roomscope::Test
