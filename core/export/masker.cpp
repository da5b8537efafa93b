// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/export/masker.h"

#include "core/journal/journalreader.h"
#include "core/naturalorder.h"
#include "core/protocol/contentcoding.h"

#include <algorithm>
#include <array>
#include <cctype>

using namespace Qt::StringLiterals;

namespace Roomscope {

namespace {

constexpr auto maskedToken = "masked";

bool isAccountKey(const QByteArray &key)
{
    static constexpr std::array names {"userid",  "user_id",    "user",       "account",  "member",
                                       "members", "memberlist", "followlist", "operator", "owner"};
    const QByteArray lower = key.toLower();
    return lower.endsWith("_account")
        || std::any_of(names.begin(), names.end(), [&lower](const char *name) { return lower == name; });
}

bool isTokenKey(const QByteArray &key)
{
    static constexpr std::array parts {"token",  "secret", "passw",   "usersig", "authorization",
                                       "cookie", "apikey", "api-key", "api_key", "credential"};
    static constexpr std::array names {"sign", "sig", "signature", "auth", "x-signature"};
    const QByteArray lower = key.toLower();
    return std::any_of(parts.begin(), parts.end(), [&lower](const char *part) { return lower.contains(part); })
        || std::any_of(names.begin(), names.end(), [&lower](const char *name) { return lower == name; });
}

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

QByteArray jsonString(const QByteArray &text)
{
    return '"' + text + '"'; // pseudonyms need no escapes
}

} // namespace

QByteArray Masker::account(const QByteArray &text)
{
    if (text.isEmpty())
        return text;
    QByteArray &pseudonym = m_accounts[text];
    if (pseudonym.isEmpty()) {
        const bool isNumber = std::all_of(text.begin(), text.end(), isDigit);
        pseudonym = isNumber ? QByteArray::number(100'000'000 + ++m_numbers) : "user-" + QByteArray::number(++m_names);
    }
    return pseudonym;
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

QString Masker::masked(const QString &account)
{
    return QString::fromUtf8(this->account(account.toUtf8()));
}

QString Masker::withoutAddresses(const QString &text)
{
    return QString::fromUtf8(addressesIn(text.toUtf8()));
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
QByteArray Masker::messageId(const QByteArray &raw)
{
    const qsizetype dash = raw.indexOf('-');
    return dash < 2 ? raw : '"' + account(raw.sliced(1, dash - 1)) + raw.sliced(dash);
}

void Masker::scalar(const JsonValue &value, const QByteArray &key, QByteArray &result)
{
    const QByteArray raw = value.raw().toByteArray();
    const bool isString = value.type() == JsonText::Type::String;
    const bool isNumber = value.type() == JsonText::Type::Number;
    if (!isString && !isNumber)
        result += raw;
    else if (isAccountKey(key) && !value.toString().isEmpty())
        result += isString ? jsonString(account(value.toString().toUtf8())) : account(raw);
    else if (isTokenKey(key) && !value.toString().isEmpty())
        result += jsonString(maskedToken);
    else if (isString && key.compare("MsgId", Qt::CaseInsensitive) == 0)
        result += messageId(raw);
    else
        result += isString ? addressesIn(raw) : raw;
}

/// Copies the text up to and with the value; what is not replaced stays as it was sent.
void Masker::walk(const JsonText &text, const JsonValue &value, const QByteArray &key, qsizetype &copied,
                  QByteArray &result)
{
    if (value.isContainer()) {
        JsonValue child = value.firstChild();
        for (; child.exists(); child = child.nextSibling(value))
            walk(text, child, value.isObject() ? child.key().toUtf8() : key, copied, result);
        return;
    }
    result += text.text().sliced(copied, value.offset() - copied);
    scalar(value, key, result);
    copied = value.offset() + value.raw().size();
}

QByteArray Masker::json(const QByteArray &body, bool &readable)
{
    const ParsedBody parsed = parseBody(body);
    readable = parsed.json.has_value();
    if (!readable)
        return {};
    QByteArray result;
    qsizetype copied = 0;
    walk(*parsed.json, parsed.json->root(), {}, copied, result);
    return result + parsed.json->text().sliced(copied);
}

QByteArray Masker::target(const QByteArray &target)
{
    const qsizetype mark = target.indexOf('?');
    if (mark < 0)
        return addressesIn(target);
    QByteArrayList parts = target.sliced(mark + 1).split('&');
    for (QByteArray &part : parts) {
        const qsizetype equals = part.indexOf('=');
        if (equals < 0)
            continue;
        const QByteArray name = QByteArray::fromPercentEncoding(part.first(equals));
        const QByteArray value = QByteArray::fromPercentEncoding(part.sliced(equals + 1));
        QByteArray masked = value;
        if (isTokenKey(name))
            masked = value.isEmpty() ? value : QByteArray(maskedToken);
        else if (isAccountKey(name))
            masked = account(value);
        else
            masked = addressesIn(value);
        if (masked != value)
            part = part.first(equals + 1) + masked.toPercentEncoding(":");
    }
    return addressesIn(target.first(mark)) + '?' + parts.join('&');
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
        const qsizetype colon = line.indexOf(':');
        const QByteArray name = colon < 0 ? QByteArray() : line.first(colon).trimmed();
        if (!name.isEmpty() && isTokenKey(name))
            line = line.first(colon) + ": " + maskedToken + end;
        else if (name.compare("Content-Length", Qt::CaseInsensitive) == 0
                 && line.sliced(colon + 1).trimmed().toLongLong() == oldBodySize)
            line = line.first(colon) + ": " + QByteArray::number(newBodySize) + end;
        else
            line = addressesIn(line);
    }
    return lines.join('\n');
}

Callback Masker::masked(const Callback &callback)
{
    Callback result = callback;
    result.peer = withoutAddresses(callback.peer);
    result.forwardedBy = withoutAddresses(callback.forwardedBy);
    bool readable = true;
    if (!callback.body.isEmpty())
        result.body = json(plainBody(callback), readable);
    if (!readable)
        result.body = "(left out: " + QByteArray::number(callback.body.size()) + " bytes that are not JSON)";
    result.head = head(withoutContentCoding(callback.head), callback.body.size(), result.body.size());
    result.reply.body = addressesIn(callback.reply.body);
    result.note = withoutAddresses(callback.note);
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
