// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFont>
#include <QFontMetrics>
#include <QList>
#include <QPalette>
#include <QRectF>

class QPainter;

namespace Roomscope {

struct SeatMark;

// Pieces that several delegates paint alike. Painters come with antialiasing on.

/// For QPainter::drawText(): ids may hold line breaks, which must not reach the lines above and below.
constexpr int leftInLine = int(Qt::AlignLeft) | int(Qt::AlignVCenter) | int(Qt::TextSingleLine);
constexpr int rightInLine = int(Qt::AlignRight) | int(Qt::AlignVCenter) | int(Qt::TextSingleLine);
constexpr int centredInLine = int(Qt::AlignCenter) | int(Qt::TextSingleLine);

constexpr qreal cardRadius = 8;
/// Marks a QListView whose items FlatStyle draws as cards.
constexpr char cardsProperty[] = "roomscopeCards";
/// Between two cards.
[[nodiscard]] int cardGap(const QFontMetrics &metrics);
/// The card of an item: half a gap inside of it.
[[nodiscard]] QRect cardRect(const QRect &item, int gap);
[[nodiscard]] QFont smallFont(const QFont &font);
/// For headings over a dock: small, capitals, a little apart.
[[nodiscard]] QFont headingFont(const QFont &font);

void paintMemberDisc(QPainter *painter, const QRectF &rect, const QString &member, const QPalette &palette,
                     const QFont &font);
void paintHatch(QPainter *painter, const QRectF &rect, qreal radius, const QPalette &palette);
/// strength from 0 to 1.
void paintGlow(QPainter *painter, const QRectF &rect, qreal radius, qreal strength, const QPalette &palette);
/// One square a seat: taken filled, locked grey with a bar, empty outlined, not reported dotted; past what fits "+12".
/// seats: how many there are, of which marks has the first.
void paintSeatStrip(QPainter *painter, const QRectF &rect, const QList<SeatMark> &marks, int seats,
                    const QPalette &palette, const QFont &font);
void paintSparkline(QPainter *painter, const QRectF &rect, const QList<int> &values, const QPalette &palette);

} // namespace Roomscope
