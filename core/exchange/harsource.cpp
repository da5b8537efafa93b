// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exchange/sources.h"

#include "core/base/times.h"
#include "core/payload/jsonscan.h"
#include "core/protocol/contentcoding.h"
#include "core/protocol/requesthead.h"

#include <optional>

using namespace Qt::StringLiterals;

namespace Roomscope {

namespace {

constexpr auto anyElement = "*";
constexpr qsizetype longestUrl = 120;

/// The bytes of a text that may be coded; nothing when the code is wrong.
std::optional<QByteArray> decoded(const JsonValue &base64)
{
    auto result = QByteArray::fromBase64Encoding(base64.toString().toLatin1(), QByteArray::AbortOnBase64DecodingErrors);
    return result ? std::optional(*result) : std::nullopt;
}

/// HAR of ours or of a browser or proxy, entry by entry.
class HarSource final : public CallbackSource
{
public:
    explicit HarSource(std::unique_ptr<QFile> file)
        : m_file(std::move(file))
    {
    }

    std::optional<Error> forEach(const Visit &visit) override
    {
        JsonScan scan(m_file.get(), {{"log", "entries", anyElement}, {"log", "_roomscope"}});
        std::optional<Error> problem;
        bool isStopped = false;
        const auto error = scan.run([&](qsizetype place, const JsonScan::Piece &piece) {
            if (place == 0)
                isStopped = !takeEntry(piece, visit, problem);
            else
                problem = readMetadata(piece);
            return !problem && !isStopped;
        });
        if (problem || isStopped)
            return problem;
        if (error)
            return notJson(*error);
        if (!scan.hasArray(0))
            return Error {ErrorKind::NotHar};
        noteOthers();
        return {};
    }

private:
    std::optional<Error> readMetadata(const JsonScan::Piece &piece)
    {
        if (const auto *error = std::get_if<JsonError>(&piece))
            return Error {ErrorKind::InHarMetadata, {}, {notJson(*error)}};
        auto metadata = SessionMetadata::fromJson(std::get<JsonText>(piece).root());
        if (!metadata)
            return metadata.error();
        m_metadata = std::move(*metadata);
        return {};
    }

    /// False: no more of them are wanted. What is wrong with an entry of ours is a problem; others are left out by
    /// name.
    bool takeEntry(const JsonScan::Piece &piece, const Visit &visit, std::optional<Error> &problem)
    {
        ++m_number;
        if (const auto *error = std::get_if<JsonError>(&piece)) {
            leaveOutEntry({}, {ErrorKind::SystemMessage, {error->reason}});
            return true;
        }
        const JsonValue entry = std::get<JsonText>(piece).root();
        const JsonValue ours = entry["_roomscope"];
        Callback callback;
        if (ours.isObject()) {
            if (const auto trouble = takeOurs(entry, ours, callback))
                problem = Error {ErrorKind::InEntry, {m_number}, {*trouble}};
            return !problem && visit(callback);
        }
        if (const auto trouble = takeForeign(entry, callback)) {
            leaveOutEntry(entry["request"], *trouble);
            return true;
        }
        if (!isCallback(callback)) {
            ++m_others;
            return true;
        }
        return visit(callback);
    }

    void leaveOutEntry(const JsonValue &request, const Error &why)
    {
        const QString name
            = QString(request["method"].toString() + u' ' + request["url"].toString().left(longestUrl)).trimmed();
        leaveOut(name.isEmpty() ? Error {ErrorKind::NamelessEntryLeftOut, {m_number}, {why}}
                                : Error {ErrorKind::EntryLeftOut, {m_number, name}, {why}});
    }

    void noteOthers()
    {
        if (m_others == 1)
            m_notices.append({ErrorKind::OtherEntryLeftOut});
        else if (m_others > 0)
            m_notices.append({ErrorKind::OtherEntriesLeftOut, {m_others}});
    }

    /// A POST that names a command in its URL or its body.
    static bool isCallback(const Callback &callback)
    {
        const RequestHead head = RequestHead::parse(callback.head);
        if (head.method != "POST")
            return false;
        const QByteArray body = plainBody(callback);
        return !head.parameters().command.isEmpty() || body.contains("CallbackCommand") || isCallbackBody(body);
    }

