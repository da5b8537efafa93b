// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

class QDockWidget;
class QMainWindow;
class QToolBar;

namespace Roomscope {

class Inspector;
class WindowSettings;

/// Places, sizes and visibility of the window's docks, saved between starts. The inspector appears with the first
/// callback it shows, because empty it would take space from the seats. GUI thread.
class WindowLayout final : public QObject
{
    Q_OBJECT

public:
    /// All of them belong to the window.
    struct Parts
    {
        QToolBar *toolBar;
        QDockWidget *rooms;
        QDockWidget *timeline;
        QDockWidget *doctor;
        QDockWidget *inspectorDock;
        Inspector *inspector;
    };
    /// This object becomes a child of the window. Places the docks.
    WindowLayout(const Parts &parts, QMainWindow *window);

    void reset();
    /// The user wants to see the inspector.
    void wantInspector() { m_isInspectorWanted = true; }
    /// The window is shown in its present size.
    void noteShown();

    void restore(const WindowSettings &settings);
    void save(WindowSettings &settings) const;

private:
    void place();
    void setDefaultSizes();
    void hideEmptyInspector();
    void showFilledInspector();
    [[nodiscard]] QSize firstSize() const;

    QMainWindow *const m_window;
    const Parts m_parts;
    bool m_isSized = false;
    bool m_isInspectorWanted = true;
    bool m_isInspectorSized = false;
};

} // namespace Roomscope
