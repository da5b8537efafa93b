// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>
#include <QStringView>

#include <vector>

namespace Roomscope {

/// A text to be looked for in UTF-8, without case, without reading that as text: bytes, of some of which a few bits do
/// not count. It finds what QString finds, but for KELVIN SIGN and LONG S in place of k and s. A value; any thread.
class BytePattern final
{
public:
    explicit BytePattern(QStringView text);

    /// Where the text has it is where the pattern is found, and nowhere else. When not, some of the text could not be
    /// made into bytes: the pattern is found wherever the text is, but also elsewhere.
    [[nodiscard]] bool isExact() const { return m_isExact; }
    [[nodiscard]] qsizetype size() const { return qsizetype(m_bytes.size()); }

    /// The first place at or after from (not behind the end); -1 when there is none.
    [[nodiscard]] qsizetype indexIn(QByteArrayView bytes, qsizetype from = 0) const;

private:
    struct Byte
    {
        quint8 ignored = 0; ///< The bits that do not count.
        quint8 value = 0;   ///< With those bits set.
    };

    void append(const std::vector<char32_t> &spellings);
    void chooseProbes();
    [[nodiscard]] bool isAt(const char *at) const;

    std::vector<Byte> m_bytes;
    bool m_isExact = true;
    /// Indexes of the two bytes that are looked at first.
    size_t m_rarest = 0;
    size_t m_secondRarest = 0;
};

} // namespace Roomscope
