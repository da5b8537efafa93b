// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/rooms/reading.h"

#include <QMenu>

class QActionGroup;

namespace Roomscope {

/// How the callbacks of the session are read into rooms: which of two is the newer one, and what lists of seats leave
/// out. The same menu in the menu bar and in the header of every room. GUI thread.
class ReadingMenu final : public QMenu
{
    Q_OBJECT

public:
    explicit ReadingMenu(const Reading &reading, QWidget *parent = nullptr);

    [[nodiscard]] const Reading &reading() const { return m_reading; }
    /// Shows it without asking for it.
    void setReading(const Reading &reading);

    /// It cannot be changed here, for a reason that is told; empty: it can.
    void setFixed(const QString &reason);
    [[nodiscard]] const QString &fixedReason() const { return m_fixedReason; }

    /// "EventTime · auto", for a header.
    [[nodiscard]] static QString words(const Reading &reading);

signals:
    void readingRequested(const Roomscope::Reading &reading);

private:
    void addChoices(const QString &title, const QStringList &choices, const QStringList &tips, const auto &choose);

    Reading m_reading;
    QString m_fixedReason;
    QStringList m_tips;
    QList<QActionGroup *> m_groups;
};

} // namespace Roomscope
