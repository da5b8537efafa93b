// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/import/sources.h"

#include "core/naturalorder.h"
#include "core/payload/json.h"

#include <QDir>
#include <QFile>

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace Roomscope {

namespace {

/// A body alone. The URL that it was sent to is not known: there is only what has to be there, and what we were told.
class BodySource final : public CallbackSource
{
public:
    BodySource(const QByteArray &body, const SourceOptions &options)
        : m_body(body)
        , m_options(options)
    {
    }

    Next next() override
    {
        if (std::exchange(m_done, true))
            return std::monostate();
        const QByteArray query = m_options.sdkAppId.isEmpty() ? ""_ba : "?SdkAppid=" + m_options.sdkAppId.toLatin1();
        Callback callback {.receivedUs = m_options.importedUs, .head = "POST /" + query + " HTTP/1.1", .body = m_body};
        judgeImported(callback);
        return callback;
    }

private:
    QByteArray m_body;
    SourceOptions m_options;
    bool m_done = false;
};

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

    Next next() override
    {
        for (;;) {
            if (m_source) {
                Next next = m_source->next();
                if (const auto *problem = std::get_if<QString>(&next))
                    return u"%1: %2"_s.arg(m_name, *problem);
                if (std::holds_alternative<Callback>(next)) {
                    ++m_options.importedUs;
                    return next;
                }
                m_source.reset();
            }
            if (m_names.isEmpty())
                return std::monostate();
            m_name = m_names.takeFirst();
            QFile file(m_folder.filePath(m_name));
            if (!file.open(QIODevice::ReadOnly))
                return u"%1: %2"_s.arg(m_name, file.errorString());
            const QByteArray contents = file.readAll();
            if (m_name.endsWith(u".http"_s, Qt::CaseInsensitive))
                m_source = requestsSource(contents, m_options);
            else if (isSomethingElse(contents))
                m_notices.append(u"%1 was left out: there is no CallbackCommand in it."_s.arg(m_name));
            else
                m_source = bodySource(contents, m_options);
        }
    }

private:
    /// JSON that is no callback. What is not even JSON is kept as a rejected callback is.
    static bool isSomethingElse(const QByteArray &contents)
    {
        const auto parsed = JsonText::parse(contents, JsonText::Grammar::Strict);
        const auto *json = std::get_if<JsonText>(&parsed);
        return json && !json->root()["CallbackCommand"].exists();
    }

    QDir m_folder;
    QStringList m_names;
    SourceOptions m_options;
    QString m_name;
    std::unique_ptr<CallbackSource> m_source;
};

} // namespace

std::unique_ptr<CallbackSource> bodySource(const QByteArray &body, const SourceOptions &options)
{
    return std::make_unique<BodySource>(body, options);
}

OpenedSource folderSource(const QString &folder, const SourceOptions &options)
{
    QStringList names = QDir(folder).entryList({u"*.json"_s, u"*.http"_s}, QDir::Files);
    if (names.isEmpty())
        return u"there are no JSON bodies (.json) and no HTTP requests (.http) in this folder"_s;
    std::stable_sort(names.begin(), names.end(),
                     [](const QString &a, const QString &b) { return naturalKey(a) < naturalKey(b); });
    return std::make_unique<FolderSource>(folder, names, options);
}

} // namespace Roomscope
