// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/journal/salvage.h"

#include "core/base/times.h"
#include "core/journal/block.h"
#include "core/journal/journalpages.h"
#include "core/journal/schema.h"
#include "core/journal/structure.h"

#include <QDateTime>
#include <QFile>

#include <algorithm>
#include <map>
#include <memory>
#include <string_view>
#include <vector>

using namespace Qt::StringLiterals;

namespace Roomscope {

namespace {

using Row = JournalPages::Row;

/// A row of blocks, as it was found.
struct FoundBlock
{
    qint64 first = 0;
    qint64 last = 0;
    qint64 count = 0;
    JournalPages::Place place;
};

qint64 numberAt(const Row &row, size_t column)
{
    const auto *const number = std::get_if<qint64>(&row.values[column]);
    return number ? *number : 0;
}

bool hasKinds(const Row &row, std::string_view kinds)
{
    return std::string_view(row.kinds.data(), row.kinds.size()) == kinds;
}

/// The newest is the last one.
void keep(std::vector<Row> &states, const Row &row)
{
    states.insert(row.place.isStale ? states.begin() : states.end(), row);
}

/// One journal being put together of what another one's pages hold.
class Salvage final
{
public:
    Salvage(const QString &journalFile, const JournalEnd &end, const Database &to)
        : m_pages(journalFile)
        , m_end(end)
        , m_to(to)
        , m_insertBlock(to.prepare("INSERT OR IGNORE INTO blocks VALUES(?, ?, ?, ?, ?, ?)"))
        , m_insertAnswers(to.prepare("INSERT OR IGNORE INTO answers VALUES(?, ?)"))
    {
    }

    /// False on an error of the new journal.
    [[nodiscard]] bool run()
    {
        m_pages.forEachRow([this](const Row &row) { note(row); });
        return m_isWritten && copyDictionary() && copyBase() && copyBlocks() && copyRejected() && copyListening()
            && noteMissing();
    }
    [[nodiscard]] const SalvagedJournal &result() const { return m_result; }

private:
    void note(const Row &row);
    void noteBytes(const Row &row);
    [[nodiscard]] bool copyDictionary();
    [[nodiscard]] bool copyBase();
    [[nodiscard]] bool copyBlocks();
    [[nodiscard]] bool copyBlock(const FoundBlock &block, IdRange wanted);
    [[nodiscard]] bool copyRejected();
    [[nodiscard]] bool copyListening();
    [[nodiscard]] bool noteMissing();
    [[nodiscard]] QList<IdRange> uncovered(qint64 first, qint64 last) const;
    void appendMissing(std::vector<IdRange> &missing, IdRange range, qint64 droppedBefore) const;

    JournalPages m_pages;
    JournalEnd m_end;
    const Database &m_to;
    Statement m_insertBlock;
    Statement m_insertAnswers;
    bool m_isWritten = true;

    std::vector<FoundBlock> m_blocks;
    std::map<qint64, std::vector<Row>> m_rejected;
    std::map<qint64, std::vector<Row>> m_listening;
    std::vector<Row> m_bases;
    std::vector<QByteArray> m_dictionaries;

