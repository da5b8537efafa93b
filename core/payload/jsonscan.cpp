// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/payload/jsonscan.h"

#include "core/payload/rapidjsonerror.h"

#include <rapidjson/reader.h>

#include <algorithm>
#include <cstring>
#include <numeric>

using namespace Qt::StringLiterals;

namespace Roomscope {

namespace {

constexpr qint64 step = 1 << 16;
constexpr qsizetype longestName = 64; // of members that can be wanted
constexpr auto anyElement = "*";

/// RapidJSON input over a device. As in JsonText, RapidJSON takes it for a buffer in which strings are unescaped in
/// place, so that it copies none.
class DeviceStream final
{
public:
    using Ch = char;

    explicit DeviceStream(QIODevice *device)
        : m_device(device)
        , m_before(device->pos())
    {
        read();
    }

    [[nodiscard]] Ch Peek() const { return m_at == m_end ? '\0' : *m_at; }
    Ch Take()
    {
        if (m_at == m_end)
            return '\0';
        const Ch taken = *m_at++;
        if (m_at == m_end)
            read();
        return taken;
    }
    [[nodiscard]] size_t Tell() const { return size_t(m_before + (m_at - m_part.constData())); }

    Ch *PutBegin()
    {
        m_written = 0;
        m_name.clear();
        return nullptr;
    }
    void Put(Ch c)
    {
        ++m_written;
        if (m_wantsNames && m_name.size() <= longestName)
            m_name.append(c);
    }
    void Flush() { }
    size_t PutEnd(Ch *) { return m_written; }

    void setWantsNames(bool on) { m_wantsNames = on; }
    /// The last string, unescaped, without the NUL that ends it.
    [[nodiscard]] QByteArray name() const { return m_name.chopped(std::min<qsizetype>(1, m_name.size())); }

    /// Keeps the text from now on; first: the character that was taken last.
    void keep(Ch first)
    {
        m_kept = QByteArray(1, first);
        m_keptFrom = m_at;
    }
    /// What is longer than the largest piece is not whole.
    [[nodiscard]] QByteArray takeKept()
    {
        keepUpTo(m_at);
        m_keptFrom = nullptr;
        return std::exchange(m_kept, {});
    }

private:
    void keepUpTo(const char *end)
    {
        if (m_kept.size() <= JsonScan::largestPiece)
            m_kept.append(m_keptFrom, end - m_keptFrom);
    }
    void read()
    {
        if (m_keptFrom)
            keepUpTo(m_end);
        m_before += m_part.size();
        m_part = m_device->read(step);
        m_at = m_part.constData();
        m_end = m_at + m_part.size();
        if (m_keptFrom)
            m_keptFrom = m_at;
    }

    QIODevice *m_device;
    qint64 m_before; ///< Where the part begins.
    QByteArray m_part;
    const char *m_at = nullptr;
    const char *m_end = nullptr;
    QByteArray m_kept;
    const char *m_keptFrom = nullptr; ///< In the part; null: nothing is kept.
    QByteArray m_name;
    bool m_wantsNames = true;
    size_t m_written = 0;
};

/// As QString counts them, of UTF-8 that may begin or end within one.
qsizetype characters(QByteArrayView utf8)
{
    return std::accumulate(utf8.begin(), utf8.end(), qsizetype(0), [](qsizetype count, char byte) {
        constexpr uchar firstOfFour = 0xf0; // those are surrogate pairs
        const bool isContinued = (uchar(byte) & 0xc0) == 0x80;
        return count + (isContinued ? 0 : uchar(byte) >= firstOfFour ? 2 : 1);
    });
}

/// Line and column of a place; the device is read anew up to there.
JsonError errorAt(QIODevice *device, qint64 begin, qint64 offset, const QString &reason)
{
    JsonError error {.offset = offset, .reason = reason};
    device->seek(begin);
    for (qint64 at = begin; at < offset;) {
        const QByteArray part = device->read(std::min(step, offset - at));
        if (part.isEmpty())
            break;
        at += part.size();
        error.line += int(part.count('\n'));
        const qsizetype lineEnd = part.lastIndexOf('\n');
        if (lineEnd >= 0)
            error.column = 1;
        error.column += int(characters(QByteArrayView(part).sliced(lineEnd + 1)));
    }
    return error;
}

} // namespace

/// Receives RapidJSON's events and knows at which place of the text they are.
class ScanHandler final
{
public:
    ScanHandler(JsonScan &scan, DeviceStream &stream, const JsonScan::Visit &visit)
        : m_scan(scan)
        , m_stream(stream)
        , m_visit(visit)
    {
        for (const JsonScan::Place &place : std::as_const(scan.m_places))
            m_longestPlace = std::max(m_longestPlace, place.size());
    }

