// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QByteArrayView>
#include <QFile>
#include <QHash>
#include <QList>
#include <QString>

#include <functional>
#include <optional>
#include <variant>
#include <vector>

namespace Roomscope {

/// The pages of a journal, its write-ahead log included, looked at one by one as the file format of SQLite has them:
/// rows are found even where nothing leads to them any more, or where SQLite refuses the file as a whole. What is found
/// may be an older state of a row, or be damaged: the caller checks what is in it. Any thread.
class JournalPages final
{
public:
    using Value = std::variant<std::monostate, qint64>; ///< Nothing: no number, or one behind a blob.
    /// Where a row was found.
    struct Place
    {
        qint64 frame = -1; ///< Of the log; -1: in the file itself.
        qint64 page = 0;
        qint64 offset = 0; ///< In the page.
        /// Of a log that was begun anew over this part, or not committed.
        bool isStale = false;
    };
    struct Row
    {
        qint64 id = 0;
        std::vector<Value> values;
        std::vector<char> kinds; ///< 'n' for NULL, 'i', 'b' or 't' for number, blob or text.
        Place place;
    };

    /// Files that are missing have no pages.
    explicit JournalPages(const QString &fileName);

    /// Calls visit with each row of any table.
    void forEachRow(const std::function<void(const Row &)> &visit);
    /// The bytes of a blob or text; several when it is not sure which pages belong to it, the likeliest first.
    [[nodiscard]] QList<QByteArray> bytes(const Place &place, qsizetype column);
    /// A number that may lie behind a blob, where Row has none.
    [[nodiscard]] std::optional<qint64> number(const Place &place, qsizetype column);

private:
    struct Frame
    {
        qint64 page = 0;
        qint64 end = 0; ///< The frame that committed it.
        bool isStale = false;
    };
    struct Cell
    {
        qint64 id = 0;
        qint64 size = 0;      ///< Of the record.
        QByteArrayView local; ///< The part of it that is in the page.
        qint64 nextPage = 0;  ///< Where the rest begins; 0: there is none.
    };
    void readLog();
    [[nodiscard]] qint64 pageSizeOf(const QByteArray &head) const;
    [[nodiscard]] QByteArray image(qint64 frame, qint64 page);
    /// The frame that has the page as it was when that frame was committed; -1: the file itself.
    [[nodiscard]] qint64 frameOf(qint64 page, qint64 end) const;
    [[nodiscard]] std::optional<Cell> cellAt(const QByteArray &image, qint64 offset) const;
    [[nodiscard]] std::optional<Row> rowOf(const Cell &cell) const;
    void visitPage(const QByteArray &image, const Place &place, const std::function<void(const Row &)> &visit) const;

    QFile m_file;
    QFile m_log;
    qint64 m_pageSize = 4096;
    std::vector<Frame> m_frames;
    qint64 m_lastFrame = -1; ///< The last one that was committed since the log began anew.
    QHash<qint64, QList<qint64>> m_framesOfPage;
};

} // namespace Roomscope
