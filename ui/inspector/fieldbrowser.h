// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/style/appearance.h"

#include <QTextBrowser>

namespace Roomscope {

/// Builds the rich text of a FieldBrowser. Escapes all arguments, which are plain text; shortens long ones, with a link
/// that copies the whole text. A value.
class FieldList final
{
public:
    explicit FieldList(const QPalette &palette);

    void addHeading(const QString &text);
    void addFact(const QString &name, const QString &value, bool strong = false);
    /// Adds a field in a fixed-width font, for bytes of the request.
    void addCode(const QString &name, const QString &value);
    void addParagraph(const QString &text, Tone tone = Tone::Muted);
    /// Adds a box with a coloured edge.
    void addNote(Tone tone, const QString &title, const QString &sentence);
    void addBlock(const QString &code);
    /// Adds "path", then a removed and an added line; an empty one is left out.
    void addDifference(const QString &path, const QString &former, const QString &present);
    void addLink(const QString &before, const QString &text, const QString &target);

    [[nodiscard]] QString html() const;
    /// Returns the texts that the links copy, by number.
    [[nodiscard]] const QStringList &wholeTexts() const { return m_wholeTexts; }

private:
    [[nodiscard]] QString shown(const QString &text);
    void endTable();
    void addRow(const QString &name, const QString &valueHtml);

    QPalette m_palette;
    QString m_html;
    QStringList m_wholeTexts;
    bool m_inTable = false;
};

/// Shows fields, which can be selected and copied; long ids break anywhere. GUI thread.
class FieldBrowser final : public QTextBrowser
{
    Q_OBJECT

public:
    explicit FieldBrowser(QWidget *parent = nullptr);

    void setFields(const FieldList &fields);

private:
    void copyWhole(const QUrl &link);

    QStringList m_wholeTexts;
};

} // namespace Roomscope
