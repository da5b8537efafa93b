// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/style/appearance.h"

#include <QList>
#include <QWidget>

class QAction;
class QLabel;
class QToolButton;

namespace Roomscope {

class ElidedLabel;

/// Shows whether callbacks can be received: a shape, a word, the URL and a button that copies it. GUI thread.
class StatusPill final : public QWidget
{
    Q_OBJECT

public:
    explicit StatusPill(QAction *copyAction, QWidget *parent = nullptr);

    void show(MarkShape shape, Tone tone, const QString &word, const QString &url, const QString &sentence);
    [[nodiscard]] QString word() const;
    [[nodiscard]] MarkShape shape() const { return m_shape; }
    [[nodiscard]] QSize minimumSizeHint() const override;

signals:
    void clicked();

protected:
    void mouseReleaseEvent(QMouseEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void applyTone();

    MarkShape m_shape = MarkShape::Square;
    Tone m_tone = Tone::Muted;
    QWidget *m_mark;
    QLabel *m_word;
    ElidedLabel *m_url;
    QToolButton *m_copy;
};

/// Shows the callbacks per second, as a number and over the last minute. GUI thread.
class RateMeter final : public QWidget
{
    Q_OBJECT

public:
    static constexpr int seconds = 60;

    explicit RateMeter(QWidget *parent = nullptr);

    void count(int callbacks) { m_current += callbacks; }
    /// Ends the current second.
    void advance();
    /// Returns the callbacks per second, averaged over the last three seconds.
    [[nodiscard]] double rate() const;

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    [[nodiscard]] QString text() const;

    QList<int> m_counts;
    int m_current = 0;
};

} // namespace Roomscope
