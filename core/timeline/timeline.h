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

/// A row with the page that holds its texts.
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
    /// Returns the change of the row; its surprise stays unknown.
    [[nodiscard]] Change change() const;
    /// Empty when the row is no change.
    [[nodiscard]] ChangeDetails details() const
    {
        return m_row.isChange() ? unpackedText<ChangeDetails>(m_page->texts().at(m_row.detail)) : ChangeDetails();
    }
    /// Returns the finding as it was when it began or ended; nothing when the row is no finding.
    [[nodiscard]] std::optional<Finding> finding() const
    {
        return m_row.isFinding() ? m_page->finding(m_index) : std::nullopt;
    }

private:
    std::shared_ptr<const TimelinePage> m_page;
    qsizetype m_index;
    TimelineRow m_row;
};

/// All rows of the timeline, oldest first, numbered without gaps. New rows get the next numbers; older rows that are
/// made later get the numbers before the first, which may be negative. Rows are kept in pages: the newest page and some
/// recently read ones in memory, all others in the session's PageFile, or packed in memory when that cannot be written.
/// GUI thread, or the main thread of `serve`.
class Timeline final : public QObject
{
    Q_OBJECT

public:
    explicit Timeline(QObject *parent = nullptr);
    /// Stores the rows that are not stored yet.
    ~Timeline() override;

    enum class Access : quint8 {
        Write,
        Read ///< Another process writes to the session.
    };
    /// Drops all rows and loads those of the session's file, up to endId; append() continues with the callback after
    /// that. When the file has a gap, only the rows after it are loaded.
    void open(const QString &dataFolder, const Interpretation &interpretation, Access access, qint64 endId);
    /// Returns the callback up to which the session's file has rows, at least the newest ones; 0: none.
    [[nodiscard]] static qint64 storedTo(const QString &dataFolder, const Interpretation &interpretation);
    /// Makes the rows that open() did not find, in a thread of its own; emits olderCame() when all are there.
    void makeOlder(const CallbackFold &fold);
    /// The number of callbacks whose rows are being made, and how many of them are done; both 0 when none are.
    [[nodiscard]] qint64 olderWanted() const { return m_olderWanted; }
    [[nodiscard]] qint64 olderMade() const { return m_olderMade; }

    /// Adds the rows of the batch, each callback's findings after its changes.
    void append(const QList<Roomscope::AppliedCallback> &batch);
    /// Drops the rows of callbacks before that one, which are not in the journal any more.
    void dropBefore(qint64 callbackId);

    [[nodiscard]] qint64 firstNumber() const { return m_firstNumber; }
    [[nodiscard]] qint64 endNumber() const { return m_tailNumber + m_tail->size(); }
    [[nodiscard]] TimelineLine line(qint64 number) const;
    [[nodiscard]] TimelineRow row(qint64 number) const { return line(number).row(); }
    /// Returns the first row whose callback is not before that one; endNumber() when all are.
    [[nodiscard]] qint64 numberNotBefore(qint64 callbackId) const;
    /// Returns the first row from `number` on that was received at or after timeUs, microseconds; endNumber() when none
    /// was.
    [[nodiscard]] qint64 numberReceivedFrom(qint64 timeUs, qint64 number) const;
    /// Returns the first row of that callback; endNumber() when it has none.
    [[nodiscard]] qint64 numberOf(qint64 callbackId) const;
    /// Returns the callbacks before that row's that changed its room, newest first, within some ten thousand rows.
    [[nodiscard]] QList<qint64> formersOf(qint64 number, qsizetype most) const;
    /// Updates how many rejected requests the row of a callback represents. Ignored for a dropped row; the journal has
    /// the count.
    void setRepeats(qint64 callbackId, quint32 repeats);
    /// Returns the findings whose evidence contains that callback, in their latest state.
    [[nodiscard]] QList<Finding> findingsAbout(qint64 callbackId) const;

    [[nodiscard]] qint64 countIn(TimelineCategory category) const { return m_inCategory[size_t(category)]; }
    /// The number of rows with findings of a rule.
    [[nodiscard]] qint64 findingsOf(RuleId rule) const { return m_findings[size_t(rule)]; }

    /// All complete pages, oldest first; they exclude the newest rows, from tail().firstNumber on.
    [[nodiscard]] std::vector<PageSource> pages() const;
    /// A copy of the newest rows.
    [[nodiscard]] PageSource tail() const;
    [[nodiscard]] const QString &dataFolder() const { return m_dataFolder; }
    [[nodiscard]] const Interpretation &interpretation() const { return m_interpretation; }

signals:
    /// open() begins, and has dropped all rows.
    void aboutToOpen();
    void opened();
    /// Rows for the batch have been added; they begin at firstNumber.
    void appended(qint64 firstNumber, const QList<Roomscope::AppliedCallback> &batch);
    void repeatsChanged(qint64 callbackId);
    /// Older rows have been added before the present ones.
    void olderCame();
    void olderProgressed();
    /// The rows before that number are being dropped and must not be read any more.
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
    qint64 m_madeTo = 0;   ///< The file has the rows of all callbacks up to this one …
    qint64 m_gapEnd = 0;   ///< … and those up to this one are to be made; equal: none are.
    qint64 m_olderWanted = 0;
    qint64 m_olderMade = 0;
    qint64 m_openings = 0; ///< Number of calls of open(); results of work begun before the last one are discarded.
    std::array<qint64, timelineCategories> m_inCategory {};
    std::array<qint64, ruleCount> m_findings {};
    QHash<qint64, quint32> m_repeats; ///< By callback, for rows in complete pages.

    mutable PageFile m_file;                              ///< For reading.
    mutable std::deque<std::pair<qint64, Page>> m_recent; ///< Recently read pages, by first callback, newest first.
    std::shared_ptr<PageFile> m_writer;                   ///< Used only in m_storing; null: pages stay in memory.
    QTimer *const m_anew;                                 ///< Child; started when a stored page is found damaged.
    QThreadPool m_storing;
    QThreadPool m_making;
    std::stop_source m_stopMaking;
    CallbackFold m_fold; ///< From makeOlder(), for pages that are found damaged.
};

} // namespace Roomscope
