// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/maskpreview.h"

#include "core/base/pool.h"
#include "core/exchange/masker.h"
#include "ui/words/showntext.h"
#include "ui/words/words.h"

#include <QDialogButtonBox>
#include <QHeaderView>
#include <QLabel>
#include <QTableWidget>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace Roomscope {

MaskPreview::MaskPreview(const QString &dataFolder, QWidget *parent)
    : QDialog(parent)
{
    setWindowTitle(tr("What Masking Does"));
    auto *layout = new QVBoxLayout(this);
    m_said = new QLabel(tr("Reading the last callbacks…"), this);
    m_said->setWordWrap(true);
    m_said->setTextFormat(Qt::PlainText);
    layout->addWidget(m_said);
    m_table = new QTableWidget(0, 2, this);
    m_table->setHorizontalHeaderLabels({tr("In the session"), tr("In the file")});
    m_table->horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
    m_table->verticalHeader()->hide();
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setAccessibleName(windowTitle());
    layout->addWidget(m_table, 1);
    auto *box = new QDialogButtonBox(QDialogButtonBox::Close, this);
    connect(box, &QDialogButtonBox::rejected, this, &QDialog::reject);
    layout->addWidget(box);
    resize(fontMetrics().averageCharWidth() * 72, fontMetrics().height() * 22);

    inPool([dataFolder] { return previewMasking(dataFolder); }).then(this, [this](const QList<MaskedText> &texts) {
        m_said->setText(texts.isEmpty()
                            ? tr("The last callbacks name no accounts and no addresses.")
                            : tr("The same account or address has the same pseudonym everywhere in a file, also in "
                                 "bodies and URLs; the next file begins anew. Tokens and signatures become "
                                 "“masked”. Room ids, names of rooms and other texts stay."));
        m_table->setRowCount(int(texts.size()));
        for (int row = 0; row < int(texts.size()); ++row) {
            m_table->setItem(row, 0, new QTableWidgetItem(shownText(texts[row].original)));
            m_table->setItem(row, 1, new QTableWidgetItem(texts[row].pseudonym));
        }
    });
}

} // namespace Roomscope
