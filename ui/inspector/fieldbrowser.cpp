// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspector/fieldbrowser.h"

#include "ui/words/showntext.h"
#include "ui/words/words.h"

#include <QApplication>
#include <QClipboard>
#include <QFontDatabase>
#include <QTextDocument>
#include <QUrl>

using namespace Qt::StringLiterals;

namespace Roomscope {

namespace {

QString escaped(const QString &text)
{
    return text.toHtmlEscaped().replace(u'\n', u"<br>"_s);
}

QString fixedFamily()
{
    return QFontDatabase::systemFont(QFontDatabase::FixedFont).family();
}

} // namespace

FieldList::FieldList(const QPalette &palette)
    : m_palette(palette)
{
}

QString FieldList::shown(const QString &text)
{
    const QString cut = shownText(text);
    if (cut == text)
        return escaped(text);
    m_wholeTexts.append(text);
    return u"%1 <a href=\"copy:%2\" style=\"color:%3; text-decoration:none\">%4</a>"_s.arg(
        escaped(cut), QString::number(m_wholeTexts.size() - 1), toneColor(Tone::Accent, m_palette).name(),
        FieldBrowser::tr("Copy all"));
}

void FieldList::endTable()
{
    if (m_inTable)
        m_html += u"</table>"_s;
    m_inTable = false;
}

void FieldList::addHeading(const QString &text)
{
    endTable();
    const bool first = m_html.isEmpty();
    m_html += u"<p style=\"margin-top:%1px; margin-bottom:5px; font-size:%2pt; font-weight:600; color:%3\">%4</p>"_s
                  .arg(first ? 4 : 14)
                  .arg(QApplication::font().pointSizeF() * 0.9)
                  .arg(toneColor(Tone::Muted, m_palette).name(), shown(text));
}

void FieldList::addRow(const QString &name, const QString &valueHtml)
{
    if (!m_inTable)
        m_html += u"<table width=\"100%\" cellspacing=\"0\" cellpadding=\"0\">"_s;
    m_inTable = true;
    m_html
        += u"<tr><td width=\"38%\" style=\"color:%1; padding:2px 8px 2px 0px\">%2</td><td width=\"62%\" style=\"padding:2px 0px 2px 0px\">%3</td></tr>"_s
               .arg(toneColor(Tone::Muted, m_palette).name(), shown(name), valueHtml);
}

void FieldList::addFact(const QString &name, const QString &value, bool strong)
{
    addRow(name, strong ? u"<span style=\"font-weight:600\">%1</span>"_s.arg(shown(value)) : shown(value));
}

void FieldList::addCode(const QString &name, const QString &value)
{
    addRow(name, u"<span style=\"font-family:'%1'\">%2</span>"_s.arg(fixedFamily(), shown(value)));
}

void FieldList::addParagraph(const QString &text, Tone tone)
{
    endTable();
    m_html += u"<p style=\"margin-top:2px; margin-bottom:6px; color:%1\">%2</p>"_s.arg(
        toneColor(tone, m_palette).name(), shown(text));
}

void FieldList::addNote(Tone tone, const QString &title, const QString &sentence)
{
    endTable();
    const QColor color = toneColor(tone, m_palette);
    m_html
        += u"<table width=\"100%\" cellspacing=\"0\" cellpadding=\"0\" style=\"margin-top:6px; margin-bottom:6px\"><tr>"
           "<td width=\"3\" bgcolor=\"%1\"></td><td bgcolor=\"%2\" style=\"padding:7px 10px 7px 10px\">"
           "<span style=\"font-weight:600; color:%1\">%3.</span> %4</td></tr></table>"_s.arg(
               color.name(), groundOf(color, m_palette).name(), escaped(title), shown(sentence));
}

void FieldList::addBlock(const QString &code)
{
    endTable();
    m_html
        += u"<p style=\"margin-top:2px; margin-bottom:6px; font-family:'%1'\">%2</p>"_s.arg(fixedFamily(), shown(code));
}

void FieldList::addDifference(const QString &path, const QString &former, const QString &present)
{
    endTable();
    const auto line = [&](QChar sign, Tone tone, const QString &value) {
        const QColor color = toneColor(tone, m_palette);
        return u"<tr><td width=\"16\" bgcolor=\"%1\" style=\"padding:3px 0px 3px 6px; color:%2\">%3</td>"
               "<td bgcolor=\"%1\" style=\"padding:3px 6px 3px 6px\">%4</td></tr>"_s.arg(
                   groundOf(color, m_palette).name(), color.name(), QString(sign), shown(value));
    };
    m_html += u"<p style=\"margin-top:8px; margin-bottom:3px; color:%1\">%2</p>"_s.arg(
        toneColor(Tone::Muted, m_palette).name(), shown(path));
    m_html += u"<table width=\"100%\" cellspacing=\"0\" cellpadding=\"0\" style=\"font-family:'%1'\">"_s.arg(
        fixedFamily());
    if (!former.isEmpty())
        m_html += line(QChar(0x2212), Tone::Bad, former);
    if (!present.isEmpty())
        m_html += line(u'+', Tone::Good, present);
    m_html += u"</table>"_s;
}

void FieldList::addLink(const QString &before, const QString &text, const QString &target)
{
    endTable();
    m_html += u"<p style=\"margin-top:4px; margin-bottom:4px; color:%1\">%2 <a href=\"%3\" "
              "style=\"color:%4; text-decoration:none\">%5</a></p>"_s.arg(
                  toneColor(Tone::Muted, m_palette).name(), escaped(before), escaped(target),
                  toneColor(Tone::Accent, m_palette).name(), shown(text));
}

QString FieldList::html() const
{
    return m_inTable ? QString(m_html + u"</table>"_s) : m_html;
}

FieldBrowser::FieldBrowser(QWidget *parent)
    : QTextBrowser(parent)
{
    setFrameShape(QFrame::NoFrame);
    setOpenLinks(false);
    setUndoRedoEnabled(false);
    document()->setDocumentMargin(10);
    setWordWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    setTabChangesFocus(true);
    setTextInteractionFlags(Qt::TextBrowserInteraction | Qt::TextSelectableByKeyboard);
    connect(this, &QTextBrowser::anchorClicked, this, &FieldBrowser::copyWhole);
}

void FieldBrowser::setFields(const FieldList &fields)
{
    m_wholeTexts = fields.wholeTexts();
    setHtml(fields.html());
}

void FieldBrowser::copyWhole(const QUrl &link)
{
    if (link.scheme() == u"copy"_s)
        QApplication::clipboard()->setText(m_wholeTexts.value(link.path().toInt()));
}

} // namespace Roomscope
