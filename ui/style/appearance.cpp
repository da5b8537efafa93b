// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/style/appearance.h"

#include "ui/style/flatstyle.h"

#include <QApplication>
#include <QHash>
#include <QIconEngine>
#include <QPainter>
#include <QPixmapCache>
#include <QStyleHints>
#include <QSvgRenderer>
#include <QTextBoundaryFinder>
#include <QToolTip>
#include <QWidget>

#include <array>
#include <cmath>
#include <memory>

// Q_INIT_RESOURCE must stand outside of every namespace.
static void loadRoomscopeResources()
{
    Q_INIT_RESOURCE(roomscope);
}

namespace Roomscope {

namespace {

using namespace Qt::StringLiterals;

void loadResources()
{
    static const bool loaded = (loadRoomscopeResources(), true);
    Q_UNUSED(loaded)
}

double luminance(const QColor &color)
{
    const auto linear
        = [](double part) { return part <= 0.04045 ? part / 12.92 : std::pow((part + 0.055) / 1.055, 2.4); };
    return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF()) + 0.0722 * linear(color.blueF());
}

QSvgRenderer *renderer(const QString &name)
{
    loadResources();
    static QHash<QString, std::shared_ptr<QSvgRenderer>> renderers;
    std::shared_ptr<QSvgRenderer> &found = renderers[name];
    if (!found)
        found = std::make_shared<QSvgRenderer>(u":/icons/%1.svg"_s.arg(name));
    return found.get();
}

QPixmap iconPixmap(const QString &name, const QSize &deviceSize, const QColor &color)
{
    const QString key = u"roomscope-icon-%1-%2x%3-%4"_s.arg(name)
                            .arg(deviceSize.width())
                            .arg(deviceSize.height())
                            .arg(color.rgba(), 0, 16);
    QPixmap pixmap;
    if (QPixmapCache::find(key, &pixmap))
        return pixmap;
    QImage image(deviceSize, QImage::Format_ARGB32_Premultiplied);
    image.fill(Qt::transparent);
    QPainter painter(&image);
    painter.setRenderHint(QPainter::Antialiasing);
    const qreal side = std::min(deviceSize.width(), deviceSize.height());
    renderer(name)->render(&painter,
                           QRectF((deviceSize.width() - side) / 2, (deviceSize.height() - side) / 2, side, side));
    painter.setCompositionMode(QPainter::CompositionMode_SourceIn);
    painter.fillRect(image.rect(), color);
    painter.end();
    pixmap = QPixmap::fromImage(image);
    QPixmapCache::insert(key, pixmap);
    return pixmap;
}

class PaletteIconEngine final : public QIconEngine
{
public:
    explicit PaletteIconEngine(QString name)
        : m_name(std::move(name))
    {
    }

    void paint(QPainter *painter, const QRect &rect, QIcon::Mode mode, QIcon::State) override
    {
        const qreal ratio = painter->device() ? painter->device()->devicePixelRatioF() : 1.0;
        painter->drawPixmap(rect, iconPixmap(m_name, (QSizeF(rect.size()) * ratio).toSize(), color(mode)));
    }
    QPixmap pixmap(const QSize &size, QIcon::Mode mode, QIcon::State) override
    {
        return iconPixmap(m_name, size, color(mode));
    }
    QPixmap scaledPixmap(const QSize &size, QIcon::Mode mode, QIcon::State, qreal) override
    {
        return iconPixmap(m_name, size, color(mode)); // size is in device pixels
    }
    [[nodiscard]] QIconEngine *clone() const override { return new PaletteIconEngine(m_name); }
    [[nodiscard]] QString key() const override { return u"roomscope"_s; }
    [[nodiscard]] bool isNull() override { return !renderer(m_name)->isValid(); }
    [[nodiscard]] QSize actualSize(const QSize &size, QIcon::Mode, QIcon::State) override { return size; }

private:
    [[nodiscard]] static QColor color(QIcon::Mode mode)
    {
        const QPalette palette = QApplication::palette();
        switch (mode) {
        case QIcon::Disabled: return palette.color(QPalette::Disabled, QPalette::WindowText);
        case QIcon::Selected: return palette.color(QPalette::HighlightedText);
        default: return palette.color(QPalette::WindowText);
        }
    }

