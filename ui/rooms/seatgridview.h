// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/rooms/seatdelegate.h"

#include <QHash>
#include <QListView>
#include <QTimer>

namespace Roomscope {

class ViewClock;

/// The seats of a room as tiles in as many columns as the width allows. Updates times and glow without involving the
/// model, and only while visible. GUI thread.
class SeatGridView final : public QListView
{
    Q_OBJECT

public:
    explicit SeatGridView(const ViewClock *clock, QWidget *parent = nullptr);

    void setModel(QAbstractItemModel *model) override;

    void setGlowEnabled(bool enabled);
    /// Returns the remaining glow of the last change, from 1 to 0.
    [[nodiscard]] qreal glow(const QModelIndex &index) const;

    /// Returns the height in pixels of all tiles in that width, in that form at its largest.
    [[nodiscard]] int heightForTiles(int width, SeatForm form) const;
    /// Returns the present form: the largest one in which all tiles are visible.
    [[nodiscard]] SeatForm form() const { return m_delegate->form(); }

    [[nodiscard]] QSize sizeHint() const override;

protected:
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    struct Arrangement
    {
        SeatForm form = SeatForm::Full;
        int columns = 1;
        QSize cell;
        int height = 0; ///< Height of all rows.
    };
    /// `height` limits how far a square may grow.
    [[nodiscard]] Arrangement arrangement(SeatForm form, int width, int height) const;
    void arrange();
    void noteRevisions(int first, int last);
    void fade();

    const ViewClock *m_clock;
    SeatDelegate *m_delegate;
    QList<int> m_revisions;          ///< One per row, as last seen.
    QHash<int, qint64> m_glowStarts; ///< Row to milliseconds of a monotonic clock.
    QTimer m_fadeTimer;
    bool m_glowEnabled = true;
};

} // namespace Roomscope
