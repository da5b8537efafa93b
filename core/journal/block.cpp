// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/journal/block.h"

#include "core/base/bytereader.h"

#include <QDataStream>
#include <QIODevice>
#include <QtEndian>

#include <zstd.h>

#include <utility>

namespace Roomscope {

namespace {

constexpr int compressionLevel = 1;
constexpr unsigned long long largestBlock = 1ULL << 30;

// Nearly every answer is this one: it is kept as a mark.
constexpr QByteArrayView okReply = R"({"ActionStatus":"OK","ErrorInfo":"","ErrorCode":0})";

/// Behind the peer, in the same column, stands who has told it.
constexpr char peerSeparator = '\n';

QByteArray peersOf(const Callback &callback)
{
    const QByteArray peer = callback.peer.toUtf8();
    return callback.forwardedBy.isEmpty() ? peer : peer + peerSeparator + callback.forwardedBy.toUtf8();
}

void setPeers(Callback &callback, QByteArrayView peers)
{
    const qsizetype end = peers.indexOf(peerSeparator);
    callback.peer = QString::fromUtf8(end < 0 ? peers : peers.first(end));
    if (end >= 0)
        callback.forwardedBy = QString::fromUtf8(peers.sliced(end + 1));
}

void write(QDataStream &columns, const Callback &callback)
{
    const bool isOk = callback.reply.body == okReply;
    columns << callback.id << callback.receivedUs << quint16(callback.verdict.flags.toInt())
            << quint8(callback.verdict.rejection) << callback.reply.status << isOk << peersOf(callback)
            << quint32(callback.head.size()) << quint32(callback.body.size()) << callback.note.toUtf8();
    if (!isOk)
        columns << callback.reply.body;
}

/// Reads what QDataStream has written. Behind the end, or behind a size that leads there, everything is empty.
class Columns final
{
public:
    explicit Columns(QByteArrayView bytes)
        : m_bytes(bytes)
    {
    }

    template<typename T> T number()
    {
        const QByteArrayView bytes = m_bytes.consume(sizeof(T));
        return bytes.isEmpty() ? T(0) : qFromBigEndian<T>(bytes.data());
    }
    QByteArrayView bytes()
    {
        constexpr quint32 null = 0xffffffff;
        const auto size = number<quint32>();
        return size == null ? QByteArrayView() : m_bytes.consume(size);
    }

    [[nodiscard]] bool isBroken() const { return m_bytes.isBroken(); }
    /// What has not been read.
    [[nodiscard]] QByteArrayView rest() const { return m_bytes.rest(); }

private:
    ByteReader m_bytes;
};

/// A callback's part of the columns.
struct Line
{
    explicit Line(Columns &columns)
        : id(columns.number<qint64>())
        , receivedUs(columns.number<qint64>())
        , flags(columns.number<quint16>())
        , rejection(columns.number<quint8>())
        , status(columns.number<quint16>())
        , hasOkReply(columns.number<quint8>() != 0)
        , peers(columns.bytes())
        , headSize(columns.number<quint32>())
        , bodySize(columns.number<quint32>())
        , note(columns.bytes())
        , reply(hasOkReply ? okReply : columns.bytes())
    {
    }

    // In the order in which they are written.
    qint64 id;
    qint64 receivedUs;
    quint16 flags;
    quint8 rejection;
    quint16 status;
    bool hasOkReply;
    QByteArrayView peers;
    quint32 headSize;
    quint32 bodySize;
    QByteArrayView note;
    QByteArrayView reply;
};

/// Calls visit with each callback's line and texts; false when the block is damaged.
template<typename Visit> bool forEachLine(QByteArrayView plain, const Visit &visit)
{
    Columns columns(plain);
    const auto count = columns.number<quint32>();
    std::vector<Line> lines;
    for (quint32 i = 0; i < count && !columns.isBroken(); ++i)
        lines.emplace_back(columns);
    if (columns.isBroken())
        return false;
    QByteArrayView texts = columns.rest();
    for (const Line &line : lines) {
        if (qint64(line.headSize) + line.bodySize > texts.size())
            return false;
        visit(line, texts.first(line.headSize), texts.sliced(line.headSize, line.bodySize));
        texts = texts.sliced(qsizetype(line.headSize) + line.bodySize);
    }
    return true;
}

void setUp(ZSTD_CCtx *context)
{
    ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, compressionLevel);
    ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1);
}

