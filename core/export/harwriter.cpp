// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/export/harwriter.h"

#include "core/protocol/judge.h"
#include "core/protocol/requesthead.h"
#include "core/times.h"

#include <QCoreApplication>
#include <QUrl>
#include <QUrlQuery>

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

using namespace Qt::StringLiterals;

namespace Roomscope {

namespace {

class Json final
{
public:
    void object(const char *name, const auto &members)
    {
        if (name)
            m_writer.Key(name);
        m_writer.StartObject();
        members();
        m_writer.EndObject();
    }
    void array(const char *name, const auto &elements)
    {
        m_writer.Key(name);
        m_writer.StartArray();
        elements();
        m_writer.EndArray();
    }
    /// Bytes that are not UTF-8 are shown with replacement characters.
    void text(const char *name, const QByteArray &bytes)
    {
        const QByteArray utf8 = bytes.isValidUtf8() ? bytes : QString::fromUtf8(bytes).toUtf8();
        m_writer.Key(name);
        m_writer.String(utf8.constData(), rapidjson::SizeType(utf8.size()));
    }
    void number(const char *name, double value)
    {
        m_writer.Key(name);
        m_writer.Double(value);
    }
    void number(const char *name, qint64 value)
    {
        m_writer.Key(name);
        m_writer.Int64(value);
    }
    [[nodiscard]] QByteArray result() const { return {m_buffer.GetString(), qsizetype(m_buffer.GetSize())}; }

private:
    rapidjson::StringBuffer m_buffer;
    rapidjson::Writer<rapidjson::StringBuffer> m_writer {m_buffer};
};

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

QByteArray urlOf(const RequestHead &head)
{
    if (head.target.contains("://"))
        return head.target;
    const QByteArray host = head.value("Host");
    return "http://" + (host.isEmpty() ? QByteArray("localhost") : host) + head.target;
}

void writeRequest(Json &json, const Callback &callback, const RequestHead &head)
{
    json.object("request", [&] {
        json.text("method", head.method);
        json.text("url", urlOf(head));
        json.text("httpVersion", httpVersion(head));
        json.array("cookies", [] {});
        json.array("headers", [&] {
            for (const RequestHead::Field &field : head.fields) {
                json.object(nullptr, [&] {
                    json.text("name", field.name);
                    json.text("value", field.value);
                });
            }
        });
        json.array("queryString", [&] {
            const auto items = QUrlQuery(QString::fromUtf8(head.query)).queryItems(QUrl::FullyDecoded);
            for (const auto &[name, value] : items) {
                json.object(nullptr, [&, &itemName = name, &itemValue = value] {
                    json.text("name", itemName.toUtf8());
                    json.text("value", itemValue.toUtf8());
                });
            }
        });
        if (!callback.body.isEmpty()) {
            const QByteArray type = head.value("Content-Type");
            json.object("postData", [&] {
                json.text("mimeType", type.isEmpty() ? QByteArray("application/json") : type);
                json.array("params", [] {});
                json.text("text", callback.body);
            });
        }
        json.number("headersSize", qint64(callback.head.size() + 4));
        json.number("bodySize", qint64(callback.body.size()));
    });
}

void writeResponse(Json &json, const Callback &callback, const RequestHead &head)
{
    const QByteArray &body = callback.reply.body;
    json.object("response", [&] {
        json.number("status", qint64(callback.reply.status));
        json.text("statusText", statusText(callback.reply.status));
        json.text("httpVersion", httpVersion(head));
        json.array("cookies", [] {});
        json.array("headers", [] {});
        json.object("content", [&] {
            json.number("size", qint64(body.size()));
            json.text("mimeType", "application/json");
            json.text("text", body);
        });
        json.text("redirectURL", {});
        json.number("headersSize", qint64(-1));
        json.number("bodySize", qint64(body.size()));
    });
}

QByteArray entryOf(const Applied &applied)
{
    const Callback &callback = applied.callback;
    const RequestHead head = RequestHead::parse(callback.head);
    const double waitedMs = double(std::max<qint64>(0, callback.reply.durationUs)) / 1000.0;
    Json json;
    json.object(nullptr, [&] {
        json.text("startedDateTime", isoMilliseconds(callback.receivedUs));
        json.number("time", waitedMs);
        writeRequest(json, callback, head);
        writeResponse(json, callback, head);
        json.object("cache", [] {});
        json.object("timings", [&] {
            json.number("send", qint64(0));
            json.number("wait", waitedMs);
            json.number("receive", qint64(0));
        });
        json.text("comment", applied.verdict.toString().toUtf8());
        json.object("_roomscope", [&] {
            json.number("id", callback.id);
            json.text("received", isoMicroseconds(callback.receivedUs));
            json.text("peer", callback.peer.toUtf8());
            json.text("verdict", callback.verdict.toString().toUtf8());
            json.text("head64", callback.head.toBase64());
            if (!isExactAsText(callback.body))
                json.text("body64", callback.body.toBase64());
            if (!isExactAsText(callback.reply.body))
                json.text("reply64", callback.reply.body.toBase64());
            if (callback.reply.durationUs >= 0)
                json.number("durationUs", callback.reply.durationUs);
            if (callback.repeats > 1)
                json.number("repeats", qint64(callback.repeats));
        });
    });
    return json.result();
}

class HarFile final : public RecordWriter
{
public:
    HarFile(QIODevice *device, const SessionFacts &facts)
        : m_device(device)
        , m_facts(facts)
    {
    }

    bool begin() override
    {
        return write(R"({"log":{"version":"1.2","creator":{"name":"Roomscope","version":")"
                     + QCoreApplication::applicationVersion().toUtf8() + R"("},"_roomscope":)" + m_facts.toJson()
                     + R"(,"pages":[],"entries":[)");
    }
    bool write(const Applied &applied, const QList<qsizetype> &) override
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
    SessionFacts m_facts;
};

} // namespace

std::unique_ptr<RecordWriter> harFile(QIODevice *device, const SessionFacts &facts)
{
    return std::make_unique<HarFile>(device, facts);
}

} // namespace Roomscope
