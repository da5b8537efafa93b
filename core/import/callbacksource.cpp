// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/import/callbacksource.h"

#include "core/export/callbackfile.h"
#include "core/export/sessionfile.h"
#include "core/import/sources.h"
#include "core/payload/json.h"
#include "core/protocol/judge.h"

#include <QFile>
#include <QFileInfo>
#include <QRegularExpression>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Roomscope {

namespace {

constexpr qint64 largestText = 2'000'000'000; // of the forms that are read as a whole

class CallbackFileSource final : public CallbackSource
{
public:
    explicit CallbackFileSource(std::unique_ptr<QIODevice> device)
        : m_device(std::move(device))
        , m_reader(m_device.get())
    {
    }
    Next next() override
    {
        Next next = m_reader.next();
        m_facts = m_reader.facts();
        return next;
    }

private:
    std::unique_ptr<QIODevice> m_device;
    CallbackFileReader m_reader;
};

bool isRequest(const QByteArray &beginning)
{
    static const QRegularExpression requestLine(u"^[A-Z]{3,20} \\S+ HTTP/\\d"_s);
    const QByteArray line = beginning.split('\n').first().trimmed();
    return requestLine.match(QString::fromLatin1(line)).hasMatch();
}

/// JSON that fits none of the other forms.
OpenedSource jsonSource(const QByteArray &text, const SourceOptions &options)
{
    const auto parsed = JsonText::parse(text, JsonText::Grammar::Strict);
    if (const auto *json = std::get_if<JsonText>(&parsed)) {
        if (json->root()["log"].isObject())
            return harSource(text, options);
        if (!json->root()["CallbackCommand"].exists())
            return u"it is JSON, but neither a callback (there is no CallbackCommand) nor HAR (there is no log)"_s;
    } else {
        const auto line
            = JsonText::parse(text.left(std::max<qsizetype>(0, text.indexOf('\n'))), JsonText::Grammar::Strict);
        const auto *first = std::get_if<JsonText>(&line);
        if (first && first->root()["type"].exists() && first->root()["changes"].exists())
            return u"it is NDJSON without the bytes of the callbacks; export with --format callbacks instead"_s;
        static const QRegularExpression har(u"^\\s*\\{\\s*\"log\"\\s*:"_s);
        if (!text.contains("CallbackCommand") || har.match(QString::fromUtf8(text.left(200))).hasMatch())
            return std::get<JsonError>(parsed).toString();
    }
    return bodySource(text, options);
}

} // namespace

void judgeImported(Callback &callback)
{
    judge(callback, {});
    callback.reply = {};
}

std::unique_ptr<CallbackSource> callbackFileSource(std::unique_ptr<QIODevice> device)
{
    return std::make_unique<CallbackFileSource>(std::move(device));
}

OpenedSource openSource(const QString &path, const SourceOptions &options)
{
    const QFileInfo info(path);
    if (!info.exists())
        return u"there is no such file"_s;
    if (info.isDir())
        return QFileInfo::exists(journalFile(path)) ? sessionSource(path) : folderSource(path, options);
    auto file = std::make_unique<QFile>(path);
    if (!file->open(QIODevice::ReadOnly))
        return file->errorString();
    const QByteArray beginning = file->peek(4096);
    const QByteArray text = beginning.trimmed();
    if (CallbackFileReader::isOne(beginning))
        return callbackFileSource(std::move(file));
    if (isSessionFile(beginning))
        return sessionSource(path);
    if (text.isEmpty())
        return u"it is empty"_s;
    if (file->size() > largestText)
        return u"it is larger than 2 GB; only session files and callbacks files may be"_s;
    if (isRequest(text))
        return requestsSource(file->readAll(), options);
    if (text.startsWith('{') || text.startsWith('['))
        return jsonSource(file->readAll(), options);
    return u"it is none of the forms that can be imported: callbacks, HAR, a session, raw HTTP requests, JSON bodies"_s;
}

} // namespace Roomscope
