// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/findingmodel.h"

#include "core/doctor/doctorreport.h"
#include "ui/findingwords.h"
#include "ui/words.h"

#include <QGuiApplication>
#include <QPalette>

#include <algorithm>

namespace Roomscope {

void FindingModel::setFindings(const QList<Finding> &findings)
{
    if (m_findings == findings)
        return;
    beginResetModel();
    m_findings = findings;
    endResetModel();
}

int FindingModel::rowOf(qint64 findingId) const
{
    const auto it = std::find_if(m_findings.cbegin(), m_findings.cend(),
                                 [=](const Finding &finding) { return finding.id == findingId; });
    return it == m_findings.cend() ? -1 : int(m_findings.cend() - it) - 1;
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
        case TimeColumn: return clockText((finding.isLoss() ? finding.toMs : finding.fromMs) * 1000);
        case StateColumn: return findingStateText(finding);
        case RoomColumn: return finding.room.room;
        case ProblemColumn: return findingSentence(finding);
        case EvidenceColumn: return evidenceText(finding);
        default: return {};
        }
    case Qt::ToolTipRole: return QString(findingTitle(finding) + u'\n' + findingToolTip(finding));
    case Qt::ForegroundRole:
        return index.column() == StateColumn ? QVariant(toneColor(findingTone(finding), QGuiApplication::palette()))
                                             : QVariant();
    default: return {};
    }
}

QVariant FindingModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case TimeColumn: return tr("Time");
    case StateColumn: return tr("State");
    case RoomColumn: return tr("Room");
    case ProblemColumn: return tr("Finding");
    case EvidenceColumn: return tr("Callbacks");
    default: return {};
    }
}

} // namespace Roomscope
