// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/outputfile.h"

#include <QFile>
#include <QFileInfo>
#include <QSaveFile>

#include <filesystem>
#include <system_error>

using namespace Qt::StringLiterals;

namespace Roomscope {

std::optional<Error> OutputFile::open(const QString &name)
{
    m_name = name;
    if (name == "-"_L1) {
        auto out = std::make_unique<QFile>();
        if (!out->open(stdout, QIODevice::WriteOnly))
            return Error {ErrorKind::CannotWriteStandardOutput, {out->errorString()}};
        m_file = std::move(out);
        return {};
    }
    const QFileInfo existing(name);
    if (existing.exists() && !existing.isFile()) {
        auto out = std::make_unique<QFile>(name);
        if (!out->open(QIODevice::WriteOnly | QIODevice::Unbuffered))
            return Error {ErrorKind::CannotWriteFile, {name, out->errorString()}};
        m_file = std::move(out);
        return {};
    }
    auto out = std::make_unique<QSaveFile>(name);
    if (!out->open(QIODevice::WriteOnly))
        return Error {ErrorKind::CannotWriteFile, {name, out->errorString()}};
    out->setPermissions(QFile::ReadOwner | QFile::WriteOwner);
    m_file = std::move(out);
    return {};
}

std::optional<Error> OutputFile::finish()
{
    auto *saved = qobject_cast<QSaveFile *>(m_file.get());
    const bool finished = saved ? saved->commit() : m_file->flush();
    return finished ? std::nullopt : std::optional(error());
}

Error OutputFile::error() const
{
    return {ErrorKind::FileNotWritten, {m_name, m_file->errorString()}};
}

std::optional<Error> replaceFile(const QString &finished, const QString &name)
{
    std::error_code code;
    std::filesystem::rename(QFile::encodeName(finished).constData(), QFile::encodeName(name).constData(), code);
    if (code)
        return Error {ErrorKind::FileNotWritten, {name, QString::fromStdString(code.message())}};
    return {};
}

} // namespace Roomscope
