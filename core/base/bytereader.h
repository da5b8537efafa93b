// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>

namespace Roomscope {

/// Consumes bytes from the front of a view; the viewed bytes must outlive it. A request for more bytes than are left
/// makes it broken, and it returns only empty views from then on. One thread.
class ByteReader final
{
public:
    explicit ByteReader(QByteArrayView bytes)
        : m_bytes(bytes)
    {
    }

    [[nodiscard]] QByteArrayView consume(size_t size)
    {
        if (size > size_t(m_bytes.size()))
            fail();
        if (m_isBroken)
            return {};
        const QByteArrayView taken = m_bytes.first(qsizetype(size));
        m_bytes = m_bytes.sliced(qsizetype(size));
        return taken;
    }
    /// Marks the input as broken: the consumed bytes are not valid.
    void fail() { m_isBroken = true; }

    [[nodiscard]] bool isBroken() const { return m_isBroken; }
    /// The bytes that are not consumed yet.
    [[nodiscard]] QByteArrayView rest() const { return m_bytes; }

private:
    QByteArrayView m_bytes;
    bool m_isBroken = false;
};

} // namespace Roomscope
