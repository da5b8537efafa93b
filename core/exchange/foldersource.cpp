// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exchange/sources.h"

#include "core/base/naturalorder.h"
#include "core/exchange/import.h"
#include "core/exchange/plainfile.h"
#include "core/payload/json.h"

#include <QDir>

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace Roomscope {

namespace {

/// Files of bodies and of requests.
class FolderSource final : public CallbackSource
{
public:
    FolderSource(const QString &folder, const QStringList &names, const SourceOptions &options)
        : m_folder(folder)
        , m_names(names)
        , m_options(options)
    {
    }

    QString forEach(const Visit &visit) override
    {
        bool goesOn = true;
        for (const QString &name : std::as_const(m_names)) {
            auto opened = openPlainFile(m_folder.filePath(name));
            if (const auto *problem = std::get_if<QString>(&opened))
                return u"%1: %2"_s.arg(name, *problem);
            const std::unique_ptr<CallbackSource> source
                = sourceOf(name, std::get<std::unique_ptr<QFile>>(std::move(opened)));
            if (!source)
                continue;
            const QString problem = source->forEach([&](const Callback &callback) {
                ++m_options.importedUs;
                return goesOn = visit(callback);
            });
            if (!problem.isEmpty())
                return u"%1: %2"_s.arg(name, problem);
            const QStringList notices = source->notices();
            for (const QString &notice : notices)
                leaveOut(u"%1: %2"_s.arg(name, notice));
            if (!goesOn)
                break;
        }
        return {};
    }

private:
    /// Null when there is nothing for us in that file.
    std::unique_ptr<CallbackSource> sourceOf(const QString &name, std::unique_ptr<QFile> file)
    {
        if (name.contains(u".http"_s, Qt::CaseInsensitive)) {
            skipByteOrderMark(*file);
            return requestsSource(std::move(file), m_options);
        }
        if (file->size() > largestBody()) {
            leaveOut(u"%1 was left out: %2."_s.arg(name, largerThan(u"it"_s, largestBody())));
            return {};
        }
        const QByteArray contents = file->readAll(); // with its byte-order mark, as a sender would have sent it
        if (!isSomethingElse(contents))
            return bodySource(contents, m_options);
        leaveOut(u"%1 was left out: it is JSON, but no callback."_s.arg(name));
        return {};
    }

    /// JSON that is no callback. What is not even JSON is kept as a rejected callback is.
    static bool isSomethingElse(const QByteArray &contents)
    {
        return parseBody(contents).json && !isCallbackBody(contents);
    }

    QDir m_folder;
    QStringList m_names;
    SourceOptions m_options;
};

} // namespace

QStringList bodyFiles(const QString &folder)
{
    return QDir(folder).entryList({u"*.json"_s, u"*.http"_s, u"*.json.gz"_s, u"*.http.gz"_s}, QDir::Files);
}

OpenedSource folderSource(const QString &folder, const SourceOptions &options)
{
    QStringList names = bodyFiles(folder);
    if (names.isEmpty())
        return u"there are no JSON bodies (.json) and no HTTP requests (.http) in this folder"_s;
    std::stable_sort(names.begin(), names.end(),
                     [](const QString &a, const QString &b) { return naturalKey(a) < naturalKey(b); });
    return std::make_unique<FolderSource>(folder, names, options);
}

} // namespace Roomscope
