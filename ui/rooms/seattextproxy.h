// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QIdentityProxyModel>

namespace Roomscope {

class ViewClock;

/// The text of the seats of a SeatModel, for tiles, tooltips and screen readers. GUI thread.
class SeatTextProxy final : public QIdentityProxyModel
{
    Q_OBJECT

public:
    explicit SeatTextProxy(const ViewClock *clock, QObject *parent = nullptr);

    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;

    /// Returns the seat's times, each text shorter than the one before: "on seat 04:12 · locked by anna.k 02:31",
    /// "04:12 · locked 02:31"; "by anna.k · 02:31", "locked 02:31"; "empty 02:31". Empty when no time is known.
    [[nodiscard]] QStringList sinceTexts(const QModelIndex &index) const;

private:
    [[nodiscard]] QString titleOf(const QModelIndex &index) const;
    [[nodiscard]] QString accessibleTextOf(const QModelIndex &index) const;
    [[nodiscard]] QString toolTipOf(const QModelIndex &index) const;
    [[nodiscard]] QString lockSentence(const QModelIndex &index) const;

    const ViewClock *m_clock;
};

} // namespace Roomscope
