// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/timelinetextproxy.h"

#include "core/doctor/rules.h"
#include "ui/detailwords.h"
#include "ui/findingwords.h"
#include "ui/words.h"

#include <QTextDocument>

using namespace Qt::StringLiterals;

namespace Roomscope {

namespace {

/// Accounts and rooms may look like HTML; a tool tip must not take them for it.
QString plainToolTip(const QString &text)
{
    return Qt::mightBeRichText(text) ? Qt::convertFromPlainText(text) : text;
}

} // namespace

TimelineTextProxy::TimelineTextProxy(TimelineModel *model, QObject *parent)
    : QIdentityProxyModel(parent)
    , m_model(model)
{
    setSourceModel(model);
}

QString TimelineTextProxy::detail(const TimelineRow &row) const
{
    if (row.verdict.isRejected())
        return m_model->timeline().text(row.detail == 0 ? row.command : row.detail);
    const QString &said = m_model->timeline().text(row.detail);
    switch (row.kind) {
    case ChangeKind::SeatMoved: return tr("from %1").arg(row.fromSeat);
    case ChangeKind::SeatSwapped: return tr("was %1").arg(m_model->timeline().text(row.previous));
    case ChangeKind::AdminChanged: return said == u"delete"_s ? tr("removed") : tr("added");
    case ChangeKind::UnknownCommand:
    case ChangeKind::NoChange: return m_model->timeline().text(row.command);
    default: break;
    }
    if (const QString words = detailWords(row.kind, said); !words.isEmpty())
        return words;
    return row.derived ? tr("follows") : QString();
}

QString TimelineTextProxy::text(const TimelineRow &row, int column) const
{
    const Timeline &timeline = m_model->timeline();
    switch (column) {
    case TimelineModel::TimeColumn: return clockText(row.receivedUs);
    case TimelineModel::DelayColumn: return delayText(row.delayMs);
    case TimelineModel::RoomColumn: return timeline.text(row.room);
    case TimelineModel::EventColumn:
        if (!row.verdict.isRejected())
            return changeTitle(row.kind);
        return row.repeats > 1 ? tr("Rejected ×%1").arg(countText(row.repeats)) : tr("Rejected");
    case TimelineModel::SeatColumn: return row.seat < 0 ? QString() : QString::number(row.seat);
    case TimelineModel::MemberColumn: {
        const QString &member = timeline.text(row.member);
        return member.isEmpty() ? u"—"_s : member;
    }
    case TimelineModel::OperatorColumn: {
        const QString &account = timeline.text(row.operatorAccount);
        return account.isEmpty() ? u"—"_s : account;
    }
    case TimelineModel::PlatformColumn: return timeline.text(row.platform);
    case TimelineModel::StatusColumn:
        return row.verdict.rejection == Rejection::SdkAppId && row.sdkAppId != 0
            ? tr("SDKAppID %1").arg(timeline.text(row.sdkAppId))
            : verdictWords(row.verdict);
    default: return {};
    }
}

QString TimelineTextProxy::sentence(const TimelineRow &row) const
{
    if (!row.verdict.isRejected())
        return changeSentence(changeOf(row, m_model->timeline()));
    const QString reason = text(row, TimelineModel::StatusColumn);
    return row.repeats > 1 ? tr("Rejected, %1; %2 of them in a burst").arg(reason, countText(row.repeats))
                           : tr("Rejected, %1").arg(reason);
}

QStringList TimelineTextProxy::words(int row) const
{
    const TimelineRow &shown = m_model->rowAt(row);
    QStringList result;
    for (int column = 0; column < TimelineModel::columns; ++column) {
        const QVariant ofFinding = findingData(row, column, Qt::DisplayRole);
        result.append(ofFinding.isValid() ? ofFinding.toString() : text(shown, column));
    }
    return result;
}

/// What a finding says in other words than a change; invalid for all else.
QVariant TimelineTextProxy::findingData(int row, int column, int role) const
{
    const Finding *finding = m_model->findingAt(row);
    if (!finding)
        return {};
    const bool isEvent = column == TimelineModel::EventColumn;
    switch (role) {
    case Qt::DisplayRole:
        if (isEvent)
            return findingTitle(*finding);
        return column == TimelineModel::StatusColumn ? QVariant(findingStateText(*finding)) : QVariant();
    case DetailRole: return isEvent ? QVariant(findingSentence(*finding)) : QVariant();
    case ToneRole: return int(findingTone(*finding));
    case Qt::ToolTipRole: return plainToolTip(findingToolTip(*finding));
    case Qt::AccessibleTextRole:
        return isEvent ? QVariant(findingTitle(*finding) + u": "_s + findingSentence(*finding)) : QVariant();
    default: return {};
    }
}

QVariant TimelineTextProxy::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const TimelineRow &row = m_model->rowAt(index.row());
    const int column = index.column();
    if (row.isFinding) {
        if (const QVariant ofFinding = findingData(index.row(), column, role); ofFinding.isValid())
            return ofFinding;
    }
    switch (role) {
    case Qt::DisplayRole: return text(row, column);
    case Qt::TextAlignmentRole:
        return int(Qt::AlignVCenter)
            | int(column == TimelineModel::DelayColumn || column == TimelineModel::SeatColumn ? Qt::AlignRight
                                                                                              : Qt::AlignLeft);
    case DetailRole: return column == TimelineModel::EventColumn ? detail(row) : QString();
    case ToneRole:
        if (column == TimelineModel::StatusColumn)
            return int(verdictTone(row.verdict));
        return int(row.verdict.isRejected() ? Tone::Bad : changeTone(row.kind));
    case ContinuesRole: return index.row() > 0 && m_model->rowAt(index.row() - 1).callbackId == row.callbackId;
    case Qt::ToolTipRole:
        switch (column) {
        case TimelineModel::TimeColumn: return tr("Callback #%1").arg(countText(row.callbackId));
        case TimelineModel::DelayColumn:
            return row.delayMs == TimelineRow::noDelay ? tr("No EventTime was sent") : tr("From EventTime to arrival");
        case TimelineModel::EventColumn: return plainToolTip(sentence(row));
        case TimelineModel::MemberColumn:
            return row.member == 0 ? tr("No member is named") : plainToolTip(m_model->timeline().text(row.member));
        case TimelineModel::OperatorColumn:
            return row.operatorAccount == 0 ? tr("The callback does not say who did it")
                                            : plainToolTip(m_model->timeline().text(row.operatorAccount));
        case TimelineModel::StatusColumn: {
            QStringList sentences;
            const QList<VerdictNote> notes = verdictNotes(row.verdict);
            for (const VerdictNote &note : notes)
                sentences.append(u"<p><b>%1.</b> %2</p>"_s.arg(note.title, note.sentence));
            return sentences.isEmpty() ? tr("Accepted and applied") : sentences.join(QString());
        }
        default: return plainToolTip(text(row, column));
        }
    case Qt::AccessibleTextRole:
        switch (column) {
        case TimelineModel::DelayColumn: return tr("Delay %1").arg(text(row, column));
        case TimelineModel::RoomColumn: return tr("Room %1").arg(text(row, column));
        case TimelineModel::EventColumn: return sentence(row);
        case TimelineModel::SeatColumn: return row.seat < 0 ? tr("No seat") : tr("Seat %1").arg(row.seat);
        case TimelineModel::MemberColumn:
            return row.member == 0 ? tr("No member") : tr("Member %1").arg(text(row, column));
        case TimelineModel::OperatorColumn:
            return row.operatorAccount == 0 ? tr("Operator unknown") : tr("Operator %1").arg(text(row, column));
        default: return text(row, column);
        }
    default: return {};
    }
}

QVariant TimelineTextProxy::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int(Qt::AlignVCenter)
            | int(section == TimelineModel::DelayColumn || section == TimelineModel::SeatColumn ? Qt::AlignRight
                                                                                                : Qt::AlignLeft);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case TimelineModel::TimeColumn: return tr("Time");
    case TimelineModel::DelayColumn: return tr("Delay");
    case TimelineModel::RoomColumn: return tr("Room");
    case TimelineModel::EventColumn: return tr("Event");
    case TimelineModel::SeatColumn: return tr("Seat");
    case TimelineModel::MemberColumn: return tr("Member");
    case TimelineModel::OperatorColumn: return tr("Operator");
    case TimelineModel::PlatformColumn: return tr("Platform");
    case TimelineModel::StatusColumn: return tr("Status");
    default: return {};
    }
}

} // namespace Roomscope
