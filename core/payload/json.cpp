// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/payload/json.h"

#include <QStringDecoder>

#include <rapidjson/error/error.h>
#include <rapidjson/reader.h>

#include <algorithm>
#include <array>
#include <cstring>

using namespace Qt::StringLiterals;

namespace Roomscope {

namespace {

constexpr int maximumDepth = 200;
// Each repair reads the text anew, so a text full of faults is given up instead of costing quadratic time.
constexpr int maximumRepairs = 32;

/// RapidJSON input over the bytes of a QByteArray, which end with a NUL. It tells its place while it is read, which
/// RapidJSON's own streams do not: they are read through a copy.
class ByteStream final
{
public:
    using Ch = char;

    explicit ByteStream(const QByteArray &bytes)
        : m_begin(bytes.constData())
        , m_at(m_begin)
        , m_end(m_begin + bytes.size())
    {
    }

    [[nodiscard]] Ch Peek() const { return *m_at; }
    /// Of a character that the text cuts off, RapidJSON takes all bytes that its first one promises.
    Ch Take() { return m_at == m_end ? '\0' : *m_at++; }
    [[nodiscard]] size_t Tell() const { return size_t(m_at - m_begin); }

    // The writing half of RapidJSON's stream concept: never used when reading from a constant text.
    Ch *PutBegin() { return nullptr; }
    void Put(Ch) { }
    void Flush() { }
    size_t PutEnd(Ch *) { return 0; }

private:
    const char *m_begin;
    const char *m_at;
    const char *const m_end;
};

int lineOf(QByteArrayView text, qsizetype offset)
{
    return 1 + int(std::count(text.begin(), text.begin() + offset, '\n'));
}

int columnOf(QByteArrayView text, qsizetype offset)
{
    const qsizetype lineStart = text.first(offset).lastIndexOf('\n') + 1;
    return 1 + int(QString::fromUtf8(text.sliced(lineStart, offset - lineStart)).size());
}

QString reasonFor(rapidjson::ParseErrorCode code, bool atEnd)
{
    if (atEnd && code != rapidjson::kParseErrorDocumentEmpty)
        return u"the text ends in the middle of a value"_s;
    switch (code) {
    case rapidjson::kParseErrorDocumentEmpty: return u"expected a value, found nothing"_s;
    case rapidjson::kParseErrorDocumentRootNotSingular: return u"expected the end of the text"_s;
    case rapidjson::kParseErrorValueInvalid: return u"expected a value"_s;
    case rapidjson::kParseErrorObjectMissName: return u"expected a member name in quotes"_s;
    case rapidjson::kParseErrorObjectMissColon: return u"expected a colon"_s;
    case rapidjson::kParseErrorObjectMissCommaOrCurlyBracket: return u"expected a comma or }"_s;
    case rapidjson::kParseErrorArrayMissCommaOrSquareBracket: return u"expected a comma or ]"_s;
    case rapidjson::kParseErrorStringUnicodeEscapeInvalidHex: return u"expected four hexadecimal digits after \\u"_s;
    case rapidjson::kParseErrorStringUnicodeSurrogateInvalid: return u"half of a surrogate pair"_s;
    case rapidjson::kParseErrorStringEscapeInvalid: return u"unknown escape in a string"_s;
    case rapidjson::kParseErrorStringMissQuotationMark: return u"a string is not closed"_s;
    case rapidjson::kParseErrorStringInvalidEncoding: return u"not valid UTF-8, or a control character in a string"_s;
    case rapidjson::kParseErrorNumberTooBig: return u"a number is too big"_s;
    case rapidjson::kParseErrorNumberMissFraction: return u"expected digits after the decimal point"_s;
    case rapidjson::kParseErrorNumberMissExponent: return u"expected digits in the exponent"_s;
    case rapidjson::kParseErrorTermination: return u"nested deeper than %1"_s.arg(maximumDepth);
    case rapidjson::kParseErrorNone:
    case rapidjson::kParseErrorUnspecificSyntaxError: break;
    }
    return u"not JSON"_s;
}

/// Mends in place the two faults that RapidJSON has no option for; false when the fault is another one.
bool repair(QByteArray &text, rapidjson::ParseErrorCode code, qsizetype offset)
{
    if (code == rapidjson::kParseErrorObjectMissCommaOrCurlyBracket && offset < text.size() && text.at(offset) == '"') {
        text.insert(offset, ',');
        return true;
    }
    if (code == rapidjson::kParseErrorStringUnicodeSurrogateInvalid) {
        const qsizetype escape = text.indexOf("\\u", offset);
        if (escape < 0 || text.size() - escape < 6)
            return false;
        text.replace(escape, 6, "\\uFFFD");
        return true;
    }
    return false;
}

QString unescaped(QByteArrayView raw)
{
    QString result;
    result.reserve(raw.size());
    for (qsizetype at = 0; at < raw.size();) {
        if (raw[at] != '\\') {
            qsizetype end = raw.indexOf('\\', at);
            if (end < 0)
                end = raw.size();
            result.append(QString::fromUtf8(raw.sliced(at, end - at)));
            at = end;
            continue;
        }
        const char escape = raw[at + 1];
        at += 2;
        switch (escape) {
        case 'b': result.append(u'\b'); break;
        case 'f': result.append(u'\f'); break;
        case 'n': result.append(u'\n'); break;
        case 'r': result.append(u'\r'); break;
        case 't': result.append(u'\t'); break;
        case 'u':
            result.append(QChar(raw.sliced(at, 4).toUShort(nullptr, 16)));
            at += 4;
            break;
        default: result.append(QLatin1Char(escape)); break; // quote, backslash, slash
        }
    }
    return result;
}

constexpr std::array<bool, 256> ordinaryCharacters()
{
    std::array<bool, 256> result {};
    for (int c = ' '; c < 256; ++c)
        result[size_t(c)] = c != '"' && c != '\\';
    return result;
}
constexpr std::array<bool, 256> isOrdinary = ordinaryCharacters(); // within a string

} // namespace

/// Reads what nearly every text is: valid, with whole numbers, without \u. Gives up on everything else, which RapidJSON
/// then reads from its beginning; it costs a receiver half of its time, this costs little.
class PlainReader final
{
public:
    explicit PlainReader(JsonText &json)
        : m_json(json)
        , m_begin(json.m_text.constData())
        , m_at(m_begin)
    {
    }