    QString m_name;
};

struct Colors
{
    QRgb window, base, alternate, text, muted, disabled, button, border, shadow, highlight, accent;
};
constexpr Colors lightColors {.window = 0xfffcfcfd,
                              .base = 0xffffffff,
                              .alternate = 0xfff4f5f8,
                              .text = 0xff1a1d26,
                              .muted = 0xff5c6270,
                              .disabled = 0xff686e7d,
                              .button = 0xffffffff,
                              .border = 0xffd9dce3,
                              .shadow = 0xffb9bdc8,
                              .highlight = 0xffdfe9fb,
                              .accent = 0xff1f5bcc};
constexpr Colors darkColors {.window = 0xff20242d,
                             .base = 0xff22262f,
                             .alternate = 0xff2a2e39,
                             .text = 0xffe8eaf0,
                             .muted = 0xffabb1bf,
                             .disabled = 0xff9298a7,
                             .button = 0xff2a2e39,
                             .border = 0xff3a3f4b,
                             .shadow = 0xff14171d,
                             .highlight = 0xff2c3c5e,
                             .accent = 0xff82abff};

QPalette ownPalette(bool dark)
{
    const Colors &colors = dark ? darkColors : lightColors;
    QPalette palette;
    const auto set = [&palette](QPalette::ColorRole role, QRgb color) { palette.setColor(role, QColor(color)); };
    set(QPalette::Window, colors.window);
    set(QPalette::WindowText, colors.text);
    set(QPalette::Base, colors.base);
    set(QPalette::AlternateBase, colors.alternate);
    set(QPalette::Text, colors.text);
    set(QPalette::PlaceholderText, colors.muted);
    set(QPalette::Button, colors.button);
    set(QPalette::ButtonText, colors.text);
    set(QPalette::BrightText, 0xffffffff);
    set(QPalette::Light, dark ? colors.alternate : 0xffffffff);
    set(QPalette::Midlight, colors.alternate);
    set(QPalette::Mid, colors.border);
    set(QPalette::Dark, colors.shadow);
    set(QPalette::Shadow, colors.shadow);
    set(QPalette::Highlight, colors.highlight);
    set(QPalette::HighlightedText, colors.text);
    set(QPalette::Link, colors.accent);
    set(QPalette::LinkVisited, colors.accent);
    set(QPalette::ToolTipBase, dark ? 0xff343946 : 0xffffffff);
    set(QPalette::ToolTipText, colors.text);
#if QT_VERSION >= QT_VERSION_CHECK(6, 6, 0)
    set(QPalette::Accent, colors.accent);
#endif
    for (const QPalette::ColorRole role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText,
                                           QPalette::HighlightedText, QPalette::PlaceholderText})
        palette.setColor(QPalette::Disabled, role, QColor(colors.disabled));
    palette.setColor(QPalette::Disabled, QPalette::Base, QColor(colors.window));
    palette.setColor(QPalette::Disabled, QPalette::Highlight, QColor(colors.border));
    return palette;
}

bool desktopIsDark()
{
#if QT_VERSION >= QT_VERSION_CHECK(6, 5, 0)
    const Qt::ColorScheme scheme = QGuiApplication::styleHints()->colorScheme();
    if (scheme != Qt::ColorScheme::Unknown)
        return scheme == Qt::ColorScheme::Dark;
#endif
    // The first palette of the application is the platform theme's.
    static const bool dark = isDark(QApplication::palette());
    return dark;
}

void applyPalette(bool dark)
{
    const QPalette palette = ownPalette(dark);
    QApplication::setPalette(palette);
    QToolTip::setPalette(palette);
}

ColorScheme chosenScheme = ColorScheme::System;

} // namespace

QColor toneColor(Tone tone, const QPalette &palette)
{
    static constexpr std::array<std::array<QRgb, 2>, 6> colors {{
        {lightColors.accent, darkColors.accent},
        {0xff1b6f40, 0xff55c98f},
        {0xff92550a, 0xffe2ad45},
        {0xffbd272d, 0xffff8585},
        {lightColors.muted, darkColors.muted},
        {0xff7a808e, 0xff8a909f},
    }};
    return QColor(colors[size_t(tone)][isDark(palette) ? 1 : 0]);
}

QColor groundOf(const QColor &color, const QPalette &palette)
{
    const QColor base = palette.color(QPalette::Base);
    const float share = isDark(palette) ? 0.16F : 0.11F;
    const auto mix = [share](float part, float ground) { return part * share + ground * (1 - share); };
    return QColor::fromRgbF(mix(color.redF(), base.redF()), mix(color.greenF(), base.greenF()),
                            mix(color.blueF(), base.blueF()));
}

double contrast(const QColor &one, const QColor &other)
{
    const auto [darker, lighter] = std::minmax({luminance(one), luminance(other)});
    return (lighter + 0.05) / (darker + 0.05);
}

