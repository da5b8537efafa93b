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

/// Colours for lines, each with an edge of its own shape; none looks like the selection.
enum class LineColour : quint8 { Red, Amber, Green, Teal, Violet, Grey };
inline constexpr std::array lineColours {LineColour::Red,  LineColour::Amber,  LineColour::Green,
                                         LineColour::Teal, LineColour::Violet, LineColour::Grey};

[[nodiscard]] QString lineColourName(LineColour colour);
/// Returns a background on which text stays readable, light or dark.
[[nodiscard]] QColor lineTint(LineColour colour, const QPalette &palette);
/// Paints the edge at the left of a line; `rect` is some pixels wide.
void paintLineEdge(QPainter *painter, const QRectF &rect, LineColour colour, const QPalette &palette);

/// Gives a colour to the lines that pass the filter.
struct ColourRule
{
    QString expression;
    LineColour colour = LineColour::Amber;
    bool isOn = true;

    [[nodiscard]] bool operator==(const ColourRule &other) const = default;
};

/// The user's rules, in order: the first one that matches colours a line. A rule matches the cells of a line, not its
/// body. Saved in the settings. GUI thread.
class ColourRules final : public QObject
{
    Q_OBJECT

public:
    explicit ColourRules(QObject *parent = nullptr);

    [[nodiscard]] const QList<ColourRule> &rules() const { return m_rules; }
    void setRules(const QList<ColourRule> &rules);

    /// Returns true if no rule is on; of() then returns std::nullopt for every line.
    [[nodiscard]] bool areOff() const { return m_matchers.empty(); }
    /// Returns std::nullopt if no rule matches.
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
    mutable std::vector<Matcher> m_lastMatchers; ///< m_matchers, prepared for the page of m_last.
    mutable std::optional<TimelineLine> m_last;  ///< Keeps its page alive while lines are compared with it.
};

} // namespace Roomscope
