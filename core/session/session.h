// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/rooms/occupancy.h"
#include "core/session/checkpointkeeper.h"
#include "core/session/feedreader.h"
#include "core/session/monitor.h"
#include "core/session/reinterpreter.h"
#include "core/session/roomlistmodel.h"
#include "core/timeline/marks.h"
#include "core/timeline/timeline.h"

#include <memory>
#include <optional>

namespace Roomscope {

class Feed;

/// One open data folder: its rooms, timeline and marks, kept up to date by a Feed, with the checkpoints that make the
/// next start fast. Windows, `serve` and tests show only what it contains. GUI or main thread.
class Session final : public QObject
{
    Q_OBJECT

public:
    /// What to do when another process writes to the data folder.
    enum class IfInUse : quint8 { Refuse, Follow };

    /// Creates or repairs the journal, then applies what is stored in it. Takes as long as that takes.
    [[nodiscard]] static Result<std::unique_ptr<Session>> open(const QString &dataFolder,
                                                               IfInUse ifInUse = IfInUse::Refuse);

    /// Opens a session without a folder: nothing is stored, and what the monitor ingests is lost at the end.
    Session();
    /// Saves the last checkpoint and the last lines.
    ~Session() override;

    [[nodiscard]] const QString &dataFolder() const { return m_dataFolder; }
    /// Whether another process writes to the data folder: nothing is repaired, and only marks are written.
    [[nodiscard]] bool isFollowed() const { return m_access == Timeline::Access::Read; }
    /// About repairs and unreadable parts; most often empty.
    [[nodiscard]] const QList<Error> &notices() const { return m_notices; }

    [[nodiscard]] Monitor *monitor() { return &m_monitor; }
    [[nodiscard]] Timeline *timeline() { return &m_timeline; }
    [[nodiscard]] Marks *marks() { return &m_marks; }
    [[nodiscard]] Reinterpreter *reinterpreter() { return &m_reinterpreter; }
    [[nodiscard]] FeedReader *reader() { return &m_reader; }

    /// Reads the feed from now on; it must outlive the session. At most one.
    void attach(Feed *feed);

    /// Creates what only a window shows: all older lines, the list of rooms, the occupancy. Call it once.
    void makeViews();
    /// Requires makeViews().
    [[nodiscard]] RoomListModel *roomList() { return &*m_roomList; }
    [[nodiscard]] const Occupancy *occupancy() const { return &m_occupancy; }

signals:
    /// The interpretation has changed: rooms and lines are replaced.
    void reinterpreted();
    /// Something cannot be read or written.
    void failed(const Roomscope::Error &error);

private:
    Session(const QString &dataFolder, Timeline::Access access);
    void openLines(const QList<AppliedCallback> &recent, qint64 linesEnd);
    void readLines();

    QString m_dataFolder;
    Timeline::Access m_access = Timeline::Access::Write;
    QList<Error> m_notices;
    Monitor m_monitor;
    std::optional<CheckpointKeeper> m_keeper; ///< Only for a session that is written and could be read completely.
    Timeline m_timeline;
    Marks m_marks;
    Reinterpreter m_reinterpreter;
    FeedReader m_reader;
    std::optional<RoomListModel> m_roomList;
    Occupancy m_occupancy;
};

} // namespace Roomscope
