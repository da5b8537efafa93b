// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/doctor/findingmodel.h"

#include "core/base/naturalorder.h"
#include "core/doctor/doctorreport.h"
#include "ui/style/appearance.h"
#include "ui/words/findingwords.h"
#include "ui/words/showntext.h"
#include "ui/words/words.h"

#include <QGuiApplication>
#include <QPalette>

#include <algorithm>
#include <numeric>
#include <utility>
#include <vector>

using namespace Qt::StringLiterals;

namespace Roomscope {

namespace {

qint64 timeMsOf(const Finding &finding)
{
    return finding.isLoss() ? finding.toMs : finding.fromMs;
}

QString timeOf(const Finding &finding)
{
    return clockText(timeMsOf(finding) * 1000, ClockPrecision::Seconds);
}

/// What is open comes before what is over, the worst first.
int rankOf(const Finding &finding)
{
    return finding.isOpen() ? -int(ruleOf(finding.rule).severity) : 1;
}

} // namespace

void FindingModel::setFindings(const QList<Finding> &findings)
{
    if (m_findings == findings)
        return;
    beginResetModel();
    m_findings = findings;
    arrange();
    endResetModel();
}

void FindingModel::sort(int column, Qt::SortOrder order)
{
    beginResetModel();
    m_sortColumn = column;
    m_sortOrder = order;
    arrange();
    endResetModel();
}

void FindingModel::arrange()
{
    m_rows.resize(m_findings.size());
    std::iota(m_rows.rbegin(), m_rows.rend(), 0);
    const auto sortBy = [this](const auto &keyOf) {
        using Key = decltype(keyOf(m_findings.first()));
        std::vector<Key> keys;
        for (const Finding &finding : std::as_const(m_findings))
            keys.push_back(keyOf(finding));
        std::stable_sort(m_rows.begin(), m_rows.end(), [&](qsizetype left, qsizetype right) {
            if (m_sortOrder == Qt::DescendingOrder)
                std::swap(left, right);
            return keys[size_t(left)] < keys[size_t(right)];
        });
    };
    switch (m_sortColumn) {
    case ProblemColumn:
        sortBy([](const Finding &finding) { return std::pair(rankOf(finding), int(finding.rule)); });
        break;
    case RoomColumn: sortBy([](const Finding &finding) { return naturalKey(finding.room.room); }); break;
    case TimeColumn: sortBy(timeMsOf); break;
    default: break;
    }
}

int FindingModel::rowOf(qint64 findingId) const
{
    for (int row = 0; row < rowCount(); ++row) {
        if (at(row).id == findingId)
            return row;
    }
    return -1;
}

int FindingModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_findings.size());
}

int FindingModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : columns;
}

QVariant FindingModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const Finding &finding = at(index.row());
    switch (role) {
    case Qt::DisplayRole:
        switch (index.column()) {
        case ProblemColumn: return QString(findingStateText(finding) + u": "_s + shownSentence(finding));
        case RoomColumn: return shownName(finding.room.room);
        case TimeColumn: return timeOf(finding);
        default: return {};
        }
    case Qt::ToolTipRole:
        return plainToolTip(findingTitle(finding) + u'\n'
                            + tr("Room %1, %2").arg(shownText(finding.room.room), timeOf(finding)) + u'\n'
                            + findingToolTip(finding));
    case Qt::ForegroundRole:
        return index.column() == ProblemColumn ? QVariant(toneColor(findingTone(finding), QGuiApplication::palette()))
                                               : QVariant();
    default: return {};
    }
}

QVariant FindingModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case ProblemColumn: return tr("Finding");
    case RoomColumn: return tr("Room");
    case TimeColumn: return tr("Time");
    default: return {};
    }
}

} // namespace Roomscope
