// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/journal/block.h"

#include <QDataStream>
#include <QIODevice>

#include <zstd.h>

namespace Roomscope {

namespace {

constexpr int compressionLevel = 1;
constexpr unsigned long long largestBlock = 1ULL << 30;

// Nearly every answer is this one: it is kept as a mark.
constexpr QByteArrayView okReply = R"({"ActionStatus":"OK","ErrorInfo":"","ErrorCode":0})";

void write(QDataStream &columns, const Callback &callback)
{
    const bool isOk = callback.reply.body == okReply;
    columns << callback.id << callback.receivedUs << quint16(callback.verdict.flags.toInt())
            << quint8(callback.verdict.rejection) << callback.reply.status << isOk << callback.peer.toUtf8()
            << quint32(callback.head.size()) << quint32(callback.body.size()) << callback.note.toUtf8();
    if (!isOk)
        columns << callback.reply.body;
}

Callback read(QDataStream &columns, quint32 &headSize, quint32 &bodySize)
{
    Callback callback;
    quint16 flags = 0;
    quint8 rejection = 0;
    bool isOk = false;
    QByteArray peer;
    QByteArray note;
    columns >> callback.id >> callback.receivedUs >> flags >> rejection >> callback.reply.status >> isOk >> peer
        >> headSize >> bodySize >> note;
    if (isOk)
        callback.reply.body = okReply.toByteArray();
    else
        columns >> callback.reply.body;
    callback.verdict = {.flags = Flags::fromInt(flags), .rejection = Rejection(rejection)};
    callback.peer = QString::fromUtf8(peer);
    callback.note = QString::fromUtf8(note);
    return callback;
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

std::optional<QByteArray> decompressed(ZSTD_DCtx *context, const QByteArray &frame)
{
    const unsigned long long plainSize = ZSTD_getFrameContentSize(frame.constData(), size_t(frame.size()));
    if (plainSize > largestBlock) // also the two values that mean an error
        return {};
    QByteArray plain(qsizetype(plainSize), Qt::Uninitialized);
    const size_t size
        = ZSTD_decompressDCtx(context, plain.data(), size_t(plain.size()), frame.constData(), size_t(frame.size()));
    if (ZSTD_isError(size) || size != plainSize)
        return {};
    return plain;
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
    const std::optional<QByteArray> unpacked = decompressed(m_context.get(), block);
    if (!unpacked)
        return {};
    const QByteArray &plain = *unpacked;
    QDataStream stream(plain);
    stream.setVersion(QDataStream::Qt_6_4);
    quint32 count = 0;
    stream >> count;
    struct Sizes
    {
        quint32 head = 0;
        quint32 body = 0;
    };
    QList<Callback> callbacks;
    QList<Sizes> sizes;
    for (quint32 i = 0; i < count && stream.status() == QDataStream::Ok; ++i) {
        Sizes parts;
        callbacks.append(read(stream, parts.head, parts.body));
        sizes.append(parts);
    }
    qint64 at = stream.device()->pos();
    for (qsizetype i = 0; i < callbacks.size() && stream.status() == QDataStream::Ok; ++i) {
        if (at + sizes[i].head + sizes[i].body > plain.size())
            return {};
        callbacks[i].head = plain.sliced(at, sizes[i].head);
        callbacks[i].body = plain.sliced(at + sizes[i].head, sizes[i].body);
        at += sizes[i].head + sizes[i].body;
    }
    return stream.status() == QDataStream::Ok ? std::optional(callbacks) : std::nullopt;
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
    if (stream.atEnd())
        return durations;
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

std::optional<QByteArray> unpackFrame(const QByteArray &frame)
{
    const std::unique_ptr<ZSTD_DCtx, decltype(&ZSTD_freeDCtx)> context(ZSTD_createDCtx(), &ZSTD_freeDCtx);
    return decompressed(context.get(), frame);
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
