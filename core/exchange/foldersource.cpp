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

    std::optional<Error> forEach(const Visit &visit) override
    {
        bool goesOn = true;
        for (const QString &name : std::as_const(m_names)) {
            auto opened = openPlainFile(m_folder.filePath(name));
            if (!opened)
                return inFile(name, opened.error());
            const std::unique_ptr<CallbackSource> source = sourceOf(name, std::move(*opened));
            if (!source)
                continue;
            const auto failure = source->forEach([&](const Callback &callback) {
                ++m_options.importedUs;
                return goesOn = visit(callback);
            });
            if (failure)
                return inFile(name, *failure);
            const QList<Error> notices = source->notices();
            for (const Error &notice : notices)
                leaveOut(inFile(name, notice));
            if (!goesOn)
                break;
        }
        return {};
    }

private:
    static Error inFile(const QString &name, const Error &cause) { return {ErrorKind::InFile, {name}, {cause}}; }

    /// Null when there is nothing for us in that file.
    std::unique_ptr<CallbackSource> sourceOf(const QString &name, std::unique_ptr<QFile> file)
    {
        if (name.contains(u".http"_s, Qt::CaseInsensitive)) {
            skipByteOrderMark(*file);
            return requestsSource(std::move(file), m_options);
        }
        if (file->size() > largestBody()) {
            leaveOut({ErrorKind::FileLeftOut, {name}, {{ErrorKind::TooLarge, {largestBody()}}}});
            return {};
        }
        const QByteArray contents = file->readAll(); // with its byte-order mark, as a sender would have sent it
        if (!isSomethingElse(contents))
            return bodySource(contents, m_options);
        leaveOut({ErrorKind::FileLeftOut, {name}, {{ErrorKind::NoCallback}}});
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
        return Error {ErrorKind::NoBodiesInFolder};
    std::stable_sort(names.begin(), names.end(),
                     [](const QString &a, const QString &b) { return naturalKey(a) < naturalKey(b); });
    return OpenedSource(std::make_unique<FolderSource>(folder, names, options));
}

} // namespace Roomscope
