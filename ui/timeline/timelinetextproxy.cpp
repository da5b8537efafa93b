// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/timeline/timelinetextproxy.h"

#include "core/doctor/rules.h"
#include "core/timeline/marks.h"
#include "ui/timeline/bodycolumns.h"
#include "ui/timeline/colourrules.h"
#include "ui/timeline/timelinemarks.h"
#include "ui/words/detailwords.h"
#include "ui/words/findingwords.h"
#include "ui/words/showntext.h"
#include "ui/words/words.h"

#include <QTextDocument>

using namespace Qt::StringLiterals;

namespace Roomscope {

namespace {

} // namespace

TimelineTextProxy::TimelineTextProxy(TimelineModel *model, const Marks *marks, const ColourRules *colours,
                                     QObject *parent)
    : QIdentityProxyModel(parent)
    , m_model(model)
    , m_marks(marks)
    , m_colours(colours)
    , m_bodyColumns(new BodyColumns(&model->timeline(), this))
{
    setSourceModel(model);
    connect(this, &QAbstractItemModel::modelReset, this, [this] { m_findings.clear(); });
}

void TimelineTextProxy::addBodyColumn(const PayloadPath &path)
{
    beginInsertColumns({}, columnCount(), columnCount());
    m_bodyColumns->setPaths(m_bodyColumns->paths() + QList<PayloadPath> {path});
    endInsertColumns();
}

void TimelineTextProxy::removeBodyColumn(qsizetype place)
{
    const int column = TimelineModel::columns + int(place);
    beginRemoveColumns({}, column, column);
    QList<PayloadPath> paths = m_bodyColumns->paths();
    paths.removeAt(place);
    m_bodyColumns->setPaths(paths);
    endRemoveColumns();
}

int TimelineTextProxy::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : m_model->rowCount();
}

int TimelineTextProxy::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : TimelineModel::columns + int(m_bodyColumns->paths().size());
}

bool TimelineTextProxy::hasChildren(const QModelIndex &parent) const
{
    return !parent.isValid() && rowCount() > 0;
}

QModelIndex TimelineTextProxy::index(int row, int column, const QModelIndex &parent) const
{
    return hasIndex(row, column, parent) ? createIndex(row, column) : QModelIndex();
}

QModelIndex TimelineTextProxy::parent(const QModelIndex &) const
{
    return {};
}

QModelIndex TimelineTextProxy::sibling(int row, int column, const QModelIndex &) const
{
    return index(row, column);
}

QModelIndex TimelineTextProxy::mapToSource(const QModelIndex &index) const
{
    return index.isValid() ? m_model->index(index.row(), index.column()) : QModelIndex();
}

Qt::ItemFlags TimelineTextProxy::flags(const QModelIndex &index) const
{
    return index.isValid() ? Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemNeverHasChildren : Qt::ItemFlags();
}

QString TimelineTextProxy::detail(const TimelineLine &line) const
{
    if (line->verdict.isRejected())
        return shownText(line.texts().at(line->detail == 0 ? line->command : line->detail));
    const ChangeDetails details = line.details();
    switch (line->kind) {
    case ChangeKind::SeatMoved: return tr("from %1").arg(line->fromSeat);
    case ChangeKind::SeatSwapped: return tr("was %1").arg(shownText(line.texts().at(line->previous)));
    case ChangeKind::AdminChanged: return details.as<AdminDetails>().added ? tr("added") : tr("removed");
    case ChangeKind::UnknownCommand:
    case ChangeKind::NoChange: return shownText(line.texts().at(line->command));
    default: break;
    }
    if (const QString words = detailWords(line->kind, details); !words.isEmpty())
        return words;
    return line->derived ? tr("follows") : QString();
}

QString TimelineTextProxy::text(const TimelineLine &line, int column) const
{
    switch (column) {
    case TimelineModel::TimeColumn: return clockText(line->receivedUs);
    case TimelineModel::DelayColumn: return delayText(line->delayMs());
    case TimelineModel::RoomColumn: return line.text(line->room);
    case TimelineModel::EventColumn:
        if (!line->verdict.isRejected())
            return changeTitle(line->kind);
        return line->repeats > 1 ? tr("Rejected ×%1").arg(countText(line->repeats)) : tr("Rejected");
    case TimelineModel::SeatColumn: return line->seat < 0 ? QString() : QString::number(line->seat);
    case TimelineModel::MemberColumn: return line.text(line->member);
    case TimelineModel::OperatorColumn: return line.text(line->operatorAccount);
    case TimelineModel::PlatformColumn: return line.text(line->platform);
    case TimelineModel::StatusColumn:
        return line->verdict.rejection == Rejection::SdkAppId && line->sdkAppId != 0
            ? tr("SDKAppID %1").arg(line.text(line->sdkAppId))
            : verdictWords(line->verdict);
    default: return {};
    }
}

