// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exchange/plainfile.h"
#include "core/exchange/sources.h"
#include "core/payload/json.h"

#include <optional>

using namespace Qt::StringLiterals;

namespace Roomscope {

namespace {

/// The URL that a body was sent to is not known: there is only what has to be there, and what we were told.
Callback callbackOf(const QByteArray &body, const SourceOptions &options)
{
    const QByteArray query = options.sdkAppId.isEmpty() ? ""_ba : "?SdkAppid=" + options.sdkAppId.toLatin1();
    Callback callback {.receivedUs = options.importedUs, .head = "POST /" + query + " HTTP/1.1", .body = body};
    judgeImported(callback);
    return callback;
}

class BodySource final : public CallbackSource
{
public:
    BodySource(const QByteArray &body, const SourceOptions &options)
        : m_body(body)
        , m_options(options)
    {
    }

    std::optional<Error> forEach(const Visit &visit) override
    {
        visit(callbackOf(m_body, m_options));
        return {};
    }

private:
    QByteArray m_body;
    SourceOptions m_options;
};

class BodyLinesSource final : public CallbackSource
{
public:
    BodyLinesSource(std::unique_ptr<QFile> file, const SourceOptions &options)
        : m_file(std::move(file))
        , m_options(options)
    {
    }

    std::optional<Error> forEach(const Visit &visit) override
    {
        for (qint64 number = 1; !m_file->atEnd(); ++number) {
            const std::optional<QByteArray> line = readLine(*m_file, largestBody());
            const QByteArray body = line ? line->trimmed() : QByteArray();
            if (line && body.isEmpty())
                continue;
            if (!line || !isCallbackBody(body)) {
                leaveOut({ErrorKind::LineLeftOut,
                          {number},
                          {line ? objectionTo(body) : Error {ErrorKind::TooLarge, {largestBody()}}}});
                continue;
            }
            if (!visit(callbackOf(body, m_options)))
                return {};
            ++m_options.importedUs;
        }
        return {};
    }

private:
    static Error objectionTo(const QByteArray &line)
    {
        const ParsedBody parsed = parseBody(line);
        return parsed.json ? Error {ErrorKind::NoCallback}
                           : Error {ErrorKind::NotJsonAtColumn, {parsed.error->column, parsed.error->reason}};
    }

    std::unique_ptr<QFile> m_file;
    SourceOptions m_options;
};

} // namespace

std::unique_ptr<CallbackSource> bodySource(const QByteArray &body, const SourceOptions &options)
{
    return std::make_unique<BodySource>(body, options);
}

std::unique_ptr<CallbackSource> bodyLinesSource(std::unique_ptr<QFile> file, const SourceOptions &options)
{
    return std::make_unique<BodyLinesSource>(std::move(file), options);
}

} // namespace Roomscope
