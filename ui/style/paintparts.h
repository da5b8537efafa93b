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

// Parts that several delegates paint alike. The painters must have antialiasing on.

/// For QPainter::drawText(): ids may contain line breaks, which must not reach the lines above and below.
constexpr int leftInLine = int(Qt::AlignLeft) | int(Qt::AlignVCenter) | int(Qt::TextSingleLine);
constexpr int rightInLine = int(Qt::AlignRight) | int(Qt::AlignVCenter) | int(Qt::TextSingleLine);
constexpr int centredInLine = int(Qt::AlignCenter) | int(Qt::TextSingleLine);

constexpr qreal cardRadius = 8;
/// Property of a QListView whose items FlatStyle draws as cards.
constexpr char cardsProperty[] = "roomscopeCards";
/// Pixels between two cards.
[[nodiscard]] int cardGap(const QFontMetrics &metrics);
/// Returns the card's rectangle: the item's, reduced by half a gap on each side.
[[nodiscard]] QRect cardRect(const QRect &item, int gap);
[[nodiscard]] QFont smallFont(const QFont &font);
/// Font for headings over a dock: small, all upper case, with wider letter spacing.
[[nodiscard]] QFont headingFont(const QFont &font);

void paintMemberDisc(QPainter *painter, const QRectF &rect, const QString &member, const QPalette &palette,
                     const QFont &font);
void paintHatch(QPainter *painter, const QRectF &rect, qreal radius, const QPalette &palette);
/// `strength` is from 0 to 1.
void paintGlow(QPainter *painter, const QRectF &rect, qreal radius, qreal strength, const QPalette &palette);
/// Paints one square per seat: taken is filled, locked grey with a bar, empty outlined, not reported dotted; then "+12"
/// for seats that do not fit. `seats` is their total number; `marks` has the first of them.
void paintSeatStrip(QPainter *painter, const QRectF &rect, const QList<SeatMark> &marks, int seats,
                    const QPalette &palette, const QFont &font);
void paintSparkline(QPainter *painter, const QRectF &rect, const QList<int> &values, const QPalette &palette);

} // namespace Roomscope
