// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspector/payloadtree.h"

#include "core/payload/payloadmodel.h"
#include "ui/style/appearance.h"
#include "ui/words/eventwords.h"
#include "ui/words/showntext.h"
#include "ui/words/words.h"

#include <QClipboard>
#include <QFontDatabase>
#include <QGuiApplication>
#include <QHeaderView>
#include <QIdentityProxyModel>
#include <QKeyEvent>
#include <QPalette>
#include <QStyledItemDelegate>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Roomscope {

namespace {

constexpr qsizetype smallBody = 64'000; // opened a little further at first

/// Rows with room to breathe.
class TreeDelegate final : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        constexpr qsizetype mostMeasured = 256; // wider than any screen
        const QString text = index.data().toString().left(mostMeasured);
        const QVariant font = index.data(Qt::FontRole);
        const QFontMetrics metrics = font.isValid() ? QFontMetrics(font.value<QFont>()) : option.fontMetrics;
        constexpr int margins = 12;
        return {metrics.horizontalAdvance(text) + margins, option.fontMetrics.height() + 7};
    }
};

/// The payload tree with titles and counts for people.
class TreeTextProxy final : public QIdentityProxyModel
{
public:
    using QIdentityProxyModel::QIdentityProxyModel;

    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override
    {
        if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
            return {};
        return section == 0 ? PayloadTree::tr("Name") : PayloadTree::tr("Value");
    }

    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override
    {
        const auto type = JsonText::Type(QIdentityProxyModel::data(index, PayloadModel::TypeRole).toInt());
        const bool container = type == JsonText::Type::Object || type == JsonText::Type::Array;
        const QPalette palette = QGuiApplication::palette();
        switch (role) {
        case Qt::DisplayRole: {
            const QVariant value = QIdentityProxyModel::data(index, role);
            if (index.column() == 0)
                return value.typeId() == QMetaType::Int ? u"[%1]"_s.arg(value.toInt()) : shownText(value.toString());
            if (type == JsonText::Type::Array)
                return u"[ %1 ]"_s.arg(value.toInt());
            if (type == JsonText::Type::Object)
                return u"{ %1 }"_s.arg(value.toInt());
            const QString text = value.toString();
            constexpr qsizetype longestTime = 40;
            const QString words = text.size() > longestTime
                ? QString()
                : timeWords(QIdentityProxyModel::data(index, PayloadModel::PathRole).toString(), text.toUtf8());
            const QString shown = shownText(text);
            return words.isEmpty() ? shown : u"%1 · %2"_s.arg(shown, words);
        }
        case Qt::ForegroundRole:
            if (index.column() == 0)
                return {};
            if (container)
                return toneColor(Tone::Muted, palette);
            return toneColor(type == JsonText::Type::String ? Tone::Good : Tone::Warning, palette);
        case Qt::FontRole:
            return index.column() == 0 || container ? QVariant() : QFontDatabase::systemFont(QFontDatabase::FixedFont);
        case Qt::ToolTipRole: return plainToolTip(QIdentityProxyModel::data(index, PayloadModel::PathRole).toString());
        default: return QIdentityProxyModel::data(index, role);
        }
    }
};

} // namespace

PayloadTree::PayloadTree(QWidget *parent)
    : QTreeView(parent)
    , m_model(new PayloadModel(this))
{
    setFrameShape(QFrame::NoFrame);
    setUniformRowHeights(true);
    setAlternatingRowColors(false);
    setTextElideMode(Qt::ElideMiddle);
    setAccessibleName(tr("Payload as a tree"));
    setContextMenuPolicy(Qt::CustomContextMenu);
    setIndentation(16);
    setItemDelegate(new TreeDelegate(this));
    auto *words = new TreeTextProxy(this);
    words->setSourceModel(m_model);
    setModel(words);
    header()->setStretchLastSection(true);
    for (const auto opened : {&QTreeView::expanded, &QTreeView::collapsed})
        connect(this, opened, this, &PayloadTree::fitNames);
    connect(header(), &QHeaderView::sectionResized, this,
            [this] { m_byReader = m_byReader || QGuiApplication::mouseButtons().testFlag(Qt::LeftButton); });
}

/// Names take what they need, but never the place of the values.
void PayloadTree::fitNames()
{
    if (!m_byReader)
        header()->resizeSection(0, std::min(sizeHintForColumn(0), viewport()->width() / 2));
}

void PayloadTree::resizeEvent(QResizeEvent *event)
{
    QTreeView::resizeEvent(event);
    fitNames();
}

QString PayloadTree::currentValue() const
{
    const QString value = QString::fromUtf8(currentIndex().data(PayloadModel::RawRole).toByteArray());
    return value.size() >= 2 && value.startsWith(u'"') ? value.sliced(1, value.size() - 2) : value;
}

void PayloadTree::keyPressEvent(QKeyEvent *event)
{
    if (event->matches(QKeySequence::Copy) && currentIndex().column() == 1)
        QGuiApplication::clipboard()->setText(currentValue()); // without words beside it, and not cut
    else
        QTreeView::keyPressEvent(event);
}

void PayloadTree::setBody(const QByteArray &body)
{
    m_model->setBody(body);
    expandToDepth(body.size() < smallBody ? 2 : 0);
    fitNames();
}

} // namespace Roomscope
