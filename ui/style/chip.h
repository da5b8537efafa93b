// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/style/appearance.h"

#include <QAbstractButton>

namespace Roomscope {

/// A small checkable button with round ends. GUI thread.
class Chip final : public QAbstractButton
{
    Q_OBJECT

public:
    explicit Chip(const QString &text, QWidget *parent = nullptr);

    /// A number behind the text; 0 shows none.
    void setCount(qint64 count, Tone tone);
    /// Where there is no room for it the number is left out.
    void setCountShown(bool shown);
    /// With its number or without it.
    [[nodiscard]] int widthWith(bool count) const;

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    [[nodiscard]] QFont smallFont() const;

    QString m_count;
    bool m_countShown = true;
    Tone m_countTone = Tone::Muted;
};

} // namespace Roomscope
