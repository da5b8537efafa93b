// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/export/export.h"

#include "core/export/jsonwriter.h"
#include "core/history.h"
#include "core/protocol/requesthead.h"
#include "core/times.h"

#include <QFile>
#include <QFileInfo>
#include <QSaveFile>

#include <memory>

using namespace Qt::StringLiterals;

namespace Roomscope {

namespace {

CsvCell number(qint64 value)
{
    return {QByteArray::number(value), true};
}

CsvCell text(const QString &value)
{
    return {value.toUtf8()};
}

QByteArray boolean(bool value)
{
    return value ? "true" : "false";
}

QByteArray eventTime(const Event &event)
{
    return event.eventTimeMs ? isoMilliseconds(*event.eventTimeMs * 1000) : QByteArray();
}

CsvCell delay(const Applied &applied)
{
    const std::optional<qint64> delayMs = applied.delayMs();
    return delayMs ? number(*delayMs) : CsvCell();
}

/// What one of the forms of a file consists of.
class RecordWriter
{
public:
    virtual ~RecordWriter() = default;
    virtual bool writeHeader() { return true; }
    virtual bool writeChange(const Applied &, const Change &) { return true; }
    virtual bool writeCallback(const Applied &) { return true; }
};

class ChangesCsv final : public RecordWriter
{
public:
    ChangesCsv(QIODevice *device, const CsvOptions &options)
        : m_csv(device, options)
    {
    }

    bool writeHeader() override
    {
        return m_csv.writeRecord({{"callback_id"},
                                  {"received"},
                                  {"event_time"},
                                  {"delay_ms"},
                                  {"sdk_app_id"},
                                  {"room_id"},
                                  {"life"},
                                  {"command"},
                                  {"change"},
                                  {"seat"},
                                  {"member"},
                                  {"previous_member"},
                                  {"locked"},
                                  {"audio_prohibited"},
                                  {"video_prohibited"},
                                  {"operator"},
                                  {"platform"},
                                  {"client_ip"},
                                  {"verdict"}});
    }

    bool writeChange(const Applied &applied, const Change &change) override
    {
        const Event &event = applied.event;
        const bool onSeat = change.seat >= 0;
        const auto mark = [onSeat](bool value) { return CsvCell {onSeat ? boolean(value) : QByteArray()}; };
        return m_csv.writeRecord({number(applied.callback.id),
                                  {isoMilliseconds(applied.callback.receivedUs)},
                                  {eventTime(event)},
                                  delay(applied),
                                  text(event.sdkAppId),
                                  text(change.room),
                                  change.life > 0 ? number(change.life) : CsvCell(),
                                  text(event.command),
                                  text(changeName(change.kind)),
                                  onSeat ? number(change.seat) : CsvCell(),
                                  text(change.member),
                                  text(change.previous),
                                  mark(change.marks.locked),
                                  mark(change.marks.audioProhibited),
                                  mark(change.marks.videoProhibited),
                                  text(event.operatorAccount),
                                  text(event.platform),
                                  text(event.clientIp),
                                  text(applied.verdict.toString())});
    }

private:
    CsvWriter m_csv;
};

class CallbacksCsv final : public RecordWriter
{
public:
    CallbacksCsv(QIODevice *device, const CsvOptions &options)
        : m_csv(device, options)
    {
    }

    bool writeHeader() override
    {
        return m_csv.writeRecord({{"callback_id"}, {"received"},     {"event_time"}, {"delay_ms"}, {"sdk_app_id"},
                                  {"room_id"},     {"command"},      {"operator"},   {"platform"}, {"client_ip"},
                                  {"peer"},        {"method"},       {"path"},       {"query"},    {"http_version"},
                                  {"body_bytes"},  {"reply_status"}, {"reply_ms"},   {"verdict"},  {"body"}});
    }

    bool writeCallback(const Applied &applied) override
    {
        const Callback &callback = applied.callback;
        const Event &event = applied.event;
        const RequestHead head = RequestHead::parse(callback.head);
        return m_csv.writeRecord(
            {number(callback.id),
             {isoMilliseconds(callback.receivedUs)},
             {eventTime(event)},
             delay(applied),
             text(event.sdkAppId),
             text(event.room()),
             text(event.command),
             text(event.operatorAccount),
             text(event.platform),
             text(event.clientIp),
             text(callback.peer),
             {head.method},
             {head.path},
             {head.query},
             {head.version},
             number(callback.body.size()),
             number(callback.reply.status),
             callback.reply.durationUs < 0
                 ? CsvCell()
                 : CsvCell {QByteArray::number(double(callback.reply.durationUs) / 1000.0, 'f', 3), true},
             text(applied.verdict.toString()),
             {callback.body}});
    }

private:
    CsvWriter m_csv;
};

class CallbacksNdjson final : public RecordWriter
{
public:
    explicit CallbacksNdjson(QIODevice *device)
        : m_device(device)
    {
    }

