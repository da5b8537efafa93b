// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QToolBar>

namespace Roomscope {

class RateMeter;
class SearchField;
class StatusPill;
class WindowActions;

/// The receiver's mark, the most frequent commands, the filter and the rate. GUI thread.
class MainToolBar final : public QToolBar
{
    Q_OBJECT

public:
    MainToolBar(const WindowActions *actions, QWidget *window);

    [[nodiscard]] StatusPill *pill() const { return m_pill; }
    [[nodiscard]] SearchField *search() const { return m_search; }
    [[nodiscard]] RateMeter *rate() const { return m_rate; }

    /// Shows icons only in a window that is too narrow for text.
    void fitInto(int width);

private:
    void addGap(int width);

    StatusPill *const m_pill;
    SearchField *const m_search;
    RateMeter *const m_rate;
};

} // namespace Roomscope
