// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exchange/callbackfile.h"

#include "core/base/times.h"
#include "core/payload/json.h"
#include "core/payload/jsonwriter.h"
#include "core/reception/receiverlimits.h"

using namespace Qt::StringLiterals;

namespace Roomscope {

namespace {

constexpr int formatVersion = 1;
constexpr qint64 lineStep = 1 << 16;

/// A body of the largest limit, all of its characters escaped, with some room.
qint64 longestLine()
{
    return 2 * ReceiverLimits::description(Limit::Body).most + (16 << 20);
}

void writeBytes(JsonWriter &json, const QByteArray &name, const QByteArray &bytes)
{
    if (bytes.isValidUtf8() && !bytes.startsWith("\xEF\xBB\xBF"))
        json.text(name, bytes);
    else
        json.text(QByteArray(name + "64"), bytes.toBase64());
}

QByteArray lineOf(const Callback &callback)
{
    JsonWriter json;
    json.object([&] {
        json.integer("id", callback.id);
        json.text("received", isoMicroseconds(callback.receivedUs));
        json.text("peer", callback.peer);
        if (!callback.forwardedBy.isEmpty())
            json.text("forwardedBy", callback.forwardedBy);
        json.text("verdict", callback.verdict.toString());
        writeBytes(json, "head", callback.head);
        writeBytes(json, "body", callback.body);
        json.integer("status", callback.reply.status);
        writeBytes(json, "reply", callback.reply.body);
        if (callback.reply.durationUs >= 0)
            json.integer("durationUs", callback.reply.durationUs);
        if (!callback.note.isEmpty())
            json.text("note", callback.note);
        if (callback.repeats > 1)
            json.integer("repeats", callback.repeats);
    });
    json.endLine();
    return json.result();
}

class CallbackFile final : public RecordWriter
{
public:
    CallbackFile(QIODevice *device, const SessionMetadata &metadata)
        : m_device(device)
        , m_metadata(metadata)
    {
    }

    bool begin() override
    {
        return writeLine(R"({"roomscope":"callbacks","version":)" + QByteArray::number(formatVersion) + R"(,"session":)"
                         + m_metadata.toJson() + "}\n");
    }
    bool write(const AppliedCallback &applied, const QList<qsizetype> &) override
    {
        ++m_count;
        return writeLine(lineOf(applied.callback));
    }
    bool end() override
    {
        const QByteArray sum = m_hash.result().toHex();
        return writeLine(R"({"end":true,"callbacks":)" + QByteArray::number(m_count) + R"(,"sha256":")" + sum
                         + "\"}\n");
    }

private:
    bool writeLine(const QByteArray &line)
    {
        m_hash.addData(line);
        return m_device->write(line) == line.size();
    }

    QIODevice *m_device;
    SessionMetadata m_metadata;
    QCryptographicHash m_hash {QCryptographicHash::Sha256};
};

/// The bytes of a member that stands as text or as base64; nothing when it is neither.
std::optional<QByteArray> bytesOf(const JsonValue &object, const QByteArray &name)
{
    if (const JsonValue text = object[name]; text.type() == JsonText::Type::String && text.exists())
        return text.toString().toUtf8();
    const JsonValue coded = object[QByteArray(name + "64")];
    if (!coded.exists())
        return {};
    auto decoded = QByteArray::fromBase64Encoding(coded.toString().toLatin1(), QByteArray::AbortOnBase64DecodingErrors);
    return decoded ? std::optional(*decoded) : std::nullopt;
}

} // namespace

std::unique_ptr<RecordWriter> callbackFile(QIODevice *device, const SessionMetadata &metadata)
{
    return std::make_unique<CallbackFile>(device, metadata);
}

CallbackFileReader::CallbackFileReader(QIODevice *device)
    : m_device(device)
{
}

bool CallbackFileReader::isOne(const QByteArray &beginning)
{
    return beginning.startsWith(R"({"roomscope":"callbacks")");
}

Error CallbackFileReader::inLine(const Error &cause) const
{
    return {ErrorKind::InLine, {m_line}, {cause}};
}

