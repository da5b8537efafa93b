// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/payload/json.h"

#include <QList>
#include <QString>

#include <compare>
#include <stop_token>
#include <vector>

namespace Roomscope {

/// A piece of a text that has a colour of its own.
struct PayloadSpan
{
    enum class Kind : quint8 { Key, String, Number, Word, Punctuation };
    qsizetype start = 0; ///< In characters, of the line.
    qsizetype length = 0;
    Kind kind = Kind::Punctuation;
};

struct PayloadLine
{
    QString text;
    QList<PayloadSpan> spans;
    QString path;         ///< Of the value that begins on this line, "SeatList[0].Member_Account".
    bool changed = false; ///< Its value differs from that in the body compared with.
};

/// A body as indented lines. Numbers, strings and escapes stand as they were sent; a body that is no JSON is split at
/// its line ends as it is. Lines whose value differs from the same path of `former` are marked when that is given
/// (seats are matched by their Index, not by their place in the list).
[[nodiscard]] QList<PayloadLine> payloadLines(const QByteArray &body, const QByteArray &former = {});

/// Where a text begins that was looked for.
struct PayloadHit
{
    int line = 0;   ///< From 0.
    int column = 0; ///< From 0, in characters.

    friend auto operator<=>(const PayloadHit &, const PayloadHit &) = default;
};

constexpr qsizetype mostPayloadHits = 1'000'000;

/// The places of a text that lies within one line, from the first one on and without overlaps; at most mostPayloadHits.
/// Nothing when it was stopped, or for an empty text.
[[nodiscard]] std::vector<PayloadHit> findInLines(const QList<PayloadLine> &lines, const QString &text,
                                                  Qt::CaseSensitivity caseSensitivity,
                                                  const std::stop_token &stop = {});

/// One difference between two bodies.
struct PayloadDifference
{
    QString path;    ///< "SeatList[Index 3].Member_Account": seats by their Index, other elements by their place.
    QString former;  ///< As in the body; empty: was not there.
    QString present; ///< As in the body; empty: is not there.
};

/// What differs, in the order of the present body, then what has gone. Seats are matched by their Index.
[[nodiscard]] QList<PayloadDifference> payloadDifferences(const QByteArray &former, const QByteArray &present);

} // namespace Roomscope
