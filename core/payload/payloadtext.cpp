// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/payload/payloadtext.h"

#include "core/payload/payloadpath.h"

#include <QHash>
#include <QSet>
#include <QStringMatcher>

using namespace Qt::StringLiterals;

namespace Roomscope {

namespace {

/// What is compared with what: the elements of a list by their place, seats by their Index, so that a seat that was
/// listed at another place is still the same seat, and no other one.
QStringList identities(const JsonValue &array)
{
    QStringList result;
    QHash<QString, int> times; // a list may name one seat twice
    for (JsonValue child = array.firstChild(); child.exists(); child = child.nextSibling(array)) {
        const std::optional<qint64> index = child["Index"].toInteger();
        if (!index) {
            result.append(u"[%1]"_s.arg(result.size()));
            continue;
        }
        const QString seat = u"Index %1"_s.arg(*index);
        const int time = ++times[seat];
        result.append(time == 1 ? u"[%1]"_s.arg(seat) : u"[%1, listed again %2]"_s.arg(seat).arg(time));
    }
    return result;
}

/// Scalars and empty containers as they are in the body, by identity path; order keeps the body's.
void collect(const JsonValue &value, const QString &path, QHash<QString, QString> &scalars, QStringList *order)
{
    if (!value.isContainer() || value.count() == 0) {
        if (order && !scalars.contains(path))
            order->append(path);
        scalars.insert(path, QString::fromUtf8(value.raw()));
        return;
    }
    const QStringList places = value.isArray() ? identities(value) : QStringList();
    qsizetype place = 0;
    for (JsonValue child = value.firstChild(); child.exists(); child = child.nextSibling(value), ++place)
        collect(child, value.isArray() ? QString(path + places[place]) : PayloadPath::member(path, child.key()),
                scalars, order);
}

/// Lays a body out as indented lines.
class LineWriter final
{
public:
    explicit LineWriter(const std::optional<QHash<QString, QString>> &former)
        : m_former(former)
    {
    }

    void write(const JsonValue &value, const QString &path, const QString &identityPath, bool last)
    {
        const QLatin1StringView comma = last ? ""_L1 : ","_L1;
        if (!value.isContainer() || value.count() == 0) {
            markIfChanged(identityPath, value);
            append(value.raw(), kindOf(value));
            append(comma, PayloadSpan::Kind::Punctuation);
            return;
        }
        append(value.isArray() ? "["_L1 : "{"_L1, PayloadSpan::Kind::Punctuation);
        const QStringList places = m_former && value.isArray() ? identities(value) : QStringList();
        int place = 0;
        for (JsonValue child = value.firstChild(); child.exists(); child = child.nextSibling(value), ++place) {
            const QString childPath
                = value.isArray() ? PayloadPath::element(path, place) : PayloadPath::member(path, child.key());
            QString childIdentity;
            if (m_former)
                childIdentity = value.isArray() ? QString(identityPath + places[place])
                                                : PayloadPath::member(identityPath, child.key());
            begin(m_depth + 1, childPath);
            if (value.isObject()) {
                append(child.rawKey(), PayloadSpan::Kind::Key);
                append(": "_L1, PayloadSpan::Kind::Punctuation);
            }
            ++m_depth;
            write(child, childPath, childIdentity, place == value.count() - 1);
            --m_depth;
        }
        begin(m_depth, path);
        append(value.isArray() ? "]"_L1 : "}"_L1, PayloadSpan::Kind::Punctuation);
        append(comma, PayloadSpan::Kind::Punctuation);
    }

    void begin(int depth, const QString &path) { m_lines.append({.text = QString(depth * 2, u' '), .path = path}); }

