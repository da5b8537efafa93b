// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/findingwords.h"

#include "core/doctor/doctorreport.h"
#include "ui/words.h"

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
    return (finding.isLoss() ? tr("Explained: %1") : tr("Over: %1")).arg(title);
}

QString findingStateText(const Finding &finding)
{
    if (!finding.isOpen())
        return finding.isLoss() ? tr("explained") : tr("over");
    switch (ruleOf(finding.rule).severity) {
    case Severity::Hint: return tr("hint");
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
    shown.member = shownText(finding.member);
    shown.previous = shownText(finding.previous);
    return findingSentence(shown);
}

QString findingToolTip(const Finding &finding)
{
    QString text = shownSentence(finding) + u'\n'
        + (finding.callbacks.size() == 1 ? tr("Evidence: callback %1") : tr("Evidence: callbacks %1"))
              .arg(evidenceText(finding));
    if (finding.explainedBy > 0)
        text += u'\n' + tr("Callback #%1 came late and explains it").arg(finding.explainedBy);
    else if (!finding.isLoss() && !finding.isOpen())
        text += u'\n' + tr("Over since %1").arg(clockText(finding.toMs * 1000));
    return text + u'\n' + QString(ruleOf(finding.rule).sentence);
}

} // namespace Roomscope
