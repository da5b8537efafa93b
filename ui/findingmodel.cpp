// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/findingmodel.h"

#include "ui/findingwords.h"
#include "ui/showntext.h"
#include "ui/words.h"

#include <QGuiApplication>
#include <QPalette>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Roomscope {

namespace {

QString timeOf(const Finding &finding)
{
    return clockText((finding.isLoss() ? finding.toMs : finding.fromMs) * 1000).section(u'.', 0, 0);
}

} // namespace

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
