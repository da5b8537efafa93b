// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

class QDockWidget;
class QMainWindow;
class QToolBar;

namespace Roomscope {

class Inspector;
class WindowSettings;

/// Where the docks of the window are, how large they are, and whether they are shown; kept from one start to the next.
/// The inspector comes with the first callback that it is to show: empty it would take the place of seats. GUI thread.
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
    /// Child of the window. Places the docks.
    WindowLayout(const Parts &parts, QMainWindow *window);

    void reset();
    /// The reader wants to see the inspector.
    void wantInspector() { m_isInspectorWanted = true; }
    /// The window is shown with the size that it has now.
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