/// text(), cut where it is too long to be shown.
QString TimelineTextProxy::shownCell(const TimelineLine &line, int column) const
{
    switch (column) {
    case TimelineModel::RoomColumn: return shownName(line.texts().at(line->room));
    case TimelineModel::MemberColumn: return shownName(line.texts().at(line->member));
    case TimelineModel::OperatorColumn: return shownName(line.texts().at(line->operatorAccount));
    case TimelineModel::PlatformColumn: return shownName(line.texts().at(line->platform));
    default: return shownName(text(line, column));
    }
}

QString TimelineTextProxy::sentence(const TimelineLine &line) const
{
    if (!line->verdict.isRejected())
        return changeSentence(line.change());
    const QString reason = text(line, TimelineModel::StatusColumn);
    return line->repeats > 1 ? tr("Rejected, %1; %2 of them in a burst").arg(reason, countText(line->repeats))
                             : tr("Rejected, %1").arg(reason);
}

QStringList TimelineTextProxy::words(int row) const
{
    const TimelineLine line = m_model->lineAt(row);
    const std::optional<Finding> finding = line.finding();
    QStringList result;
    for (int column = 0; column < TimelineModel::columns; ++column) {
        const QVariant ofFinding = finding ? findingData(*finding, column, Qt::DisplayRole) : QVariant();
        result.append(ofFinding.isValid() ? ofFinding.toString() : text(line, column));
    }
    return result;
}

const Finding *TimelineTextProxy::findingOf(const TimelineLine &line, int row) const
{
    if (!line->isFinding())
        return nullptr;
    const qint64 number = m_model->numberAt(row);
    if (const Finding *known = m_findings.object(number))
        return known;
    std::optional<Finding> finding = line.finding();
    if (!finding)
        return nullptr;
    m_findings.insert(number, new Finding(*std::move(finding)));
    return m_findings.object(number);
}

/// What a finding says in other words than a change; invalid for all else.
QVariant TimelineTextProxy::findingData(const Finding &finding, int column, int role) const
{
    const bool isEvent = column == TimelineModel::EventColumn;
    switch (role) {
    case Qt::DisplayRole:
        if (isEvent)
            return findingTitle(finding);
        return column == TimelineModel::StatusColumn ? QVariant(findingStateText(finding)) : QVariant();
    case DetailRole: return isEvent ? QVariant(shownSentence(finding)) : QVariant();
    case ToneRole: return int(findingTone(finding));
    case Qt::ToolTipRole: return plainToolTip(findingToolTip(finding));
    case Qt::AccessibleTextRole:
        return isEvent ? QVariant(findingTitle(finding) + u": "_s + shownSentence(finding)) : QVariant();
    default: return {};
    }
}

QVariant TimelineTextProxy::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid)
        || (role == LineColourRole && m_colours->areOff())) // asked for every cell
        return {};
    const TimelineLine line = m_model->lineAt(index.row());
    if (role == LineColourRole) {
        const std::optional<LineColour> colour = m_colours->of(line);
        return colour ? QVariant(int(*colour)) : QVariant();
    }
    if (index.column() >= TimelineModel::columns)
        return bodyData(line, index.column() - TimelineModel::columns, role);
    QVariant plain = lineData(line, index.row(), index.column(), role);
    if (index.column() == TimelineModel::EventColumn && role == Qt::AccessibleTextRole) {
        if (const std::optional<LineColour> colour = m_colours->of(line))
            plain = tr("%1. Colour: %2").arg(plain.toString(), lineColourName(*colour));
    }
    const Mark *mark = index.column() == TimelineModel::EventColumn
            && (role == MarkIconRole || role == Qt::ToolTipRole || role == Qt::AccessibleTextRole)
        ? m_marks->find(line->callbackId, line->receivedUs)
        : nullptr;
    if (!mark)
        return plain;
    switch (role) {
    case MarkIconRole: return mark->note.isEmpty() ? u"mark"_s : u"mark-note"_s;
    case Qt::ToolTipRole: {
        const QString tip = plain.toString();
        return QString((Qt::mightBeRichText(tip) ? tip : Qt::convertFromPlainText(tip))
                       + Qt::convertFromPlainText(markWords(*mark)));
    }
    default: return QString(plain.toString() + u". "_s + markWords(*mark));
    }
}

