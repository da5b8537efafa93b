// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/payload/json.h"

#include <QList>
#include <QString>

#include <compare>
#include <stop_token>
#include <vector>

namespace Roomscope {

/// A part of a line with a colour of its own.
struct PayloadSpan
{
    enum class Kind : quint8 { Key, String, Number, Word, Punctuation };
    qsizetype start = 0; ///< In characters, within the line.
    qsizetype length = 0;
    Kind kind = Kind::Punctuation;
};

struct PayloadLine
{
    QString text;
    QList<PayloadSpan> spans;
    QString path;         ///< Path of the value that begins on this line, "SeatList[0].Member_Account".
    bool changed = false; ///< Its value differs from that in the former body.
};

/// Returns a body as indented lines. Numbers, strings and escapes stay as sent; a body that is not JSON is split at its
/// line ends. When `former` is given, lines whose value differs from the one at the same path there are marked (seats
/// are matched by their Index, not by their place in the list).
[[nodiscard]] QList<PayloadLine> payloadLines(const QByteArray &body, const QByteArray &former = {});

/// The start of a found text.
struct PayloadHit
{
    int line = 0;   ///< From 0.
    int column = 0; ///< From 0, in characters.

    friend auto operator<=>(const PayloadHit &, const PayloadHit &) = default;
};

constexpr qsizetype mostPayloadHits = 1'000'000;

/// Finds a text within single lines, in order and without overlaps; at most mostPayloadHits. Returns nothing when
/// stopped, or for an empty text.
[[nodiscard]] std::vector<PayloadHit> findInLines(const QList<PayloadLine> &lines, const QString &text,
                                                  Qt::CaseSensitivity caseSensitivity,
                                                  const std::stop_token &stop = {});

/// One difference between two bodies.
struct PayloadDifference
{
    QString path;    ///< "SeatList[Index 3].Member_Account": seats by their Index, other elements by their place.
    QString former;  ///< As in the body; empty: the value did not exist.
    QString present; ///< As in the body; empty: the value does not exist any more.
};

/// Returns the differences in the order of the present body, then the removed values. Seats are matched by their Index.
[[nodiscard]] QList<PayloadDifference> payloadDifferences(const QByteArray &former, const QByteArray &present);

} // namespace Roomscope