QByteArray compressed(ZSTD_CCtx *context, const QByteArray &plain)
{
    QByteArray frame(qsizetype(ZSTD_compressBound(size_t(plain.size()))), Qt::Uninitialized);
    const size_t size
        = ZSTD_compress2(context, frame.data(), size_t(frame.size()), plain.constData(), size_t(plain.size()));
    Q_ASSERT(!ZSTD_isError(size)); // the bound is kept, the parameters are fixed
    frame.truncate(qsizetype(size));
    return frame;
}

/// False when the frame is damaged. Of plain the memory is used again.
bool decompress(ZSTD_DCtx *context, QByteArrayView frame, QByteArray &plain)
{
    const unsigned long long plainSize = ZSTD_getFrameContentSize(frame.data(), size_t(frame.size()));
    if (plainSize > largestBlock) // also the two values that mean an error
        return false;
    plain.resize(qsizetype(plainSize));
    const size_t size
        = ZSTD_decompressDCtx(context, plain.data(), size_t(plain.size()), frame.data(), size_t(frame.size()));
    return !ZSTD_isError(size) && size == plainSize;
}

} // namespace

void BlockPacker::Free::operator()(ZSTD_CCtx_s *context) const
{
    ZSTD_freeCCtx(context);
}

void BlockUnpacker::Free::operator()(ZSTD_DCtx_s *context) const
{
    ZSTD_freeDCtx(context);
}

BlockPacker::BlockPacker(const QByteArray &dictionary)
    : m_context(ZSTD_createCCtx())
{
    setUp(m_context.get());
    ZSTD_CCtx_loadDictionary(m_context.get(), dictionary.constData(), size_t(dictionary.size()));
}

BlockPacker::~BlockPacker() = default;

QByteArray BlockPacker::pack(std::span<const Callback> callbacks)
{
    QByteArray columns;
    QDataStream stream(&columns, QIODevice::WriteOnly);
    stream.setVersion(QDataStream::Qt_6_4);
    stream << quint32(callbacks.size());
    qsizetype textSize = 0;
    for (const Callback &callback : callbacks) {
        write(stream, callback);
        textSize += callback.head.size() + callback.body.size();
    }
    QByteArray plain;
    plain.reserve(columns.size() + textSize);
    plain += columns;
    for (const Callback &callback : callbacks) {
        plain += callback.head;
        plain += callback.body;
    }
    return compressed(m_context.get(), plain);
}

BlockUnpacker::BlockUnpacker(const QByteArray &dictionary)
    : m_context(ZSTD_createDCtx())
{
    ZSTD_DCtx_loadDictionary(m_context.get(), dictionary.constData(), size_t(dictionary.size()));
}

BlockUnpacker::~BlockUnpacker() = default;

std::optional<QList<Callback>> BlockUnpacker::unpack(const QByteArray &block) const
{
    QByteArray plain;
    QList<Callback> callbacks;
    const auto append = [&callbacks](const Line &line, QByteArrayView head, QByteArrayView body) {
        callbacks.append({.id = line.id,
                          .receivedUs = line.receivedUs,
                          .head = head.toByteArray(),
                          .body = body.toByteArray(),
                          .verdict = {.flags = Flags::fromInt(line.flags), .rejection = Rejection(line.rejection)},
                          .reply = {.status = line.status, .body = line.reply.toByteArray()},
                          .note = QString::fromUtf8(line.note)});
        setPeers(callbacks.last(), line.peers);
    };
    const bool isWhole = decompress(m_context.get(), block, plain) && forEachLine(plain, append);
    return isWhole ? std::optional(callbacks) : std::nullopt;
}

bool BlockUnpacker::unpackBodies(QByteArrayView block, BlockBodies &into) const
{
    into.bodies.clear();
    const auto append = [&into](const Line &line, QByteArrayView head, QByteArrayView body) {
        into.bodies.push_back({.callbackId = line.id, .head = head, .bytes = body});
    };
    const bool isWhole
        = decompress(m_context.get(), block, into.plain) && forEachLine(std::as_const(into.plain), append);
    if (!isWhole)
        into.bodies.clear();
    return isWhole;
}

QByteArray packDurations(const QList<qint64> &durationsUs)
{
    QByteArray bytes;
    QDataStream stream(&bytes, QIODevice::WriteOnly);
    for (const qint64 durationUs : durationsUs)
        stream << durationUs;
    stream << qChecksum(bytes);
    return bytes;
}

