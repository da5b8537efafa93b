// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/timeline/timelinescan.h"

#include <QColor>
#include <QList>
#include <QObject>
#include <QPalette>
#include <QString>

#include <array>
#include <optional>
#include <vector>

class QPainter;
class QRectF;

namespace Roomscope {

class TimelineLine;

/// Colours for lines, each with an edge of its own shape; none that a selected line could be taken for.
enum class LineColour : quint8 { Red, Amber, Green, Teal, Violet, Grey };
inline constexpr std::array lineColours {LineColour::Red,  LineColour::Amber,  LineColour::Green,
                                         LineColour::Teal, LineColour::Violet, LineColour::Grey};

[[nodiscard]] QString lineColourName(LineColour colour);
/// A background that texts stay readable on, light or dark.
[[nodiscard]] QColor lineTint(LineColour colour, const QPalette &palette);
/// The edge at the left of a line; rect is some pixels wide.
void paintLineEdge(QPainter *painter, const QRectF &rect, LineColour colour, const QPalette &palette);

/// Lines that pass the filter have that colour.
struct ColourRule
{
    QString expression;
    LineColour colour = LineColour::Amber;
    bool isOn = true;

    [[nodiscard]] bool operator==(const ColourRule &other) const = default;
};

/// The reader's rules, in order: the first that matches colours a line. A rule sees what a line shows, not its body.
/// Kept in the settings. GUI thread.
class ColourRules final : public QObject
{
    Q_OBJECT

public:
    explicit ColourRules(QObject *parent = nullptr);

    [[nodiscard]] const QList<ColourRule> &rules() const { return m_rules; }
    void setRules(const QList<ColourRule> &rules);

    /// No rule is on: of() has nothing for any line.
    [[nodiscard]] bool areOff() const { return m_matchers.empty(); }
    /// Nothing when no rule matches.
    [[nodiscard]] std::optional<LineColour> of(const TimelineLine &line) const;

signals:
    void changed();

private:
    struct Matcher
    {
        RowChoice choice;
        LineColour colour;
    };
    void makeMatchers();

    QList<ColourRule> m_rules;
    std::vector<Matcher> m_matchers;
    mutable std::vector<Matcher> m_lastMatchers; ///< The same, for lines of the page of …
    mutable std::optional<TimelineLine> m_last;  ///< … this one, which lives as long as it is compared.
};

} // namespace Roomscope
