// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTabBar>

namespace Roomscope {

/// Tabs that share the width, so that all of them are readable in a narrow dock. GUI thread.
class InspectorTabs final : public QTabBar
{
    Q_OBJECT

public:
    explicit InspectorTabs(QWidget *parent = nullptr);

protected:
    QSize tabSizeHint(int index) const override;
    QSize minimumTabSizeHint(int index) const override { return tabSizeHint(index); }
    QSize minimumSizeHint() const override;
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    [[nodiscard]] int textWidth(int index) const;
};

} // namespace Roomscope
