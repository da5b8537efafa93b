// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/words/findingwords.h"

#include "core/doctor/doctorreport.h"
#include "ui/words/showntext.h"
#include "ui/words/words.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace Roomscope {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Roomscope::Finding", text);
}

} // namespace

QString findingTitle(const Finding &finding)
{
    const QString title = ruleOf(finding.rule).title;
    if (finding.isOpen())
        return title;
    return (finding.isLoss() ? tr("No loss, came late: %1") : tr("No longer so: %1")).arg(title);
}

QString findingStateText(const Finding &finding)
{
    if (!finding.isOpen())
        return finding.isLoss() ? tr("came late") : tr("no longer so");
    switch (ruleOf(finding.rule).severity) {
    case Severity::Hint: return tr("to look at");
    case Severity::Warning: return tr("warning");
    case Severity::Error: return tr("error");
    }
    Q_UNREACHABLE();
}

Tone findingTone(const Finding &finding)
{
    if (!finding.isOpen())
        return Tone::Good;
    switch (ruleOf(finding.rule).severity) {
    case Severity::Hint: return Tone::Muted;
    case Severity::Warning: return Tone::Warning;
    case Severity::Error: return Tone::Bad;
    }
    Q_UNREACHABLE();
}

QString shownSentence(const Finding &finding)
{
    Finding shown = finding;
    shown.member = shownName(finding.member);
    shown.previous = shownName(finding.previous);
    return findingSentence(shown);
}

QString findingToolTip(const Finding &finding)
{
    QString text = shownSentence(finding) + u'\n'
        + (finding.callbacks.size() == 1 ? tr("Evidence: callback %1") : tr("Evidence: callbacks %1"))
              .arg(evidenceText(finding));
    if (finding.explainedBy > 0)
        text += u'\n' + tr("Callback #%1 came late: nothing was lost").arg(finding.explainedBy);
    else if (!finding.isLoss() && !finding.isOpen())
        text += u'\n' + tr("No longer so since %1").arg(clockText(finding.toMs * 1000));
    return text + u'\n' + QString(ruleOf(finding.rule).sentence);
}

} // namespace Roomscope
