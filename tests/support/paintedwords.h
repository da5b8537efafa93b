// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPaintDevice>
#include <QPaintEngine>
#include <QStringList>

/// Captures the text that delegates paint, without looking at pixels.
namespace Roomscope::Test {

/// A paint device that stores the texts drawn on it, and nothing else.
class PaintedWords final : public QPaintDevice
{
public:
    [[nodiscard]] QPaintEngine *paintEngine() const override { return &m_engine; }
    [[nodiscard]] const QStringList &texts() const { return m_engine.texts; }
    /// Returns the colours of the texts, translucent if painted so.
    [[nodiscard]] const QList<QColor> &colours() const { return m_engine.colours; }

protected:
    [[nodiscard]] int metric(PaintDeviceMetric metric) const override
    {
        constexpr int side = 4000;
        constexpr int dpi = 96;
        switch (metric) {
        case PdmWidth:
        case PdmHeight: return side;
        case PdmDpiX:
        case PdmDpiY:
        case PdmPhysicalDpiX:
        case PdmPhysicalDpiY: return dpi;
        case PdmDevicePixelRatio: return 1;
        default: return QPaintDevice::metric(metric);
        }
    }

private:
    struct Engine final : public QPaintEngine
    {
        Engine()
            : QPaintEngine(AllFeatures)
        {
        }
        bool begin(QPaintDevice *) override { return true; }
        bool end() override { return true; }
        void updateState(const QPaintEngineState &newState) override
        {
            if (newState.state().testFlag(DirtyPen))
                pen = newState.pen().color();
            if (newState.state().testFlag(DirtyOpacity))
                opacity = float(newState.opacity());
        }
        void drawPixmap(const QRectF &, const QPixmap &, const QRectF &) override { }
        void drawPath(const QPainterPath &) override { }
        void drawPolygon(const QPointF *, int, PolygonDrawMode) override { }
        void drawPolygon(const QPoint *, int, PolygonDrawMode) override { }
        void drawTextItem(const QPointF &, const QTextItem &item) override
        {
            texts.append(item.text());
            colours.append(pen);
            colours.last().setAlphaF(pen.alphaF() * opacity);
        }
        [[nodiscard]] Type type() const override { return User; }

        QStringList texts;
        QList<QColor> colours;
        QColor pen = Qt::black;
        float opacity = 1;
    };
    mutable Engine m_engine;
};

} // namespace Roomscope::Test
