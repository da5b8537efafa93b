// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/privatefolder.h"

#include <QDir>
#include <QFileInfo>

namespace Roomscope {

bool makePrivateFolder(const QString &path)
{
    const QFileInfo folder(path);
    return folder.isDir()
        || (QDir().mkpath(folder.absolutePath())
            && QDir().mkdir(folder.absoluteFilePath(), QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner));
}

} // namespace Roomscope
