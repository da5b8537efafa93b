// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exchange/plainfile.h"

#include <QStringDecoder>
#include <QTemporaryFile>

#include <array>

#include <unistd.h>
#include <zlib.h>

using namespace Qt::StringLiterals;

namespace Roomscope {

namespace {

using OpenedFile = Result<std::unique_ptr<QFile>>;

constexpr qint64 step = 1 << 18;
constexpr qint64 largestUnpacked = 16LL << 30; // what packs to a thousandth must not fill the disk
constexpr QByteArrayView gzipMark = "\x1f\x8b";
constexpr QByteArrayView byteOrderMark = "\xEF\xBB\xBF";

/// The end of a file that was written in steps, now to be read.
OpenedFile finished(std::unique_ptr<QTemporaryFile> file, bool isWritten)
{
    if (!isWritten || !file->flush() || !file->seek(0))
        return Error {ErrorKind::CannotUnpackIntoFile, {file->errorString()}};
    return std::unique_ptr<QFile>(std::move(file));
}

OpenedFile unpacked(const QFile &packed)
{
    auto file = std::make_unique<QTemporaryFile>();
    bool isWritten = file->open();
    const int descriptor = ::dup(packed.handle());
    ::lseek(descriptor, 0, SEEK_SET); // QFile has read ahead
    const gzFile stream = gzdopen(descriptor, "rb");
    if (!stream)
        return Error {ErrorKind::CannotUnpack};
    std::array<char, step> part; // NOLINT(cppcoreguidelines-pro-type-member-init): gzread() fills it
    int size = 0;
    while (isWritten && file->pos() <= largestUnpacked && (size = gzread(stream, part.data(), unsigned(step))) > 0)
        isWritten = file->write(part.data(), size) == size;
    const bool isBroken = size < 0;
    const bool isCutOff = gzclose(stream) == Z_BUF_ERROR;
    if (isBroken)
        return Error {ErrorKind::NotGzip};
    if (isCutOff)
        return Error {ErrorKind::GzipCutOff};
    if (file->pos() > largestUnpacked)
        return Error {ErrorKind::UnpackedTooLarge};
    return finished(std::move(file), isWritten);
}

OpenedFile recoded(QFile &text, QStringConverter::Encoding encoding)
{
    auto file = std::make_unique<QTemporaryFile>();
    bool isWritten = file->open();
    QStringDecoder decoder(encoding);
    for (QByteArray part = text.read(step); isWritten && !part.isEmpty(); part = text.read(step)) {
        const QString decoded = decoder(part);
        const QByteArray utf8 = decoded.toUtf8();
        isWritten = file->write(utf8) == utf8.size();
    }
    if (decoder.hasError())
        return Error {ErrorKind::NotOfEncoding, {QLatin1StringView(QStringConverter::nameForEncoding(encoding))}};
    return finished(std::move(file), isWritten);
}

/// Nothing for what is read as it is.
std::optional<QStringConverter::Encoding> wideEncoding(QByteArrayView beginning)
{
    const auto encoding = QStringConverter::encodingForData(beginning, u'{');
    return encoding == QStringConverter::Utf8 ? std::nullopt : encoding;
}

} // namespace

OpenedFile openPlainFile(const QString &path)
{
    auto file = std::make_unique<QFile>(path);
    if (!file->open(QIODevice::ReadOnly))
        return Error {ErrorKind::SystemMessage, {file->errorString()}};
    if (file->peek(gzipMark.size()) == gzipMark) {
        OpenedFile opened = unpacked(*file);
        if (!opened)
            return opened;
        file = std::move(*opened);
    }
    const auto encoding = wideEncoding(file->peek(4));
    return encoding ? recoded(*file, *encoding) : OpenedFile(std::move(file));
}

void skipByteOrderMark(QFile &file)
{
    if (file.peek(byteOrderMark.size()) == byteOrderMark)
        file.skip(byteOrderMark.size());
}

std::optional<QByteArray> readLine(QFile &file, qint64 longest)
{
    constexpr qint64 longestEnd = 2;
    QByteArray line;
    qint64 size = 0;
    for (bool isWhole = false; !isWhole;) {
        const QByteArray part = file.readLine(step); // QIODevice makes room for the longest line first
        isWhole = part.isEmpty() || part.endsWith('\n');
        size += part.size();
        if (size <= longest + longestEnd)
            line += part;
    }
    const qint64 end = line.endsWith("\r\n") ? 2 : line.endsWith('\n') ? 1 : 0;
    return line.size() < size || size - end > longest ? std::nullopt : std::optional(line);
}

} // namespace Roomscope