void setTextTone(QWidget *widget, Tone tone)
{
    const QPalette base = QApplication::palette(widget); // a new one reaches the parents one by one
    QPalette toned = base;
    for (const QPalette::ColorRole role : {QPalette::WindowText, QPalette::ButtonText})
        toned.setColor(role, toneColor(tone, base));
    widget->setPalette(toned);
}

bool isDark(const QPalette &palette)
{
    return luminance(palette.color(QPalette::Window)) < luminance(palette.color(QPalette::WindowText));
}

QColor memberColor(const QString &member, const QPalette &palette)
{
    constexpr qsizetype lookedAt = 1000;
    // FNV-1a: the same in every run, other than qHash().
    quint32 hash = 2166136261U;
    for (const QChar character : QStringView(member).first(std::min(member.size(), lookedAt)))
        hash = (hash ^ character.unicode()) * 16777619U;
    hash ^= hash >> 15;
    // Hues that stay clear and apart when they are dark enough; yellows would turn to olive.
    static constexpr std::array<int, 16> hues {352, 338, 136, 152, 166, 178, 190, 202,
                                               212, 222, 234, 248, 262, 276, 294, 318};
    const auto hue = float(hues[hash % hues.size()]) / 360.0F;
    const float saturation = 0.44F + float((hash >> 9) % 4U) * 0.06F;
    // White text needs a contrast of 4.5 on the disc.
    constexpr double whiteReadable = 1.05 / 4.5 - 0.05;
    float lightness = isDark(palette) ? 0.58F : 0.56F;
    QColor color = QColor::fromHslF(hue, saturation, lightness);
    while (luminance(color) > whiteReadable && lightness > 0.2F) {
        lightness -= 0.01F;
        color = QColor::fromHslF(hue, saturation, lightness);
    }
    return color;
}

QString memberInitials(const QString &member)
{
    constexpr qsizetype lookedAt = 32;
    const QString begin = member.left(lookedAt);
    const bool digits = !begin.isEmpty()
        && std::all_of(begin.cbegin(), begin.cend(), [](QChar character) { return character.isDigit(); });
    if (digits)
        return u"#"_s;
    QString initials;
    QTextBoundaryFinder finder(QTextBoundaryFinder::Grapheme, begin);
    int taken = 0;
    for (qsizetype from = 0, to = finder.toNextBoundary(); to > from && taken < 2;
         from = to, to = finder.toNextBoundary()) {
        const QString grapheme = begin.mid(from, to - from);
        const bool wide = grapheme.front().isSurrogate() || grapheme.front().unicode() >= 0x1100;
        if (!wide && !grapheme.front().isLetterOrNumber())
            continue;
        if (wide)
            return taken == 0 ? grapheme : initials; // one such sign fills the disc
        initials += grapheme.toUpper();
        ++taken;
    }
    return initials.isEmpty() ? begin.left(1) : initials.left(2);
}

QIcon paletteIcon(const QString &name)
{
    return QIcon(new PaletteIconEngine(name));
}

void paintIcon(QPainter *painter, const QRectF &rect, const QString &name, const QColor &color)
{
    const qreal ratio = painter->device() ? painter->device()->devicePixelRatioF() : 1.0;
    QColor opaque = color;
    opaque.setAlpha(255);
    const qreal opacity = painter->opacity();
    painter->setOpacity(opacity * color.alphaF());
    painter->drawPixmap(rect.toAlignedRect(),
                        iconPixmap(name, (QSizeF(rect.toAlignedRect().size()) * ratio).toSize(), opaque));
    painter->setOpacity(opacity);
}

void applyColorScheme(ColorScheme scheme)
{
    loadResources();
    const bool systemIsDark = desktopIsDark(); // before the first palette of our own
    static const bool styleSet = [] {
        QApplication::setStyle(new FlatStyle);
#if QT_VERSION >= QT_VERSION_CHECK(6, 5, 0)
        QObject::connect(QGuiApplication::styleHints(), &QStyleHints::colorSchemeChanged, qApp, [] {
            if (chosenScheme == ColorScheme::System)
                applyPalette(desktopIsDark());
        });
#endif
        return true;
    }();
    Q_UNUSED(styleSet)
    chosenScheme = scheme;
#if QT_VERSION >= QT_VERSION_CHECK(6, 8, 0)
    QGuiApplication::styleHints()->setColorScheme(scheme == ColorScheme::System     ? Qt::ColorScheme::Unknown
                                                      : scheme == ColorScheme::Dark ? Qt::ColorScheme::Dark
                                                                                    : Qt::ColorScheme::Light);
#endif
    applyPalette(scheme == ColorScheme::System ? systemIsDark : scheme == ColorScheme::Dark);
}

} // namespace Roomscope
