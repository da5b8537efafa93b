// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#include <QFileSystemWatcher>
#include <QList>
#include <QMap>
#include <QObject>
#include <QString>

#include <functional>
#include <optional>

namespace Roomscope {

/// A callback that the user has marked.
struct Mark
{
    qint64 callbackId = 0;
    qint64 receivedUs = 0; ///< Its arrival: distinguishes it from a callback with the same id in another journal.
    QString note;          ///< Plain text, may be empty.

    [[nodiscard]] bool operator==(const Mark &other) const = default;
};

/// The user's marks, stored in the session's folder as marks.json. Every window on the session may change them, also
/// while another process receives: a change is applied to the present content of the file, and the other windows reload
/// it. Used in the thread that created it.
class Marks final : public QObject
{
    Q_OBJECT

public:
    explicit Marks(QObject *parent = nullptr);

    /// Reads the session's marks, and drops those of callbacks that were removed from its journal. Without a folder,
    /// marks last as long as this object.
    void open(const QString &dataFolder);

    [[nodiscard]] qsizetype count() const { return m_marks.size(); }
    /// Returns null when the callback is not marked, or its arrival differs from the marked one's.
    [[nodiscard]] const Mark *find(qint64 callbackId, qint64 receivedUs) const;
    /// Returns the first marked callback after that one; 0: none.
    [[nodiscard]] qint64 nextAfter(qint64 callbackId) const;
    /// Returns the last marked callback before that one; 0: none.
    [[nodiscard]] qint64 lastBefore(qint64 callbackId) const;

    /// Each replaces the callback's former mark.
    void add(const QList<Mark> &marks);
    void remove(const QList<qint64> &callbackIds);
    /// Drops the marks of callbacks before that one: they are not in the journal any more.
    void dropBefore(qint64 callbackId);

signals:
    void changed();
    /// Marks could not be read, or not be kept: then they are as before.
    void failed(const Roomscope::Error &error);

private:
    using MarkMap = QMap<qint64, Mark>; ///< By callback.

    [[nodiscard]] QString fileName() const;
    [[nodiscard]] std::optional<MarkMap> readFile();
    [[nodiscard]] bool setAside(const Error &reason);
    [[nodiscard]] std::optional<Error> writeFile(const MarkMap &marks) const;
    void edit(const std::function<void(MarkMap &)> &change);
    void adopt(const MarkMap &marks);
    void lookAtFile();

    QString m_dataFolder;
    MarkMap m_marks;
    QFileSystemWatcher m_watcher; ///< Watches the folder, because a replaced file is not watched any more.
};

} // namespace Roomscope