    bool writeCallback(const Applied &applied) override
    {
        const QByteArray line = callbackJson(applied) + '\n';
        return m_device->write(line) == line.size();
    }

private:
    QIODevice *m_device;
};

std::unique_ptr<RecordWriter> writerFor(const ExportOptions &options, QIODevice *device)
{
    if (options.format == ExportOptions::Format::Ndjson)
        return std::make_unique<CallbacksNdjson>(device);
    if (options.what == ExportOptions::What::Callbacks)
        return std::make_unique<CallbacksCsv>(device, options.csv);
    return std::make_unique<ChangesCsv>(device, options.csv);
}

/// The rows of one callback that pass the filter: the same rows that the timeline would show.
QList<qsizetype> passingRows(const Filter &filter, const Applied &applied, Timeline &rows)
{
    const qint64 first = rows.append({applied});
    QList<qsizetype> passing;
    for (qint64 row = first; row < rows.endNumber(); ++row) {
        if (filter.matches(rows.row(row), rows.texts()))
            passing.append(qsizetype(row - first));
    }
    rows.dropBefore(rows.endNumber());
    return passing;
}

std::unique_ptr<QFileDevice> openFile(const QString &name, QString &error)
{
    if (name == "-"_L1) {
        auto out = std::make_unique<QFile>();
        if (!out->open(stdout, QIODevice::WriteOnly))
            error = u"standard output cannot be written: %1"_s.arg(out->errorString());
        return out;
    }
    if (const QFileInfo existing(name); existing.exists() && !existing.isFile()) {
        auto out = std::make_unique<QFile>(name); // a device or a pipe is written to, never replaced
        if (!out->open(QIODevice::WriteOnly | QIODevice::Unbuffered))
            error = u"“%1” cannot be written: %2"_s.arg(name, out->errorString());
        return out;
    }
    auto out = std::make_unique<QSaveFile>(name);
    if (!out->open(QIODevice::WriteOnly))
        error = u"“%1” cannot be written: %2"_s.arg(name, out->errorString());
    return out;
}

/// Makes the file appear, whole; standard output is only flushed.
bool finish(QFileDevice &file)
{
    auto *saved = qobject_cast<QSaveFile *>(&file);
    return saved ? saved->commit() : file.flush();
}

} // namespace

ExportResult exportSession(const ExportOptions &options, const ExportProgress &progress)
{
    ExportResult result;
    JournalReader reader;
    if (const auto failure = reader.open(options.dataFolder)) {
        result.error = failure->sentence;
        return result;
    }
    const std::unique_ptr<QFileDevice> file = openFile(options.file, result.error);
    if (!result.error.isEmpty())
        return result;

    const qint64 firstId = std::max<qint64>(1, reader.firstIdAt(options.fromUs));
    const qint64 lastId = reader.firstIdAt(options.toUs) - 1;
    const std::unique_ptr<RecordWriter> writer = writerFor(options, file.get());
    bool written = writer->writeHeader();
    const bool asChanges = options.format == ExportOptions::Format::Csv && options.what == ExportOptions::What::Changes;
    Timeline rows;
    constexpr qint64 progressEvery = 256;
    RoomsAt state;
    const auto failure = foldJournal(reader, options.dataFolder, state, lastId, firstId, [&](const Applied &applied) {
        const QList<qsizetype> passing = passingRows(options.filter, applied, rows);
        if (!asChanges && !passing.isEmpty()) {
            written = written && writer->writeCallback(applied);
            ++result.rows;
        } else if (asChanges) {
            for (const qsizetype row : passing) {
                if (row >= applied.changes.size())
                    continue; // the row of a rejected request: no change
                written = written && writer->writeChange(applied, applied.changes[row]);
                ++result.rows;
            }
        }
        if (progress && applied.callback.id % progressEvery == 0)
            result.cancelled = !progress(applied.callback.id - firstId + 1, lastId - firstId + 1);
        return written && !result.cancelled;
    });
    if (result.cancelled)
        return result; // QSaveFile leaves no file behind
    if (!written || !finish(*file))
        result.error = u"“%1” could not be written: %2"_s.arg(options.file, file->errorString());
    else if (failure)
        result.error = failure->sentence;
    return result;
}

} // namespace Roomscope