    static std::optional<Error> takeOurs(const JsonValue &entry, const JsonValue &ours, Callback &callback)
    {
        const std::optional<qint64> received = timeFromIso(ours["received"].toString());
        if (!received)
            return Error {ErrorKind::EntryWithoutReceived};
        const auto head = decoded(ours["head64"]);
        const auto bytes = [&ours](const char *name, const JsonValue &text) {
            return ours[name].exists() ? decoded(ours[name]) : std::optional(text.toString().toUtf8());
        };
        const auto body = bytes("body64", entry["request"]["postData"]["text"]);
        const auto reply = bytes("reply64", entry["response"]["content"]["text"]);
        if (!head || !ours["head64"].exists() || !body || !reply)
            return Error {ErrorKind::EntryBytesDamaged};
        callback = {.receivedUs = *received,
                    .peer = ours["peer"].toString(),
                    .forwardedBy = ours["forwardedBy"].toString(),
                    .head = *head,
                    .body = *body,
                    .verdict = Verdict::fromString(ours["verdict"].toString()),
                    .reply = {.status = quint16(entry["response"]["status"].toInteger().value_or(0)),
                              .body = *reply,
                              .durationUs = ours["durationUs"].toInteger().value_or(-1)},
                    .repeats = quint32(ours["repeats"].toInteger().value_or(1))};
        return {};
    }

    static std::optional<Error> takeForeign(const JsonValue &entry, Callback &callback)
    {
        const JsonValue request = entry["request"];
        const JsonValue response = entry["response"];
        if (!request.isObject())
            return Error {ErrorKind::EntryWithoutRequest};
        const std::optional<qint64> started = timeFromIso(entry["startedDateTime"].toString());
        if (!started)
            return Error {ErrorKind::EntryWithoutTime};
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
        if (const auto trouble = takeBody(request, callback))
            return trouble;
        if (callback.body.size() > largestBody())
            return Error {ErrorKind::BodyTooLarge, {largestBody()}};
        callback.receivedUs = *started;
        judgeImported(callback);
        constexpr double longestMs = 1e12; // beyond it, as below 0, it is no duration
        const double ms = entry["time"].toString().toDouble();
        if (const qint64 status = response["status"].toInteger().value_or(0); status > 0 && status < 1000)
            callback.reply = {.status = quint16(status),
                              .body = response["content"]["text"].toString().toUtf8(),
                              .durationUs = ms >= 0 && ms < longestMs ? qint64(ms * 1000.0) : -1};
        return {};
    }

    /// The body as it was sent; an error when it was sent but not written down, or not so that it can be read.
    static std::optional<Error> takeBody(const JsonValue &request, Callback &callback)
    {
        const JsonValue post = request["postData"];
        const JsonValue text = post["text"];
        if (post["encoding"].toString() == "base64"_L1) {
            const auto body = decoded(text);
            if (!body)
                return Error {ErrorKind::PostDataNotBase64};
            callback.body = *body;
            return {};
        }
        callback.body = text.toString().toUtf8();
        callback.head = withoutContentCoding(callback.head); // text has been unpacked by who wrote it down
        if (!callback.body.isEmpty())
            return {};
        if (post["params"].count() > 0) {
            callback.body = joined(post["params"]);
            return parseBody(callback.body).json ? std::nullopt : std::optional(Error {ErrorKind::BodySplitIntoParams});
        }
        const bool isPost = request["method"].toString() == "POST"_L1;
        const bool isEmpty = text.exists() || request["bodySize"].toInteger() == 0
            || RequestHead::parse(callback.head).value("Content-Length") == "0";
        return !isPost || isEmpty ? std::nullopt : std::optional(Error {ErrorKind::EntryWithoutBody});
    }

    /// The text that was taken for the fields of a form.
    static QByteArray joined(const JsonValue &params)
    {
        QByteArrayList fields;
        const QList<JsonValue> children = params.children();
        for (const JsonValue &param : children) {
            const QByteArray value = param["value"].toString().toUtf8();
            fields.append(param["name"].toString().toUtf8() + (value.isEmpty() ? ""_ba : QByteArray('=' + value)));
        }
        return fields.join('&');
    }

    std::unique_ptr<QFile> m_file;
    qint64 m_number = 0;
    qint64 m_others = 0;
};

} // namespace

std::unique_ptr<CallbackSource> harSource(std::unique_ptr<QFile> file)
{
    return std::make_unique<HarSource>(std::move(file));
}

} // namespace Roomscope