    std::unique_ptr<BlockUnpacker> m_unpacker;
    std::unique_ptr<BlockPacker> m_packer;
    qint64 m_firstKept = 1;
    qint64 m_sinceUs = 0;
    std::map<qint64, qint64> m_covered; ///< Last by first, of the blocks that are copied.
    std::vector<IdRange> m_between;     ///< Of these blocks, ids that are not in them.
    std::vector<qint64> m_rejectedIds;  ///< That are copied.
    qint64 m_rejectedBytes = 0;
    SalvagedJournal m_result;
};

void Salvage::note(const Row &row)
{
    if (row.id < 1)
        return;
    if (hasKinds(row, "niiiib"))
        m_blocks.push_back({.first = row.id, .last = numberAt(row, 1), .count = numberAt(row, 2), .place = row.place});
    else if (hasKinds(row, "nibi"))
        keep(m_rejected[row.id], row);
    else if (hasKinds(row, "niit"))
        keep(m_listening[row.id], row);
    else if (hasKinds(row, "niib"))
        keep(m_bases, row);
    else if (hasKinds(row, "nb"))
        noteBytes(row);
}

void Salvage::noteBytes(const Row &row)
{
    for (const QByteArray &bytes : m_pages.bytes(row.place, 1)) {
        if (!bytes.contains('\0')) { // a text, and no times
            m_dictionaries.push_back(bytes);
        } else if (unpackDurations(bytes)) {
            m_isWritten = m_isWritten && m_insertAnswers.bind(1, row.id).bindBlob(2, bytes).run();
            return;
        }
    }
}

/// Frames know which one is theirs.
bool Salvage::copyDictionary()
{
    m_dictionaries.insert(m_dictionaries.begin(), typicalText());
    QByteArray right = m_dictionaries.front();
    const auto unpacksAny = [this](const QByteArray &dictionary) {
        const BlockUnpacker unpacker(dictionary);
        constexpr size_t mostTried = 20;
        for (size_t i = 0; i < std::min(mostTried, m_blocks.size()); ++i) {
            for (const QByteArray &frame : m_pages.bytes(m_blocks[i].place, 5)) {
                if (unpacker.unpack(frame))
                    return true;
            }
        }
        return false;
    };
    if (const auto found = std::find_if(m_dictionaries.cbegin(), m_dictionaries.cend(), unpacksAny);
        found != m_dictionaries.cend())
        right = *found;
    m_unpacker = std::make_unique<BlockUnpacker>(right);
    m_packer = std::make_unique<BlockPacker>(right);
    return m_to.prepare("INSERT INTO dictionary VALUES(1, ?)").bindBlob(1, right).run();
}

/// With a damaged state too: what has been removed does not come back by that, and ids go on.
bool Salvage::copyBase()
{
    if (m_bases.empty())
        return true;
    const Row &row = m_bases.back();
    const QList<QByteArray> states = m_pages.bytes(row.place, 3);
    m_firstKept = std::max<qint64>(1, numberAt(row, 1));
    m_sinceUs = numberAt(row, 2);
    QByteArray state = states.isEmpty() ? QByteArray("") : states.first();
    QByteArray plain;
    for (const QByteArray &candidate : states) {
        if (unpackFrame(candidate, plain))
            state = candidate;
    }
    return m_to.prepare("INSERT INTO base VALUES(1, ?, ?, ?)")
               .bind(1, m_firstKept)
               .bind(2, m_sinceUs)
               .bindBlob(3, state)
               .run()
        && m_to.prepare("DELETE FROM answers WHERE first < (SELECT max(first) FROM answers WHERE first <= ?1)")
               .bind(1, m_firstKept)
               .run();
}

/// What of the block is wanted. Of a damaged one nothing.
bool Salvage::copyBlock(const FoundBlock &block, IdRange wanted)
{
    for (const QByteArray &frame : m_pages.bytes(block.place, 5)) {
        std::optional<QList<Callback>> callbacks = m_unpacker->unpack(frame);
        const bool isAsSaid = callbacks && callbacks->size() == block.count && !callbacks->isEmpty()
            && callbacks->first().id >= block.first && callbacks->last().id == block.last;
        if (!isAsSaid)
            continue;
        const bool isWhole = wanted.first <= block.first && wanted.last >= block.last;
        callbacks->removeIf(
            [wanted](const Callback &callback) { return callback.id < wanted.first || callback.id > wanted.last; });
        if (callbacks->isEmpty())
            return true;
        const IdRange written {.first = std::max(wanted.first, block.first), .last = callbacks->last().id};
        const QByteArray bytes = isWhole ? frame : m_packer->pack(*callbacks);
        if (!m_insertBlock.bind(1, written.first)
                 .bind(2, written.last)
                 .bind(3, qint64(callbacks->size()))
                 .bind(4, callbacks->first().receivedUs)
                 .bind(5, callbacks->last().receivedUs)
                 .bindBlob(6, bytes)
                 .run())
            return false;
        m_covered[written.first] = written.last;
        m_result.callbacks += callbacks->size();
        qint64 next = written.first;
        for (const Callback &callback : std::as_const(*callbacks)) {
            if (callback.id > next)
                m_between.push_back({.first = next, .last = callback.id - 1});
            next = callback.id + 1;
        }
        return true;
    }
    return true;
}

/// First what the journal has now, then what only older states of its pages have.
bool Salvage::copyBlocks()
{
    std::sort(m_blocks.begin(), m_blocks.end(), [](const FoundBlock &a, const FoundBlock &b) {
        return a.first != b.first ? a.first < b.first : a.last > b.last;
    });
    qint64 mostLast = 0;
    for (const FoundBlock &block : m_blocks) {
        mostLast = std::max(mostLast, block.last);
        const qint64 reached = m_covered.empty() ? m_firstKept - 1 : m_covered.rbegin()->second;
        if (!block.place.isStale && block.last > reached
            && !copyBlock(block, {.first = std::max(reached + 1, block.first), .last = block.last}))
            return false;
    }
    for (const FoundBlock &block : m_blocks) {
        if (!block.place.isStale)
            continue;
        for (const IdRange &gap : uncovered(std::max(m_firstKept, block.first), block.last)) {
            if (!copyBlock(block, gap))
                return false;
        }
    }
    return true;
}

QList<IdRange> Salvage::uncovered(qint64 first, qint64 last) const
{
    QList<IdRange> ranges;
    auto next = m_covered.upper_bound(first);
    if (next != m_covered.begin())
        first = std::max(first, std::prev(next)->second + 1);
    for (; first <= last; ++next) {
        const qint64 end = next == m_covered.end() ? last : std::min(last, next->first - 1);
        if (first <= end)
            ranges.append({.first = first, .last = end});
        if (next == m_covered.end())
            break;
        first = std::max(first, next->second + 1);
    }
    return ranges;
}

bool Salvage::copyRejected()
{
    Statement insert = m_to.prepare("INSERT INTO rejected VALUES(?, ?, ?, ?)");
    for (auto it = m_rejected.lower_bound(m_firstKept); it != m_rejected.cend(); ++it) {
        const auto &[id, rows] = *it;
        bool isCopied = false;
        for (auto row = rows.crbegin(); row != rows.crend() && !isCopied; ++row) {
            for (const QByteArray &frame : m_pages.bytes(row->place, 2)) {
                const std::optional<QList<Callback>> callbacks = m_unpacker->unpack(frame);
                if (!callbacks || callbacks->size() != 1 || callbacks->first().id != id)
                    continue;
                if (!insert.bind(1, id)
                         .bind(2, numberAt(*row, 1))
                         .bindBlob(3, frame)
                         .bind(4, m_pages.number(row->place, 3).value_or(1))
                         .run())
                    return false;
                m_rejectedIds.push_back(id);
                m_rejectedBytes += frame.size();
                isCopied = true;
                break;
            }
        }
    }
    m_result.rejected = qint64(m_rejectedIds.size());
    return true;
}

bool Salvage::copyListening()
{
    Statement insert = m_to.prepare("INSERT INTO listening VALUES(?, ?, ?, ?)");
    for (const auto &[fromUs, rows] : m_listening) {
        const Row &row = rows.back();
        const QList<QByteArray> urls = m_pages.bytes(row.place, 3);
        if (fromUs >= m_sinceUs && !urls.isEmpty()
            && !insert.bind(1, fromUs)
                    .bind(2, numberAt(row, 1))
                    .bind(3, numberAt(row, 2))
                    .bindText(4, QString::fromUtf8(urls.first()))
                    .run())
            return false;
    }
    return true;
}

/// The ids of the range that no rejected request has and none that was dropped can have had.
void Salvage::appendMissing(std::vector<IdRange> &missing, IdRange range, qint64 droppedBefore) const
{
    qint64 next = std::max(range.first, droppedBefore);
    for (auto id = std::lower_bound(m_rejectedIds.cbegin(), m_rejectedIds.cend(), next);
         id != m_rejectedIds.cend() && *id <= range.last; ++id) {
        if (*id > next)
            missing.push_back({.first = next, .last = *id - 1});
        next = *id + 1;
    }
    if (next <= range.last)
        missing.push_back({.first = next, .last = range.last});
}

bool Salvage::noteMissing()
{
    const qint64 lastCovered = m_covered.empty() ? m_firstKept - 1 : m_covered.rbegin()->second;
    const qint64 lastStored = std::max(lastCovered, m_end.lastStored);
    const qint64 lastId
        = std::max({lastStored, m_end.lastId, m_rejectedIds.empty() ? qint64(0) : m_rejectedIds.back()});
    // The store of rejected requests drops its oldest when it is full.
    const bool isFull = m_rejectedIds.size() >= size_t(Schema::mostRejected)
        || m_rejectedBytes >= Schema::mostRejectedBytes - Schema::mostRejectedBytes / 8;
    const qint64 droppedBefore = isFull ? m_rejectedIds.front() : 0;

    std::vector<IdRange> missing;
    for (const IdRange &range : m_between)
        appendMissing(missing, range, droppedBefore);
    for (const IdRange &gap : uncovered(m_firstKept, lastStored)) // blocks lie side by side: one of them is missing
        missing.push_back(gap);
    if (lastId > lastStored)
        appendMissing(missing, {.first = lastStored + 1, .last = lastId}, droppedBefore);
    std::sort(missing.begin(), missing.end(), [](const IdRange &a, const IdRange &b) { return a.first < b.first; });
    for (const IdRange &range : missing)
        appendRange(m_result.missing, range);

    Statement insert = m_to.prepare("INSERT INTO missing VALUES(?, ?, ?)");
    for (const IdRange &range : std::as_const(m_result.missing)) {
        if (!insert.bind(1, range.first).bind(2, range.last).bind(3, nowUs()).run())
            return false;
    }
    return true;
}

} // namespace

QByteArray storedDictionary(const Database &database)
{
    Statement statement = database.prepare("SELECT bytes FROM dictionary");
    return statement.step() == Statement::Step::Row ? statement.blob(0) : QByteArray();
}

QByteArray journalDictionary(const Database &database)
{
    const QByteArray stored = storedDictionary(database);
    const QByteArray present = typicalText();
    if (stored == present || stored.isEmpty())
        return present;
    // It has no checksum: another one than the present may be an older one or a damaged one. Frames know.
    for (const char *sql :
         {"SELECT data FROM blocks ORDER BY first LIMIT 1", "SELECT data FROM blocks ORDER BY first DESC LIMIT 1",
          "SELECT data FROM rejected LIMIT 1"}) {
        Statement frame = database.prepare(sql);
        if (frame.step() != Statement::Step::Row)
            continue;
        const QByteArray bytes = frame.blob(0);
        if (BlockUnpacker(stored).unpack(bytes))
            return stored;
        if (BlockUnpacker(present).unpack(bytes))
            return present;
    }
    return stored;
}

Result<SalvagedJournal> salvageInto(const QString &newFile, const QString &journalFile, const JournalEnd &end)
{
    Database to;
    if (const auto failure = to.open(newFile, Database::Access::Create))
        return *failure;
    if (!to.run("PRAGMA auto_vacuum = INCREMENTAL") || !to.run("BEGIN IMMEDIATE") || !to.run(Schema::create))
        return to.failure();
    SalvagedJournal result;
    {
        Salvage salvage(journalFile, end, to);
        if (!salvage.run())
            return to.failure();
        result = salvage.result();
    }
    if (!to.run("COMMIT"))
        return to.failure();
    return result;
}

Result<QList<Error>> salvageJournal(const QString &fileName, const Error &damage)
{
    const JournalEnd end = readJournalEnd(fileName);
    const QString newFile = fileName + u"-new"_s;
    QFile::remove(newFile); // of a repair that was broken off
    const auto salvaged = salvageInto(newFile, fileName, end);
    if (!salvaged) {
        QFile::remove(newFile);
        return isDamaged(damage.kind) ? salvaged.error() : damage;
    }
    if (!isDamaged(damage.kind) && salvaged->isEmpty() && end.lastId == 0) {
        QFile::remove(newFile);
        return damage;
    }
    const QString stamp = QDateTime::currentDateTimeUtc().toString(u"yyyy-MM-ddTHHmmsszzz"_s);
    const QString aside = u"%1-damaged-%2.sqlite"_s.arg(fileName.chopped(7), stamp);
    const QStringList names = databaseFiles(aside);
    const QStringList files = databaseFiles(fileName);
    for (qsizetype i = 0; i < files.size(); ++i) {
        if (QFile::exists(files[i]) && !QFile::rename(files[i], names[i]))
            return Error {ErrorKind::CannotSetJournalAside, {fileName}};
    }
    if (!QFile::rename(newFile, fileName))
        return Error {ErrorKind::CannotRenameSalvagedJournal, {fileName, aside, newFile}};
    const bool isWhole = salvaged->missing.isEmpty();
    Error repair {isWhole ? ErrorKind::JournalRepaired : ErrorKind::JournalRepairedInPart,
                  {salvaged->callbacks, aside}};
    if (salvaged->rejected > 0) {
        repair.kind = isWhole ? ErrorKind::JournalRepairedWithRejected : ErrorKind::JournalRepairedInPartWithRejected;
        repair.arguments.append(salvaged->rejected);
    }
    if (!isWhole)
        repair.arguments.append(QVariant::fromValue(salvaged->missing));
    return QList<Error> {repair};
}

} // namespace Roomscope