/// Step by step: QIODevice makes room for the longest line first, for each line anew.
QByteArray CallbackFileReader::readLine()
{
    QByteArray line;
    for (bool isWhole = false; !isWhole;) {
        const QByteArray part = m_device->readLine(lineStep);
        isWhole = part.isEmpty() || part.endsWith('\n');
        line += part;
    }
    return line;
}

/// Looks for the end of the line, and keeps nothing of it.
bool CallbackFileReader::isLineTooLong()
{
    const qint64 begin = m_device->pos();
    if (m_device->peek(lineStep).contains('\n'))
        return false;
    qint64 size = 0;
    for (bool isWhole = false; !isWhole && size <= longestLine();) {
        const QByteArray part = m_device->readLine(lineStep);
        isWhole = part.isEmpty() || part.endsWith('\n');
        size += part.size();
    }
    m_device->seek(begin);
    return size > longestLine();
}

Result<std::optional<Callback>> CallbackFileReader::next()
{
    for (;;) {
        ++m_line;
        if (isLineTooLong())
            return inLine({ErrorKind::LineTooLong, {longestLine()}});
        const QByteArray line = readLine();
        if (line.isEmpty())
            return inLine({ErrorKind::LastLineMissing});
        const auto parsed = JsonText::parse(line.trimmed(), JsonText::Grammar::Strict);
        if (const auto *error = std::get_if<JsonError>(&parsed)) {
            return line.endsWith('\n') ? inLine({ErrorKind::NotJsonAtColumn, {error->column, error->reason}})
                                       : inLine({ErrorKind::LineCutOff});
        }
        const JsonValue object = std::get<JsonText>(parsed).root();
        if (m_line == 1) {
            if (object["version"].toInteger().value_or(0) != formatVersion)
                return inLine({ErrorKind::NewerCallbackFile, {object["version"].toString()}});
            const auto metadata = SessionMetadata::fromJson(object["session"]);
            if (!metadata)
                return inLine(metadata.error());
            m_metadata = *metadata;
            m_hash.addData(line);
            continue;
        }
        if (object["end"].exists()) {
            if (object["callbacks"].toInteger() != m_count)
                return inLine({ErrorKind::CallbackCountWrong, {object["callbacks"].toString(), m_count}});
            if (object["sha256"].toString().toLatin1() != m_hash.result().toHex())
                return inLine({ErrorKind::ChecksumWrong});
            if (!m_device->atEnd())
                return inLine({ErrorKind::MoreThanLastLine});
            return std::optional<Callback>();
        }
        m_hash.addData(line);
        const std::optional<qint64> received = timeFromIso(object["received"].toString());
        const std::optional<QByteArray> head = bytesOf(object, "head");
        const std::optional<QByteArray> body = bytesOf(object, "body");
        const std::optional<QByteArray> reply = bytesOf(object, "reply");
        const QString verdictText = object["verdict"].toString();
        const Verdict verdict = Verdict::fromString(verdictText);
        const qint64 status = object["status"].toInteger().value_or(-1);
        if (!received)
            return inLine({ErrorKind::ReceivedNotTime});
        if (!head || !body || !reply)
            return inLine({ErrorKind::MemberNotText, {!head ? u"head"_s : !body ? u"body"_s : u"reply"_s}});
        if (verdict.toString() != verdictText)
            return inLine({ErrorKind::NotVerdict, {verdictText}});
        if (status < 0 || status > 999)
            return inLine({ErrorKind::StatusNotHttp});
        ++m_count;
        return std::optional(Callback {
            .receivedUs = *received,
            .peer = object["peer"].toString(),
            .forwardedBy = object["forwardedBy"].toString(),
            .head = *head,
            .body = *body,
            .verdict = verdict,
            .reply
            = {.status = quint16(status), .body = *reply, .durationUs = object["durationUs"].toInteger().value_or(-1)},
            .note = object["note"].toString(),
            .repeats = quint32(std::max<qint64>(1, object["repeats"].toInteger().value_or(1)))});
    }
}

} // namespace Roomscope
