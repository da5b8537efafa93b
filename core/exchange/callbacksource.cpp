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
    QString forEach(const Visit &visit) override
    {
        CallbackFileReader reader(m_file.get());
        for (;;) {
            const auto next = reader.next();
            m_metadata = reader.metadata();
            if (const auto *problem = std::get_if<QString>(&next))
                return *problem;
            const auto *callback = std::get_if<Callback>(&next);
            if (!callback || !visit(*callback))
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
        return u"it is one JSON text of more than %1 bytes, and no HAR"_s.arg(largestBody());
    file.seek(0);
    const QByteArray text = file.readAll();
    const ParsedBody parsed = parseBody(text);
    if (parsed.json ? isCallbackBody(text) : text.contains("CallbackCommand"))
        return bodySource(text, options);
    return parsed.json ? u"it is JSON, but neither a callback (there is no CallbackCommand) nor HAR (there is no log)"_s
                       : parsed.error->toString();
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
        return u"it is NDJSON without the bytes of the callbacks; export with --format callbacks instead"_s;
    if (isLines(*file, file->pos()))
        return bodyLinesSource(std::move(file), options);
    return bodyTextSource(*file, options);
}

} // namespace

QStringList CallbackSource::notices() const
{
    QStringList notices = m_leftOut;
    if (m_moreLeftOut == 1)
        notices.append(u"1 more was left out for such a reason."_s);
    else if (m_moreLeftOut > 0)
        notices.append(u"%1 more were left out for such reasons."_s.arg(m_moreLeftOut));
    return notices + m_notices;
}

void CallbackSource::leaveOut(const QString &sentence)
{
    if (m_leftOut.size() < mostNamed)
        m_leftOut.append(sentence);
    else
        ++m_moreLeftOut;
}

qint64 largestBody()
{
    return ReceiverLimits::description(Limit::Body).usual;
}

QString largerThan(const QString &subject, qint64 bytes)
{
    return u"%1 is larger than %2 bytes"_s.arg(subject).arg(bytes);
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
        return u"there is no such file"_s;
    if (info.isDir())
        return QFileInfo::exists(journalFile(path)) ? sessionSource(path, options) : folderSource(path, options);
    auto opened = openPlainFile(path);
    if (const auto *problem = std::get_if<QString>(&opened))
        return *problem;
    auto file = std::get<std::unique_ptr<QFile>>(std::move(opened));
    skipByteOrderMark(*file);
    const QByteArray beginning = file->peek(4096);
    const QByteArray text = beginning.trimmed();
    if (CallbackFileReader::isOne(beginning))
        return callbackFileSource(std::move(file));
    if (isSessionFile(beginning))
        return sessionSource(file->fileName(), options);
    if (text.isEmpty())
        return u"it is empty"_s;
    if (isRequest(beginning))
        return requestsSource(std::move(file), options);
    if (text.startsWith('{') || text.startsWith('['))
        return jsonSource(std::move(file), beginning, options);
    return u"it is none of the forms that can be imported: callbacks, HAR, a session, raw HTTP requests, JSON bodies"_s;
}

} // namespace Roomscope
