// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exchange/import.h"

#include "core/base/times.h"
#include "core/exchange/appender.h"
#include "core/exchange/callbacksource.h"
#include "core/journal/journalreader.h"
#include "core/rooms/interpretation.h"

#include <QCryptographicHash>
#include <QHash>
#include <QTemporaryFile>
#include <QtEndian>

#include <algorithm>
#include <limits>

using namespace Qt::StringLiterals;

namespace Roomscope {

namespace {

constexpr qint64 progressEvery = 256;
constexpr qint64 spoolStep = 1 << 20;

/// Standard input comes once only; what is imported is read twice, and once more when the session may hold some of it.
bool spoolStandardInput(QTemporaryFile &spool)
{
    QFile input;
    if (!input.open(stdin, QIODevice::ReadOnly) || !spool.open())
        return false;
    for (QByteArray part = input.read(spoolStep); !part.isEmpty(); part = input.read(spoolStep)) {
        if (spool.write(part) != part.size())
            return false;
    }
    return spool.flush();
}

/// What a source has beside its callbacks.
struct Beside
{
    QList<Error> notices;
    SessionMetadata metadata;
};

/// Reads all of the source anew, until visit answers false. name: how the source is called there.
std::optional<Error> readAll(const QString &path, const QString &name, const SourceOptions &options, Beside &beside,
                             const CallbackSource::Visit &visit)
{
    const auto unreadable = [&name](const Error &cause) {
        return name == "-"_L1 ? Error {ErrorKind::CannotImportStandardInput, {}, {cause}}
                              : Error {ErrorKind::CannotImport, {name}, {cause}};
    };
    const auto source = openSource(path, options);
    if (!source)
        return unreadable(source.error());
    if (const auto failure = (*source)->forEach(visit))
        return unreadable(*failure);
    beside = {.notices = (*source)->notices(), .metadata = (*source)->metadata()};
    return {};
}

/// Why callbacks of which the oldest arrived then do not go into that session.
std::optional<Error> objectionToAge(qint64 oldestUs, const QString &dataFolder)
{
    JournalReader reader;
    if (reader.open(dataFolder))
        return {}; // there is no session yet, or the writer says what is wrong with it
    const JournalStats stats = reader.stats();
    if (stats.lastId == 0 || oldestUs >= stats.toUs)
        return {};
    return Error {ErrorKind::TooOldToImport, {utcDateTime(oldestUs), utcDateTime(stats.toUs)}};
}

/// Of a session without callbacks how its source was read is the interpretation; another session keeps its own one.
std::optional<Error> adoptInterpretation(const SessionMetadata &metadata, const QString &dataFolder, qint64 firstId,
                                         QList<Error> &notices)
{
    if (!metadata.interpretation || *metadata.interpretation == loadInterpretation(dataFolder))
        return {};
    if (firstId != 1)
        notices.append({ErrorKind::InterpretationNotAdopted});
    else if (!saveInterpretation(dataFolder, *metadata.interpretation))
        return Error {ErrorKind::CannotKeepInterpretation, {dataFolder}};
    return {};
}

/// What a session holds of a span of time, to know it again. A callback takes some 40 bytes.
class HeldCallbacks final
{
public:
    HeldCallbacks() = default;
    HeldCallbacks(const QString &dataFolder, qint64 fromUs, qint64 toUs, QList<Error> &notices)
    {
        JournalReader journal;
        if (journal.open(dataFolder))
            return; // there is no session yet, or the writer says what is wrong with it
        const auto failure = journal.forEach(journal.firstIdAt(fromUs), journal.lastIdBefore(toUs + 1),
                                             [this](const Callback &callback) {
                                                 ++m_times[fingerprintOf(callback)];
                                                 return true;
                                             });
        if (failure)
            notices.append(*failure);
    }
    [[nodiscard]] bool isEmpty() const { return m_times.isEmpty(); }
    /// Whether it is there, once more than it was asked for before.
    [[nodiscard]] bool consume(const Callback &callback)
    {
        const auto held = m_times.find(fingerprintOf(callback));
        return held != m_times.end() && (*held)-- > 0;
    }

private:
    static quint64 fingerprintOf(const Callback &callback)
    {
        QCryptographicHash hash(QCryptographicHash::Sha1);
        hash.addData(QByteArray::number(callback.receivedUs));
        for (const QByteArray &part : {callback.head, callback.body}) {
            hash.addData(QByteArrayView("\0", 1));
            hash.addData(part);
        }
        return qFromBigEndian<quint64>(hash.result().constData());
    }

