// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/import/sources.h"

#include "core/payload/json.h"
#include "core/protocol/contentcoding.h"
#include "core/protocol/requesthead.h"
#include "core/times.h"

#include <QUrl>

#include <optional>
#include <utility>

using namespace Qt::StringLiterals;

namespace Roomscope {

namespace {

/// The bytes of a text that may be coded; nothing when the code is wrong.
std::optional<QByteArray> decoded(const JsonValue &base64)
{
    auto result = QByteArray::fromBase64Encoding(base64.toString().toLatin1(), QByteArray::AbortOnBase64DecodingErrors);
    return result ? std::optional(*result) : std::nullopt;
}

/// HAR of ours or of a browser or proxy.
class HarSource final : public CallbackSource
{
public:
    HarSource(JsonText &&json, const SessionFacts &facts, const SourceOptions &options)
        : m_json(std::move(json))
        , m_options(options)
        , m_entries(m_json.root()["log"]["entries"])
        , m_entry(m_entries.firstChild())
    {
        m_facts = facts;
    }

    Next next() override
    {
        for (; m_entry.exists(); m_entry = m_entry.nextSibling(m_entries)) {
            ++m_number;
            if (!m_entry["request"].isObject())
                return problem(u"there is no request"_s);
            const JsonValue ours = m_entry["_roomscope"];
            Callback callback;
            const QString trouble = ours.isObject() ? takeOurs(ours, callback) : takeForeign(callback);
            if (!trouble.isEmpty())
                return problem(trouble);
            if (!ours.isObject() && !isCallback(callback)) {
                ++m_others;
                continue;
            }
            m_entry = m_entry.nextSibling(m_entries);
            return callback;
        }
        if (m_others > 0)
            m_notices.append(u"%1 entries were left out: they are no callbacks."_s.arg(std::exchange(m_others, 0)));
        return std::monostate();
    }

private:
    [[nodiscard]] QString problem(const QString &what) const { return u"entry %1: %2"_s.arg(m_number).arg(what); }

    /// A POST that names a command in its URL or its body.
    static bool isCallback(const Callback &callback)
    {
        const RequestHead head = RequestHead::parse(callback.head);
        return head.method == "POST"
            && (!head.parameters().command.isEmpty() || plainBody(callback).contains("CallbackCommand"));
    }

    QString takeOurs(const JsonValue &ours, Callback &callback)
    {
        const std::optional<qint64> received = timeFromIso(ours["received"].toString());
        if (!received)
            return u"_roomscope.received is missing or is not a time"_s;
        const auto head = decoded(ours["head64"]);
        const auto bytes = [&ours](const char *name, const JsonValue &text) {
            return ours[name].exists() ? decoded(ours[name]) : std::optional(text.toString().toUtf8());
        };
        const auto body = bytes("body64", m_entry["request"]["postData"]["text"]);
        const auto reply = bytes("reply64", m_entry["response"]["content"]["text"]);
        if (!head || !ours["head64"].exists() || !body || !reply)
            return u"the bytes in _roomscope are damaged"_s;
        callback = {.receivedUs = *received,
                    .peer = ours["peer"].toString(),
                    .forwardedBy = ours["forwardedBy"].toString(),
                    .head = *head,
                    .body = *body,
                    .verdict = Verdict::fromString(ours["verdict"].toString()),
                    .reply = {.status = quint16(m_entry["response"]["status"].toInteger().value_or(0)),
                              .body = *reply,
                              .durationUs = ours["durationUs"].toInteger().value_or(-1)},
                    .repeats = quint32(ours["repeats"].toInteger().value_or(1))};
        return {};
    }

    QString takeForeign(Callback &callback)
    {
        const JsonValue request = m_entry["request"];
        const JsonValue response = m_entry["response"];
        const std::optional<qint64> started = timeFromIso(m_entry["startedDateTime"].toString());
        if (!started)
            return u"startedDateTime is missing or is not a time"_s;
        const QByteArray url = request["url"].toString().toUtf8();
        const qsizetype host = url.indexOf("://");
        const qsizetype path = url.indexOf('/', host < 0 ? 0 : host + 3);
        QByteArray version = request["httpVersion"].toString().toLatin1().toUpper();
        if (!version.startsWith("HTTP/1"))
            version = "HTTP/1.1"; // the head of another version is no text
        callback.head
            = request["method"].toString().toUtf8() + ' ' + (path < 0 ? "/"_ba : url.sliced(path)) + ' ' + version;
        const QList<JsonValue> fields = request["headers"].children();
        for (const JsonValue &field : fields) {
            const QByteArray name = field["name"].toString().toUtf8();
            if (!name.startsWith(':')) // of HTTP/2
                callback.head += "\r\n" + name + ": " + field["value"].toString().toUtf8();
        }
        const JsonValue post = request["postData"];
        callback.body = post["text"].toString().toUtf8();
        if (post["encoding"].toString() == "base64"_L1) {
            const auto body = decoded(post["text"]);
            if (!body)
                return u"postData is not base64"_s;
            callback.body = *body;
        } else {
            callback.head = withoutContentCoding(callback.head); // text has been unpacked by who wrote it down
        }
        callback.receivedUs = *started;
        judgeImported(callback);
        if (const qint64 status = response["status"].toInteger().value_or(0); status > 0 && status < 1000)
            callback.reply = {.status = quint16(status),
                              .body = response["content"]["text"].toString().toUtf8(),
                              .durationUs = qint64(m_entry["time"].toString().toDouble() * 1000.0)};
        return {};
    }

    JsonText m_json;
    SourceOptions m_options;
    JsonValue m_entries;
    JsonValue m_entry;
    qint64 m_number = 0;
    qint64 m_others = 0;
};

} // namespace

OpenedSource harSource(const QByteArray &text, const SourceOptions &options)
{
    auto parsed = JsonText::parse(text, JsonText::Grammar::Strict);
    if (const auto *error = std::get_if<JsonError>(&parsed))
        return error->toString();
    auto &json = std::get<JsonText>(parsed);
    if (!json.root()["log"]["entries"].isArray())
        return u"there is no log.entries: this is not HAR"_s;
    const auto facts = SessionFacts::fromJson(json.root()["log"]["_roomscope"]);
    if (const auto *problem = std::get_if<QString>(&facts))
        return *problem;
    return std::make_unique<HarSource>(std::move(json), std::get<SessionFacts>(facts), options);
}

} // namespace Roomscope
