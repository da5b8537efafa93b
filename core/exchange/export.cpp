// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exchange/export.h"

#include "core/base/outputfile.h"
#include "core/exchange/callbackfile.h"
#include "core/exchange/callbackjson.h"
#include "core/exchange/harwriter.h"
#include "core/exchange/masker.h"
#include "core/exchange/sessionfile.h"
#include "core/exchange/storedchanges.h"
#include "core/protocol/contentcoding.h"
#include "core/session/journalfold.h"
#include "core/timeline/timelinepage.h"

#include <QDir>
#include <QFileInfo>
#include <QTemporaryDir>

#include <algorithm>
#include <memory>
#include <optional>

using namespace Qt::StringLiterals;

namespace Roomscope {

namespace {

using Format = ExportOptions::Format;

constexpr qint64 progressEvery = 256;

class CallbacksNdjson final : public RecordWriter
{
public:
    explicit CallbacksNdjson(QIODevice *device)
        : m_device(device)
    {
    }

    bool write(const AppliedCallback &applied, const QList<qsizetype> &) override
    {
        ++m_count;
        const QByteArray line = callbackJson(applied) + '\n';
        return m_device->write(line) == line.size();
    }

private:
    QIODevice *m_device;
};

/// Which rows of the timeline pass the filter.
class RowMatcher final
{
public:
    explicit RowMatcher(const Filter &filter)
        : m_original(filter)
        , m_filter(filter.renewed())
    {
    }

    /// Indexes in applied.changes; 0 for a rejected request.
    QList<qsizetype> passing(const AppliedCallback &applied)
    {
        QList<qsizetype> rows;
        if (m_original.isEmpty()) {
            for (qsizetype row = 0; row < std::max<qsizetype>(1, applied.changes.size()); ++row)
                rows.append(row);
            return rows;
        }
        const auto bodyOf = [&applied](qint64) { return plainBody(applied.callback); };
        if (m_page.isFull()) {
            m_page = {};
            m_filter = m_original.renewed();
        }
        const qsizetype first = m_page.size();
        m_page.appendChanges(applied);
        for (qsizetype row = first; row < m_page.size(); ++row) {
            if (m_filter.matches(m_page.row(row), m_page.texts(), bodyOf))
                rows.append(row - first);
        }
        return rows;
    }

    bool passes(const Stay &stay)
    {
        AppliedCallback applied;
        applied.event.sdkAppId = stay.room.sdkAppId;
        applied.event.operatorAccount = stay.operatorAccount;
        applied.callback.receivedUs = stay.fromMs * 1000;
        applied.changes = {{.kind = stay.begunBy,
                            .room = stay.room.room,
                            .life = stay.life,
                            .seat = stay.seat,
                            .member = stay.member}};
        return !passing(applied).isEmpty();
    }

private:
    Filter m_original;
    Filter m_filter;
    TimelinePage m_page;
};

/// A callback as it is and as it is shown in the file: the same, or masked.
struct Visited
{
    const AppliedCallback &original;
    const RoomStore &originalRooms;
    const AppliedCallback &shown;
    const RoomStore &shownRooms;
};

/// One export on its way.
class Exporter final
{
public:
    Exporter(const ExportOptions &options, const ExportProgress &progress)
        : m_options(options)
        , m_progress(progress)
        , m_matcher(options.filter)
    {
    }

    ExportResult run();

private:
    void writeFile();
    void writeSession();
    void checkCopied();
    void fold(qint64 after, const std::function<bool(const Visited &)> &visit);
    [[nodiscard]] qint64 lastIdToFold() const;
    void learnNames();
    [[nodiscard]] RoomStore maskedBase();
    void maskFormerTexts(ChangeDetails &details);
    [[nodiscard]] bool goesOn(qint64 callbackId);
    bool fill(RecordWriter &writer);
    bool fillChanges(QIODevice *device);
    bool foldInto(qint64 after, RecordWriter &writer);
    bool fillStays(QIODevice *device);
    [[nodiscard]] std::unique_ptr<RecordWriter> writerFor(QIODevice *device);
    [[nodiscard]] SessionMetadata metadata();
    [[nodiscard]] bool isWanted(const Stay &stay);
    [[nodiscard]] bool isWhole() const;
    [[nodiscard]] bool isTable(CsvTable table) const
    {
        return m_options.format == Format::Csv && m_options.table == table;
    }

