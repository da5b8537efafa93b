// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/timeline/bodycolumndialog.h"

#include "core/base/pool.h"
#include "core/journal/journalreader.h"
#include "core/protocol/contentcoding.h"
#include "ui/style/appearance.h"
#include "ui/style/elidedlabel.h"
#include "ui/words/errorwords.h"
#include "ui/words/showntext.h"
#include "ui/words/words.h"

#include <QDialogButtonBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace Roomscope {

BodyColumnDialog::BodyColumnDialog(const QString &dataFolder, qint64 callbackId, QWidget *parent)
    : QDialog(parent)
    , m_callbackId(callbackId)
{
    setWindowTitle(tr("Add Column"));
    auto *layout = new QVBoxLayout(this);
    auto *label = new QLabel(tr("&Path to a value in the body, as the inspector copies it:"), this);
    layout->addWidget(label);
    m_field = new QLineEdit(this);
    m_field->setPlaceholderText(u"SeatList[0].Index"_s);
    m_field->setMinimumWidth(fontMetrics().averageCharWidth() * 60);
    label->setBuddy(m_field);
    layout->addWidget(m_field);
    m_preview = new ElidedLabel(this);
    m_preview->setObjectName(u"preview"_s);
    layout->addWidget(m_preview);
    layout->addStretch();
    auto *box = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel, this);
    m_accept = box->button(QDialogButtonBox::Ok);
    m_accept->setText(tr("&Add"));
    layout->addWidget(box);
    connect(box, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(box, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_field, &QLineEdit::textChanged, this, &BodyColumnDialog::showPath);
    if (callbackId != 0 && !dataFolder.isEmpty()) {
        inPool([dataFolder, callbackId] {
            JournalReader reader;
            const std::optional<Callback> callback = reader.open(dataFolder) ? std::nullopt : reader.read(callbackId);
            return callback ? parseBody(plainBody(*callback)).json : std::nullopt;
        }).then(this, [this](const std::optional<JsonText> &body) {
            m_body = body;
            m_isRead = true;
            showPath();
        });
    }
    showPath();
}

void BodyColumnDialog::showPath()
{
    const auto parsed = PayloadPath::parse(m_field->text());
    const auto *wrong = std::get_if<PayloadPathError>(&parsed);
    m_accept->setEnabled(!wrong);
    const bool isEmpty = m_field->text().trimmed().isEmpty();
    setTextTone(m_preview, wrong && !isEmpty ? Tone::Bad : Tone::Muted);
    const QString callback = tr("callback #%1").arg(countText(m_callbackId));
    if (wrong) {
        m_preview->setText(isEmpty ? tr("The inspector's menu has “Copy Path”.")
                                   : tr("At letter %1: %2.").arg(wrong->position + 1).arg(errorText(wrong->error)));
        return;
    }
    m_path = std::get<PayloadPath>(parsed);
    const JsonValue value = m_body ? m_path.in(m_body->root()) : JsonValue();
    if (value.exists())
        m_preview->setText(tr("In %1: %2").arg(callback, shownText(plainValue(value)).simplified()));
    else if (m_callbackId == 0)
        m_preview->setText(tr("Select a line first to see what its body has there."));
    else
        m_preview->setText(m_isRead ? tr("The body of %1 has nothing there.").arg(callback)
                                    : tr("Reading the body of %1…").arg(callback));
}

} // namespace Roomscope
