// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/protocol/ipnetwork.h"

#include <algorithm>

#include <arpa/inet.h>

using namespace Qt::StringLiterals;

namespace Roomscope {

namespace {

constexpr int allBits = 128;
constexpr int bitsOfIPv4 = 32;
constexpr std::array<quint8, 12> beforeIPv4 {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff}; // RFC 4291 2.5.5.2

} // namespace

std::optional<IpAddress> IpAddress::parse(const QByteArray &text)
{
    IpAddress address;
    if (text.contains('\0'))
        return {};
    if (::inet_pton(AF_INET6, text.constData(), address.m_bytes.data()) == 1)
        return address;
    std::copy(beforeIPv4.begin(), beforeIPv4.end(), address.m_bytes.begin());
    if (::inet_pton(AF_INET, text.constData(), address.m_bytes.data() + beforeIPv4.size()) == 1)
        return address;
    return {};
}

bool IpAddress::isIPv4() const
{
    return std::equal(beforeIPv4.begin(), beforeIPv4.end(), m_bytes.begin());
}

QString IpAddress::text() const
{
    std::array<char, INET6_ADDRSTRLEN> buffer {};
    const char *text = isIPv4()
        ? ::inet_ntop(AF_INET, m_bytes.data() + beforeIPv4.size(), buffer.data(), socklen_t(buffer.size()))
        : ::inet_ntop(AF_INET6, m_bytes.data(), buffer.data(), socklen_t(buffer.size()));
    return QString::fromLatin1(text);
}

IpAddress IpNetwork::first(const IpAddress &address, int bits)
{
    IpAddress result = address;
    for (int byte = 0; byte < int(result.m_bytes.size()); ++byte) {
        const int kept = std::clamp(bits - byte * 8, 0, 8);
        result.m_bytes[size_t(byte)] &= quint8(0xff << (8 - kept));
    }
    return result;
}

std::optional<IpNetwork> IpNetwork::parse(const QString &text)
{
    const qsizetype slash = text.indexOf(u'/');
    const std::optional<IpAddress> address = IpAddress::parse((slash < 0 ? text : text.first(slash)).toLatin1());
    if (!address)
        return {};
    const bool isIPv4 = address->isIPv4() && !text.contains(u':');
    const int most = isIPv4 ? bitsOfIPv4 : allBits;
    int bits = most;
    if (slash >= 0) {
        const QString digits = text.sliced(slash + 1);
        const bool isNumber = !digits.isEmpty() && digits.size() <= 3
            && std::all_of(digits.begin(), digits.end(), [](QChar c) { return c >= u'0' && c <= u'9'; });
        bits = isNumber ? digits.toInt() : most + 1;
        if (bits > most)
            return {};
    }
    IpNetwork network;
    network.m_bits = bits + allBits - most;
    network.m_first = first(*address, network.m_bits);
    return network;
}

bool IpNetwork::contains(const IpAddress &address) const
{
    return first(address, m_bits) == m_first;
}

QString IpNetwork::text() const
{
    const bool isIPv4 = m_first.isIPv4() && m_bits >= allBits - bitsOfIPv4;
    const int most = isIPv4 ? bitsOfIPv4 : allBits;
    const int bits = m_bits - (allBits - most);
    return bits == most ? m_first.text() : u"%1/%2"_s.arg(m_first.text()).arg(bits);
}

} // namespace Roomscope