    [[nodiscard]] bool read()
    {
        if (!QByteArrayView(m_json.m_text).isValidUtf8() || !value({}, 0))
            return false;
        skipBlanks();
        return m_at == m_begin + m_json.m_text.size();
    }

private:
    struct String
    {
        quint32 offset = 0;
        quint32 length = 0;
        bool escaped = false;
    };

    [[nodiscard]] quint32 place() const { return quint32(m_at - m_begin); }

    // A NUL ends the text: it is neither blank nor part of any value.
    void skipBlanks()
    {
        while (*m_at == ' ' || *m_at == '\n' || *m_at == '\r' || *m_at == '\t')
            ++m_at;
    }
    [[nodiscard]] bool skip(char wanted)
    {
        skipBlanks();
        if (*m_at != wanted)
            return false;
        ++m_at;
        return true;
    }

    [[nodiscard]] bool value(const String &key, int depth)
    {
        skipBlanks();
        const size_t index = m_json.m_nodes.size();
        m_json.m_nodes.push_back({.offset = place(),
                                  .keyOffset = key.offset,
                                  .keyLength = key.length,
                                  .next = quint32(index + 1),
                                  .keyEscaped = key.escaped});
        switch (*m_at) {
        case '{': return container(index, JsonText::Type::Object, '}', depth);
        case '[': return container(index, JsonText::Type::Array, ']', depth);
        case '"': {
            String text;
            if (!string(text))
                return false;
            JsonText::Node &node = m_json.m_nodes[index];
            node.type = JsonText::Type::String;
            node.offset = text.offset;
            node.length = text.length;
            node.escaped = text.escaped;
            return true;
        }
        case 't': return word(index, JsonText::Type::True, "true");
        case 'f': return word(index, JsonText::Type::False, "false");
        case 'n': return word(index, JsonText::Type::Null, "null");
        default: return wholeNumber(index);
        }
    }

