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

/// A callback that the reader has marked.
struct Mark
{
    qint64 callbackId = 0;
    qint64 receivedUs = 0; ///< Its arrival: a callback of that id in another journal has another one.
    QString note;          ///< Plain text, may be empty.

    [[nodiscard]] bool operator==(const Mark &other) const = default;
};

/// The reader's marks, kept in the session's folder as marks.json. Every window on the session may change them, also
/// while another process receives: a change is made to what the file says at that moment, and the others see it. The
/// thread it was made in.
class Marks final : public QObject
{
    Q_OBJECT

public:
    explicit Marks(QObject *parent = nullptr);

    /// Reads the session's marks, and drops those of callbacks that have been removed from its journal. Without a
    /// folder marks last as long as this does.
    void open(const QString &dataFolder);

    [[nodiscard]] qsizetype count() const { return m_marks.size(); }
    /// Null when that callback is not marked, or when it arrived at another time than the marked one.
    [[nodiscard]] const Mark *find(qint64 callbackId, qint64 receivedUs) const;
    /// The first marked callback behind that one; 0: there is none.
    [[nodiscard]] qint64 nextAfter(qint64 callbackId) const;
    /// The last marked callback before that one; 0: there is none.
    [[nodiscard]] qint64 lastBefore(qint64 callbackId) const;

    /// Each takes the place of the callback's former mark.
    void add(const QList<Mark> &marks);
    void remove(const QList<qint64> &callbackIds);
    /// The journal has nothing before that callback any more.
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
    QFileSystemWatcher m_watcher; ///< Of the folder: a file that is replaced is watched no longer.
};

} // namespace Roomscope
