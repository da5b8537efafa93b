// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/payload/json.h"

#include <QStringDecoder>

#include <rapidjson/error/error.h>
#include <rapidjson/reader.h>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Roomscope {

namespace {

constexpr int maximumDepth = 200;
// Each repair reads the text anew, so a text full of faults is given up instead of costing quadratic time.
constexpr int maximumRepairs = 32;

/// RapidJSON input over bytes that are not terminated by NUL.
class ByteStream final
{
public:
    using Ch = char;

    explicit ByteStream(QByteArrayView bytes)
        : m_begin(bytes.begin())
        , m_at(bytes.begin())
        , m_end(bytes.end())
    {
    }

    // RapidJSON ends a text at NUL: a NUL that is really there must read as something that is never valid.
    [[nodiscard]] Ch Peek() const { return m_at == m_end ? '\0' : (*m_at == '\0' ? '\x01' : *m_at); }
    Ch Take()
    {
        const Ch byte = Peek();
        if (m_at != m_end)
            ++m_at;
        return byte;
    }
    [[nodiscard]] size_t Tell() const { return size_t(m_at - m_begin); }

    // The writing half of RapidJSON's stream concept: never used when reading from a constant text.
    Ch *PutBegin() { return nullptr; }
    void Put(Ch) { }
    void Flush() { }
    size_t PutEnd(Ch *) { return 0; }

private:
    const char *m_begin;
    const char *m_at;
    const char *m_end;
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
    if (!raw.contains('\\'))
        return QString::fromUtf8(raw);
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

} // namespace

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

    bool String(const char *, rapidjson::SizeType, bool)
    {
        JsonText::Node &node = add(JsonText::Type::String);
        placeString(node.offset, node.length);
        return true;
    }
    bool Key(const char *, rapidjson::SizeType, bool)
    {
        placeString(m_keyOffset, m_keyLength);
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
                                  .type = type});
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
    for (int repairs = 0;; ++repairs) {
        json.m_nodes.clear();
        json.m_nodes.reserve(size_t(json.m_text.size() / 24 + 8));
        ByteStream stream(json.m_text);
        TapeWriter writer(json, stream);
        rapidjson::Reader reader;
        const rapidjson::ParseResult result = grammar == Grammar::Strict ? reader.Parse<strictFlags>(stream, writer)
                                                                         : reader.Parse<tolerantFlags>(stream, writer);
        if (!result.IsError())
            return json;

        const qsizetype offset = std::min(qsizetype(result.Offset()), json.m_text.size());
        if (grammar == Grammar::Tolerant && repairs < maximumRepairs && repair(json.m_text, result.Code(), offset))
            continue;
        return JsonError {.offset = offset,
                          .line = lineOf(json.m_text, offset),
                          .column = columnOf(json.m_text, offset),
                          .reason = reasonFor(result.Code(), offset == json.m_text.size())};
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
    JsonValue found;
    if (!isObject())
        return found;
    for (JsonValue child = firstChild(); child.exists(); child = child.nextSibling(*this)) {
        const JsonText::Node &node = child.node();
        const QByteArrayView key = QByteArrayView(m_json->m_text).sliced(node.keyOffset, node.keyLength);
        if (key == name || (key.contains('\\') && unescaped(key).toUtf8() == name))
            found = child;
    }
    return found;
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
    return exists() ? unescaped(QByteArrayView(m_json->m_text).sliced(node().keyOffset, node().keyLength)) : QString();
}

QString JsonValue::toString() const
{
    if (!exists())
        return {};
    const QByteArrayView bytes = QByteArrayView(m_json->m_text).sliced(node().offset, node().length);
    switch (node().type) {
    case JsonText::Type::String: return unescaped(bytes);
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
