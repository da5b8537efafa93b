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
    QStringList notices;
    SessionMetadata metadata;
};

/// Reads all of the source anew. An English sentence, empty on success; visit answers one, too.
/// name: how the source is called there.
QString readAll(const QString &path, const QString &name, const SourceOptions &options, Beside &beside,
                const std::function<QString(const Callback &)> &visit)
{
    auto opened = openSource(path, options);
    if (const auto *problem = std::get_if<QString>(&opened))
        return u"“%1” cannot be imported: %2"_s.arg(name, *problem);
    const auto source = std::get<std::unique_ptr<CallbackSource>>(std::move(opened));
    QString objection;
    const QString problem = source->forEach([&](const Callback &callback) {
        objection = visit(callback);
        return objection.isEmpty();
    });
    if (!problem.isEmpty())
        return u"“%1” cannot be imported: %2"_s.arg(name, problem);
    beside = {.notices = source->notices(), .metadata = source->metadata()};
    return objection;
}

/// Why callbacks of which the oldest arrived then do not go into that session; empty when they do.
QString objectionToAge(qint64 oldestUs, const QString &dataFolder)
{
    JournalReader reader;
    if (reader.open(dataFolder))
        return {}; // there is no session yet, or the writer says what is wrong with it
    const JournalStats stats = reader.stats();
    if (stats.lastId == 0 || oldestUs >= stats.toUs)
        return {};
    return u"Nothing was imported: the oldest callback is of %1, the session's newest one of %2, and what is older "
           u"does not "
           "go into the middle of a session. Give the import a session of its own with --data-dir."_s.arg(
               QString::fromLatin1(isoMilliseconds(oldestUs)), QString::fromLatin1(isoMilliseconds(stats.toUs)));
}

/// Of a session without callbacks how its source was read is the interpretation; another session keeps its own one.
QString adoptInterpretation(const SessionMetadata &metadata, const QString &dataFolder, qint64 firstId,
                            QStringList &notices)
{
    if (!metadata.interpretation || *metadata.interpretation == loadInterpretation(dataFolder))
        return {};
    if (firstId == 1)
        return saveInterpretation(dataFolder, *metadata.interpretation)
            ? QString()
            : u"How to read the session cannot be kept in “%1”."_s.arg(dataFolder);
    notices.append(
        u"The callbacks were read into rooms in another way where they come from; this session keeps its own. "
        "Rooms may look different."_s);
    return {};
}

/// What a session holds of a span of time, to know it again. A callback takes some 40 bytes.
class HeldCallbacks final
{
public:
    HeldCallbacks() = default;
    HeldCallbacks(const QString &dataFolder, qint64 fromUs, qint64 toUs, QStringList &notices)
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
            notices.append(errorText(*failure));
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
    QString name = options.source;
    if (options.source == "-"_L1) {
        name = u"standard input"_s;
        if (!spoolStandardInput(spool)) {
            result.error = u"Standard input cannot be read into a temporary file: %1"_s.arg(spool.errorString());
            return result;
        }
        path = spool.fileName();
    }
    const QString cancelled = u"cancelled"_s;
    qint64 total = 0;
    qint64 fromUs = std::numeric_limits<qint64>::max();
    qint64 toUs = std::numeric_limits<qint64>::min();
    const auto goOn = [&](qint64 done, qint64 ofAll) {
        if (progress && done % progressEvery == 0)
            result.cancelled = !progress(done, ofAll);
        return !result.cancelled;
    };
    Beside beside;
    result.error = readAll(path, name, sourceOptions, beside, [&](const Callback &callback) {
        fromUs = std::min(fromUs, callback.receivedUs);
        toUs = std::max(toUs, callback.receivedUs);
        return goOn(++total, 0) ? QString() : cancelled;
    });
    if (result.cancelled)
        result.error.clear();
    result.notices = beside.notices;
    if (result.cancelled || !result.error.isEmpty())
        return result;

    const HeldCallbacks held
        = total > 0 ? HeldCallbacks(options.dataFolder, fromUs, toUs, result.notices) : HeldCallbacks();
    qint64 oldestUs = fromUs; // of those that are new
    if (!held.isEmpty()) {
        oldestUs = std::numeric_limits<qint64>::max();
        result.error = readAll(path, name, sourceOptions, beside, [&, left = held](const Callback &callback) mutable {
            if (!left.consume(callback))
                oldestUs = std::min(oldestUs, callback.receivedUs);
            return QString();
        });
    }
    if (result.error.isEmpty())
        result.error = objectionToAge(oldestUs, options.dataFolder);
    if (!result.error.isEmpty())
        return result;
    Appender appender;
    if (result.error = appender.open(options.dataFolder); !result.error.isEmpty())
        return result;
    if (result.error = adoptInterpretation(beside.metadata, options.dataFolder, appender.firstId(), result.notices);
        !result.error.isEmpty())
        return result;
    qint64 done = 0;
    result.error = readAll(path, name, sourceOptions, beside, [&, left = held](const Callback &callback) mutable {
        if (left.consume(callback)) {
            ++result.known;
            return goOn(++done, total) ? QString() : cancelled;
        }
        result.rejected += callback.verdict.isRejected() ? 1 : 0;
        return goOn(++done, total) ? appender.append(callback) : cancelled;
    });
    if (result.error.isEmpty() && !result.cancelled) // a part says nothing about all of the time
        result.error = appender.addListening(beside.metadata.listening);
    const QString closing = appender.close(); // what has been read is stored, also after a cancel
    if (result.cancelled || result.error.isEmpty())
        result.error = closing;
    result.callbacks = appender.stored();
    if (!result.error.isEmpty() && result.callbacks > 0)
        result.error += u" The first %1 callbacks are stored."_s.arg(result.callbacks);
    return result;
}

} // namespace Roomscope
