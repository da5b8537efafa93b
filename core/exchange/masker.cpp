// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exchange/masker.h"

#include "core/base/naturalorder.h"
#include "core/journal/journalreader.h"
#include "core/payload/jsonwriter.h"
#include "core/protocol/contentcoding.h"
#include "core/protocol/decoder.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstring>
#include <functional>

using namespace Qt::StringLiterals;

namespace Roomscope {

namespace {

constexpr auto maskedToken = "masked";

// A text that is shorter might be anything.
constexpr qsizetype fewestLetters = 3;
constexpr qsizetype fewestDigits = 5;
constexpr qsizetype fewestDigitsOfNumber = 9; // an amount might be like a short one
constexpr qsizetype fewestOfToken = 6;
// So long a text stands for itself even within a word.
constexpr qsizetype unmistakable = 8;
constexpr int deepest = 6; // a text in a text in a text …

template<size_t n> bool isOneOf(const QByteArray &lower, const std::array<const char *, n> &names)
{
    return std::any_of(names.begin(), names.end(), [&lower](const char *name) { return lower == name; });
}

template<size_t n> bool containsOneOf(const QByteArray &lower, const std::array<const char *, n> &parts)
{
    return std::any_of(parts.begin(), parts.end(), [&lower](const char *part) { return lower.contains(part); });
}

constexpr std::array accountNames {"userid",  "user_id",    "user",       "account",  "member",
                                   "members", "memberlist", "followlist", "operator", "owner"};
constexpr std::array tokenParts {"token",  "secret", "passw",   "usersig", "authorization",
                                 "cookie", "apikey", "api-key", "api_key", "credential"};
constexpr std::array signatureNames {"sign", "sig", "signature", "x-signature"};
// Their values are words of the protocol, whatever somebody is called.
constexpr std::array wordNames {"callbackcommand", "webhookcommand", "eventtype", "eventcause",  "type",
                                "reason",          "optype",         "msgtype",   "optplatform", "contenttype",
                                "roomtype",        "takeseatmode",   "sdkappid",  "requesttime", "eventtime",
                                "content-type",    "content-length"};

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

bool isAddressByte(char c)
{
    return isDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F') || c == '.' || c == ':';
}

/// How many bytes from there on are an IPv4 address; 0: none.
qsizetype v4Length(QByteArrayView text)
{
    qsizetype at = 0;
    for (int part = 0; part < 4; ++part) {
        if (part > 0 && (at >= text.size() || text[at++] != '.'))
            return 0;
        const qsizetype start = at;
        int value = 0;
        while (at < text.size() && isDigit(text[at]) && at - start < 3)
            value = value * 10 + (text[at++] - '0');
        if (at == start || value > 255)
            return 0;
    }
    const bool goesOn
        = at < text.size() && (isDigit(text[at]) || (text[at] == '.' && at + 1 < text.size() && isDigit(text[at + 1])));
    return goesOn ? 0 : at;
}

/// Of a run of hexadecimal digits, colons and dots, how many bytes are an IPv6 address: a time of day has colons, too.
qsizetype v6Length(QByteArrayView run)
{
    qsizetype end = run.size();
    while (end > 0 && run[end - 1] == '.')
        --end;
    const QByteArrayView address = run.first(end);
    const bool isShortened = address.indexOf("::") >= 0;
    const auto colons = std::count(address.begin(), address.end(), ':');
    return colons == 7 || (isShortened && colons >= 2 && colons <= 7) ? end : 0;
}

bool isLoopback(const QByteArray &address)
{
    return address.startsWith("127.") || address == "::1" || address == "::" || address == "0.0.0.0";
}

bool isNumber(QByteArrayView text)
{
    return !text.isEmpty() && std::all_of(text.begin(), text.end(), isDigit);
}

/// A letter or digit; of other scripts, too.
bool isOfWord(char c)
{
    return std::isalnum(uchar(c)) || uchar(c) >= 0x80;
}

QByteArray jsonString(const QByteArray &text)
{
    JsonWriter json;
    json.text(text);
    return json.result();
}

} // namespace

/// A JSON text on its way into another one: what is not replaced stays as it was sent.
class Masker::Copy final
{
public:
    explicit Copy(const JsonText &text)
        : m_text(text.text())
    {
    }