    [[nodiscard]] QList<PayloadLine> lines() && { return std::move(m_lines); }

private:
    static PayloadSpan::Kind kindOf(const JsonValue &value)
    {
        switch (value.type()) {
        case JsonText::Type::String: return PayloadSpan::Kind::String;
        case JsonText::Type::Number: return PayloadSpan::Kind::Number;
        case JsonText::Type::True:
        case JsonText::Type::False:
        case JsonText::Type::Null: return PayloadSpan::Kind::Word;
        default: return PayloadSpan::Kind::Punctuation;
        }
    }

    void append(QByteArrayView bytes, PayloadSpan::Kind kind)
    {
        if (bytes.isEmpty())
            return;
        QString &text = m_lines.last().text;
        const qsizetype start = text.size();
        text.append(QString::fromUtf8(bytes));
        m_lines.last().spans.append({start, text.size() - start, kind});
    }
    void append(QLatin1StringView text, PayloadSpan::Kind kind)
    {
        append(QByteArrayView(text.data(), text.size()), kind);
    }

    void markIfChanged(const QString &identityPath, const JsonValue &value)
    {
        if (!m_former)
            return;
        const auto former = m_former->constFind(identityPath);
        m_lines.last().changed = former == m_former->cend() || *former != QString::fromUtf8(value.raw());
    }

    const std::optional<QHash<QString, QString>> &m_former;
    QList<PayloadLine> m_lines;
    int m_depth = 0;
};

} // namespace

QList<PayloadLine> payloadLines(const QByteArray &body, const QByteArray &former)
{
    const std::optional<JsonText> json = parseBody(body).json;
    if (!json) {
        QList<PayloadLine> lines;
        for (const QByteArray &line : body.split('\n'))
            lines.append({.text = QString::fromUtf8(line)});
        return lines;
    }
    std::optional<QHash<QString, QString>> formerScalars;
    if (!former.isNull()) {
        formerScalars.emplace();
        if (const std::optional<JsonText> formerJson = parseBody(former).json)
            collect(formerJson->root(), {}, *formerScalars, nullptr);
    }
    LineWriter writer(formerScalars);
    writer.begin(0, {});
    writer.write(json->root(), {}, {}, true);
    return std::move(writer).lines();
}

QList<PayloadDifference> payloadDifferences(const QByteArray &former, const QByteArray &present)
{
    QHash<QString, QString> formerScalars;
    QHash<QString, QString> presentScalars;
    QStringList formerOrder;
    QStringList presentOrder;
    if (const std::optional<JsonText> json = parseBody(former).json)
        collect(json->root(), {}, formerScalars, &formerOrder);
    if (const std::optional<JsonText> json = parseBody(present).json)
        collect(json->root(), {}, presentScalars, &presentOrder);

    QList<PayloadDifference> differences;
    for (const QString &path : std::as_const(presentOrder)) {
        if (formerScalars.value(path) != presentScalars[path])
            differences.append({.path = path, .former = formerScalars.value(path), .present = presentScalars[path]});
    }
    for (const QString &path : std::as_const(formerOrder)) {
        if (!presentScalars.contains(path))
            differences.append({.path = path, .former = formerScalars[path]});
    }
    return differences;
}

std::vector<PayloadHit> findInLines(const QList<PayloadLine> &lines, const QString &text,
                                    Qt::CaseSensitivity caseSensitivity, const std::stop_token &stop)
{
    constexpr qsizetype linesBetweenLooks = 4096;
    std::vector<PayloadHit> hits;
    if (text.isEmpty())
        return hits;
    const QStringMatcher matcher(text, caseSensitivity);
    for (qsizetype line = 0; line < lines.size(); ++line) {
        if (line % linesBetweenLooks == 0 && stop.stop_requested())
            return {};
        const QString &searched = lines[line].text;
        for (qsizetype at = matcher.indexIn(searched); at >= 0; at = matcher.indexIn(searched, at + text.size())) {
            if (qsizetype(hits.size()) == mostPayloadHits)
                return hits;
            hits.push_back({.line = int(line), .column = int(at)});
        }
    }
    return hits;
}

} // namespace Roomscope