    [[nodiscard]] bool container(size_t index, JsonText::Type type, char end, int depth)
    {
        if (depth == maximumDepth)
            return false;
        ++m_at;
        quint32 count = 0;
        while (!skip(end)) {
            String key;
            if ((count > 0 && !skip(','))
                || (type == JsonText::Type::Object && (skipBlanks(), !string(key) || !skip(':')))
                || !value(key, depth + 1))
                return false;
            ++count;
        }
        JsonText::Node &node = m_json.m_nodes[index];
        node.type = type;
        node.length = place() - node.offset;
        node.count = count;
        node.next = quint32(m_json.m_nodes.size());
        return true;
    }

    [[nodiscard]] bool string(String &string)
    {
        if (*m_at != '"')
            return false;
        ++m_at;
        string.offset = place();
        for (;;) {
            while (isOrdinary[quint8(*m_at)])
                ++m_at;
            if (*m_at == '"')
                break;
            if (*m_at != '\\' || !QByteArrayView("\"\\/bfnrt").contains(m_at[1]))
                return false;
            string.escaped = true;
            m_at += 2;
        }
        string.length = place() - string.offset;
        ++m_at;
        return true;
    }

    [[nodiscard]] bool word(size_t index, JsonText::Type type, QByteArrayView word)
    {
        if (std::strncmp(m_at, word.data(), size_t(word.size())) != 0)
            return false;
        m_at += word.size();
        m_json.m_nodes[index].type = type;
        m_json.m_nodes[index].length = quint32(word.size());
        return true;
    }

    /// A fraction or an exponent behind it is nothing that may follow a value.
    [[nodiscard]] bool wholeNumber(size_t index)
    {
        constexpr quint32 longest = 64;
        JsonText::Node &node = m_json.m_nodes[index];
        m_at += *m_at == '-' ? 1 : 0;
        const char *const digits = m_at;
        while (*m_at >= '0' && *m_at <= '9')
            ++m_at;
        node.type = JsonText::Type::Number;
        node.length = place() - node.offset;
        return m_at > digits && (*digits != '0' || m_at == digits + 1) && node.length <= longest;
    }

    JsonText &m_json;
    const char *const m_begin;
    const char *m_at;
};

/// Receives RapidJSON's events and lays them out as nodes.
class TapeWriter final
{
public:
    TapeWriter(JsonText &json, const ByteStream &stream)
        : m_json(json)
        , m_stream(stream)
    {
    }

    bool Null() { return word(JsonText::Type::Null, 4); }
    bool Bool(bool value) { return value ? word(JsonText::Type::True, 4) : word(JsonText::Type::False, 5); }
    bool RawNumber(const char *, rapidjson::SizeType length, bool) { return word(JsonText::Type::Number, length); }
    // Numbers come as RawNumber; the reader's concept wants these all the same.
    bool Int(int) { return false; }
    bool Uint(unsigned) { return false; }
    bool Int64(int64_t) { return false; }
    bool Uint64(uint64_t) { return false; }
    bool Double(double) { return false; }

    bool String(const char *, rapidjson::SizeType length, bool)
    {
        JsonText::Node &node = add(JsonText::Type::String);
        placeString(node.offset, node.length);
        node.escaped = node.length != length;
        return true;
    }
    bool Key(const char *, rapidjson::SizeType length, bool)
    {
        placeString(m_keyOffset, m_keyLength);
        m_keyEscaped = m_keyLength != length;
        return true;
    }
    bool StartObject() { return open(JsonText::Type::Object); }
    bool StartArray() { return open(JsonText::Type::Array); }
    bool EndObject(rapidjson::SizeType) { return close(); }
    bool EndArray(rapidjson::SizeType) { return close(); }

private:
    JsonText::Node &add(JsonText::Type type)
    {
        if (!m_open.empty())
            ++m_json.m_nodes[m_open.back()].count;
        m_json.m_nodes.push_back({.keyOffset = std::exchange(m_keyOffset, 0),
                                  .keyLength = std::exchange(m_keyLength, 0),
                                  .next = quint32(m_json.m_nodes.size() + 1),
                                  .type = type,
                                  .keyEscaped = std::exchange(m_keyEscaped, false)});
        return m_json.m_nodes.back();
    }