std::optional<QList<qint64>> unpackDurations(const QByteArray &bytes)
{
    const qsizetype count = bytes.size() / qsizetype(sizeof(qint64));
    const QByteArrayView plain = QByteArrayView(bytes).first(count * qsizetype(sizeof(qint64)));
    QDataStream stream(bytes);
    QList<qint64> durations(count);
    for (qint64 &durationUs : durations)
        stream >> durationUs;
    quint16 checksum = 0;
    stream >> checksum;
    if (!stream.atEnd() || stream.status() != QDataStream::Ok || checksum != qChecksum(plain))
        return {};
    return durations;
}

QByteArray packFrame(const QByteArray &plain)
{
    const std::unique_ptr<ZSTD_CCtx, decltype(&ZSTD_freeCCtx)> context(ZSTD_createCCtx(), &ZSTD_freeCCtx);
    setUp(context.get());
    return compressed(context.get(), plain);
}

bool unpackFrame(const QByteArray &frame, QByteArray &plain)
{
    thread_local const std::unique_ptr<ZSTD_DCtx, decltype(&ZSTD_freeDCtx)> context(ZSTD_createDCtx(), &ZSTD_freeDCtx);
    return decompress(context.get(), frame, plain);
}

QByteArray typicalText()
{
    return R"(POST /callback?SdkAppid=1400000001&CallbackCommand=Live.CallbackAfterMemberStateChanged&contenttype=json&ClientIP=203.0.113.24&OptPlatform=RESTAPI HTTP/1.1
Host: monitor.example.com
Content-Type: application/json
Connection: keep-alive
Content-Length: {"CallbackCommand":"Room.CallbackAfterMemberEnter","Operator_Account":"bob","RoomId":"meet-7001","MemberCount":5,"Type":"Enter","MemberList_Account":["bob"],"EventTime":17510004551
{"CallbackCommand":"Room.CallbackAfterMemberLeave","Operator_Account":"alice","RoomId":"meet-7001","MemberCount":4,"Type":"Kicked","MemberList_Account":["bob"],"Reason":"","EventTime":1
{"CallbackCommand":"Live.CallbackAfterMemberStateChanged","RoomId":"live-3310","EventType":"Offline","EventCause":"Leave","MemberList":[{"Member_Account":"dave"}],"EventTime":1
{"CallbackCommand":"Live.CallbackAfterMemberStateChanged","RoomId":"live-3310","EventType":"Online","EventCause":"Enter","MemberList":[{"Member_Account":"dave"}],"EventTime":1
{"CallbackCommand":"Room.CallbackAfterCreateRoom","Operator_Account":"alice","RoomInfo":{"RoomId":"meet-7001","RoomName":"","RoomType":"Meeting","Owner_Account":"alice","MaxMemberCount":300,"MaxSeatCount":12,"IsVideoDisabled":false,"IsAudioDisabled":false,"IsMessageDisabled":false,"IsScreenSharingDisabled":false,"IsCloudRecordingDisabled":true,"CustomInfo":"","IsSeatEnabled":true,"TakeSeatMode":"ApplyToTake","CreateTime":17},"EventTime":1
{"CallbackCommand":"Live.CallbackAfterSetMetadata","Operator_Account":"alice","RoomId":"live-3310","Metadata":[{"Key":"","Value":""}],"EventTime":1
POST /?SdkAppid=1400000001&CallbackCommand=Mic.CallbackAfterSeatInfoChanged&contenttype=json&ClientIP=203.0.113.24&OptPlatform=Android HTTP/1.1
Host: 127.0.0.1:8480
Content-Type: application/json
Content-Length: {"CallbackCommand":"Mic.CallbackAfterSeatInfoChanged","Operator_Account":"alice","RoomId":"live-3310","SeatList":[{"Index":0,"Member_Account":"alice","IsTakenDisabled":false,"IsVideoDisabled":false,"IsAudioDisabled":false},{"Index":1,"IsTakenDisabled":true,"IsVideoDisabled":false,"IsAudioDisabled":false},{"Index":2,"Member_Account":"dave","IsTakenDisabled":false,"IsVideoDisabled":true,"IsAudioDisabled":true}],"EventTime":17510)";
}

} // namespace Roomscope
