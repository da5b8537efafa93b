// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QHBoxLayout;
class QLabel;

namespace Roomscope {

/// A dock's title bar: a heading and widgets at its right, or only a grip if there is no heading. The user drags the
/// dock by it. GUI thread.
class DockTitle final : public QWidget
{
    Q_OBJECT

public:
    explicit DockTitle(const QString &title, QWidget *parent = nullptr);

    void addWidget(QWidget *widget);

protected:
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void applyFonts();

    QLabel *m_title;
    QHBoxLayout *m_layout;
};

} // namespace Roomscope
