// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/rooms/roomsortproxy.h"

#include "core/session/roomlistmodel.h"
#include "ui/style/viewclock.h"
#include "ui/words/showntext.h"
#include "ui/words/words.h"

#include <algorithm>
#include <chrono>

namespace Roomscope {

using namespace Qt::StringLiterals;

namespace {

constexpr int firstSourceRole = RoomListModel::KeyRole;
constexpr int lastSourceRole = RoomListModel::AccountsRole;
// RoomListModel marks at most so many seats that are only promised.
constexpr int maximumPromisedMarks = 64;

} // namespace

RoomSortProxy::RoomSortProxy(const ViewClock *clock, QObject *parent)
    : QSortFilterProxyModel(parent)
    , m_clock(clock)
{
    setDynamicSortFilter(false);
    m_timer.setSingleShot(true);
    m_timer.setInterval(std::chrono::seconds(2));
    connect(&m_timer, &QTimer::timeout, this, &RoomSortProxy::arrange);
    connect(clock, &ViewClock::frozenChanged, this, &RoomSortProxy::setFrozen);
    connect(this, &QAbstractItemModel::rowsInserted, this, &RoomSortProxy::shownChanged);
    connect(this, &QAbstractItemModel::rowsRemoved, this, &RoomSortProxy::shownChanged);
    connect(this, &QAbstractItemModel::modelReset, this, &RoomSortProxy::shownChanged);
}

void RoomSortProxy::setSourceModel(QAbstractItemModel *source)
{
    if (sourceModel())
        disconnect(sourceModel(), nullptr, this, nullptr);
    // Before the rows are asked whether they pass.
    connect(source, &QAbstractItemModel::dataChanged, this, &RoomSortProxy::forgetSearched);
    connect(source, &QAbstractItemModel::modelAboutToBeReset, this, [this] { m_searched.clear(); });
    QSortFilterProxyModel::setSourceModel(source);
    const auto later = [this] {
        if (!m_timer.isActive())
            m_timer.start();
    };
    connect(source, &QAbstractItemModel::dataChanged, this, later);
    // When the source has counted what came, too.
    connect(source, &QAbstractItemModel::rowsInserted, this, &RoomSortProxy::arrange, Qt::QueuedConnection);
    connect(source, &QAbstractItemModel::rowsInserted, this, &RoomSortProxy::shownChanged);
    connect(source, &QAbstractItemModel::modelReset, this, [this] {
        m_frozenRows.clear();
        arrange();
    });
    arrange();
}

/// Of a row of the source; of a frozen view as it was then.
QVariant RoomSortProxy::valueAt(int row, int role) const
{
    if (m_frozen && row < m_frozenRows.size())
        return m_frozenRows[row][role - firstSourceRole];
    return sourceModel()->index(row, 0).data(role);
}

QVariant RoomSortProxy::sourceData(const QModelIndex &index, int role) const
{
    if (role >= firstSourceRole && role <= lastSourceRole && index.isValid())
        return valueAt(mapToSource(index).row(), role);
    return QSortFilterProxyModel::data(index, role);
}

QVariant RoomSortProxy::data(const QModelIndex &index, int role) const
{
    switch (role) {
    case Qt::DisplayRole: {
        const QString name = sourceData(index, RoomListModel::NameRole).toString();
        return shownName(name.isEmpty() ? sourceData(index, RoomListModel::RoomIdRole).toString() : name);
    }
    case Qt::ToolTipRole: return plainToolTip(toolTipOf(index));
    case Qt::AccessibleTextRole: return accessibleTextOf(index);
    case SeatsTextRole: {
        const int seats = sourceData(index, RoomListModel::SeatCountRole).toInt();
        const int taken = sourceData(index, RoomListModel::TakenRole).toInt();
        const int total = data(index, SeatTotalRole).toInt();
        if (total < seats)
            return tr("%1/%2 reported").arg(taken).arg(total);
        return seats == 0 ? tr("no seats known")
                          : (seats == 1 ? tr("%1/%2 seat") : tr("%1/%2 seats")).arg(taken).arg(seats);
    }
    case SeatTotalRole: {
        const int seats = sourceData(index, RoomListModel::SeatCountRole).toInt();
        const int marks = int(sourceData(index, RoomListModel::SeatMarksRole).value<QList<SeatMark>>().size());
        return marks < std::min(seats, maximumPromisedMarks) ? marks : seats; // how many there are was never said
    }
    case AgoTextRole: {
        const qint64 lastUs = sourceData(index, RoomListModel::LastReceivedUsRole).toLongLong();
        return lastUs == 0 ? QString() : agoText(std::max<qint64>(0, (m_clock->nowUs() - lastUs) / 1000));
    }
    default: return sourceData(index, role);
    }
}

QString RoomSortProxy::accessibleTextOf(const QModelIndex &index) const
{
    const QString name = shownName(sourceData(index, RoomListModel::NameRole).toString());
    const QString room = shownName(sourceData(index, RoomListModel::RoomIdRole).toString());
    QStringList words;
    words.append(name.isEmpty() ? tr("Room %1").arg(room) : tr("%1, room %2").arg(name, room));
    words.append(data(index, SeatsTextRole).toString());
    if (const int locked = sourceData(index, RoomListModel::LockedCountRole).toInt(); locked > 0)
        words.append(tr("%1 locked").arg(locked));
    if (sourceData(index, RoomListModel::DismissedRole).toBool())
        words.append(tr("dismissed"));
    if (!sourceData(index, RoomListModel::CompleteRole).toBool())
        words.append(tr("incomplete"));
    if (const QString ago = data(index, AgoTextRole).toString(); !ago.isEmpty())
        words.append(ago);
    return words.join(u", "_s);
}

QString RoomSortProxy::toolTipOf(const QModelIndex &index) const
{
    const QString name = shownName(sourceData(index, RoomListModel::NameRole).toString());
    const QString room = shownName(sourceData(index, RoomListModel::RoomIdRole).toString());
    const QString owner = shownName(sourceData(index, RoomListModel::OwnerRole).toString());
    QStringList lines;
    lines.append(name.isEmpty() ? tr("Room %1").arg(room) : tr("%1 (room %2)").arg(name, room));
    lines.append(tr("SDKAppID %1").arg(shownText(sourceData(index, RoomListModel::SdkAppIdRole).toString())));
    if (!owner.isEmpty())
        lines.append(tr("Owner %1").arg(owner));
    const int locked = sourceData(index, RoomListModel::LockedCountRole).toInt();
    const QString seats = data(index, SeatsTextRole).toString();
    lines.append(locked > 0 ? tr("%1, %2 locked").arg(seats).arg(locked) : seats);
    if (const int life = sourceData(index, RoomListModel::LifeRole).toInt(); life > 1)
        lines.append(tr("Life %1: the id was used before").arg(life));
    if (sourceData(index, RoomListModel::DismissedRole).toBool())
        lines.append(tr("Dismissed"));
    if (!sourceData(index, RoomListModel::CompleteRole).toBool())
        lines.append(tr("Incomplete: its creation was not seen, so some of it may be unknown"));
    return lines.join(u'\n');
}

void RoomSortProxy::setOrder(Order order)
{
    if (m_order == order)
        return;
    m_order = order;
    m_holders.clear(); // the reader wants it now
    arrange();
    emit orderChanged();
}

void RoomSortProxy::setDismissedShown(bool shown)
{
    if (m_dismissedShown == shown)
        return;
    m_dismissedShown = shown;
    invalidateFilter();
    arrange();
    emit shownChanged();
}

void RoomSortProxy::setFilter(const QString &text)
{
    const QString filter = text.simplified();
    if (m_filter == filter)
        return;
    m_filter = filter;
    m_words = filter.toCaseFolded().split(u' ', Qt::SkipEmptyParts);
    invalidateFilter();
    arrange();
    emit shownChanged();
}

int RoomSortProxy::total() const
{
    return m_frozen ? int(m_frozenRows.size()) : sourceModel()->rowCount();
}

QString RoomSortProxy::countWords() const
{
    const int shown = rowCount();
    return shown == total() ? QString() : tr("%1 of %2").arg(countText(shown), countText(total()));
}

QString RoomSortProxy::emptyWords() const
{
    if (rowCount() > 0)
        return {};
    if (total() == 0)
        return tr("No rooms yet");
    const QString dismissed = tr("Dismissed rooms are not shown.");
    if (m_words.isEmpty())
        return dismissed;
    const QString sentence = total() == 1
        ? tr("The only room does not have “%1” in its name, its id or one of its members.").arg(shownName(m_filter))
        : tr("None of the %1 rooms has “%2” in its name, its id or one of its members.")
              .arg(countText(total()), shownName(m_filter));
    return m_dismissedShown ? sentence : QString(sentence + u' ' + dismissed);
}

void RoomSortProxy::arrange()
{
    if (!sourceModel() || m_frozen)
        return;
    readKeys();
    if (!m_holders.isEmpty())
        return;
    // A sort costs the views a new layout: only when it changes something.
    const int rows = rowCount();
    bool inOrder = true;
    for (int row = 1; row < rows && inOrder; ++row)
        inOrder = !lessThan(mapToSource(index(row, 0)), mapToSource(index(row - 1, 0)));
    if (!inOrder)
        sort(0);
    if (!m_dismissedShown || !m_words.isEmpty())
        invalidateFilter();
}

void RoomSortProxy::setHeld(const QObject *view, bool held)
{
    if (held)
        m_holders.insert(view);
    else if (m_holders.remove(view))
        arrange();
}

void RoomSortProxy::readKeys()
{
    const int rows = sourceModel()->rowCount();
    m_keys.resize(rows);
    for (int row = 0; row < rows; ++row) {
        const QModelIndex index = sourceModel()->index(row, 0);
        SortKey key;
        key.text = index.data(RoomListModel::NameRole).toString();
        if (key.text.isEmpty())
            key.text = index.data(RoomListModel::RoomIdRole).toString();
        switch (m_order) {
        case Order::Activity: // what is said beside the room: when something came in last
            key.second = index.data(RoomListModel::LastReceivedUsRole).toLongLong();
            break;
        case Order::Name: break;
        case Order::Occupancy:
            key.first = index.data(RoomListModel::TakenRole).toInt();
            key.second = -index.data(RoomListModel::SeatCountRole).toInt();
            break;
        }
        if (index.data(RoomListModel::DismissedRole).toBool() && m_order != Order::Name)
            key.first = -1; // behind the living ones
        m_keys[row] = key;
    }
}

bool RoomSortProxy::SortKey::precedes(const SortKey &other) const
{
    if (first != other.first)
        return first > other.first;
    if (second != other.second)
        return second > other.second;
    return text.compare(other.text, Qt::CaseInsensitive) < 0;
}

bool RoomSortProxy::lessThan(const QModelIndex &left, const QModelIndex &right) const
{
    if (left.row() >= m_keys.size() || right.row() >= m_keys.size())
        return left.row() < right.row();
    return m_keys[left.row()].precedes(m_keys[right.row()]);
}

bool RoomSortProxy::filterAcceptsRow(int row, const QModelIndex &) const
{
    if (m_frozen && row >= m_frozenRows.size())
        return false;
    return !isHiddenAsDismissed(row) && isFound(row);
}

bool RoomSortProxy::isHiddenAsDismissed(int row) const
{
    return !m_dismissedShown && valueAt(row, RoomListModel::DismissedRole).toBool();
}

bool RoomSortProxy::isFound(int row) const
{
    if (m_words.isEmpty())
        return true;
    if (m_searched.size() <= row)
        m_searched.resize(sourceModel()->rowCount());
    QString &searched = m_searched[row];
    if (searched.isNull()) {
        QStringList texts = valueAt(row, RoomListModel::AccountsRole).toStringList();
        texts.append(valueAt(row, RoomListModel::NameRole).toString());
        texts.append(valueAt(row, RoomListModel::RoomIdRole).toString());
        searched = texts.join(u'\n').toCaseFolded();
    }
    return std::all_of(m_words.cbegin(), m_words.cend(),
                       [&searched](const QString &word) { return searched.contains(word); });
}

void RoomSortProxy::forgetSearched(const QModelIndex &first, const QModelIndex &last, const QList<int> &roles)
{
    if (m_frozen || !(roles.isEmpty() || roles.contains(RoomListModel::AccountsRole)))
        return;
    for (int row = first.row(); row <= last.row() && row < m_searched.size(); ++row)
        m_searched[row].clear();
}

void RoomSortProxy::setFrozen(bool frozen)
{
    if (m_frozen == frozen || !sourceModel())
        return;
    m_frozenRows.clear();
    if (frozen) {
        arrange();
        const int rows = sourceModel()->rowCount();
        m_frozenRows.reserve(rows);
        for (int row = 0; row < rows; ++row) {
            const QModelIndex index = sourceModel()->index(row, 0);
            QList<QVariant> values;
            for (int role = firstSourceRole; role <= lastSourceRole; ++role)
                values.append(index.data(role));
            m_frozenRows.append(values);
        }
    }
    m_frozen = frozen;
    if (!frozen) {
        m_searched.clear();
        invalidateFilter();
        arrange();
        if (rowCount() > 0)
            emit dataChanged(index(0, 0), index(rowCount() - 1, 0));
    }
}

} // namespace Roomscope
