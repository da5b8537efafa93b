// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/timeline/colourrulesdialog.h"

#include "ui/style/appearance.h"
#include "ui/words/errorwords.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QListWidget>
#include <QPainter>
#include <QPushButton>
#include <QSignalBlocker>
#include <QVBoxLayout>

#include <optional>

using namespace Qt::StringLiterals;

namespace Roomscope {

namespace {

constexpr int ColourItemRole = Qt::UserRole;

QIcon swatch(LineColour colour, const QWidget *widget)
{
    const qreal ratio = widget->devicePixelRatioF();
    const int side = widget->fontMetrics().height();
    QPixmap pixmap(QSize(side * 2, side) * ratio);
    pixmap.setDevicePixelRatio(ratio);
    pixmap.fill(widget->palette().color(QPalette::Base));
    QPainter painter(&pixmap);
    painter.fillRect(QRect(0, 0, side * 2, side), lineTint(colour, widget->palette()));
    paintLineEdge(&painter, QRectF(2, 0, 5, side), colour, widget->palette());
    return QIcon(pixmap);
}

/// Empty when nothing is wrong.
QString problemOf(const QString &expression)
{
    if (expression.trimmed().isEmpty())
        return ColourRulesDialog::tr("A rule without words would match nothing");
    const auto parsed = Filter::parse(expression);
    const auto *wrong = std::get_if<FilterError>(&parsed);
    return wrong ? errorText(wrong->error) : QString();
}

} // namespace

ColourRulesDialog::ColourRulesDialog(const QList<ColourRule> &rules, const SearchField::ValueSource &valuesOf,
                                     QWidget *parent)
    : QDialog(parent)
{
    setWindowTitle(tr("Colour Rules"));
    auto *layout = new QVBoxLayout(this);
    auto *about = new QLabel(tr("The first rule that matches colours a line. Words are looked for in what the line "
                                "shows, not in the body."),
                             this);
    about->setWordWrap(true);
    layout->addWidget(about);

    auto *row = new QHBoxLayout;
    layout->addLayout(row, 1);
    m_list = new QListWidget(this);
    m_list->setAccessibleName(tr("Rules, in order"));
    const int unit = fontMetrics().height();
    m_list->setIconSize(QSize(unit * 2, unit));
    m_list->setMinimumSize(unit * 24, unit * 12);
    row->addWidget(m_list, 1);
    auto *buttons = new QVBoxLayout;
    row->addLayout(buttons);
    auto *added = new QPushButton(tr("A&dd"), this);
    m_remove = new QPushButton(tr("&Remove"), this);
    m_up = new QPushButton(tr("Move &Up"), this);
    m_down = new QPushButton(tr("Move Do&wn"), this);
    for (QPushButton *button : {added, m_remove, m_up, m_down}) {
        button->setAutoDefault(false);
        buttons->addWidget(button);
    }
    buttons->addStretch();

    auto *edit = new QHBoxLayout;
    layout->addLayout(edit);
    m_expression = new SearchField(this);
    m_expression->setValueSource(valuesOf);
    edit->addWidget(m_expression, 1);
    m_colour = new QComboBox(this);
    m_colour->setAccessibleName(tr("Colour"));
    m_colour->setIconSize(m_list->iconSize());
    for (const LineColour colour : lineColours)
        m_colour->addItem(swatch(colour, this), lineColourName(colour), int(colour));
    edit->addWidget(m_colour);
    m_problem = new QLabel(this);
    m_problem->setObjectName(u"problem"_s);
    m_problem->setWordWrap(true);
    m_problem->setMinimumHeight(unit * 2);
    m_problem->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    setTextTone(m_problem, Tone::Bad);
    layout->addWidget(m_problem);

    auto *box = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel, this);
    m_accept = box->button(QDialogButtonBox::Ok);
    layout->addWidget(box);
    connect(box, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(box, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(added, &QAbstractButton::clicked, this, [this] {
        add({});
        m_list->setCurrentRow(m_list->count() - 1);
        m_expression->setFocus(Qt::OtherFocusReason);
    });
    connect(m_remove, &QAbstractButton::clicked, this, &ColourRulesDialog::remove);
    connect(m_up, &QAbstractButton::clicked, this, [this] { move(-1); });
    connect(m_down, &QAbstractButton::clicked, this, [this] { move(1); });
    connect(m_list, &QListWidget::currentRowChanged, this, &ColourRulesDialog::showCurrent);
    connect(m_list, &QListWidget::itemChanged, this, &ColourRulesDialog::check);
    connect(m_expression, &QLineEdit::textChanged, this, &ColourRulesDialog::takeExpression);
    connect(m_colour, &QComboBox::currentIndexChanged, this, &ColourRulesDialog::takeColour);
    for (const ColourRule &rule : rules)
        add(rule);
    m_list->setCurrentRow(0);
    showCurrent();
}

void ColourRulesDialog::add(const ColourRule &rule)
{
    auto *item = new QListWidgetItem(swatch(rule.colour, this), rule.expression);
    item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsUserCheckable);
    item->setCheckState(rule.isOn ? Qt::Checked : Qt::Unchecked);
    item->setData(ColourItemRole, int(rule.colour));
    m_list->addItem(item);
}

void ColourRulesDialog::remove()
{
    delete m_list->takeItem(m_list->currentRow());
    showCurrent();
}

void ColourRulesDialog::move(int by)
{
    const int row = m_list->currentRow();
    QListWidgetItem *item = m_list->takeItem(row);
    m_list->insertItem(row + by, item);
    m_list->setCurrentRow(row + by);
}

void ColourRulesDialog::showCurrent()
{
    const QListWidgetItem *item = m_list->currentItem();
    const QSignalBlocker expressionBlocker(m_expression); // what is shown is not edited
    const QSignalBlocker colourBlocker(m_colour);
    m_expression->setExpression(item ? item->text() : QString());
    m_colour->setCurrentIndex(item ? m_colour->findData(item->data(ColourItemRole)) : -1);
    for (QWidget *part : std::initializer_list<QWidget *> {m_expression, m_colour, m_remove})
        part->setEnabled(item);
    check();
}

void ColourRulesDialog::takeExpression()
{
    if (QListWidgetItem *item = m_list->currentItem())
        item->setText(m_expression->text());
}

void ColourRulesDialog::takeColour()
{
    QListWidgetItem *item = m_list->currentItem();
    if (!item)
        return;
    item->setData(ColourItemRole, m_colour->currentData());
    item->setIcon(swatch(LineColour(m_colour->currentData().toInt()), this));
}

/// Says what is wrong with the first rule that cannot be read.
void ColourRulesDialog::check()
{
    m_up->setEnabled(m_list->currentRow() > 0);
    m_down->setEnabled(m_list->currentRow() >= 0 && m_list->currentRow() + 1 < m_list->count());
    QString sentence;
    for (int i = 0; i < m_list->count() && sentence.isEmpty(); ++i) {
        if (const QString problem = problemOf(m_list->item(i)->text()); !problem.isEmpty())
            sentence = tr("Rule %1: %2.").arg(i + 1).arg(problem);
    }
    m_problem->setText(sentence);
    m_accept->setEnabled(sentence.isEmpty());
}

QList<ColourRule> ColourRulesDialog::rules() const
{
    QList<ColourRule> rules;
    for (int i = 0; i < m_list->count(); ++i) {
        const QListWidgetItem *item = m_list->item(i);
        rules.append({.expression = item->text().trimmed(),
                      .colour = LineColour(item->data(ColourItemRole).toInt()),
                      .isOn = item->checkState() == Qt::Checked});
    }
    return rules;
}

} // namespace Roomscope