    QHash<quint64, qint64> m_times;
};

} // namespace

ImportResult importCallbacks(const ImportOptions &options, const ImportProgress &progress)
{
    ImportResult result;
    const SourceOptions sourceOptions {
        .sdkAppId = options.sdkAppId, .importedUs = nowUs(), .allowDamage = options.allowDamage};
    QTemporaryFile spool;
    QString path = options.source;
    if (options.source == "-"_L1) {
        if (!spoolStandardInput(spool)) {
            result.error = Error {ErrorKind::StandardInputNotCopied, {spool.errorString()}};
            return result;
        }
        path = spool.fileName();
    }
    qint64 total = 0;
    qint64 fromUs = std::numeric_limits<qint64>::max();
    qint64 toUs = std::numeric_limits<qint64>::min();
    const auto goOn = [&](qint64 done, qint64 ofAll) {
        if (progress && done % progressEvery == 0)
            result.cancelled = !progress(done, ofAll);
        return !result.cancelled;
    };
    Beside beside;
    const auto read = [&](const CallbackSource::Visit &visit) {
        return readAll(path, options.source, sourceOptions, beside, visit);
    };
    result.error = read([&](const Callback &callback) {
        fromUs = std::min(fromUs, callback.receivedUs);
        toUs = std::max(toUs, callback.receivedUs);
        return goOn(++total, 0);
    });
    result.notices = beside.notices;
    if (result.cancelled || result.error)
        return result;

    const HeldCallbacks held
        = total > 0 ? HeldCallbacks(options.dataFolder, fromUs, toUs, result.notices) : HeldCallbacks();
    qint64 oldestUs = fromUs; // of those that are new
    if (!held.isEmpty()) {
        oldestUs = std::numeric_limits<qint64>::max();
        result.error = read([&, left = held](const Callback &callback) mutable {
            if (!left.consume(callback))
                oldestUs = std::min(oldestUs, callback.receivedUs);
            return true;
        });
    }
    if (!result.error)
        result.error = objectionToAge(oldestUs, options.dataFolder);
    if (result.error)
        return result;
    Appender appender;
    if (result.error = appender.open(options.dataFolder); result.error)
        return result;
    result.error = adoptInterpretation(beside.metadata, options.dataFolder, appender.firstId(), result.notices);
    if (result.error)
        return result;
    qint64 done = 0;
    std::optional<Error> notStored;
    result.error = read([&, left = held](const Callback &callback) mutable {
        if (left.consume(callback)) {
            ++result.known;
            return goOn(++done, total);
        }
        result.rejected += callback.verdict.isRejected() ? 1 : 0;
        if (!goOn(++done, total))
            return false;
        notStored = appender.append(callback);
        return !notStored;
    });
    if (notStored)
        result.error = notStored;
    if (!result.error && !result.cancelled) // a part says nothing about all of the time
        result.error = appender.addListening(beside.metadata.listening);
    const auto closing = appender.close(); // what has been read is stored, also after a cancel
    if (!result.error)
        result.error = closing;
    result.callbacks = appender.stored();
    if (result.error && result.callbacks > 0)
        result.error = Error {ErrorKind::PartlyImported, {result.callbacks}, {*result.error}};
    return result;
}

} // namespace Roomscope