/// A cell of a value out of the body.
QVariant TimelineTextProxy::bodyData(const TimelineLine &line, qsizetype path, int role) const
{
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole && role != Qt::AccessibleTextRole)
        return {};
    const std::optional<QString> value = m_bodyColumns->value(line->callbackId, path);
    if (!value)
        return u"…"_s;
    const QString shown = shownText(*value);
    if (role == Qt::DisplayRole)
        return shownName(*value);
    const QString spoken = u"%1: %2"_s.arg(m_bodyColumns->paths().at(path).text(), shown.isEmpty() ? u"—"_s : shown);
    return role == Qt::ToolTipRole ? plainToolTip(spoken) : spoken;
}

QVariant TimelineTextProxy::lineData(const TimelineLine &line, int row, int column, int role) const
{
    if (const Finding *finding = findingOf(line, row)) {
        if (const QVariant ofFinding = findingData(*finding, column, role); ofFinding.isValid())
            return ofFinding;
    }
    switch (role) {
    case Qt::DisplayRole: {
        const bool isAccount = column == TimelineModel::MemberColumn || column == TimelineModel::OperatorColumn;
        const QString shown = shownCell(line, column);
        return isAccount && shown.isEmpty() ? u"—"_s : shown;
    }
    case Qt::TextAlignmentRole:
        return int(Qt::AlignVCenter)
            | int(column == TimelineModel::DelayColumn || column == TimelineModel::SeatColumn ? Qt::AlignRight
                                                                                              : Qt::AlignLeft);
    case DetailRole: return column == TimelineModel::EventColumn ? shownName(detail(line)) : QString();
    case ToneRole:
        if (column == TimelineModel::StatusColumn)
            return int(verdictTone(line->verdict));
        return int(line->verdict.isRejected() ? Tone::Bad : changeTone(line->kind));
    case ContinuesRole: return row > 0 && m_model->rowAt(row - 1).callbackId == line->callbackId;
    case Qt::ToolTipRole:
        switch (column) {
        case TimelineModel::TimeColumn:
            return tr("Callback #%1, received %2")
                .arg(countText(line->callbackId), momentText(line->receivedUs / 1000));
        case TimelineModel::DelayColumn:
            return line->delayMs() ? tr("From EventTime to arrival") : tr("There is no EventTime that can be used");
        case TimelineModel::EventColumn: return plainToolTip(sentence(line));
        case TimelineModel::MemberColumn:
            return line->member == 0 ? tr("No member is named") : plainToolTip(shownCell(line, column));
        case TimelineModel::OperatorColumn:
            return line->operatorAccount == 0 ? tr("The callback does not say who did it")
                                              : plainToolTip(shownCell(line, column));
        case TimelineModel::StatusColumn: {
            QStringList sentences;
            const QList<VerdictNote> notes = verdictNotes(line->verdict);
            for (const VerdictNote &note : notes)
                sentences.append(u"<p><b>%1.</b> %2</p>"_s.arg(note.title, note.sentence));
            return sentences.isEmpty() ? tr("Accepted and applied") : sentences.join(QString());
        }
        default: return plainToolTip(shownCell(line, column));
        }
    case Qt::AccessibleTextRole:
        switch (column) {
        case TimelineModel::DelayColumn: return tr("Delay %1").arg(shownCell(line, column));
        case TimelineModel::RoomColumn: return tr("Room %1").arg(shownCell(line, column));
        case TimelineModel::EventColumn: return shownText(sentence(line));
        case TimelineModel::SeatColumn: return line->seat < 0 ? tr("No seat") : tr("Seat %1").arg(line->seat);
        case TimelineModel::MemberColumn:
            return line->member == 0 ? tr("No member") : tr("Member %1").arg(shownCell(line, column));
        case TimelineModel::OperatorColumn:
            return line->operatorAccount == 0 ? tr("Operator unknown") : tr("Operator %1").arg(shownCell(line, column));
        default: return shownCell(line, column);
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
    if (section == TimelineModel::TimeColumn && role == Qt::ToolTipRole)
        return tr("Arrival, in %1").arg(zoneText());
    if (role != Qt::DisplayRole)
        return {};
    if (section >= TimelineModel::columns && section < columnCount())
        return m_bodyColumns->paths().at(section - TimelineModel::columns).text();
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