    bool word(JsonText::Type type, quint32 length)
    {
        JsonText::Node &node = add(type);
        node.offset = quint32(m_stream.Tell()) - length;
        node.length = length;
        return true;
    }

    bool open(JsonText::Type type)
    {
        if (m_open.size() >= maximumDepth)
            return false;
        add(type).offset = quint32(m_stream.Tell()) - 1;
        m_open.push_back(quint32(m_json.m_nodes.size() - 1));
        return true;
    }

    bool close()
    {
        JsonText::Node &node = m_json.m_nodes[m_open.back()];
        node.length = quint32(m_stream.Tell()) - node.offset;
        node.next = quint32(m_json.m_nodes.size());
        m_open.pop_back();
        return true;
    }

    // The reader stands behind the closing quote and does not tell where it opened. Every quote inside a string has an
    // odd number of backslashes before it, the opening one an even number (none: a backslash outside is no JSON).
    void placeString(quint32 &offset, quint32 &length) const
    {
        const char *text = m_json.m_text.constData();
        const quint32 end = quint32(m_stream.Tell()) - 1;
        quint32 at = end;
        for (;;) {
            --at;
            if (text[at] != '"')
                continue;
            quint32 backslashes = 0;
            while (backslashes < at && text[at - backslashes - 1] == '\\')
                ++backslashes;
            if (backslashes % 2 == 0)
                break;
        }
        offset = at + 1;
        length = end - offset;
    }

