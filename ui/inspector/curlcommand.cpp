// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspector/curlcommand.h"

#include "core/journal/journalreader.h"
#include "core/protocol/keptbody.h"
#include "core/protocol/requesthead.h"

#include <QStringDecoder>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Roomscope {

namespace {

/// Linux takes 128 KiB an argument; what is longer goes through a pipe.
constexpr qsizetype longestArgument = 100'000;
/// From here on curl would ask before it sends, with Expect: 100-continue.
constexpr qsizetype longestUnasked = 1'000'000;

/// A target that curl sends as it is. It would drop a fragment, refuse a space, resolve dots, expand brackets.
bool isPlainTarget(const QByteArray &target)
{
    const bool plain = std::all_of(target.begin(), target.end(), [](char byte) {
        return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9')
            || QByteArrayView("/?&=._~%:-+,;@!$*()'").contains(byte);
    });
    return plain && target.startsWith('/') && !target.contains("/.");
}

bool isValidUtf8(const QByteArray &bytes)
{
    QStringDecoder decoder(QStringDecoder::Utf8, QStringDecoder::Flag::Stateless);
    const QString decoded = decoder.decode(bytes);
    return !decoder.hasError() && !decoded.contains(QChar(0xfeff));
}

bool isControl(char byte)
{
    return uchar(byte) < 0x20 || byte == 0x7f;
}

QByteArray octal(char byte)
{
    return '\\' + QByteArray::number(uchar(byte), 8).rightJustified(3, '0');
}

/// Bytes as one word of the shell; without NUL, which no word can have.
QByteArray shellWord(const QByteArray &bytes)
{
    const bool escapes = std::any_of(bytes.begin(), bytes.end(), isControl) || !isValidUtf8(bytes);
    if (!escapes)
        return '\'' + QByteArray(bytes).replace('\'', "'\\''") + '\'';
    const bool utf8 = isValidUtf8(bytes);
    QByteArray word = "$'";
    for (const char byte : bytes) {
        if (byte == '\n')
            word += "\\n";
        else if (byte == '\r')
            word += "\\r";
        else if (byte == '\t')
            word += "\\t";
        else if (byte == '\'' || byte == '\\')
            word += QByteArray("\\") + byte;
        else if (isControl(byte) || byte == '!' || (!utf8 && uchar(byte) >= 0x80))
            word += octal(byte);
        else
            word += byte;
    }
    return word + '\'';
}

/// The same bytes as the format of printf, in single quotes; NUL included.
QByteArray printfWord(const QByteArray &bytes)
{
    const bool utf8 = isValidUtf8(bytes);
    QByteArray word = "'";
    for (const char byte : bytes) {
        if (byte == '%')
            word += "%%";
        else if (byte == '\\' || byte == '\'' || isControl(byte) || (!utf8 && uchar(byte) >= 0x80))
            word += octal(byte);
        else
            word += byte;
    }
    return word + '\'';
}

} // namespace

QString curlCommand(const Callback &callback, const QString &scheme)
{
    const RequestHead head = RequestHead::parse(callback.head);
    QByteArray host = head.value("Host");
    if (host.isEmpty())
        host = "127.0.0.1:8480";
    const bool plain = isPlainTarget(head.target);
    const QByteArray url = QByteArray(scheme.toLatin1() + "://" + host + (plain ? head.target : QByteArray("/")));
    const bool piped = callback.body.contains('\0') || callback.body.size() > longestArgument;

    QByteArrayList parts;
    parts.append("curl");
    if (!plain)
        parts.append("--request-target " + shellWord(head.target));
    if (host.contains('['))
        parts.append("--globoff"); // an IPv6 address
    if (head.version == "1.0")
        parts.append("--http1.0");
    if (!head.method.isEmpty() && head.method != "POST")
        parts.append("-X " + shellWord(head.method));
    parts.append(shellWord(url));
    bool hasContentType = false;
    bool hasUserAgent = false;
    bool hasAccept = false;
    for (const RequestHead::Field &field : head.fields) {
        const QByteArray name = field.name.toLower();
        if (name == "content-length" || name == "transfer-encoding" || name == "connection" || name == "expect"
            || (name == "host" && field.value == host))
            continue; // curl's own, or of the connection
        hasContentType = hasContentType || name == "content-type";
        hasUserAgent = hasUserAgent || name == "user-agent";
        hasAccept = hasAccept || name == "accept";
        const QByteArray line = field.name + (field.value.isEmpty() ? ";" : ": ") + field.value;
        parts.append("-H " + shellWord(line));
    }
    // curl would add these by itself; the request had none.
    if (!hasContentType)
        parts.append("-H 'Content-Type:'");
    if (!hasUserAgent)
        parts.append("-H 'User-Agent:'");
    if (!hasAccept)
        parts.append("-H 'Accept:'");
    if (callback.body.size() > longestUnasked)
        parts.append("-H 'Expect:'");
    // --data-raw, because --data-binary takes a body that begins with @ for the name of a file.
    QByteArray before;
    if (!keptBody(callback).isWhole)
        before = callback.body.isEmpty() ? "# The body was not kept: this sends none.\n"
                                         : "# Only the beginning of the body was kept: this sends no more.\n";
    if (piped) {
        before += "printf -- " + printfWord(callback.body) + " |\n";
        parts.append("--data-binary @-");
    } else {
        parts.append("--data-raw " + shellWord(callback.body));
    }
    return QString::fromUtf8(before + parts.join(" \\\n  "));
}

QString schemeAt(const JournalReader &reader, qint64 timeUs)
{
    QString scheme = u"http"_s;
    const QList<ListeningPeriod> periods = reader.listeningPeriods();
    for (const ListeningPeriod &period : periods) {
        if (period.fromUs <= timeUs)
            scheme = period.url.startsWith("https:"_L1) ? u"https"_s : u"http"_s;
    }
    return scheme;
}

QStringList curlCommands(const QString &dataFolder, const QList<qint64> &callbackIds)
{
    QStringList commands;
    JournalReader reader;
    if (reader.open(dataFolder))
        return commands;
    for (const qint64 id : callbackIds) {
        if (const std::optional<Callback> callback = reader.read(id))
            commands.append(curlCommand(*callback, schemeAt(reader, callback->receivedUs)));
    }
    return commands;
}

} // namespace Roomscope
