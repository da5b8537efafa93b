// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/rooms/seattextproxy.h"

#include "core/rooms/seatmodel.h"
#include "ui/style/viewclock.h"
#include "ui/words/showntext.h"
#include "ui/words/words.h"

namespace Roomscope {

using namespace Qt::StringLiterals;

SeatTextProxy::SeatTextProxy(const ViewClock *clock, QObject *parent)
    : QIdentityProxyModel(parent)
    , m_clock(clock)
{
}

QVariant SeatTextProxy::data(const QModelIndex &index, int role) const
{
    switch (role) {
    case Qt::DisplayRole: return titleOf(index);
    case Qt::ToolTipRole: return plainToolTip(toolTipOf(index));
    case Qt::AccessibleTextRole: return accessibleTextOf(index);
    default: return QIdentityProxyModel::data(index, role);
    }
}

QString SeatTextProxy::titleOf(const QModelIndex &index) const
{
    const QString member = shownName(index.data(SeatModel::MemberRole).toString());
    if (!member.isEmpty())
        return member;
    if (!index.data(SeatModel::KnownRole).toBool())
        return tr("Not reported yet");
    return index.data(SeatModel::LockedRole).toBool() ? tr("Locked") : tr("Empty");
}

QStringList SeatTextProxy::sinceTexts(const QModelIndex &index) const
{
    if (!index.data(SeatModel::KnownRole).toBool())
        return {};
    const auto durationSince = [this](qint64 ms) { return durationText(std::max<qint64>(0, m_clock->nowMs() - ms)); };
    const bool isEmpty = index.data(SeatModel::MemberRole).toString().isEmpty();
    const qint64 sinceMs = index.data(SeatModel::SinceMsRole).toLongLong();
    const QString duration = sinceMs == neverMs ? QString() : durationSince(sinceMs);
    QStringList texts;
    if (!duration.isEmpty())
        texts = {(isEmpty ? tr("empty %1") : tr("on seat %1")).arg(duration), duration};
    const qint64 lockedMs = index.data(SeatModel::LockedSinceMsRole).toLongLong();
    if (lockedMs == neverMs)
        return texts;
    const QString locked = durationSince(lockedMs);
    const QString who = shownName(index.data(SeatModel::LockedByRole).toString());
    if (isEmpty)
        texts = {tr("locked %1").arg(locked)}; // its title says so, too
    else
        texts = QStringList {tr("on seat %1 · locked %2").arg(duration, locked),
                             tr("%1 · locked %2").arg(duration, locked)}
            + texts;
    if (!who.isEmpty())
        texts.prepend(isEmpty ? tr("by %1 · %2").arg(who, locked)
                              : tr("on seat %1 · locked by %2 %3").arg(duration, who, locked));
    return texts;
}

QString SeatTextProxy::lockSentence(const QModelIndex &index) const
{
    const qint64 lockedMs = index.data(SeatModel::LockedSinceMsRole).toLongLong();
    const QString who = shownName(index.data(SeatModel::LockedByRole).toString());
    if (lockedMs == neverMs)
        return tr("The seat is locked, since when is not known: nobody can take it.");
    return who.isEmpty()
        ? tr("The seat is locked since %1, operator unknown: nobody can take it.").arg(clockText(lockedMs * 1000))
        : tr("The seat is locked since %1 by %2: nobody can take it.").arg(clockText(lockedMs * 1000), who);
}

QString SeatTextProxy::accessibleTextOf(const QModelIndex &index) const
{
    const QString member = shownName(index.data(SeatModel::MemberRole).toString());
    QStringList words {tr("Seat %1").arg(index.data(SeatModel::IndexRole).toInt())};
    if (!index.data(SeatModel::KnownRole).toBool())
        words.append(tr("not reported yet"));
    else
        words.append(member.isEmpty() ? tr("empty") : shownText(member));
    if (index.data(SeatModel::LockedRole).toBool()) {
        const qint64 sinceMs = index.data(SeatModel::LockedSinceMsRole).toLongLong();
        const QString since = sinceMs == neverMs ? QString() : clockText(sinceMs * 1000, ClockPrecision::Seconds);
        const QString who = shownName(index.data(SeatModel::LockedByRole).toString());
        words.append(since.isEmpty()     ? tr("locked")
                         : who.isEmpty() ? tr("locked since %1").arg(since)
                                         : tr("locked since %1 by %2").arg(since, who));
    }
    if (index.data(SeatModel::AudioProhibitedRole).toBool())
        words.append(tr("audio prohibited"));
    if (index.data(SeatModel::VideoProhibitedRole).toBool())
        words.append(tr("video prohibited"));
    return words.join(u", "_s);
}

QString SeatTextProxy::toolTipOf(const QModelIndex &index) const
{
    const int seat = index.data(SeatModel::IndexRole).toInt();
    if (!index.data(SeatModel::KnownRole).toBool())
        return tr("Seat %1: the room has it, but no callback has listed it yet.").arg(seat);

    const QString member = shownName(index.data(SeatModel::MemberRole).toString());
    const qint64 sinceMs = index.data(SeatModel::SinceMsRole).toLongLong();
    const QString since = sinceMs == neverMs ? QString() : clockText(sinceMs * 1000);
    QStringList sentences;
    if (member.isEmpty())
        sentences.append(since.isEmpty() ? tr("Seat %1 is empty.").arg(seat)
                                         : tr("Seat %1 is empty since %2.").arg(QString::number(seat), since));
    else
        sentences.append(since.isEmpty() ? tr("%2 is on seat %1.").arg(QString::number(seat), member)
                                         : tr("%2 is on seat %1 since %3.").arg(QString::number(seat), member, since));
    if (index.data(SeatModel::LockedRole).toBool())
        sentences.append(lockSentence(index));
    const bool audio = index.data(SeatModel::AudioProhibitedRole).toBool();
    const bool video = index.data(SeatModel::VideoProhibitedRole).toBool();
    if (audio && video)
        sentences.append(tr("Audio and video are prohibited."));
    else if (audio)
        sentences.append(tr("Audio is prohibited."));
    else if (video)
        sentences.append(tr("Video is prohibited."));
    const qint64 clockMs = index.data(SeatModel::ClockMsRole).toLongLong();
    const QString who = shownName(index.data(SeatModel::OperatorRole).toString());
    if (clockMs != neverMs)
        sentences.append(who.isEmpty() ? tr("Last listed at %1, operator unknown.").arg(clockText(clockMs * 1000))
                                       : tr("Last listed at %1, operator %2.").arg(clockText(clockMs * 1000), who));
    return sentences.join(u'\n');
}

} // namespace Roomscope