    bool Null() { return scalar(); }
    bool Bool(bool) { return scalar(); }
    bool RawNumber(const char *, rapidjson::SizeType, bool) { return scalar(); }
    bool String(const char *, rapidjson::SizeType, bool) { return scalar(); }
    bool Int(int) { return false; }
    bool Uint(unsigned) { return false; }
    bool Int64(int64_t) { return false; }
    bool Uint64(uint64_t) { return false; }
    bool Double(double) { return false; }

    bool Key(const char *, rapidjson::SizeType, bool)
    {
        if (m_path.size() == m_depth)
            m_path.last() = m_stream.name();
        return true;
    }
    bool StartObject() { return open('{', {}); }
    bool StartArray() { return open('[', anyElement); }
    bool EndObject(rapidjson::SizeType) { return close(); }
    bool EndArray(rapidjson::SizeType) { return close(); }

    [[nodiscard]] bool isStopped() const { return m_isStopped; }

private:
    /// Of the value that begins here; -1: none.
    [[nodiscard]] qsizetype wantedPlace() const
    {
        return m_path.size() == m_depth && m_openPlace < 0 ? m_scan.m_places.indexOf(m_path) : -1;
    }

    bool visit(qsizetype place, const QByteArray &text)
    {
        JsonScan::Piece piece;
        if (text.size() > JsonScan::largestPiece)
            piece = JsonError {.reason = u"it is larger than %1 bytes"_s.arg(JsonScan::largestPiece)};
        else if (m_values > JsonScan::mostValues)
            piece = JsonError {.reason = u"it holds more than %1 values"_s.arg(JsonScan::mostValues)};
        else
            piece = JsonText::parse(text, JsonText::Grammar::Strict);
        m_values = 0;
        m_isStopped = !m_visit(place, piece);
        return !m_isStopped;
    }

    bool scalar()
    {
        m_values += m_openPlace < 0 ? 0 : 1;
        const qsizetype place = wantedPlace();
        return place < 0 || visit(place, "null");
    }

    bool open(char bracket, const QByteArray &name)
    {
        if (size_t(m_depth) == maximumJsonDepth)
            return false;
        if (const qsizetype place = wantedPlace(); place >= 0) {
            m_openPlace = place;
            m_openDepth = m_depth;
            m_stream.keep(bracket);
        }
        m_values += m_openPlace < 0 ? 0 : 1;
        if (m_path.size() == m_depth && m_depth < m_longestPlace) {
            m_path.append(name);
            const qsizetype elements = m_scan.m_places.indexOf(m_path);
            if (bracket == '[' && elements >= 0)
                m_scan.m_hasArray[elements] = true;
        }
        ++m_depth;
        m_stream.setWantsNames(m_path.size() == m_depth);
        return true;
    }

    bool close()
    {
        if (m_path.size() == m_depth)
            m_path.removeLast();
        --m_depth;
        m_stream.setWantsNames(m_path.size() == m_depth);
        if (m_openPlace < 0 || m_depth != m_openDepth)
            return true;
        return visit(std::exchange(m_openPlace, -1), m_stream.takeKept());
    }

    JsonScan &m_scan;
    DeviceStream &m_stream;
    const JsonScan::Visit &m_visit;
    qsizetype m_longestPlace = 0;
    qsizetype m_depth = 0;      ///< Containers that are not closed yet.
    JsonScan::Place m_path;     ///< The names in these, as far as something in them can be wanted.
    qsizetype m_openPlace = -1; ///< Of the wanted value that is being read; -1: none is.
    qsizetype m_openDepth = 0;
    qint64 m_values = 0; ///< In that one.
    bool m_isStopped = false;
};

JsonScan::JsonScan(QIODevice *device, const QList<Place> &places)
    : m_device(device)
    , m_places(places)
    , m_hasArray(places.size(), false)
{
}

std::optional<JsonError> JsonScan::run(const Visit &visit)
{
    constexpr unsigned flags = rapidjson::kParseNumbersAsStringsFlag | rapidjson::kParseInsituFlag;
    const qint64 begin = m_device->pos();
    DeviceStream stream(m_device);
    ScanHandler handler(*this, stream, visit);
    rapidjson::Reader reader;
    const rapidjson::ParseResult result = reader.Parse<flags>(stream, handler);
    if (handler.isStopped())
        return {};
    const qint64 size = m_device->size();
    const bool stoppedEarly = !result.IsError() && qint64(stream.Tell()) < size; // a NUL looks like the end
    if (!result.IsError() && !stoppedEarly)
        return {};
    const qint64 offset = std::min(qint64(stoppedEarly ? stream.Tell() : result.Offset()), size);
    const rapidjson::ParseErrorCode code = stoppedEarly ? rapidjson::kParseErrorDocumentRootNotSingular : result.Code();
    return errorAt(m_device, begin, offset, jsonErrorReason(code, offset == size));
}

} // namespace Roomscope
