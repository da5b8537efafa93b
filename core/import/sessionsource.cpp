// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/import/sources.h"

#include "core/export/sessionfile.h"
#include "core/journal/journalreader.h"

#include <QFileInfo>
#include <QTemporaryDir>

using namespace Qt::StringLiterals;

namespace Roomscope {

namespace {

constexpr qint64 idsAtOnce = 512;

class SessionSource final : public CallbackSource
{
public:
    /// copy: where the journal is, when that is a copy of ours.
    SessionSource(JournalReader &&reader, const SessionFacts &facts, std::unique_ptr<QTemporaryDir> copy)
        : m_copy(std::move(copy))
        , m_reader(std::move(reader))
        , m_lastId(m_reader.lastId())
        , m_nextId(m_reader.firstId())
    {
        m_facts = facts;
    }

    Next next() override
    {
        while (m_read.isEmpty() && m_nextId <= m_lastId) {
            const qint64 last = std::min(m_lastId, m_nextId + idsAtOnce - 1);
            const auto failure = m_reader.forEach(m_nextId, last, [this](const Callback &callback) {
                m_read.append(callback);
                return true;
            });
            if (failure)
                return failure->sentence;
            m_nextId = last + 1;
        }
        if (m_read.isEmpty())
            return std::monostate();
        return m_read.takeFirst();
    }

private:
    std::unique_ptr<QTemporaryDir> m_copy; // goes after the reader
    JournalReader m_reader;
    qint64 m_lastId;
    qint64 m_nextId;
    QList<Callback> m_read;
};

} // namespace

OpenedSource sessionSource(const QString &path)
{
    QString folder = path;
    std::unique_ptr<QTemporaryDir> copy;
    if (QFileInfo(path).isFile()) {
        copy = std::make_unique<QTemporaryDir>();
        folder = copy->path();
        if (!copy->isValid())
            return u"it cannot be copied: %1"_s.arg(copy->errorString());
        if (const QString problem = unpackSession(path, folder); !problem.isEmpty())
            return problem;
    }
    JournalReader reader;
    if (const auto failure = reader.open(folder))
        return failure->sentence;
    const SessionFacts facts {.reading = loadReading(folder), .listening = reader.listeningPeriods()};
    return std::make_unique<SessionSource>(std::move(reader), facts, std::move(copy));
}

} // namespace Roomscope
