// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/bytereader.h"

#include <QByteArray>
#include <QtEndian>

#include <algorithm>
#include <concepts>
#include <limits>
#include <type_traits>
#include <vector>

namespace Roomscope {

/// Appends lists of numbers to bytes: first the size of a number in bytes (1, 2, 4 or 8, the least that fits the
/// largest one), then the numbers, little-endian. Signed numbers are encoded in zigzag order (0, -1, 1, -2, ...), so
/// that small ones of both signs stay narrow. One thread.
class NarrowWriter final
{
public:
    explicit NarrowWriter(QByteArray &bytes)
        : m_bytes(bytes)
    {
    }

    template<std::integral Value> void write(const std::vector<Value> &values)
    {
        quint64 all = 0;
        for (const Value value : values)
            all |= folded(value);
        if (all <= std::numeric_limits<quint8>::max())
            writeAs<quint8>(values);
        else if (all <= std::numeric_limits<quint16>::max())
            writeAs<quint16>(values);
        else if (all <= std::numeric_limits<quint32>::max())
            writeAs<quint32>(values);
        else
            writeAs<quint64>(values);
    }

private:
    template<std::integral Value> static std::make_unsigned_t<Value> folded(Value value)
    {
        using Unsigned = std::make_unsigned_t<Value>;
        if constexpr (std::is_signed_v<Value>)
            return Unsigned(Unsigned(Unsigned(value) << 1) ^ Unsigned(value < 0 ? -1 : 0));
        else
            return Unsigned(value);
    }

    template<typename Narrow, typename Value> void writeAs(const std::vector<Value> &values)
    {
        std::vector<Narrow> narrow(values.size());
        std::transform(values.begin(), values.end(), narrow.begin(),
                       [](Value value) { return qToLittleEndian(Narrow(folded(value))); });
        m_bytes.append(char(sizeof(Narrow)));
        m_bytes.append(reinterpret_cast<const char *>(narrow.data()), qsizetype(narrow.size() * sizeof(Narrow)));
    }

    QByteArray &m_bytes;
};

/// Reads what NarrowWriter has written. The bytes must outlive it. One thread.
class NarrowReader final
{
public:
    explicit NarrowReader(QByteArrayView bytes)
        : m_bytes(bytes)
    {
    }

    /// Reads the next list of count numbers and calls take for each. A short list, or numbers too wide for Value, make
    /// it broken; take is not called then.
    template<std::integral Value> void read(size_t count, const std::invocable<size_t, Value> auto &take)
    {
        const QByteArrayView width = m_bytes.consume(1);
        switch (width.isEmpty() ? 0 : width.front()) {
        case 1: return readAs<quint8, Value>(count, take);
        case 2: return readAs<quint16, Value>(count, take);
        case 4: return readAs<quint32, Value>(count, take);
        case 8: return readAs<quint64, Value>(count, take);
        default: m_bytes.fail();
        }
    }
    template<std::integral Value> void read(size_t count, Value *into)
    {
        read<Value>(count, [into](size_t index, Value value) { into[index] = value; });
    }

    /// Whether count more numbers are possible.
    [[nodiscard]] bool has(quint64 count) const { return count <= quint64(m_bytes.rest().size()); }
    [[nodiscard]] bool isBroken() const { return m_bytes.isBroken(); }

private:
    template<std::integral Value> static Value unfolded(std::make_unsigned_t<Value> value)
    {
        using Unsigned = std::make_unsigned_t<Value>;
        if constexpr (std::is_signed_v<Value>)
            return Value(Unsigned(value >> 1) ^ Unsigned(Unsigned(0) - Unsigned(value & 1)));
        else
            return Value(value);
    }

    template<typename Narrow, typename Value> void readAs(size_t count, const auto &take)
    {
        const QByteArrayView bytes = m_bytes.consume(count * sizeof(Narrow));
        if (sizeof(Narrow) > sizeof(Value))
            m_bytes.fail();
        const char *at = bytes.data();
        for (size_t i = 0; !isBroken() && i < count; ++i, at += sizeof(Narrow))
            take(i, unfolded<Value>(std::make_unsigned_t<Value>(qFromLittleEndian<Narrow>(at))));
    }

    ByteReader m_bytes;
};

} // namespace Roomscope
