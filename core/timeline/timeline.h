// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/packedtext.h"
#include "core/timeline/olderpages.h"
#include "core/timeline/pagefile.h"
#include "core/timeline/pagesource.h"
#include "core/timeline/timelinepage.h"

#include <QObject>
#include <QThreadPool>
#include <QTimer>

#include <deque>
#include <memory>
#include <optional>
#include <stop_token>
#include <vector>

namespace Roomscope {

class JournalReader;

/// A row with the page that has its texts.
class TimelineLine final
{
public:
    TimelineLine(std::shared_ptr<const TimelinePage> page, qsizetype index, const TimelineRow &row)
        : m_page(std::move(page))
        , m_index(index)
        , m_row(row)
    {
    }

    [[nodiscard]] const TimelineRow &row() const { return m_row; }
    [[nodiscard]] const TimelineRow *operator->() const { return &m_row; }
    [[nodiscard]] QString text(quint32 id) const { return m_page->texts().at(id).toString(); }
    [[nodiscard]] const TextPool &texts() const { return m_page->texts(); }
    /// The change that the row tells; whether it surprises stays unknown.
    [[nodiscard]] Change change() const;
    /// Empty when the row tells no change.
    [[nodiscard]] ChangeDetails details() const
    {
        return m_row.isChange() ? unpackedText<ChangeDetails>(m_page->texts().at(m_row.detail)) : ChangeDetails();
    }
    /// As it was when it began or ended; null when the row tells none.
    [[nodiscard]] std::optional<Finding> finding() const
    {
        return m_row.isFinding() ? m_page->finding(m_index) : std::nullopt;
    }

private:
    std::shared_ptr<const TimelinePage> m_page;
    qsizetype m_index;
    TimelineRow m_row;
};

/// All rows of the timeline, oldest first, numbered without gaps. New ones get the next numbers; when older ones are
/// made, they get those before the first, which may be negative. Rows are kept in pages: the newest page and some that
/// have just been looked at in memory, all others in the session's PageFile, or packed in memory where that cannot be
/// written. GUI thread, or the main thread of `serve`.
class Timeline final : public QObject
{
    Q_OBJECT

public:
    explicit Timeline(QObject *parent = nullptr);
    /// Stores what is not stored yet.
    ~Timeline() override;

    enum class Access : quint8 {
        Write,
        Read ///< Another process writes to the session.
    };
    /// Drops all rows and begins anew with those that the session's file has, up to endId; the next one to append is
    /// the callback after that. Where the file lacks some, there are only those behind the gap.
    void open(const QString &dataFolder, const Interpretation &interpretation, Access access, qint64 endId);
    /// Up to which callback the session's file has rows, at least the newest ones; 0: it has none.
    [[nodiscard]] static qint64 storedTo(const QString &dataFolder, const Interpretation &interpretation);
    /// Makes the rows that open() did not find, in a thread of its own; olderCame() when they are all there.
    void makeOlder(const CallbackFold &fold);
    /// Callbacks of which rows are still being made, and how many of them have theirs; both 0 when none are.
    [[nodiscard]] qint64 olderWanted() const { return m_olderWanted; }
    [[nodiscard]] qint64 olderMade() const { return m_olderMade; }

    /// Adds the rows of the batch, each callback's findings after its changes.
    void append(const QList<Roomscope::AppliedCallback> &batch);
    /// Drops the rows of callbacks before that one: they are not in the journal any more.
    void dropBefore(qint64 callbackId);

    [[nodiscard]] qint64 firstNumber() const { return m_firstNumber; }
    [[nodiscard]] qint64 endNumber() const { return m_tailNumber + m_tail->size(); }
    [[nodiscard]] TimelineLine line(qint64 number) const;
    [[nodiscard]] TimelineRow row(qint64 number) const { return line(number).row(); }
    /// The first row that is not of an earlier callback than that one, endNumber() when all are.
    [[nodiscard]] qint64 numberNotBefore(qint64 callbackId) const;
    /// The first row from that number on that was received then or later, microseconds; endNumber() when none was.
    [[nodiscard]] qint64 numberReceivedFrom(qint64 timeUs, qint64 number) const;
    /// The first row of that callback, endNumber() when it has none.
    [[nodiscard]] qint64 numberOf(qint64 callbackId) const;
    /// The callbacks before that row's that changed its room, the newest first, among some ten thousand rows.
    [[nodiscard]] QList<qint64> formersOf(qint64 number, qsizetype most) const;
    /// A rejected request stands for so many by now. One without a row has been dropped; the journal keeps the count.
    void setRepeats(qint64 callbackId, quint32 repeats);
    /// Those with that callback among their evidence, as they were told last.
    [[nodiscard]] QList<Finding> findingsAbout(qint64 callbackId) const;

