// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/timeline/colourrules.h"

#include "core/timeline/timeline.h"
#include "ui/style/appearance.h"
#include "ui/style/windowsettings.h"
#include "ui/words/words.h"

#include <QPainter>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Roomscope {

namespace {

constexpr std::array colourWords {"red"_L1, "amber"_L1, "green"_L1, "teal"_L1, "violet"_L1, "grey"_L1};

QColor edgeColour(LineColour colour, const QPalette &palette)
{
    static constexpr std::array<std::array<QRgb, 2>, lineColours.size()> colours {{
        {0xffcc2d33, 0xffff7272},
        {0xffb46a00, 0xffe9b44c},
        {0xff1f7d48, 0xff55c98f},
        {0xff0a7785, 0xff4cc7d3},
        {0xff7b3fc4, 0xffc29bff},
        {0xff666c7a, 0xff9ba1b0},
    }};
    return QColor(colours[size_t(colour)][isDark(palette) ? 1 : 0]);
}

} // namespace

QString lineColourName(LineColour colour)
{
    switch (colour) {
    case LineColour::Red: return ColourRules::tr("Red");
    case LineColour::Amber: return ColourRules::tr("Amber");
    case LineColour::Green: return ColourRules::tr("Green");
    case LineColour::Teal: return ColourRules::tr("Teal");
    case LineColour::Violet: return ColourRules::tr("Violet");
    case LineColour::Grey: return ColourRules::tr("Grey");
    }
    return {};
}

QColor lineTint(LineColour colour, const QPalette &palette)
{
    return groundOf(edgeColour(colour, palette), palette);
}

void paintLineEdge(QPainter *painter, const QRectF &rect, LineColour colour, const QPalette &palette)
{
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    const QColor color = edgeColour(colour, palette);
    const qreal width = rect.width();
    const QRectF inner = rect.adjusted(0, 1, 0, -1);
    painter->setPen(Qt::NoPen);
    painter->setBrush(color);
    switch (colour) {
    case LineColour::Red: painter->drawRect(inner); break;
    case LineColour::Amber:
        for (qreal y = inner.top(); y + width <= inner.bottom() + 0.5; y += width * 1.75)
            painter->drawRect(QRectF(inner.left(), y, width, width));
        break;
    case LineColour::Green:
        painter->drawRect(QRectF(inner.left(), inner.top(), width / 3, inner.height()));
        painter->drawRect(QRectF(inner.right() - width / 3, inner.top(), width / 3, inner.height()));
        break;
    case LineColour::Teal:
        for (qreal y = inner.top(); y + width <= inner.bottom() + 0.5; y += width * 1.5)
            painter->drawPolygon(QPolygonF(
                {QPointF(inner.left(), y), QPointF(inner.right(), y + width / 2), QPointF(inner.left(), y + width)}));
        break;
    case LineColour::Violet:
        painter->setPen(QPen(color, 1));
        painter->setBrush(Qt::NoBrush);
        painter->drawRect(inner.adjusted(0.5, 0.5, -0.5, -0.5));
        break;
    case LineColour::Grey:
        painter->drawRect(QRectF(inner.center().x() - width / 6, inner.top(), width / 3, inner.height()));
        break;
    }
    painter->restore();
}

ColourRules::ColourRules(QObject *parent)
    : QObject(parent)
{
    WindowSettings settings;
    const int count = settings.beginReadArray(u"colourRules"_s);
    for (int i = 0; i < count; ++i) {
        settings.setArrayIndex(i);
        const auto word = std::find(colourWords.begin(), colourWords.end(), settings.value(u"colour"_s).toString());
        m_rules.append({.expression = settings.value(u"expression"_s).toString(),
                        .colour = word == colourWords.end() ? LineColour::Grey : LineColour(word - colourWords.begin()),
                        .isOn = settings.value(u"on"_s, true).toBool()});
    }
    settings.endArray();
    makeMatchers();
}

void ColourRules::setRules(const QList<ColourRule> &rules)
{
    if (m_rules == rules)
        return;
    m_rules = rules;
    WindowSettings settings;
    settings.remove(u"colourRules"_s);
    settings.beginWriteArray(u"colourRules"_s, int(rules.size()));
    for (qsizetype i = 0; i < rules.size(); ++i) {
        settings.setArrayIndex(int(i));
        settings.setValue(u"expression"_s, rules[i].expression);
        settings.setValue(u"colour"_s, QString(colourWords[size_t(rules[i].colour)]));
        settings.setValue(u"on"_s, rules[i].isOn);
    }
    settings.endArray();
    makeMatchers();
    emit changed();
}

void ColourRules::makeMatchers()
{
    m_matchers.clear();
    m_last.reset();
    for (const ColourRule &rule : std::as_const(m_rules)) {
        auto parsed = Filter::parse(rule.expression, {.zone = shownZone()});
        if (auto *filter = std::get_if<Filter>(&parsed); rule.isOn && filter && !filter->isEmpty())
            m_matchers.push_back({.choice = {.filter = std::move(*filter)}, .colour = rule.colour});
    }
}

std::optional<LineColour> ColourRules::of(const TimelineLine &line) const
{
    if (areOff())
        return std::nullopt;
    if (!m_last || &m_last->texts() != &line.texts()) {
        m_last = line;
        m_lastMatchers = m_matchers;
        for (Matcher &matcher : m_lastMatchers)
            matcher.choice = matcher.choice.renewed();
    }
    const auto first = std::find_if(m_lastMatchers.begin(), m_lastMatchers.end(), [&line](const Matcher &matcher) {
        return matcher.choice.passes(line.row(), line.texts(), {});
    });
    return first == m_lastMatchers.end() ? std::nullopt : std::optional(first->colour);
}

} // namespace Roomscope
