// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/doctor/figures.h"

#include <QWidget>

#include <optional>

namespace Roomscope {

/// Delays over time: per slice, a bar from the median to the 95th percentile, a thin line up to the longest delay, and
/// a triangle below if callbacks were late or repeated. Slices without callbacks stay empty. GUI thread.
class DelayChart final : public QWidget
{
    Q_OBJECT

public:
    explicit DelayChart(QWidget *parent = nullptr);

    void setSeries(const QList<DelaySlice> &slices, qint64 sliceUs);

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    bool event(QEvent *event) override;

private:
    [[nodiscard]] QRectF plot() const;
    [[nodiscard]] QRectF columnOf(const DelaySlice &slice) const;
    /// Logarithmic above 10 ms, linear below: delays differ by orders of magnitude, and may be negative.
    [[nodiscard]] static double scaled(qint64 delayMs);
    [[nodiscard]] qreal y(qint64 delayMs) const;
    void paintAxes(QPainter &painter) const;

    QList<DelaySlice> m_slices;
    qint64 m_sliceUs = 1'000'000;
    qint64 m_leastMs = 0; ///< The range shown.
    qint64 m_mostMs = 100;
};

} // namespace Roomscope
