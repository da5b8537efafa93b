// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exchange/callbacksource.h"

#include "core/exchange/callbackfile.h"
#include "core/exchange/plainfile.h"
#include "core/exchange/sessionfile.h"
#include "core/exchange/sources.h"
#include "core/payload/json.h"
#include "core/payload/jsonscan.h"
#include "core/protocol/decoder.h"
#include "core/reception/judge.h"
#include "core/reception/receiverlimits.h"

#include <QFile>
#include <QFileInfo>
#include <QRegularExpression>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Roomscope {

namespace {

constexpr qsizetype mostNamed = 20;

class CallbackFileSource final : public CallbackSource
{
public:
    explicit CallbackFileSource(std::unique_ptr<QFile> file)
        : m_file(std::move(file))
    {
    }
    std::optional<Error> forEach(const Visit &visit) override
    {
        CallbackFileReader reader(m_file.get());
        for (;;) {
            const auto next = reader.next();
            m_metadata = reader.metadata();
            if (!next)
                return next.error();
            if (!*next || !visit(**next))
                return {};
        }
    }

private:
    std::unique_ptr<QFile> m_file;
};

/// Behind comments, which editors that send requests have.
bool isRequest(const QByteArray &beginning)
{
    static const QRegularExpression requestLine(u"^\\s*((#|//).*\\n\\s*)*[A-Z]{3,20} \\S+ HTTP/\\d"_s);
    return requestLine.match(QString::fromLatin1(beginning)).hasMatch();
}

/// Whether a file holds more than one line, and the first one that is no longer than a body is a whole JSON object.
bool isLines(QFile &file, qint64 begin)
{
    std::optional<QByteArray> line = readLine(file, largestBody());
    const bool goesOn = !file.peek(4096).trimmed().isEmpty();
    while (!line && !file.atEnd())
        line = readLine(file, largestBody());
    file.seek(begin);
    if (!goesOn || !line)
        return false;
    const auto parsed = JsonText::parse(line->trimmed(), JsonText::Grammar::Strict);
    const auto *json = std::get_if<JsonText>(&parsed);
    return json && json->root().isObject();
}

/// Lines that `export --format ndjson` or `serve` has written.
bool isNdjson(const QByteArray &line)
{
    const auto parsed = JsonText::parse(line.trimmed(), JsonText::Grammar::Strict);
    const auto *json = std::get_if<JsonText>(&parsed);
    return json && json->root()["type"].exists()
        && (json->root()["changes"].exists() || json->root()["type"].toString() == "listening"_L1);
}

/// JSON that fits none of the other forms. The mark is a part of a body, as a sender would have sent it.
OpenedSource bodyTextSource(QFile &file, const SourceOptions &options)
{
    if (file.size() > largestBody())
        return Error {ErrorKind::OneTextTooLarge, {largestBody()}};
    file.seek(0);
    const QByteArray text = file.readAll();
    const ParsedBody parsed = parseBody(text);
    if (parsed.json ? isCallbackBody(text) : text.contains("CallbackCommand"))
        return bodySource(text, options);
    return parsed.json ? Error {ErrorKind::NeitherCallbackNorHar} : notJson(*parsed.error);
}

bool isHar(QFile &file, qint64 begin)
{
    bool found = false;
    (void)JsonScan(&file, {{"log", "version"}, {"log", "creator"}, {"log", "entries", "*"}})
        .run([&found](qsizetype, const auto &) {
            found = true;
            return false;
        }); // what is wrong is told by who reads it
    file.seek(begin);
    return found;
}

OpenedSource jsonSource(std::unique_ptr<QFile> file, const QByteArray &beginning, const SourceOptions &options)
{
    if (isHar(*file, file->pos()))
        return harSource(std::move(file));
    if (isNdjson(beginning.first(std::max<qsizetype>(0, beginning.indexOf('\n')))))
        return Error {ErrorKind::NdjsonWithoutBytes};
    if (isLines(*file, file->pos()))
        return bodyLinesSource(std::move(file), options);
    return bodyTextSource(*file, options);
}

} // namespace

QList<Error> CallbackSource::notices() const
{
    QList<Error> notices = m_leftOut;
    if (m_moreLeftOut == 1)
        notices.append({ErrorKind::OneMoreLeftOut});
    else if (m_moreLeftOut > 0)
        notices.append({ErrorKind::MoreLeftOut, {m_moreLeftOut}});
    return notices + m_notices;
}

void CallbackSource::leaveOut(const Error &notice)
{
    if (m_leftOut.size() < mostNamed)
        m_leftOut.append(notice);
    else
        ++m_moreLeftOut;
}

qint64 largestBody()
{
    return ReceiverLimits::description(Limit::Body).usual;
}

Error notJson(const JsonError &error)
{
    return {ErrorKind::NotJson, {error.line, error.column, error.reason}};
}

bool isCallbackBody(const QByteArray &text)
{
    return !decodeEnvelope({}, text).event.command.isEmpty();
}

void judgeImported(Callback &callback)
{
    judge(callback, {});
    callback.reply = {};
}

std::unique_ptr<CallbackSource> callbackFileSource(std::unique_ptr<QFile> file)
{
    return std::make_unique<CallbackFileSource>(std::move(file));
}

OpenedSource openSource(const QString &path, const SourceOptions &options)
{
    const QFileInfo info(path);
    if (!info.exists())
        return Error {ErrorKind::NoSuchFile};
    if (info.isDir())
        return QFileInfo::exists(journalFile(path)) ? sessionSource(path, options) : folderSource(path, options);
    auto opened = openPlainFile(path);
    if (!opened)
        return opened.error();
    std::unique_ptr<QFile> file = std::move(*opened);
    skipByteOrderMark(*file);
    const QByteArray beginning = file->peek(4096);
    const QByteArray text = beginning.trimmed();
    if (CallbackFileReader::isOne(beginning))
        return callbackFileSource(std::move(file));
    if (isSessionFile(beginning))
        return sessionSource(file->fileName(), options);
    if (text.isEmpty())
        return Error {ErrorKind::FileIsEmpty};
    if (isRequest(beginning))
        return requestsSource(std::move(file), options);
    if (text.startsWith('{') || text.startsWith('['))
        return jsonSource(std::move(file), beginning, options);
    return Error {ErrorKind::UnknownForm};
}

} // namespace Roomscope
