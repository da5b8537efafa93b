// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/timeline/bodycolumns.h"

#include "core/base/pool.h"
#include "core/journal/journalreader.h"
#include "core/timeline/timeline.h"

#include <QPointer>

#include <algorithm>
#include <numeric>
#include <utility>

using namespace Qt::StringLiterals;

namespace Roomscope {

namespace {

constexpr int keptCharacters = 8'000'000;
constexpr qsizetype mostWanted = 256; // more than a screen has lines: those that were scrolled past are not read

} // namespace

struct BodyColumns::Source
{
    QString folder;
    JournalReader reader;
    bool isOpen = false;
};

BodyColumns::BodyColumns(const Timeline *timeline, QObject *parent)
    : QObject(parent)
    , m_timeline(timeline)
    , m_values(keptCharacters)
{
    m_timer.setSingleShot(true);
    m_timer.setInterval(0);
    connect(&m_timer, &QTimer::timeout, this, &BodyColumns::readWanted);
}

BodyColumns::~BodyColumns() = default;

void BodyColumns::setPaths(const QList<PayloadPath> &paths)
{
    m_paths = paths;
    m_values.clear();
    m_wanted.clear();
    ++m_generation;
}

std::optional<QString> BodyColumns::value(qint64 callbackId, qsizetype path)
{
    if (m_timeline->dataFolder().isEmpty())
        return QString(); // nothing is stored without one
    if (const QStringList *values = m_values.object(callbackId))
        return values->value(path);
    if (!m_wanted.contains(callbackId)) {
        m_wanted.append(callbackId);
        if (m_wanted.size() > mostWanted)
            m_wanted.removeFirst();
    }
    if (!m_isReading)
        m_timer.start();
    return std::nullopt;
}

BodyColumns::ReadValues BodyColumns::readFrom(Source &source, const QList<PayloadPath> &paths, QList<qint64> ids)
{
    ReadValues reading;
    if (!source.isOpen) {
        reading.error = source.reader.open(source.folder);
        if (reading.error)
            return reading;
        source.isOpen = true;
    }
    std::sort(ids.begin(), ids.end());
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
    reading.error
        = source.reader.forEachBody({ids.constData(), size_t(ids.size())}, [&](qint64 id, QByteArrayView body) {
              reading.values.insert(id, plainValues(body.toByteArray(), paths));
              return true;
          });
    return reading;
}

void BodyColumns::readWanted()
{
    if (m_isReading || m_wanted.isEmpty())
        return;
    if (!m_source || m_source->folder != m_timeline->dataFolder()) {
        m_source = std::make_shared<Source>();
        m_source->folder = m_timeline->dataFolder();
        m_values.clear();
    }
    m_isReading = true;
    const QList<qint64> ids = std::exchange(m_wanted, {});
    inPool([source = m_source, paths = m_paths, ids] {
        return readFrom(*source, paths, ids);
    }).then(this, [this, ids, generation = m_generation](const ReadValues &reading) {
        m_isReading = false;
        tell(reading.error);
        if (generation == m_generation) {
            for (const qint64 id : ids) { // also those that have none: they are not asked for again
                auto *values = new QStringList(reading.values.value(id));
                const int cost = std::accumulate(values->begin(), values->end(), 1,
                                                 [](int sum, const QString &text) { return sum + int(text.size()); });
                m_values.insert(id, values, std::min(cost, keptCharacters));
            }
        }
        if (!m_wanted.isEmpty())
            m_timer.start();
        emit valuesCame();
    });
}

void BodyColumns::read(const QList<qint64> &callbackIds, QObject *context,
                       const std::function<void(const Values &)> &take)
{
    if (m_paths.isEmpty() || m_timeline->dataFolder().isEmpty()) {
        take({});
        return;
    }
    auto source = std::make_shared<Source>();
    source->folder = m_timeline->dataFolder();
    inPool([source, paths = m_paths, callbackIds] {
        return readFrom(*source, paths, callbackIds);
    }).then(context, [self = QPointer(this), take](const ReadValues &reading) {
        if (self)
            self->tell(reading.error);
        take(reading.values);
    });
}

void BodyColumns::tell(const std::optional<Error> &error)
{
    if (!error || m_told == error)
        return;
    m_told = error;
    emit failed(*error);
}

} // namespace Roomscope