    const ExportOptions &m_options;
    const ExportProgress &m_progress;
    JournalReader m_reader;
    qint64 m_firstId = 1; ///< The callbacks that are wanted: from this one …
    qint64 m_lastId = 0;  ///< … to that one, see lastIdToFold().
    RowMatcher m_matcher;
    Masker m_masker;
    ExportResult m_result;
};

bool Exporter::isWanted(const Stay &stay)
{
    const bool endsBefore = stay.toMs && *stay.toMs * 1000 < m_options.fromUs;
    return !endsBefore && stay.fromMs * 1000 < m_options.toUs && m_matcher.passes(stay);
}

bool Exporter::isWhole() const
{
    const ExportOptions everything;
    return m_options.filter.isEmpty() && m_options.ids.isEmpty() && !m_options.mask
        && m_options.fromUs == everything.fromUs && m_options.toUs == everything.toUs;
}

/// The last callback that says anything about what is wanted, of those stored by now.
qint64 Exporter::lastIdToFold() const
{
    qint64 lastId = m_reader.lastId();
    if (isTable(CsvTable::Stays)) // how one ends may be told at any time
        return lastId;
    lastId = std::min(lastId, m_reader.lastIdBefore(m_options.toUs));
    if (!m_options.ids.isEmpty())
        lastId = std::min(lastId, *std::max_element(m_options.ids.cbegin(), m_options.ids.cend()));
    const std::optional<JournalBase> base = m_reader.base();
    return base ? std::max(lastId, base->firstKept - 1) : lastId;
}

/// The rooms that a journal begins with, with pseudonyms.
RoomStore Exporter::maskedBase()
{
    const Interpretation interpretation = loadInterpretation(m_options.dataFolder);
    const std::optional<JournalBase> base = m_reader.base();
    std::optional<MonitorState> state = base ? MonitorState::fromBase(*base) : std::nullopt;
    if (!state)
        return RoomStore(interpretation); // there is none, or foldJournal() says that it cannot be read
    state->rooms.setInterpretation(interpretation);
    state->rooms.renameAccounts([this](const QString &account) { return m_masker.maskedAccount(account); });
    return state->rooms;
}

/// In a trimmed journal what a room was before comes from before the masked callbacks.
void Exporter::maskFormerTexts(ChangeDetails &details)
{
    if (auto *creation = std::get_if<CreationDetails>(&details.content))
        creation->name = m_masker.maskedText(creation->name);
    auto *const update = std::get_if<UpdateDetails>(&details.content);
    for (qsizetype i = 0; update && i < update->fields.size(); ++i) {
        if (std::optional<QString> &former = update->fields[i].former)
            former = m_masker.maskedText(*former);
    }
}

/// So that what a later callback gives away goes from earlier ones, too.
void Exporter::learnNames()
{
    const auto failure = m_reader.forEach(m_reader.firstId(), m_lastId, [this](const Callback &callback) {
        m_masker.learn(callback);
        if (callback.id % progressEvery == 0)
            m_result.cancelled = m_progress && !m_progress(0, 0);
        return !m_result.cancelled;
    });
    if (failure)
        m_result.damage = failure;
}

/// Whether the caller of the export wants it to.
bool Exporter::goesOn(qint64 callbackId)
{
    const qint64 done = std::min(callbackId, m_lastId) - m_firstId + 1;
    m_result.cancelled = m_progress && !m_progress(done, m_lastId - m_firstId + 1);
    return !m_result.cancelled;
}

/// Every callback behind that one.
void Exporter::fold(qint64 after, const std::function<bool(const Visited &)> &visit)
{
    MonitorState state;
    RoomStore maskedRooms = m_options.mask ? maskedBase() : RoomStore();
    const bool isTrimmed = m_reader.base().has_value();
    const auto failure
        = foldJournal(m_reader, m_options.dataFolder, state, m_lastId, after + 1, [&](const AppliedCallback &applied) {
              if (applied.callback.id % progressEvery == 0 && !goesOn(applied.callback.id))
                  return false;
              if (!m_options.mask)
                  return visit({applied, state.rooms, applied, state.rooms});
              AppliedCallback masked = maskedRooms.apply(m_masker.masked(applied.callback));
              if (isTrimmed) {
                  for (Change &change : masked.changes)
                      maskFormerTexts(change.details);
              }
              return visit({applied, state.rooms, masked, maskedRooms});
          });
    if (failure)
        m_result.damage = failure;
}

bool Exporter::foldInto(qint64 after, RecordWriter &writer)
{
    bool written = true;
    fold(after, [&](const Visited &visited) {
        const Callback &callback = visited.original.callback;
        if (!m_options.wants(callback.id, callback.receivedUs))
            return written;
        const QList<qsizetype> rows = m_matcher.passing(visited.original);
        if (!rows.isEmpty())
            written = written && writer.write(visited.shown, rows);
        return written;
    });
    if (!m_result.cancelled) // an end would make a part look like the whole
        written = written && writer.end();
    m_result.rows += writer.count();
    return written;
}

bool Exporter::fill(RecordWriter &writer)
{
    return writer.begin() && foldInto(m_firstId - 1, writer);
}

/// From the rows that are stored, as far as they reach, and the rest from the journal.
bool Exporter::fillChanges(QIODevice *device)
{
    const std::unique_ptr<RecordWriter> writer = changesCsv(device, m_options.csv);
    if (!writer->begin())
        return false;
    const std::optional<JournalBase> base = m_reader.base();
    const qint64 after = std::max(m_firstId, base ? base->firstKept : 1) - 1;
    const StoredChanges stored = writeStoredChanges(m_options, m_reader, device, after, m_lastId,
                                                    [this](qint64 callbackId) { return goesOn(callbackId); });
    m_result.rows = stored.rows;
    m_result.damage = stored.damage;
    if (stored.isCancelled || !stored.isWritten)
        return stored.isWritten;
    return stored.lastId >= m_lastId || foldInto(stored.lastId, *writer);
}

bool Exporter::fillStays(QIODevice *device)
{
    StaysCsv table(device, m_options.csv);
    bool written = table.begin();
    const auto write = [&](const QList<Stay> &originals, const QList<Stay> &shown) {
        for (qsizetype i = 0; i < originals.size() && written; ++i) {
            if (!isWanted(originals[i]))
                continue;
            written = table.write(shown[i]);
            ++m_result.rows;
        }
    };
    Occupancy occupancy;
    Occupancy maskedOccupancy;
    fold(m_firstId - 1, [&](const Visited &visited) {
        const QList<Stay> ended = occupancy.note(visited.original, visited.originalRooms);
        write(ended, m_options.mask ? maskedOccupancy.note(visited.shown, visited.shownRooms) : ended);
        return written;
    });
    if (!m_result.cancelled)
        write(occupancy.openStays(), m_options.mask ? maskedOccupancy.openStays() : occupancy.openStays());
    return written;
}

SessionMetadata Exporter::metadata()
{
    SessionMetadata metadata {.interpretation = loadInterpretation(m_options.dataFolder),
                              .listening = m_reader.listeningPeriods()};
    metadata.listening.removeIf([this](const ListeningPeriod &period) {
        return period.toUs < m_options.fromUs || period.fromUs >= m_options.toUs;
    });
    for (ListeningPeriod &period : metadata.listening) {
        period.fromUs = std::max(period.fromUs, m_options.fromUs);
        period.toUs = std::min(period.toUs, m_options.toUs);
        if (m_options.mask)
            period.url = m_masker.maskedText(period.url);
    }
    return metadata;
}

std::unique_ptr<RecordWriter> Exporter::writerFor(QIODevice *device)
{
    switch (m_options.format) {
    case Format::Ndjson: return std::make_unique<CallbacksNdjson>(device);
    case Format::Har: return harFile(device, metadata());
    case Format::Callbacks: return callbackFile(device, metadata());
    case Format::Csv:
    case Format::Session: break;
    }
    return isTable(CsvTable::Callbacks) ? callbacksCsv(device, m_options.csv) : changesCsv(device, m_options.csv);
}

void Exporter::writeFile()
{
    OutputFile file;
    if (m_result.error = file.open(m_options.file); m_result.error)
        return;
    bool written = false;
    if (isTable(CsvTable::Stays)) {
        written = fillStays(file.device());
    } else if (isTable(CsvTable::Changes) && !m_options.mask) {
        written = fillChanges(file.device());
    } else {
        const std::unique_ptr<RecordWriter> writer = writerFor(file.device());
        written = fill(*writer);
    }
    if (m_result.cancelled)
        return; // the file never appears
    m_result.error = written ? file.finish() : file.error();
}

/// A session is copied without a look at what is in its blocks.
void Exporter::checkCopied()
{
    if (m_result.cancelled || m_result.error)
        return;
    const auto failure = m_reader.forEach(m_firstId, m_lastId, [this](const Callback &callback) {
        return callback.id % progressEvery != 0 || goesOn(callback.id);
    });
    if (failure)
        m_result.damage = failure;
}

void Exporter::writeSession()
{
    if (m_options.file == "-"_L1) {
        m_result.error = Error {ErrorKind::SessionToStandardOutput};
        return;
    }
    if (const QFileInfo existing(m_options.file); existing.exists() && !existing.isFile()) {
        m_result.error = Error {ErrorKind::SessionToNoFile, {m_options.file}};
        return;
    }
    // Beside the file, so that it can take its place in one step.
    const QTemporaryDir folder(QFileInfo(m_options.file).absoluteDir().filePath(u".roomscope-XXXXXX"_s));
    if (!folder.isValid()) {
        m_result.error = Error {ErrorKind::CannotWriteFile, {m_options.file, folder.errorString()}};
        return;
    }
    if (isWhole()) {
        m_result.rows = m_reader.count();
        m_result.error = copySession(m_reader.folder(), journalFile(folder.path()), [this] {
            m_result.cancelled = m_progress && !m_progress(0, 0);
            return !m_result.cancelled;
        });
        checkCopied();
    } else {
        SessionWriter writer(folder.path(), metadata().listening);
        if (!fill(writer) && !m_result.cancelled)
            m_result.error = writer.error();
    }
    if (!m_result.cancelled && !m_result.error)
        m_result.error = writeInterpretation(journalFile(folder.path()), loadInterpretation(m_options.dataFolder));
    if (!m_result.cancelled && !m_result.error)
        m_result.error = replaceFile(journalFile(folder.path()), m_options.file);
}

ExportResult Exporter::run()
{
    if (m_result.error = m_reader.open(m_options.dataFolder); m_result.error)
        return m_result;
    m_lastId = lastIdToFold();
    if (!m_options.mask && !isTable(CsvTable::Stays)) // no checkpoint has what these need
        m_firstId = std::max<qint64>(1, m_reader.firstIdAt(m_options.fromUs));
    if (m_options.mask)
        learnNames();
    if (m_result.cancelled)
        return m_result;
    if (m_options.format == Format::Session)
        writeSession();
    else
        writeFile();
    // What comes from a checkpoint or from stored rows has not met it.
    if (!m_result.damage)
        m_result.damage = m_reader.damage(m_firstId, m_lastId);
    return m_result;
}

} // namespace

ExportResult exportSession(const ExportOptions &options, const ExportProgress &progress)
{
    return Exporter(options, progress).run();
}

} // namespace Roomscope
