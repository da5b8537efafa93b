// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#include <QList>
#include <QString>
#include <QStringList>

#include <functional>
#include <optional>

namespace Roomscope {

struct ImportOptions
{
    QString source; ///< A file or folder, see openSource(); "-" is standard input.
    QString dataFolder;
    QString sdkAppId;         ///< For bodies without a URL; empty: none.
    bool allowDamage = false; ///< Import what is readable of a damaged session; a notice lists what is missing.
};

struct ImportResult
{
    qint64 callbacks = 0; ///< Stored callbacks.
    qint64 rejected = 0;  ///< The rejected ones among them.
    qint64 known = 0;     ///< Left out because the session already contains them.
    bool cancelled = false;
    std::optional<Error> error; ///< It says when a part is stored nevertheless.
    QList<Error> notices;       ///< What was passed over.
};

/// Called periodically with the number of callbacks done and in all, 0 while they are checked and counted; returning
/// false cancels.
using ImportProgress = std::function<bool(qint64 done, qint64 total)>;

/// Appends callbacks from somewhere else to a session, which is made when there is none: in their order, with new ids,
/// and the periods in which somebody listened there. What the session holds already, the same bytes that arrived at the
/// same moment, is left out, as often as it is there.
/// A session without callbacks takes over how they were read into rooms; another one keeps its own way and a notice
/// says so. All of the source is read and checked before the first one is stored. Any thread, most often the pool.
[[nodiscard]] ImportResult importCallbacks(const ImportOptions &options, const ImportProgress &progress = {});

/// The names of the files in a folder that an import of it reads: JSON bodies (`.json`) and requests (`.http`), either
/// also packed (`.gz`).
[[nodiscard]] QStringList bodyFiles(const QString &folder);

} // namespace Roomscope