    JsonText &m_json;
    const ByteStream &m_stream;
    std::vector<quint32> m_open;
    quint32 m_keyOffset = 0;
    quint32 m_keyLength = 0;
    bool m_keyEscaped = false;
};

QString JsonError::toString() const
{
    return u"line %1, column %2: %3"_s.arg(line).arg(column).arg(reason);
}

std::variant<JsonText, JsonError> JsonText::parse(const QByteArray &text, Grammar grammar)
{
    constexpr unsigned strictFlags = rapidjson::kParseNumbersAsStringsFlag | rapidjson::kParseValidateEncodingFlag;
    constexpr unsigned tolerantFlags
        = rapidjson::kParseNumbersAsStringsFlag | rapidjson::kParseCommentsFlag | rapidjson::kParseTrailingCommasFlag;

    JsonText json;
    json.m_text = text;
    json.m_nodes.reserve(size_t(text.size() / 16 + 8));
    if (grammar == Grammar::Strict && PlainReader(json).read())
        return json;
    for (int repairs = 0;; ++repairs) {
        json.m_nodes.clear();
        ByteStream stream(json.m_text);
        TapeWriter writer(json, stream);
        rapidjson::Reader reader;
        const rapidjson::ParseResult result = grammar == Grammar::Strict ? reader.Parse<strictFlags>(stream, writer)
                                                                         : reader.Parse<tolerantFlags>(stream, writer);
        // A NUL in the middle looks like the end.
        const bool stoppedEarly = !result.IsError() && qsizetype(stream.Tell()) < json.m_text.size();
        if (!result.IsError() && !stoppedEarly)
            return json;

        const qsizetype offset
            = std::min(qsizetype(stoppedEarly ? stream.Tell() : result.Offset()), json.m_text.size());
        const rapidjson::ParseErrorCode code
            = stoppedEarly ? rapidjson::kParseErrorDocumentRootNotSingular : result.Code();
        if (grammar == Grammar::Tolerant && repairs < maximumRepairs && repair(json.m_text, code, offset))
            continue;
        return JsonError {.offset = offset,
                          .line = lineOf(json.m_text, offset),
                          .column = columnOf(json.m_text, offset),
                          .reason = reasonFor(code, offset == json.m_text.size())};
    }
}

JsonValue JsonText::root() const
{
    return m_nodes.empty() ? JsonValue() : JsonValue(this, 0);
}

JsonValue::JsonValue(const JsonText *json, quint32 index)
    : m_json(json)
    , m_index(index)
{
}

const JsonText::Node &JsonValue::node() const
{
    return m_json->m_nodes[m_index];
}

JsonText::Type JsonValue::type() const
{
    return exists() ? node().type : JsonText::Type::Null;
}

bool JsonValue::isObject() const
{
    return exists() && node().type == JsonText::Type::Object;
}

bool JsonValue::isArray() const
{
    return exists() && node().type == JsonText::Type::Array;
}

bool JsonValue::isNull() const
{
    return exists() && node().type == JsonText::Type::Null;
}

JsonValue JsonValue::operator[](QByteArrayView name) const
{
    if (!isObject())
        return {};
    const std::vector<JsonText::Node> &nodes = m_json->m_nodes;
    const QByteArrayView text(m_json->m_text);
    quint32 found = 0;
    for (quint32 child = m_index + 1; child < nodes[m_index].next; child = nodes[child].next) {
        const JsonText::Node &member = nodes[child];
        const QByteArrayView key = text.sliced(member.keyOffset, member.keyLength);
        if (member.keyEscaped ? unescaped(key).toUtf8() == name : key == name)
            found = child;
    }
    return found == 0 ? JsonValue() : JsonValue(m_json, found);
}

qsizetype JsonValue::count() const
{
    return exists() ? qsizetype(node().count) : 0;
}

JsonValue JsonValue::firstChild() const
{
    return isContainer() && node().count > 0 ? JsonValue(m_json, m_index + 1) : JsonValue();
}

JsonValue JsonValue::nextSibling(const JsonValue &parent) const
{
    if (!exists() || !parent.exists())
        return {};
    const quint32 next = node().next;
    return next < parent.node().next ? JsonValue(m_json, next) : JsonValue();
}

QList<JsonValue> JsonValue::children() const
{
    QList<JsonValue> result;
    result.reserve(count());
    for (JsonValue child = firstChild(); child.exists(); child = child.nextSibling(*this))
        result.append(child);
    return result;
}

QString JsonValue::key() const
{
    if (!exists())
        return {};
    const QByteArrayView bytes = QByteArrayView(m_json->m_text).sliced(node().keyOffset, node().keyLength);
    return node().keyEscaped ? unescaped(bytes) : QString::fromUtf8(bytes);
}

QString JsonValue::toString() const
{
    if (!exists())
        return {};
    const QByteArrayView bytes = QByteArrayView(m_json->m_text).sliced(node().offset, node().length);
    switch (node().type) {
    case JsonText::Type::String: return node().escaped ? unescaped(bytes) : QString::fromUtf8(bytes);
    case JsonText::Type::Number: return QString::fromLatin1(bytes);
    default: return {};
    }
}

std::optional<qint64> JsonValue::toInteger() const
{
    if (!exists() || (node().type != JsonText::Type::Number && node().type != JsonText::Type::String))
        return {};
    bool ok = false;
    const qint64 value = QByteArrayView(m_json->m_text).sliced(node().offset, node().length).toLongLong(&ok);
    return ok ? std::optional(value) : std::nullopt;
}

std::optional<bool> JsonValue::toBool() const
{
    if (!exists())
        return {};
    const QByteArrayView bytes = QByteArrayView(m_json->m_text).sliced(node().offset, node().length);
    if (node().type == JsonText::Type::True || (node().type == JsonText::Type::String && bytes == "true"))
        return true;
    if (node().type == JsonText::Type::False || (node().type == JsonText::Type::String && bytes == "false"))
        return false;
    return {};
}

QByteArrayView JsonValue::raw() const
{
    if (!exists())
        return {};
    const qsizetype quotes = node().type == JsonText::Type::String ? 1 : 0;
    return QByteArrayView(m_json->m_text).sliced(offset(), qsizetype(node().length) + 2 * quotes);
}

QByteArrayView JsonValue::rawKey() const
{
    if (!exists() || node().keyOffset == 0)
        return {};
    return QByteArrayView(m_json->m_text).sliced(node().keyOffset - 1, node().keyLength + 2);
}

qsizetype JsonValue::offset() const
{
    return exists() ? qsizetype(node().offset) - (node().type == JsonText::Type::String ? 1 : 0) : 0;
}

} // namespace Roomscope