    void replace(QByteArrayView original, const QByteArray &replacement)
    {
        const qsizetype at = original.data() - m_text.constData();
        m_result += QByteArrayView(m_text).sliced(m_copied, at - m_copied);
        m_result += replacement;
        m_copied = at + original.size();
    }
    [[nodiscard]] QByteArray result() const { return m_result + m_text.sliced(m_copied); }

private:
    QByteArray m_text;
    QByteArray m_result;
    qsizetype m_copied = 0;
};

Masker::Meaning Masker::meaningOf(const QByteArray &name)
{
    const QByteArray lower = name.toLower();
    if (lower.endsWith("_account") || isOneOf(lower, accountNames))
        return Meaning::Account;
    if (containsOneOf(lower, tokenParts) || lower == "auth")
        return Meaning::Token;
    if (isOneOf(lower, signatureNames))
        return Meaning::Signature;
    if (lower == "msgid")
        return Meaning::MessageId;
    return isOneOf(lower, wordNames) ? Meaning::Word : Meaning::Text;
}

QByteArray Masker::value(const QByteArray &value, Meaning meaning, int depth)
{
    switch (meaning) {
    case Meaning::Word: return value;
    case Meaning::Account: return account(value);
    case Meaning::Token: return token(value);
    case Meaning::Signature: return signature(value);
    case Meaning::MessageId: return messageId(value);
    case Meaning::Text: break;
    }
    return text(value, depth);
}

void Masker::know(const QByteArray &text, const QByteArray &replacement)
{
    m_known.insert(text, replacement);
    QList<qsizetype> &lengths = m_knownLengths[text.first(fewestLetters)];
    const auto place = std::lower_bound(lengths.begin(), lengths.end(), text.size(), std::greater());
    if (place == lengths.end() || *place != text.size())
        lengths.insert(place, text.size());
}

QByteArray Masker::account(const QByteArray &text)
{
    if (text.isEmpty())
        return text;
    QByteArray &pseudonym = m_accounts[text];
    if (pseudonym.isEmpty()) {
        pseudonym
            = isNumber(text) ? QByteArray::number(100'000'000 + ++m_numbers) : "user-" + QByteArray::number(++m_names);
        if (text.size() >= (isNumber(text) ? fewestDigits : fewestLetters))
            know(text, pseudonym);
    }
    return pseudonym;
}

QByteArray Masker::token(const QByteArray &text)
{
    if (text.isEmpty())
        return text;
    const auto learn = [this](const QByteArray &secret) {
        if (!m_known.contains(secret))
            know(secret, maskedToken);
    };
    if (text.size() >= fewestOfToken)
        learn(text);
    // "Bearer …", "id=…; Path=/": what is secret is a part.
    QByteArray parts = text;
    for (const char separator : {';', '=', ',', '"'})
        parts.replace(separator, ' ');
    for (const QByteArray &part : parts.split(' ')) {
        if (part.size() >= unmistakable)
            learn(part);
    }
    return maskedToken;
}

/// Another one each time: it is looked for in the texts of its own callback only.
QByteArray Masker::signature(const QByteArray &text)
{
    if (text.isEmpty())
        return text;
    if (text.size() >= fewestOfToken && !m_known.contains(text)) {
        know(text, maskedToken);
        m_signatures.append(text);
    }
    return maskedToken;
}

QByteArray Masker::address(const QByteArray &text)
{
    if (isLoopback(text))
        return text;
    QByteArray &pseudonym = m_addresses[text.toLower()];
    if (pseudonym.isEmpty()) {
        // The ranges for tests and documents, RFC 2544 and RFC 3849.
        if (text.contains(':')) {
            pseudonym = "2001:db8::" + QByteArray::number(++m_v6, 16);
        } else {
            ++m_v4;
            pseudonym = "198." + QByteArray::number(18 + m_v4 / 65536) + '.' + QByteArray::number(m_v4 / 256 % 256)
                + '.' + QByteArray::number(m_v4 % 256);
        }
    }
    return pseudonym;
}

QString Masker::maskedAccount(const QString &account)
{
    return QString::fromUtf8(this->account(account.toUtf8()));
}

QString Masker::maskedText(const QString &text)
{
    return QString::fromUtf8(this->text(text.toUtf8()));
}

QByteArray Masker::text(const QByteArray &text, int depth)
{
    if (text.size() < fewestLetters || depth > deepest)
        return text;
    if (const char first = text.trimmed().left(1).append('\0').front(); first == '{' || first == '[' || first == '"') {
        const auto parsed = JsonText::parse(text, JsonText::Grammar::Strict);
        if (const auto *inner = std::get_if<JsonText>(&parsed))
            return json(*inner, depth + 1);
    }
    if (const QByteArray recoded = base64(text, depth + 1); recoded != text)
        return recoded;
    return parametersIn(text, depth + 1);
}

/// `name=value` as in URLs, cookies and forms, and secrets after a colon.
QByteArray Masker::parametersIn(const QByteArray &text, int depth)
{
    if (!text.contains('=') && !text.contains(':'))
        return percentEncoded(text, depth);
    const auto isOfName = [](char c) { return std::isalnum(uchar(c)) || c == '_' || c == '-' || c == '.' || c == '%'; };
    const auto endsValue = [](char c) { return std::strchr("&;,#<>\"' \t\r\n", c) != nullptr; }; // NUL, too
    QByteArray result;
    qsizetype copied = 0;
    for (qsizetype at = 0; at < text.size(); ++at) {
        if (text[at] != '=' && text[at] != ':')
            continue;
        qsizetype nameEnd = at;
        while (nameEnd > copied && (text[nameEnd - 1] == '"' || text[nameEnd - 1] == ' ' || text[nameEnd - 1] == '\''))
            --nameEnd;
        qsizetype nameBegin = nameEnd;
        while (nameBegin > copied && isOfName(text[nameBegin - 1]))
            --nameBegin;
        const QByteArray name = QByteArray::fromPercentEncoding(text.sliced(nameBegin, nameEnd - nameBegin));
        const Meaning meaning = meaningOf(name);
        // After a colon stands what people write, too: "sign: here".
        const bool isMeant = text[at] == '='
            ? meaning == Meaning::Account || meaning == Meaning::Token || meaning == Meaning::Signature
            : containsOneOf(name.toLower(), tokenParts);
        if (!isMeant)
            continue;
        qsizetype begin = at + 1;
        while (begin < text.size() && (text[begin] == ' ' || text[begin] == '"' || text[begin] == '\''))
            ++begin;
        if (text.sliced(begin, std::min<qsizetype>(7, text.size() - begin)).toLower() == "bearer ")
            begin += 7;
        qsizetype end = begin;
        while (end < text.size() && !endsValue(text[end]))
            ++end;
        const QByteArray original = QByteArray::fromPercentEncoding(text.sliced(begin, end - begin));
        result += percentEncoded(text.sliced(copied, begin - copied), depth);
        result += value(original, meaning, depth).toPercentEncoding(":");
        copied = end;
        at = end - 1;
    }
    return result + percentEncoded(text.sliced(copied), depth);
}

/// The pieces of a URL, each decoded for itself.
QByteArray Masker::percentEncoded(const QByteArray &text, int depth)
{
    if (!text.contains('%'))
        return knownIn(text);
    const auto isBetween = [](char c) { return std::strchr("&?=#/;, \t\r\n\"'<>", c) != nullptr; };
    QByteArray result;
    qsizetype copied = 0;
    for (qsizetype at = 0; at < text.size();) {
        qsizetype end = at;
        while (end < text.size() && !isBetween(text[end]))
            ++end;
        const QByteArray piece = text.sliced(at, end - at);
        if (piece.contains('%')) {
            const QByteArray plain = QByteArray::fromPercentEncoding(piece);
            const QByteArray masked = this->text(plain, depth);
            result += knownIn(text.sliced(copied, at - copied));
            result += masked == plain ? piece : masked.toPercentEncoding(":");
            copied = end;
        }
        at = end + 1;
    }
    return result + knownIn(text.sliced(copied));
}

/// A whole text that is the base64 of another one, in either alphabet, with padding or without.
QByteArray Masker::base64(const QByteArray &text, int depth)
{
    if (text.size() < 4)
        return text;
    const bool isOfUrl = text.contains('-') || text.contains('_');
    const auto alphabet = isOfUrl ? QByteArray::Base64UrlEncoding : QByteArray::Base64Encoding;
    const bool isPadded = text.size() % 4 == 0;
    const auto decoded
        = QByteArray::fromBase64Encoding(isPadded ? text : QByteArray(text + QByteArray(4 - text.size() % 4, '=')),
                                         alphabet | QByteArray::AbortOnBase64DecodingErrors);
    if (!decoded || !(*decoded).isValidUtf8())
        return text;
    const QByteArray masked = this->text(*decoded, depth);
    const auto padding = isPadded ? QByteArray::KeepTrailingEquals : QByteArray::OmitTrailingEquals;
    return masked == *decoded ? text : masked.toBase64(alphabet | padding);
}

/// What has been met as an account or a token, and addresses between.
QByteArray Masker::knownIn(const QByteArray &text)
{
    QByteArray result;
    qsizetype copied = 0;
    for (qsizetype at = 0; at + fewestLetters <= text.size(); ++at) {
        const auto lengths = m_knownLengths.constFind(QByteArray::fromRawData(text.constData() + at, fewestLetters));
        if (lengths == m_knownLengths.cend())
            continue;
        for (const qsizetype length : *lengths) {
            if (at + length > text.size())
                continue;
            const QByteArray candidate = QByteArray::fromRawData(text.constData() + at, length);
            const auto known = m_known.constFind(candidate);
            if (known == m_known.cend())
                continue;
            const auto touches = [&](bool (*isPart)(char)) {
                return (at > 0 && isPart(text[at - 1])) || (at + length < text.size() && isPart(text[at + length]));
            };
            if (isNumber(candidate) ? touches(isDigit) : length < unmistakable && touches(isOfWord))
                continue;
            result += addressesIn(text.sliced(copied, at - copied));
            result += *known;
            copied = at + length;
            at = copied - 1;
            break;
        }
    }
    return result + addressesIn(text.sliced(copied));
}

QByteArray Masker::addressesIn(const QByteArray &text)
{
    QByteArray result;
    for (qsizetype at = 0; at < text.size();) {
        const bool startsWord = at == 0 || !(isAddressByte(text[at - 1]) || std::isalnum(uchar(text[at - 1])));
        qsizetype length = 0;
        if (startsWord && isAddressByte(text[at])) {
            qsizetype end = at;
            while (end < text.size() && isAddressByte(text[end]))
                ++end;
            const QByteArrayView run = QByteArrayView(text).sliced(at, end - at);
            const bool endsWord = end == text.size() || !std::isalnum(uchar(text[end]));
            length = endsWord ? v6Length(run) : 0;
            if (length == 0)
                length = v4Length(run);
            if (length == 0) { // no address begins within it
                result += run;
                at = end;
                continue;
            }
            result += address(text.sliced(at, length));
            at += length;
            continue;
        }
        result += text[at++];
    }
    return result;
}

/// A message is called after the number of its sender: "144115200000000031-1751010500-88123".
QByteArray Masker::messageId(const QByteArray &text)
{
    const qsizetype dash = text.indexOf('-');
    return dash < 1 ? knownIn(text) : QByteArray(account(text.first(dash)) + text.sliced(dash));
}

void Masker::walk(const JsonValue &value, Meaning meaning, int depth, Copy &copy)
{
    if (value.isContainer()) {
        for (JsonValue child = value.firstChild(); child.exists(); child = child.nextSibling(value)) {
            const QByteArray name = child.key().toUtf8();
            const bool isInToken = meaning == Meaning::Token || meaning == Meaning::Signature;
            if (value.isObject() && !isFieldName(name)) { // an account may be called "Index"
                if (const QByteArray masked = knownIn(name); masked != name)
                    copy.replace(child.rawKey(), jsonString(masked));
            }
            walk(child, value.isObject() && !isInToken ? meaningOf(name) : meaning, depth, copy);
        }
        return;
    }
    const bool isString = value.type() == JsonText::Type::String;
    const QByteArray original = value.toString().toUtf8(); // of numbers their digits
    if (original.isEmpty() || (!isString && value.type() != JsonText::Type::Number))
        return;
    QByteArray masked;
    if (isString || (meaning != Meaning::Text && meaning != Meaning::Word))
        masked = this->value(original, meaning, depth);
    else
        masked = original.size() >= fewestDigitsOfNumber ? m_known.value(original, original) : original;
    if (masked != original)
        copy.replace(value.raw(), isString || !isNumber(masked) ? jsonString(masked) : masked);
}

QByteArray Masker::json(const JsonText &json, int depth)
{
    Copy copy(json);
    walk(json.root(), Meaning::Text, depth, copy);
    return copy.result();
}

QByteArray Masker::body(const QByteArray &body, bool &readable)
{
    const ParsedBody parsed = parseBody(body);
    readable = parsed.json || parsed.isEmpty();
    return parsed.json ? json(*parsed.json, 0) : body;
}

QByteArray Masker::head(const QByteArray &head, qsizetype oldBodySize, qsizetype newBodySize)
{
    QByteArrayList lines = head.split('\n');
    for (qsizetype i = 0; i < lines.size(); ++i) {
        QByteArray &line = lines[i];
        if (i == 0) {
            const qsizetype first = line.indexOf(' ');
            const qsizetype last = line.lastIndexOf(' ');
            if (first > 0)
                line = line.first(first + 1)
                    + target(last > first ? line.sliced(first + 1, last - first - 1) : line.sliced(first + 1))
                    + (last > first ? line.sliced(last) : QByteArray());
            continue;
        }
        const QByteArray end = line.endsWith('\r') ? "\r" : "";
        line.chop(end.size());
        const qsizetype colon = line.indexOf(':');
        const QByteArray name = colon < 0 ? QByteArray() : line.first(colon).trimmed();
        if (name.compare("Content-Length", Qt::CaseInsensitive) == 0
            && line.sliced(colon + 1).trimmed().toLongLong() == oldBodySize) {
            line = line.first(colon) + ": " + QByteArray::number(newBodySize);
        } else {
            const QByteArray original = line.sliced(colon + 1);
            const QByteArray bare = original.trimmed();
            const QByteArray masked = value(bare, name.isEmpty() ? Meaning::Text : meaningOf(name), 0);
            if (masked != bare)
                line = line.first(colon + 1) + (colon < 0 ? "" : " ") + masked;
        }
        line += end;
    }
    return lines.join('\n');
}

/// Parameter by parameter: the text of one ends where the next one begins, whatever is in it.
QByteArray Masker::target(const QByteArray &target)
{
    const qsizetype mark = target.indexOf('?');
    if (mark < 0)
        return text(target);
    QByteArrayList parts = target.sliced(mark + 1).split('&');
    for (QByteArray &part : parts) {
        const qsizetype equals = part.indexOf('=');
        const QByteArray name = QByteArray::fromPercentEncoding(part.first(std::max<qsizetype>(0, equals)));
        const QByteArray original = QByteArray::fromPercentEncoding(part.sliced(equals + 1));
        const QByteArray masked = value(original, meaningOf(name), 0);
        if (masked != original)
            part = part.first(equals + 1) + masked.toPercentEncoding(":");
    }
    return text(target.first(mark)) + '?' + parts.join('&');
}

Callback Masker::masked(const Callback &callback)
{
    Callback result = callback;
    const QByteArray plainHead = withoutContentCoding(callback.head);
    (void)head(plainHead, 0, 0); // so that the tokens in it are known
    bool readable = true;
    if (!callback.body.isEmpty())
        result.body = body(plainBody(callback), readable);
    if (!readable)
        result.body = "(left out: " + QByteArray::number(callback.body.size()) + " bytes that are not JSON)";
    result.head = head(plainHead, callback.body.size(), result.body.size());
    result.peer = maskedText(callback.peer);
    result.forwardedBy = maskedText(callback.forwardedBy);
    const ParsedBody reply = parseBody(callback.reply.body);
    result.reply.body = reply.json ? json(*reply.json, 0) : text(callback.reply.body);
    result.note = maskedText(callback.note);
    for (const QByteArray &signature : std::exchange(m_signatures, {}))
        m_known.remove(signature);
    return result;
}

QList<MaskedText> Masker::replaced() const
{
    QList<MaskedText> texts;
    for (const auto *pairs : {&m_accounts, &m_addresses}) {
        const qsizetype first = texts.size();
        for (auto it = pairs->cbegin(); it != pairs->cend(); ++it)
            texts.append({QString::fromUtf8(it.key()), QString::fromUtf8(it.value())});
        std::sort(texts.begin() + first, texts.end(), [](const MaskedText &a, const MaskedText &b) {
            return naturalKey(a.pseudonym) < naturalKey(b.pseudonym);
        });
    }
    return texts;
}

QList<MaskedText> previewMasking(const QString &dataFolder)
{
    constexpr qint64 callbacks = 500;
    JournalReader reader;
    if (reader.open(dataFolder))
        return {}; // the export itself will say it
    Masker masker;
    const qint64 lastId = reader.lastId();
    reader.forEach(lastId - callbacks + 1, lastId, [&masker](const Callback &callback) {
        (void)masker.masked(callback);
        return true;
    });
    return masker.replaced();
}

} // namespace Roomscope
