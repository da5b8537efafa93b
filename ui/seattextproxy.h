// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QIdentityProxyModel>

namespace Roomscope {

class ViewClock;

/// Words for the seats of a SeatModel: what the tile says, its tooltip, and what a screen reader reads. GUI thread.
class SeatTextProxy final : public QIdentityProxyModel
{
    Q_OBJECT

public:
    explicit SeatTextProxy(const ViewClock *clock, QObject *parent = nullptr);

    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;

    /// "on seat 04:12", "empty 02:31"; empty when the time is not known.
    [[nodiscard]] QString sinceText(const QModelIndex &index) const;

private:
    [[nodiscard]] QString titleOf(const QModelIndex &index) const;
    [[nodiscard]] QString accessibleTextOf(const QModelIndex &index) const;
    [[nodiscard]] QString toolTipOf(const QModelIndex &index) const;

    const ViewClock *m_clock;
};

} // namespace Roomscope
