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

    /// Shows a number after the text; 0 shows none.
    void setCount(qint64 count, Tone tone);
    /// Hides the number where there is no room for it.
    void setCountShown(bool shown);
    /// Returns the width in pixels, with or without the number.
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
