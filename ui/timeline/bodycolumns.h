// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/payload/payloadpath.h"

#include <QCache>
#include <QHash>
#include <QList>
#include <QObject>
#include <QSet>
#include <QStringList>
#include <QTimer>

#include <functional>
#include <memory>
#include <optional>

namespace Roomscope {

class Timeline;

/// Values from the bodies of callbacks, for columns of the timeline. The pool reads the bodies of the visible lines
/// only; a bounded number of values is kept. GUI thread.
class BodyColumns final : public QObject
{
    Q_OBJECT

public:
    /// The timeline must outlive this object.
    explicit BodyColumns(const Timeline *timeline, QObject *parent = nullptr);
    ~BodyColumns() override;

    [[nodiscard]] const QList<PayloadPath> &paths() const { return m_paths; }
    void setPaths(const QList<PayloadPath> &paths);

    /// Returns std::nullopt while the value is being read, and emits valuesCame() later. Empty if the body has no such
    /// value.
    [[nodiscard]] std::optional<QString> value(qint64 callbackId, qsizetype path);

    using Values = QHash<qint64, QStringList>; ///< By callback, one per path; without callbacks that have no body.
    /// Reads the values of all callbacks, in any order, and passes them to `take`; at once if there is nothing to read.
    void read(const QList<qint64> &callbackIds, QObject *context, const std::function<void(const Values &)> &take);

signals:
    void valuesCame();
    /// Once for each session.
    void failed(const Roomscope::Error &error);

private:
    struct Source;
    struct ReadValues
    {
        Values values;
        std::optional<Error> error;
    };
    void readWanted();
    void tell(const std::optional<Error> &error);
    [[nodiscard]] static ReadValues readFrom(Source &source, const QList<PayloadPath> &paths, QList<qint64> ids);

    const Timeline *m_timeline;
    QList<PayloadPath> m_paths;
    QCache<qint64, QStringList> m_values; ///< The cost is in characters.
    QList<qint64> m_wanted;
    std::shared_ptr<Source> m_source; ///< Used by one task at a time.
    bool m_isReading = false;
    int m_generation = 0; ///< Of the paths.
    std::optional<Error> m_told;
    QTimer m_timer;
};

} // namespace Roomscope
