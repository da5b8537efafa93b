// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/outputfile.h"

#include <QFile>
#include <QFileInfo>
#include <QSaveFile>

#include <filesystem>
#include <system_error>

using namespace Qt::StringLiterals;

namespace Roomscope {

QString OutputFile::open(const QString &name)
{
    m_name = name;
    const QString problem = u"“%1” cannot be written: %2"_s;
    if (name == "-"_L1) {
        auto out = std::make_unique<QFile>();
        if (!out->open(stdout, QIODevice::WriteOnly))
            return u"standard output cannot be written: %1"_s.arg(out->errorString());
        m_file = std::move(out);
        return {};
    }
    const QFileInfo existing(name);
    if (existing.exists() && !existing.isFile()) {
        auto out = std::make_unique<QFile>(name);
        if (!out->open(QIODevice::WriteOnly | QIODevice::Unbuffered))
            return problem.arg(name, out->errorString());
        m_file = std::move(out);
        return {};
    }
    auto out = std::make_unique<QSaveFile>(name);
    if (!out->open(QIODevice::WriteOnly))
        return problem.arg(name, out->errorString());
    out->setPermissions(QFile::ReadOwner | QFile::WriteOwner);
    m_file = std::move(out);
    return {};
}

QString OutputFile::finish()
{
    auto *saved = qobject_cast<QSaveFile *>(m_file.get());
    const bool finished = saved ? saved->commit() : m_file->flush();
    return finished ? QString() : problem();
}

QString OutputFile::problem() const
{
    return u"“%1” could not be written: %2"_s.arg(m_name, m_file->errorString());
}

QString replaceFile(const QString &finished, const QString &name)
{
    std::error_code code;
    std::filesystem::rename(QFile::encodeName(finished).constData(), QFile::encodeName(name).constData(), code);
    return code ? u"“%1” could not be written: %2"_s.arg(name, QString::fromStdString(code.message())) : QString();
}

} // namespace Roomscope