    [[nodiscard]] qint64 countIn(TimelineCategory category) const { return m_inCategory[size_t(category)]; }
    /// Rows of the findings of a rule.
    [[nodiscard]] qint64 findingsOf(RuleId rule) const { return m_findings[size_t(rule)]; }

    /// All pages that are complete, oldest first; the newest rows, from tail().firstNumber on, are in none of them.
    [[nodiscard]] std::vector<PageSource> pages() const;
    /// A copy of the newest rows.
    [[nodiscard]] PageSource tail() const;
    [[nodiscard]] const QString &dataFolder() const { return m_dataFolder; }
    [[nodiscard]] const Interpretation &interpretation() const { return m_interpretation; }

signals:
    /// open() begins, and has dropped all rows for others.
    void aboutToOpen();
    void opened();
    /// The rows from that number on are those of the batch.
    void appended(qint64 firstNumber, const QList<Roomscope::AppliedCallback> &batch);
    void repeatsChanged(qint64 callbackId);
    /// Older rows have come before those that are there.
    void olderCame();
    void olderProgressed();
    /// The rows before that number go: nobody may ask for them any more.
    void dropping(qint64 firstNumber);
    /// Rows could not be stored: they will have to be made again.
    void failed(const Roomscope::Error &error);

private:
    using Page = std::shared_ptr<const TimelinePage>;

    void clear();
    void openStored(const JournalReader &journal, Access access, qint64 endId);
    [[nodiscard]] bool isStoring() const { return m_writer != nullptr; }
    void seal();
    void store(const PageSource &source);
    void noteStored(qint64 firstId, bool isStored, const QByteArray &packed);
    void startAnew();
    void adoptOlder(const std::vector<PageSource> &pages, const std::optional<Error> &error);
    void addBefore(const std::vector<PageSource> &pages);
    void count(const PageSummary &summary, int sign);
    void uncount(const PageSource &source);
    [[nodiscard]] Page pageOf(const PageSource &source) const;
    [[nodiscard]] const PageFile &file() const;

    QString m_dataFolder;
    Interpretation m_interpretation;
    std::deque<PageSource> m_pages; ///< Complete ones, oldest first.
    std::shared_ptr<TimelinePage> m_tail;
    qint64 m_firstNumber = 0; ///< Within the first page, when some of it has been dropped.
    qint64 m_tailNumber = 0;
    qint64 m_keptFrom = 0; ///< Rows of callbacks before this one have been dropped.
    qint64 m_madeTo = 0;   ///< The file has the rows of all callbacks up to this one, …
    qint64 m_gapEnd = 0;   ///< … and those up to this one are to be made; the same: none are.
    qint64 m_olderWanted = 0;
    qint64 m_olderMade = 0;
    qint64 m_openings = 0; ///< What was begun before the last one is of no use.
    std::array<qint64, timelineCategories> m_inCategory {};
    std::array<qint64, ruleCount> m_findings {};
    QHash<qint64, quint32> m_repeats; ///< By callback, of rows that are in complete pages.

    mutable PageFile m_file;                              ///< To read from.
    mutable std::deque<std::pair<qint64, Page>> m_recent; ///< Pages looked at, by first callback, newest first.
    std::shared_ptr<PageFile> m_writer;                   ///< Used in m_storing only; none: pages stay in memory.
    QTimer *const m_anew;                                 ///< Child; a stored page has turned out to be damaged.
    QThreadPool m_storing;
    QThreadPool m_making;
    std::stop_source m_stopMaking;
    CallbackFold m_fold; ///< Of makeOlder(), for pages that turn out to be damaged.
};

} // namespace Roomscope
