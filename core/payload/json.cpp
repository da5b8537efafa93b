// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/payload/json.h"

#include "core/payload/rapidjsonerror.h"

#include <QStringDecoder>

#include <rapidjson/reader.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <limits>

using namespace Qt::StringLiterals;

namespace Roomscope {

namespace {

constexpr QByteArrayView byteOrderMark = "\xEF\xBB\xBF";
// Each repair reads the text anew, so a text full of faults is given up instead of costing quadratic time.
constexpr int maximumRepairs = 32;

/// RapidJSON input over the bytes of a QByteArray, which end with a NUL. RapidJSON takes it for a buffer in which
/// strings are unescaped in place: it then tells where each begins and copies nothing; what it writes is only counted.
class ByteStream final
{
public:
    using Ch = char;

    ByteStream(const QByteArray &bytes, qsizetype start)
        : m_begin(bytes.constData())
        , m_at(m_begin + start)
        , m_end(m_begin + bytes.size())
    {
    }

    [[nodiscard]] Ch Peek() const { return *m_at; }
    /// Of a character that the text cuts off, RapidJSON takes all bytes that its first one promises.
    Ch Take() { return m_at == m_end ? '\0' : *m_at++; }
    [[nodiscard]] size_t Tell() const { return size_t(m_at - m_begin); }

