// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>

#include <array>
#include <optional>

namespace Roomscope {

/// An IPv4 or IPv6 address; an IPv4 address within IPv6 (::ffff:192.0.2.1) equals that IPv4 address. A value; any
/// thread.
class IpAddress final
{
public:
    /// Parses a numeric address without brackets, port and zone.
    [[nodiscard]] static std::optional<IpAddress> parse(const QByteArray &text);

    [[nodiscard]] QString text() const;
    [[nodiscard]] bool isIPv4() const;

    friend bool operator==(const IpAddress &, const IpAddress &) = default;

private:
    friend class IpNetwork;
    std::array<quint8, 16> m_bytes {}; ///< In network order.
};

/// The addresses that begin with the same bits. A value; any thread.
class IpNetwork final
{
public:
    /// Parses "10.0.0.0/8", "2001:db8::/32", or a single address. Bits after the prefix are ignored.
    [[nodiscard]] static std::optional<IpNetwork> parse(const QString &text);

    [[nodiscard]] bool contains(const IpAddress &address) const;
    /// Returns a text that parse() accepts.
    [[nodiscard]] QString text() const;

    friend bool operator==(const IpNetwork &, const IpNetwork &) = default;

private:
    [[nodiscard]] static IpAddress first(const IpAddress &address, int bits);

    IpAddress m_first;
    int m_bits = 0; ///< Length of the prefix within 128 bits.
};

} // namespace Roomscope
