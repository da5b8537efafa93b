// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exchange/sources.h"

#include "core/exchange/sessionfile.h"
#include "core/journal/journalreader.h"

#include <QFileInfo>
#include <QTemporaryDir>

using namespace Qt::StringLiterals;

namespace Roomscope {

namespace {

class SessionSource final : public CallbackSource
{
public:
    /// copy: where the journal is, when that is a copy of ours.
    SessionSource(JournalReader &&reader, const SessionMetadata &metadata, std::unique_ptr<QTemporaryDir> copy,
                  bool allowDamage)
        : m_copy(std::move(copy))
        , m_reader(std::move(reader))
        , m_allowDamage(allowDamage)
    {
        m_metadata = metadata;
    }

    std::optional<Error> forEach(const Visit &visit) override
    {
        const auto failure = m_reader.forEach(1, m_reader.lastId(), visit);
        if (failure && (!m_allowDamage || !isDamage(failure->kind)))
            return failure;
        if (failure && !m_notices.contains(*failure))
            m_notices.append(*failure);
        return {};
    }

private:
    std::unique_ptr<QTemporaryDir> m_copy; // goes after the reader
    JournalReader m_reader;
    bool m_allowDamage;
};

} // namespace

OpenedSource sessionSource(const QString &path, const SourceOptions &options)
{
    QString folder = path;
    std::unique_ptr<QTemporaryDir> copy;
    if (QFileInfo(path).isFile()) {
        copy = std::make_unique<QTemporaryDir>();
        folder = copy->path();
        if (!copy->isValid())
            return Error {ErrorKind::CannotCopySource, {copy->errorString()}};
        const auto failure = unpackSession(path, folder);
        // Where it is damaged the reader may know better.
        if (JournalReader damaged; failure && (!options.allowDamage || damaged.open(folder)))
            return *failure;
    }
    JournalReader reader;
    if (const auto failure = reader.open(folder))
        return *failure;
    const SessionMetadata metadata {.interpretation = loadInterpretation(folder),
                                    .listening = reader.listeningPeriods()};
    return OpenedSource(
        std::make_unique<SessionSource>(std::move(reader), metadata, std::move(copy), options.allowDamage));
}

} // namespace Roomscope
