// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>
#include <QStringView>

#include <vector>

namespace Roomscope {

/// Finds a text in UTF-8 without case and without decoding: a sequence of bytes, some with bits that are ignored. Finds
/// what QString finds, except KELVIN SIGN and LONG S in place of k and s. A value; any thread.
class BytePattern final
{
public:
    explicit BytePattern(QStringView text);

    /// True when the pattern is found exactly where the text is. Otherwise some of the text could not be converted to
    /// bytes: the pattern is found wherever the text is, but also elsewhere.
    [[nodiscard]] bool isExact() const { return m_isExact; }
    [[nodiscard]] qsizetype size() const { return qsizetype(m_bytes.size()); }

    /// Returns the first position at or after `from` (not after the end); -1 when there is none.
    [[nodiscard]] qsizetype indexIn(QByteArrayView bytes, qsizetype from = 0) const;

private:
    struct Byte
    {
        quint8 ignored = 0; ///< The bits that are ignored.
        quint8 value = 0;   ///< With the ignored bits set.
    };

    void append(const std::vector<char32_t> &spellings);
    void chooseProbes();
    [[nodiscard]] bool isAt(const char *at) const;

    std::vector<Byte> m_bytes;
    bool m_isExact = true;
    /// Indexes of the two bytes that are compared first.
    size_t m_rarest = 0;
    size_t m_secondRarest = 0;
};

} // namespace Roomscope
