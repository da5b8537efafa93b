// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDate>
#include <QObject>
#include <QTimer>

#include <optional>

namespace Roomscope {

/// The time that all views show: the present, or the moment at which the view was frozen. Ticks once a second. GUI
/// thread.
class ViewClock final : public QObject
{
    Q_OBJECT

public:
    explicit ViewClock(QObject *parent = nullptr);

    /// Microseconds and milliseconds since 1970, UTC.
    [[nodiscard]] qint64 nowUs() const;
    [[nodiscard]] qint64 nowMs() const { return nowUs() / 1000; }

    void setFrozen(bool frozen);
    [[nodiscard]] bool isFrozen() const { return m_frozenUs.has_value(); }

signals:
    void ticked();
    /// The local date has changed: times shown without a date now need one.
    void dayBegan();
    void frozenChanged(bool frozen);

private:
    void tick();

    QTimer m_timer;
    QDate m_today;
    std::optional<qint64> m_frozenUs;
};

} // namespace Roomscope
