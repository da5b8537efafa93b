// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/sessionbar.h"

#include "core/base/pool.h"
#include "core/base/times.h"
#include "core/journal/journalreader.h"
#include "ui/style/appearance.h"
#include "ui/style/elidedlabel.h"
#include "ui/style/paintparts.h"
#include "ui/words/words.h"

#include <QAction>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QToolButton>

#include <algorithm>

namespace Roomscope {

using namespace Qt::StringLiterals;

SessionBar::SessionBar(const Monitor *monitor, const QString &dataFolder, const Actions &actions, QWidget *parent)
    : QStatusBar(parent)
    , m_monitor(monitor)
    , m_dataFolder(dataFolder)
    , m_numbers(new QWidget(this))
    , m_callbacksText(new QLabel(m_numbers))
    , m_delayText(new QLabel(m_numbers))
    , m_sdkAppIdText(new ElidedLabel(this))
{
    const int unit = fontMetrics().height();
    setSizeGripEnabled(false);
    setContentsMargins(unit / 2, 0, unit / 2, 0);
    m_delayText->setToolTip(tr(
        "Delay from EventTime to arrival, of the last minute's callbacks (at most the last 10,000) that were accepted "
        "and have an EventTime that can be used"));
    const auto button = [this](QAction *action, const QString &tip) {
        auto *result = new QToolButton(m_numbers);
        result->setAutoRaise(true);
        result->setToolTip(tip);
        connect(result, &QToolButton::clicked, action, &QAction::trigger);
        return result;
    };
    m_lateButton
        = button(actions.showLate, tr("Older, by EventTime, than something already applied. Click to see them."));
    m_duplicatesButton
        = button(actions.showDuplicates, tr("The same callback again; it changed nothing. Click to see them."));
    m_rejectedButton = button(actions.showRejected, tr("Not accepted; they touched no room. Click to see them."));
    auto *numbers = new QHBoxLayout(m_numbers);
    numbers->setContentsMargins(0, 0, 0, 0);
    for (QWidget *widget : std::initializer_list<QWidget *> {m_callbacksText, m_delayText, m_lateButton,
                                                             m_duplicatesButton, m_rejectedButton}) {
        widget->setContentsMargins(0, 0, unit / 2, 0);
        numbers->addWidget(widget);
    }
    addWidget(m_numbers);
    addPermanentWidget(m_sdkAppIdText);
    applyTones();
    readSize();
}

void SessionBar::ingest(const QList<AppliedCallback> &batch)
{
    for (const AppliedCallback &applied : batch) {
        if (const auto delay = applied.delayMs(); delay && !applied.verdict.isRejected())
            m_delays.add(applied.callback.receivedUs, *delay);
        m_lastReceivedUs = std::max(m_lastReceivedUs, applied.callback.receivedUs);
        if (!applied.event.sdkAppId.isEmpty() && !applied.verdict.isRejected())
            m_seenSdkAppIds.insert(applied.event.sdkAppId);
    }
}

void SessionBar::takeHistory(qint64 lastReceivedUs)
{
    m_lastReceivedUs = std::max(m_lastReceivedUs, lastReceivedUs);
}

void SessionBar::takeRestored()
{
    for (const RoomKey &key : m_monitor->rooms().keys()) {
        if (!key.sdkAppId.isEmpty())
            m_seenSdkAppIds.insert(key.sdkAppId);
    }
    refresh();
}

void SessionBar::setOptions(const ReceiverOptions &options)
{
    m_pinnedSdkAppIds = options.sdkAppIds;
    showApplications();
}

QString SessionBar::onlySdkAppId() const
{
    return m_seenSdkAppIds.size() == 1 ? *m_seenSdkAppIds.cbegin() : QString();
}

void SessionBar::refresh()
{
    constexpr int sizeEvery = 10;
    if (++m_refreshes % sizeEvery == 0)
        readSize();
    const MonitorCounters &counters = m_monitor->counters();
    QStringList texts {countedText(counters.callbacks, tr("%1 callback"), tr("%1 callbacks"))};
    if (m_sessionBytes > 0)
        texts.append(bytesText(m_sessionBytes));
    if (m_lastReceivedUs > 0)
        texts.append(tr("last one %1").arg(agoText(std::max<qint64>(0, (nowUs() - m_lastReceivedUs) / 1000))));
    m_callbacksText->setText(texts.join(u" · "_s));
    showDelays();

    const auto show = [](QToolButton *button, qint64 count, const QString &text) {
        button->setVisible(count > 0);
        button->setText(text);
    };
    show(m_lateButton, counters.late, tr("%1 late").arg(countText(counters.late)));
    show(m_duplicatesButton, counters.duplicates,
         countedText(counters.duplicates, tr("%1 duplicate"), tr("%1 duplicates")));
    show(m_rejectedButton, counters.rejected, tr("%1 rejected").arg(countText(counters.rejected)));
    showApplications();
}

void SessionBar::showDelays()
{
    const qint64 now = nowUs();
    const auto median = m_delays.percentile(0.50, now);
    const auto tail = m_delays.percentile(0.99, now);
    m_delayText->setVisible(median.has_value());
    if (!median || !tail)
        return;
    const auto text = [](qint64 ms) { return delayText(ms).remove(u'+'); };
    m_delayText->setText(
        tr("delay p50 %1 · p99 %2 of %3").arg(text(*median), text(*tail), countText(m_delays.count())));
}

void SessionBar::showApplications()
{
    QStringList seen(m_seenSdkAppIds.cbegin(), m_seenSdkAppIds.cend());
    std::sort(seen.begin(), seen.end());
    if (m_following)
        m_sdkAppIdText->setText(seen.isEmpty() ? QString() : tr("SDKAppID %1").arg(seen.join(u", "_s)));
    else if (!m_pinnedSdkAppIds.isEmpty())
        m_sdkAppIdText->setText(tr("SDKAppID %1 ✓ checked").arg(m_pinnedSdkAppIds.join(u", "_s)));
    else if (!seen.isEmpty())
        m_sdkAppIdText->setText(tr("SDKAppID %1, not checked").arg(seen.join(u", "_s)));
    else
        m_sdkAppIdText->setText(tr("any SDKAppID accepted, not checked"));
}

void SessionBar::setFollowing(bool following)
{
    m_following = following;
    showApplications();
}

void SessionBar::readSize()
{
    const QString folder = m_dataFolder;
    if (folder.isEmpty())
        return;
    inPool([folder] {
        JournalReader reader;
        return reader.open(folder) ? qint64(-1) : reader.sizeOnDisk();
    }).then(this, [this](qint64 bytes) { m_sessionBytes = bytes; });
}

void SessionBar::applyTones()
{
    for (QWidget *text : std::initializer_list<QWidget *> {m_callbacksText, m_delayText, m_sdkAppIdText})
        setTextTone(text, Tone::Muted);
    for (QToolButton *button : {m_lateButton, m_duplicatesButton})
        setTextTone(button, Tone::Warning);
    setTextTone(m_rejectedButton, Tone::Bad);
    for (QWidget *widget : std::initializer_list<QWidget *> {m_callbacksText, m_delayText, m_sdkAppIdText, m_lateButton,
                                                             m_duplicatesButton, m_rejectedButton})
        widget->setFont(smallFont(font()));
    // As high without a button as with one: nothing moves when the first one comes.
    m_numbers->setMinimumHeight(m_lateButton->sizeHint().height());
}

void SessionBar::changeEvent(QEvent *event)
{
    QStatusBar::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange)
        applyTones();
}

} // namespace Roomscope