    // The writing half of RapidJSON's stream concept. A string ends with a NUL, which PutEnd() counts, too.
    Ch *PutBegin()
    {
        m_written = 0;
        return const_cast<Ch *>(m_at);
    }
    void Put(Ch) { ++m_written; }
    void Flush() { }
    size_t PutEnd(Ch *) { return m_written; }

private:
    const char *const m_begin;
    const char *m_at;
    const char *const m_end;
    size_t m_written = 0;
};

/// The encoding that a byte-order mark names, when it is one in which JSON is not sent.
QLatin1StringView foreignEncoding(QByteArrayView text)
{
    using Mark = QByteArrayView;
    if (text.startsWith(Mark("\xFF\xFE\0\0", 4)) || text.startsWith(Mark("\0\0\xFE\xFF", 4)))
        return "UTF-32"_L1; // first: one of its marks begins like one of UTF-16
    if (text.startsWith(Mark("\xFF\xFE", 2)) || text.startsWith(Mark("\xFE\xFF", 2)))
        return "UTF-16"_L1;
    return {};
}

int lineOf(QByteArrayView text, qsizetype offset)
{
    return 1 + int(std::count(text.begin(), text.begin() + offset, '\n'));
}

int columnOf(QByteArrayView text, qsizetype offset)
{
    const qsizetype lineStart = offset == 0 ? 0 : text.first(offset).lastIndexOf('\n') + 1; // Qt looks behind no bytes
    return 1 + int(QString::fromUtf8(text.sliced(lineStart, offset - lineStart)).size());
}

// What web pages and word processors have for spaces: no-break, narrow, of no width, ideographic; the byte-order mark.
constexpr std::array<QByteArrayView, 8> otherSpaces {"\xC2\xA0",     "\xE2\x80\xAF", "\xE2\x80\x8B", "\xE2\x81\xA0",
                                                     "\xE3\x80\x80", "\xE2\x80\xA8", "\xE2\x80\xA9", "\xEF\xBB\xBF"};

/// The bytes of such a space there; 0: there is none.
qsizetype otherSpaceAt(QByteArrayView text, qsizetype offset)
{
    for (const QByteArrayView space : otherSpaces) {
        if (text.sliced(offset).startsWith(space))
            return space.size();
    }
    return 0;
}

/// Makes spaces of all of them that stand outside of strings from there on.
void replaceOtherSpaces(QByteArray &text, qsizetype offset)
{
    bool isInString = false;
    for (qsizetype at = offset; at < text.size(); ++at) {
        if (isInString && text.at(at) == '\\')
            ++at;
        else if (text.at(at) == '"')
            isInString = !isInString;
        else if (const qsizetype bytes = isInString || uchar(text.at(at)) < 0x80 ? 0 : otherSpaceAt(text, at);
                 bytes > 0)
            text.replace(at, bytes, QByteArray(bytes, ' '));
    }
}

/// Mends in place the faults that RapidJSON has no option for; false when the fault is another one.
bool repair(QByteArray &text, rapidjson::ParseErrorCode code, qsizetype offset)
{
    if (otherSpaceAt(text, offset) > 0) { // outside of strings: in one it is no fault
        replaceOtherSpaces(text, offset);
        return true;
    }
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

/// Of a decimal with a fraction or an exponent, when it is whole: "3.0", "1.79E12". All of its digits count.
std::optional<qint64> wholeNumber(QByteArrayView written)
{
    const auto isDigit = [](char c) { return c >= '0' && c <= '9'; };
    const auto takeDigits = [&] {
        const auto end = std::find_if_not(written.begin(), written.end(), isDigit);
        const QByteArrayView digits = written.first(end - written.begin());
        written = written.sliced(digits.size());
        return digits;
    };
    const bool isNegative = written.startsWith('-');
    written = written.sliced(isNegative ? 1 : 0);
    QByteArray digits = takeDigits().toByteArray();
    if (digits.isEmpty())
        return {};
    qsizetype exponent = 0;
    if (written.startsWith('.')) {
        written = written.sliced(1);
        const QByteArrayView fraction = takeDigits();
        if (fraction.isEmpty())
            return {};
        digits += fraction;
        exponent -= fraction.size();
    }
    if (written.startsWith('e') || written.startsWith('E')) {
        bool ok = false;
        exponent += written.sliced(1).toShort(&ok); // as large as it can be in 64 bits, and far more
        if (!ok)
            return {};
        written = {};
    }
    if (!written.isEmpty())
        return {};
    digits.remove(0, std::find_if(digits.cbegin(), digits.cend(), [](char c) { return c != '0'; }) - digits.cbegin());
    if (digits.isEmpty())
        return 0;
    constexpr qsizetype mostDigits = std::numeric_limits<qint64>::digits10 + 1;
    if (exponent > mostDigits || -exponent > digits.size())
        return {};
    if (exponent > 0)
        digits.append(exponent, '0');
    const QByteArrayView fraction = QByteArrayView(digits).last(std::max<qsizetype>(-exponent, 0));
    if (std::any_of(fraction.begin(), fraction.end(), [](char c) { return c != '0'; }))
        return {};
    digits.chop(fraction.size());
    bool ok = false;
    const qint64 value = QByteArray((isNegative ? "-" : "") + digits).toLongLong(&ok);
    return ok ? std::optional(value) : std::nullopt;
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

    bool String(const char *begin, rapidjson::SizeType length, bool)
    {
        const Text text = textAt(begin, length);
        JsonText::Node &node = add(JsonText::Type::String, text.offset);
        node.length = text.length;
        node.escaped = text.escaped;
        return true;
    }
    bool Key(const char *begin, rapidjson::SizeType length, bool)
    {
        m_key = textAt(begin, length);
        return true;
    }
    bool StartObject() { return open(JsonText::Type::Object); }
    bool StartArray() { return open(JsonText::Type::Array); }
    bool EndObject(rapidjson::SizeType count) { return close(count); }
    bool EndArray(rapidjson::SizeType count) { return close(count); }

private:
    /// A string without its quotes.
    struct Text
    {
        quint32 offset = 0;
        quint32 length = 0;
        bool escaped = false;
    };

    /// The stream stands behind the closing quote. An escape is longer than what it stands for.
    [[nodiscard]] Text textAt(const char *begin, rapidjson::SizeType unescapedLength) const
    {
        const quint32 offset = quint32(begin - m_json.m_text.constData());
        const quint32 length = quint32(m_stream.Tell()) - 1 - offset;
        return {.offset = offset, .length = length, .escaped = length != unescapedLength};
    }

    JsonText::Node &add(JsonText::Type type, quint32 offset)
    {
        const Text key = std::exchange(m_key, {});
        m_json.m_nodes.push_back({.offset = offset,
                                  .keyOffset = key.offset,
                                  .keyLength = key.length,
                                  .next = quint32(m_json.m_nodes.size() + 1),
                                  .type = type,
                                  .keyEscaped = key.escaped});
        return m_json.m_nodes.back();
    }

    bool word(JsonText::Type type, quint32 length)
    {
        add(type, quint32(m_stream.Tell()) - length).length = length;
        return true;
    }

    bool open(JsonText::Type type)
    {
        if (m_depth == maximumJsonDepth)
            return false;
        m_open[m_depth++] = quint32(m_json.m_nodes.size());
        add(type, quint32(m_stream.Tell()) - 1);
        return true;
    }

    bool close(quint32 count)
    {
        JsonText::Node &node = m_json.m_nodes[m_open[--m_depth]];
        node.length = quint32(m_stream.Tell()) - node.offset;
        node.next = quint32(m_json.m_nodes.size());
        node.count = count;
        return true;
    }

    JsonText &m_json;
    const ByteStream &m_stream;
    std::array<quint32, maximumJsonDepth> m_open; ///< The nodes of the containers that are not closed yet.
    size_t m_depth = 0;
    Text m_key;
};

QString jsonErrorReason(rapidjson::ParseErrorCode code, bool atEnd)
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
    case rapidjson::kParseErrorTermination: return u"nested deeper than %1"_s.arg(maximumJsonDepth);
    case rapidjson::kParseErrorNone:
    case rapidjson::kParseErrorUnspecificSyntaxError: break;
    }
    return u"not JSON"_s;
}

QString JsonError::toString() const
{
    return u"line %1, column %2: %3"_s.arg(line).arg(column).arg(reason);
}

std::variant<JsonText, JsonError> JsonText::parse(const QByteArray &text, Grammar grammar)
{
    constexpr unsigned placesFlags = rapidjson::kParseNumbersAsStringsFlag | rapidjson::kParseInsituFlag;
    constexpr unsigned invalidFlags = placesFlags | rapidjson::kParseValidateEncodingFlag;
    constexpr unsigned tolerantFlags
        = placesFlags | rapidjson::kParseCommentsFlag | rapidjson::kParseTrailingCommasFlag;

    const qsizetype start = text.startsWith(byteOrderMark) ? byteOrderMark.size() : 0;
    if (start > 0 && grammar == Grammar::Strict)
        return JsonError {.reason = u"a byte-order mark stands before the value"_s};
    if (const QLatin1StringView encoding = foreignEncoding(text); !encoding.isEmpty())
        return JsonError {.reason = u"the text is %1; JSON is sent as UTF-8"_s.arg(encoding)};

    JsonText json;
    json.m_text = text;
    json.m_nodes.reserve(size_t(text.size() / 16 + 8));
    // RapidJSON's own look at each character costs more than all of the rest; it says where the fault is.
    const bool isUtf8 = text.isValidUtf8();
    for (int repairs = 0;; ++repairs) {
        json.m_nodes.clear();
        ByteStream stream(json.m_text, start);
        TapeWriter writer(json, stream);
        rapidjson::Reader reader;
        const rapidjson::ParseResult result = grammar == Grammar::Tolerant ? reader.Parse<tolerantFlags>(stream, writer)
            : isUtf8                                                       ? reader.Parse<placesFlags>(stream, writer)
                                                                           : reader.Parse<invalidFlags>(stream, writer);
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
                          .reason = jsonErrorReason(code, offset == json.m_text.size())};
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
    const QByteArrayView written = QByteArrayView(m_json->m_text).sliced(node().offset, node().length);
    bool ok = false;
    const qint64 value = written.toLongLong(&ok);
    return ok ? std::optional(value) : wholeNumber(written.trimmed());
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

ParsedBody parseBody(const QByteArray &body)
{
    ParsedBody parsed;
    if (QByteArrayView(body).sliced(body.startsWith(byteOrderMark) ? byteOrderMark.size() : 0).trimmed().isEmpty())
        return parsed;
    for (const JsonText::Grammar grammar : {JsonText::Grammar::Strict, JsonText::Grammar::Tolerant}) {
        auto result = JsonText::parse(body, grammar);
        if (auto *json = std::get_if<JsonText>(&result)) {
            parsed.json = std::move(*json);
            break;
        }
        parsed.error = std::get<JsonError>(std::move(result));
    }
    return parsed;
}

} // namespace Roomscope
