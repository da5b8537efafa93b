// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/nearestword.h"

#include <algorithm>
#include <numeric>
#include <vector>

namespace Roomscope {

int wordDistance(QStringView a, QStringView b)
{
    std::vector<std::vector<int>> rows(size_t(a.size()) + 1, std::vector<int>(size_t(b.size()) + 1));
    std::iota(rows[0].begin(), rows[0].end(), 0);
    for (size_t i = 1; i < rows.size(); ++i) {
        const auto letter = [](QStringView text, size_t place) { return text.at(qsizetype(place) - 1).toLower(); };
        rows[i][0] = int(i);
        for (size_t j = 1; j < rows[i].size(); ++j) {
            const int replaced = rows[i - 1][j - 1] + (letter(a, i) == letter(b, j) ? 0 : 1);
            rows[i][j] = std::min({replaced, rows[i - 1][j] + 1, rows[i][j - 1] + 1});
            const bool isSwapped
                = i > 1 && j > 1 && letter(a, i) == letter(b, j - 1) && letter(a, i - 1) == letter(b, j);
            if (isSwapped)
                rows[i][j] = std::min(rows[i][j], rows[i - 2][j - 2] + 1);
        }
    }
    return rows.back().back();
}

QString nearestWord(const QString &word, const QStringList &words)
{
    const QString start = word.left(64);
    return *std::min_element(words.begin(), words.end(), [&](const QString &a, const QString &b) {
        return wordDistance(start, a) < wordDistance(start, b);
    });
}

} // namespace Roomscope
