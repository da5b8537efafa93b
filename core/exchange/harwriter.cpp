// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exchange/harwriter.h"

#include "core/base/times.h"
#include "core/payload/jsonwriter.h"
#include "core/protocol/answer.h"
#include "core/protocol/contentcoding.h"
#include "core/protocol/keptbody.h"
#include "core/protocol/requesthead.h"
#include "core/reception/judge.h"

#include <QCoreApplication>
#include <QRegularExpression>
#include <QUrl>
#include <QUrlQuery>

#include <cctype>
#include <cstring>

using namespace Qt::StringLiterals;

namespace Roomscope {

namespace {

/// Texts of an entry that lead back to exactly these bytes.
bool isExactAsText(const QByteArray &bytes)
{
    return bytes.isValidUtf8() && !bytes.startsWith("\xEF\xBB\xBF");
}

QByteArray statusText(int status)
{
    return status == 0 ? QByteArray("No reply") : reasonPhrase(status).toByteArray();
}

QByteArray httpVersion(const RequestHead &head)
{
    return "HTTP/" + (head.version.isEmpty() ? QByteArray("1.1") : head.version);
}

bool isHost(const QByteArray &text)
{
    static const QRegularExpression host(u"^([A-Za-z0-9._~-]+|\\[[0-9A-Fa-f:.]+\\])(:[0-9]{1,5})?$"_s);
    return host.match(QString::fromLatin1(text)).hasMatch();
}

/// Path and query with nothing in them that a URL must not have (RFC 3986), whatever a sender has sent as a target.
QByteArray asPathAndQuery(const QByteArray &target)
{
    const auto isHex = [&target](qsizetype at) { return at < target.size() && std::isxdigit(uchar(target[at])); };
    QByteArray result = target.startsWith('/') ? ""_ba : "/"_ba;
    for (qsizetype at = 0; at < target.size(); ++at) {
        const char c = target[at];
        const bool isUsual = std::isalnum(uchar(c)) || (c != '\0' && std::strchr("-._~!$&'()*+,;=:@/?", c));
        if (isUsual || (c == '%' && isHex(at + 1) && isHex(at + 2)))
            result += c;
        else
            result += '%' + QByteArray(1, c).toHex().toUpper();
    }
    return result;
}

/// The head has what is exact.
QByteArray urlOf(const RequestHead &head)
{
    for (const QByteArray &scheme : {"http://"_ba, "https://"_ba}) {
        if (head.target.left(scheme.size()).toLower() != scheme)
            continue;
        const QByteArray rest = head.target.sliced(scheme.size());
        const qsizetype end = std::min<qsizetype>(rest.size(), qsizetype(std::strcspn(rest.constData(), "/?#")));
        if (isHost(rest.first(end)))
            return scheme + rest.first(end) + asPathAndQuery(rest.sliced(end));
    }
    const QByteArray host = head.value("Host");
    return "http://" + (isHost(host) ? host : QByteArray("localhost")) + asPathAndQuery(head.target);
}

void writeRequest(JsonWriter &json, const Callback &callback, const RequestHead &head)
{
    json.object("request", [&] {
        json.text("method", head.method);
        json.text("url", urlOf(head));
        json.text("httpVersion", httpVersion(head));
        json.array("cookies", [] {});
        json.array("headers", [&] {
            for (const RequestHead::Field &field : head.fields) {
                json.object([&] {
                    json.text("name", field.name);
                    json.text("value", field.value);
                });
            }
        });
        json.array("queryString", [&] {
            const auto items = QUrlQuery(QString::fromUtf8(head.query)).queryItems(QUrl::FullyDecoded);
            for (const auto &[name, value] : items) {
                json.object([&, &itemName = name, &itemValue = value] {
                    json.text("name", itemName.toUtf8());
                    json.text("value", itemValue.toUtf8());
                });
            }
        });
        const KeptBody kept = keptBody(callback);
        if (!callback.body.isEmpty()) {
            const QByteArray type = head.value("Content-Type");
            json.object("postData", [&] {
                json.text("mimeType", type.isEmpty() ? QByteArray("application/json") : type);
                json.array("params", [] {});
                json.text("text", plainBody(callback));
            });
        }
        json.integer("headersSize", callback.head.size() + 4);
        json.integer("bodySize", kept.isWhole ? callback.body.size() : kept.announced.value_or(-1));
        if (!kept.isWhole)
            json.text("comment",
                      callback.body.isEmpty() ? "the request was refused before its body, which was not kept"
                                              : "only the beginning of the body was kept, up to where the "
                                                "request was refused");
    });
}

void writeResponse(JsonWriter &json, const Callback &callback, const RequestHead &head)
{
    const QByteArray &body = callback.reply.body;
    json.object("response", [&] {
        json.integer("status", callback.reply.status);
        json.text("statusText", statusText(callback.reply.status));
        json.text("httpVersion", httpVersion(head));
        json.array("cookies", [] {});
        json.array("headers", [] {});
        json.object("content", [&] {
            json.integer("size", body.size());
            json.text("mimeType", "application/json");
            json.text("text", body);
        });
        json.text("redirectURL", "");
        json.integer("headersSize", -1);
        json.integer("bodySize", body.size());
    });
}

QByteArray entryOf(const AppliedCallback &applied)
{
    const Callback &callback = applied.callback;
    const RequestHead head = RequestHead::parse(callback.head);
    const double waitedMs = double(std::max<qint64>(0, callback.reply.durationUs)) / 1000.0;
    JsonWriter json;
    json.object([&] {
        json.text("startedDateTime", isoMilliseconds(callback.receivedUs));
        json.decimal("time", waitedMs);
        writeRequest(json, callback, head);
        writeResponse(json, callback, head);
        json.object("cache", [] {});
        json.object("timings", [&] {
            json.integer("send", 0);
            json.decimal("wait", waitedMs);
            json.integer("receive", 0);
        });
        json.text("comment", applied.verdict.toString().toUtf8());
        json.object("_roomscope", [&] {
            json.integer("id", callback.id);
            json.text("received", isoMicroseconds(callback.receivedUs));
            json.text("peer", callback.peer.toUtf8());
            if (!callback.forwardedBy.isEmpty())
                json.text("forwardedBy", callback.forwardedBy.toUtf8());
            json.text("verdict", callback.verdict.toString().toUtf8());
            json.text("head64", callback.head.toBase64());
            if (!isExactAsText(callback.body) || !contentCodings(callback.head).isEmpty())
                json.text("body64", callback.body.toBase64());
            if (!isExactAsText(callback.reply.body))
                json.text("reply64", callback.reply.body.toBase64());
            if (callback.reply.durationUs >= 0)
                json.integer("durationUs", callback.reply.durationUs);
            if (callback.repeats > 1)
                json.integer("repeats", callback.repeats);
        });
    });
    return json.result();
}

class HarFile final : public RecordWriter
{
public:
    HarFile(QIODevice *device, const SessionMetadata &metadata)
        : m_device(device)
        , m_metadata(metadata)
    {
    }

    bool begin() override
    {
        return write(R"({"log":{"version":"1.2","creator":{"name":"Roomscope","version":")"
                     + QCoreApplication::applicationVersion().toUtf8() + R"("},"_roomscope":)" + m_metadata.toJson()
                     + R"(,"pages":[],"entries":[)");
    }
    bool write(const AppliedCallback &applied, const QList<qsizetype> &) override
    {
        if (applied.callback.head.isEmpty())
            return true;
        ++m_count;
        return write((m_count > 1 ? ",\n" : "\n") + entryOf(applied));
    }
    bool end() override { return write("\n]}}\n"); }

private:
    bool write(const QByteArray &bytes) { return m_device->write(bytes) == bytes.size(); }

    QIODevice *m_device;
    SessionMetadata m_metadata;
};

} // namespace

std::unique_ptr<RecordWriter> harFile(QIODevice *device, const SessionMetadata &metadata)
{
    return std::make_unique<HarFile>(device, metadata);
}

} // namespace Roomscope
