// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/filecommands.h"

#include "ui/style/windowsettings.h"
#include "ui/window/windowactions.h"
#include "ui/words/showntext.h"

#include <QDir>
#include <QFileDialog>
#include <QMenu>
#include <QMimeData>
#include <QUrl>

#include <algorithm>

namespace Roomscope {

FileCommands::FileCommands(const WindowActions *actions, QWidget *window)
    : QObject(window)
    , m_window(window)
    , m_recentMenu(new QMenu(tr("&Recent Sessions"), window))
{
    connect(m_recentMenu, &QMenu::aboutToShow, this, &FileCommands::fillRecentMenu);
    connect(actions->open, &QAction::triggered, this,
            [this] { ask(tr("Open Session"), tr("Sessions (*.roomscope);;All files (*)")); });
    connect(actions->importFile, &QAction::triggered, this, [this] {
        ask(tr("Import"),
            tr("Callbacks (*.callbacks *.roomscope *.har *.http *.json *.jsonl *.ndjson *.gz);;All files (*)"));
    });
    connect(actions->openFolder, &QAction::triggered, this, &FileCommands::askForFolder);
}

void FileCommands::ask(const QString &title, const QString &filter)
{
    const QString file = QFileDialog::getOpenFileName(m_window, title, {}, filter);
    if (!file.isEmpty())
        emit sessionRequested(file);
}

void FileCommands::askForFolder()
{
    const QString folder = QFileDialog::getExistingDirectory(m_window, tr("Open Folder"));
    if (!folder.isEmpty())
        emit sessionRequested(folder);
}

void FileCommands::fillRecentMenu()
{
    m_recentMenu->clear();
    const QStringList recent = WindowSettings().recentSessions();
    for (const QString &path : recent) {
        QAction *action = m_recentMenu->addAction(withoutMnemonic(QDir::toNativeSeparators(path)));
        connect(action, &QAction::triggered, this, [this, path] { emit sessionRequested(path); });
    }
    if (recent.isEmpty())
        m_recentMenu->addAction(tr("(none yet)"))->setEnabled(false);
}

bool FileCommands::canDrop(const QMimeData *data)
{
    const QList<QUrl> urls = data->urls();
    return std::any_of(urls.begin(), urls.end(), [](const QUrl &url) { return url.isLocalFile(); });
}

void FileCommands::drop(const QMimeData *data)
{
    const QList<QUrl> urls = data->urls();
    for (const QUrl &url : urls) {
        if (url.isLocalFile())
            emit sessionRequested(url.toLocalFile());
    }
}

} // namespace Roomscope
