// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/windowlayout.h"

#include "ui/inspector/inspector.h"
#include "ui/style/windowsettings.h"

#include <QDockWidget>
#include <QMainWindow>
#include <QScreen>
#include <QStyle>
#include <QToolBar>

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace Roomscope {

namespace {

// Counts up when docks or toolbars come or go, so that an older layout is not forced on them.
constexpr int layoutVersion = 2;

} // namespace

WindowLayout::WindowLayout(const Parts &parts, QMainWindow *window)
    : QObject(window)
    , m_window(window)
    , m_parts(parts)
{
    window->setDockOptions(QMainWindow::AnimatedDocks | QMainWindow::AllowTabbedDocks | QMainWindow::AllowNestedDocks);
    window->setCorner(Qt::BottomLeftCorner, Qt::BottomDockWidgetArea);
    window->setCorner(Qt::BottomRightCorner, Qt::RightDockWidgetArea);
    place();
    connect(parts.inspectorDock->toggleViewAction(), &QAction::triggered, this,
            [this](bool shown) { m_isInspectorWanted = shown; });
    connect(parts.inspector, &Inspector::shown, this, &WindowLayout::showFilledInspector);
}

void WindowLayout::place()
{
    m_window->addDockWidget(Qt::LeftDockWidgetArea, m_parts.rooms);
    m_window->addDockWidget(Qt::BottomDockWidgetArea, m_parts.timeline);
    m_window->addDockWidget(Qt::RightDockWidgetArea, m_parts.inspectorDock);
    m_window->addDockWidget(Qt::BottomDockWidgetArea, m_parts.doctor);
    m_window->tabifyDockWidget(m_parts.timeline, m_parts.doctor);
    m_parts.doctor->hide();
}

void WindowLayout::reset()
{
    for (QDockWidget *dock : {m_parts.rooms, m_parts.inspectorDock, m_parts.timeline, m_parts.doctor}) {
        dock->setFloating(false);
        dock->show();
    }
    place();
    m_parts.toolBar->show();
    setDefaultSizes();
    m_isInspectorWanted = true;
    m_isInspectorSized = false;
    hideEmptyInspector();
    showFilledInspector();
}

void WindowLayout::setDefaultSizes()
{
    const int unit = m_window->fontMetrics().height();
    m_window->resizeDocks({m_parts.rooms}, {std::clamp(m_window->width() / 6, unit * 11, unit * 15)}, Qt::Horizontal);
    m_window->resizeDocks({m_parts.timeline}, {std::clamp(m_window->height() * 30 / 100, unit * 8, unit * 20)},
                          Qt::Vertical);
}

void WindowLayout::hideEmptyInspector()
{
    if (m_parts.inspector->callbackId() == 0)
        m_parts.inspectorDock->hide();
}

void WindowLayout::showFilledInspector()
{
    QDockWidget *dock = m_parts.inspectorDock;
    if (!m_isInspectorWanted || m_parts.inspector->callbackId() == 0 || dock->isVisible())
        return;
    dock->show();
    if (std::exchange(m_isInspectorSized, true))
        return;
    const int unit = m_window->fontMetrics().height();
    m_window->resizeDocks({dock}, {std::clamp(m_window->width() * 26 / 100, unit * 19, unit * 26)}, Qt::Horizontal);
}

/// Of a window that was never open before: no larger than its screen.
QSize WindowLayout::firstSize() const
{
    constexpr QSize preferred(1280, 820);
    const QSize frame(0, m_window->style()->pixelMetric(QStyle::PM_TitleBarHeight, nullptr, m_window));
    return preferred.boundedTo(m_window->screen()->availableGeometry().size() - frame);
}

void WindowLayout::restore(const WindowSettings &settings)
{
    if (!m_window->restoreGeometry(settings.value(u"window/geometry"_s).toByteArray()))
        m_window->resize(firstSize());
    m_isSized = m_window->restoreState(settings.value(u"window/state"_s).toByteArray(), layoutVersion);
    m_isInspectorSized = m_isSized;
    m_isInspectorWanted = settings.value(u"window/inspector"_s, true).toBool();
    hideEmptyInspector();
}

void WindowLayout::save(WindowSettings &settings) const
{
    settings.setValue(u"window/geometry"_s, m_window->saveGeometry());
    settings.setValue(u"window/state"_s, m_window->saveState(layoutVersion));
    settings.setValue(u"window/inspector"_s, m_isInspectorWanted);
}

void WindowLayout::noteShown()
{
    if (!std::exchange(m_isSized, true))
        setDefaultSizes();
}

} // namespace Roomscope
