// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/protocol/answer.h"

#include "core/payload/json.h"
#include "core/payload/jsonwriter.h"

using namespace Qt::StringLiterals;

namespace Roomscope {

const QByteArray &okAnswer()
{
    static const QByteArray answer = R"({"ActionStatus":"OK","ErrorInfo":"","ErrorCode":0})";
    return answer;
}

QByteArray failAnswer(int status, const QString &sentence)
{
    JsonWriter answer;
    answer.object([&] {
        answer.text("ActionStatus", "FAIL");
        answer.text("ErrorInfo", sentence);
        answer.integer("ErrorCode", status);
    });
    return answer.result();
}

QString failReason(const QByteArray &answer)
{
    const auto parsed = JsonText::parse(answer, JsonText::Grammar::Strict);
    const auto *json = std::get_if<JsonText>(&parsed);
    return json && json->root()["ActionStatus"].toString() == u"FAIL"_s ? json->root()["ErrorInfo"].toString()
                                                                        : QString();
}

QByteArrayView reasonPhrase(int status)
{
    switch (status) {
    case 200: return "OK";
    case 400: return "Bad Request";
    case 401: return "Unauthorized";
    case 403: return "Forbidden";
    case 404: return "Not Found";
    case 405: return "Method Not Allowed";
    case 408: return "Request Timeout";
    case 413: return "Content Too Large";
    case 415: return "Unsupported Media Type";
    case 431: return "Request Header Fields Too Large";
    case 503: return "Service Unavailable";
    default: return "";
    }
}

} // namespace Roomscope
