// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/rooms/interpretation.h"

#include <QMenu>

class QActionGroup;

namespace Roomscope {

/// The interpretation of the session: which of two callbacks is the newer one, and what lists of seats leave out. The
/// menu bar and the header of every room show the same menu. GUI thread.
class InterpretationMenu final : public QMenu
{
    Q_OBJECT

public:
    explicit InterpretationMenu(const Interpretation &interpretation, QWidget *parent = nullptr);

    [[nodiscard]] const Interpretation &interpretation() const { return m_interpretation; }
    /// Shows the interpretation without requesting it.
    void setInterpretation(const Interpretation &interpretation);

    /// Prevents changes for the reason given, which is shown; an empty reason allows them.
    void setFixed(const QString &reason);
    [[nodiscard]] const QString &fixedReason() const { return m_fixedReason; }

    /// "EventTime · auto", for a header.
    [[nodiscard]] static QString words(const Interpretation &interpretation);

signals:
    void interpretationRequested(const Roomscope::Interpretation &interpretation);

private:
    void addChoices(const QString &title, const QStringList &choices, const QStringList &tips, const auto &choose);

    Interpretation m_interpretation;
    QString m_fixedReason;
    QStringList m_tips;
    QList<QActionGroup *> m_groups;
};

} // namespace Roomscope
