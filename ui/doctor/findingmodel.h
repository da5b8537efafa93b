// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/rooms/finding.h"

#include <QAbstractTableModel>

namespace Roomscope {

/// Findings as text, the newest first or sorted by a column. GUI thread.
class FindingModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { ProblemColumn, RoomColumn, TimeColumn };
    static constexpr int columns = TimeColumn + 1;

    using QAbstractTableModel::QAbstractTableModel;

    /// `findings` is ordered oldest first, as in the doctor.
    void setFindings(const QList<Finding> &findings);
    [[nodiscard]] const Finding &at(int row) const { return m_findings[m_rows[row]]; }
    /// Returns -1 if the finding is not in the model.
    [[nodiscard]] int rowOf(qint64 findingId) const;

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    /// Column -1 sorts the newest first.
    void sort(int column, Qt::SortOrder order = Qt::AscendingOrder) override;

private:
    void arrange();

    QList<Finding> m_findings;
    QList<qsizetype> m_rows; ///< Index in the findings, by row.
    int m_sortColumn = -1;
    Qt::SortOrder m_sortOrder = Qt::AscendingOrder;
};

} // namespace Roomscope
