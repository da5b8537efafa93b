// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

class QMenu;
class QMimeData;
class QWidget;

namespace Roomscope {

class WindowActions;

/// The commands that open another session: chosen in a dialog, among the recent ones, or dropped onto the window. GUI
/// thread.
class FileCommands final : public QObject
{
    Q_OBJECT

public:
    /// This object becomes a child of the window.
    FileCommands(const WindowActions *actions, QWidget *window);

    [[nodiscard]] QMenu *recentMenu() const { return m_recentMenu; }
    /// Returns true if the data contains a local file or folder.
    [[nodiscard]] static bool canDrop(const QMimeData *data);
    void drop(const QMimeData *data);

signals:
    /// Open a session's folder or file, or a file to import, in a window of its own.
    void sessionRequested(const QString &path);

private:
    void ask(const QString &title, const QString &filter);
    void askForFolder();
    void fillRecentMenu();

    QWidget *const m_window;
    QMenu *const m_recentMenu;
};

} // namespace Roomscope
