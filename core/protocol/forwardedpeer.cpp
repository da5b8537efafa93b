// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/protocol/forwardedpeer.h"

#include <QByteArrayList>

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace Roomscope {

namespace {

/// Address and port; the port may be missing, the address is without brackets.
std::pair<QByteArray, QByteArray> addressAndPort(const QByteArray &text)
{
    if (text.startsWith('[')) {
        const qsizetype end = text.indexOf(']');
        if (end < 0 || (end + 1 < text.size() && text[end + 1] != ':'))
            return {};
        return {text.sliced(1, end - 1), text.mid(end + 2)};
    }
    const qsizetype colon = text.indexOf(':');
    if (colon < 0 || text.indexOf(':', colon + 1) >= 0) // an IPv6 address without a port
        return {text, {}};
    return {text.first(colon), text.sliced(colon + 1)};
}

/// A name that stands for an address that nobody is to know, RFC 7239 6.3.
bool isObfuscated(const QByteArray &name)
{
    return name.size() > 1 && name.startsWith('_') && std::all_of(name.begin(), name.end(), [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_'
                   || c == '-';
           });
}

bool isPort(const QByteArray &text)
{
    return !text.isEmpty() && text.size() <= 5 && text.toUInt() <= 65535
        && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// A sender or proxy as a field names it.
struct Node
{
    QString peer; ///< In the form of Callback::peer.
    std::optional<IpAddress> address;
};

/// Nothing when it cannot be read, "unknown" included.
std::optional<Node> nodeOf(const QByteArray &text)
{
    const auto [name, port] = addressAndPort(text);
    if (!port.isEmpty() && !isPort(port) && !isObfuscated(port))
        return {};
    if (isObfuscated(name))
        return Node {.peer = QString::fromLatin1(name)};
    const std::optional<IpAddress> address = IpAddress::parse(name);
    if (!address)
        return {};
    const QString digits = address->text();
    if (!isPort(port))
        return Node {.peer = digits, .address = address};
    return Node {.peer = (address->isIPv4() ? digits : u'[' + digits + u']') + u':' + QString::fromLatin1(port),
                 .address = address};
}

/// Reads Forwarded: elements with commas between, pairs with semicolons between, values bare or in quotes. Values with
/// colons and brackets, which should be in quotes, are read without, too.
class ForwardedParser final
{
public:
    explicit ForwardedParser(const QByteArray &text)
        : m_text(text)
    {
    }

    /// Of each element the value of "for", empty when it has only others. Nothing when the field is broken.
    std::optional<QByteArrayList> nodes()
    {
        QByteArrayList nodes;
        do {
            std::optional<QByteArray> node;
            do {
                const QByteArray name = upTo("=;,").toLower();
                if (!takes('=')) {
                    if (!name.isEmpty())
                        return {};
                    continue; // empty elements and pairs are of no account
                }
                const std::optional<QByteArray> pairValue = value();
                if (!pairValue)
                    return {};
                if (name == "for" || !node)
                    node = name == "for" ? *pairValue : QByteArray();
            } while (takes(';'));
            if (node)
                nodes.append(*node);
        } while (takes(','));
        return m_at == m_text.size() ? std::optional(nodes) : std::nullopt;
    }

private:
    bool takes(char c)
    {
        const bool isThere = m_at < m_text.size() && m_text[m_at] == c;
        m_at += isThere ? 1 : 0;
        return isThere;
    }

    QByteArray upTo(QByteArrayView ends)
    {
        const qsizetype begin = m_at;
        while (m_at < m_text.size() && !ends.contains(m_text[m_at]))
            ++m_at;
        return m_text.sliced(begin, m_at - begin).trimmed();
    }

    std::optional<QByteArray> value()
    {
        if (!takes('"'))
            return upTo(";,");
        QByteArray result;
        while (m_at < m_text.size() && m_text[m_at] != '"') {
            if (m_text[m_at] == '\\' && m_at + 1 < m_text.size())
                ++m_at;
            result += m_text[m_at++];
        }
        if (!takes('"') || !upTo(";,").isEmpty())
            return {};
        return result;
    }

    const QByteArray m_text;
    qsizetype m_at = 0;
};

/// All fields of that name as one list; null when there is none.
QByteArray joined(const RequestHead &head, QByteArrayView name)
{
    QByteArray result;
    for (const RequestHead::Field &field : head.fields) {
        if (field.name.compare(name, Qt::CaseInsensitive) == 0)
            result += (result.isNull() ? "" : ",") + field.value;
    }
    return result;
}

/// The sender first, the last proxy last.
QByteArrayList nodesOf(const RequestHead &head)
{
    if (const QByteArray list = joined(head, "X-Forwarded-For"); !list.isNull()) {
        QByteArrayList nodes = list.split(',');
        nodes.removeIf([](const QByteArray &node) { return node.trimmed().isEmpty(); });
        return nodes;
    }
    const QByteArray list = joined(head, "Forwarded");
    return list.isEmpty() ? QByteArrayList() : ForwardedParser(list).nodes().value_or(QByteArrayList());
}

bool isWithin(const std::optional<IpAddress> &address, const QList<IpNetwork> &networks)
{
    return address && std::any_of(networks.begin(), networks.end(), [&address](const IpNetwork &network) {
               return network.contains(*address);
           });
}

} // namespace

QString addressOfPeer(const QString &peer)
{
    return QString::fromUtf8(addressAndPort(peer.toUtf8()).first);
}

std::optional<QString> forwardedPeer(const RequestHead &head, const QString &directPeer,
                                     const QList<IpNetwork> &trusted)
{
    const QString direct = addressOfPeer(directPeer).section(u'%', 0, 0); // without the zone of a link-local one
    if (trusted.isEmpty() || !isWithin(IpAddress::parse(direct.toLatin1()), trusted))
        return {};
    std::optional<QString> result;
    const QByteArrayList nodes = nodesOf(head);
    for (auto text = nodes.crbegin(); text != nodes.crend(); ++text) {
        const std::optional<Node> node = nodeOf(text->trimmed());
        if (!node)
            return {};
        result = node->peer;
        if (!isWithin(node->address, trusted))
            break;
    }
    return result;
}

} // namespace Roomscope
