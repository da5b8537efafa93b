// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/reception/receiverstatus.h"
#include "ui/style/appearance.h"

#include <QFrame>
#include <QList>
#include <QStringList>
#include <QWidget>

class QBoxLayout;
class QHBoxLayout;
class QLabel;

namespace Roomscope {

class WindowActions;

/// A line over the page with one message and the actions for it. Hidden while there is no message. GUI thread.
class NoticeBar final : public QFrame
{
    Q_OBJECT

public:
    explicit NoticeBar(QWidget *parent = nullptr);

    void say(Tone tone, const QString &icon, const QString &sentence, const QList<QAction *> &actions = {});
    void clear();
    [[nodiscard]] QString sentence() const;

protected:
    void resizeEvent(QResizeEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    void arrange();

    Tone m_tone = Tone::Muted;
    QString m_icon;
    QLabel *m_text;
    QHBoxLayout *m_buttons;
    QBoxLayout *m_layout;
};

/// The messages above the window's page, one line each: the receiver, errors, the frozen view, and callbacks of
/// applications that were not chosen. GUI thread.
class Notices final : public QWidget
{
    Q_OBJECT

public:
    /// `actions` contains the actions offered.
    explicit Notices(const WindowActions *actions, QWidget *parent = nullptr);

    void showReceiver(const ReceiverStatus &status);
    void clearReceiver() { m_receiver->clear(); }
    /// Shows the sentence until it is dismissed; several are shown one after the other.
    void add(const QString &sentence);
    /// `since` is the number of callbacks that have arrived since the freeze.
    void showFrozen(qint64 atUs, qint64 since);
    void clearFrozen() { m_frozen->clear(); }
    void showUnpinned(const QString &sdkAppId);
    void clearUnpinned() { m_unpinned->clear(); }

    /// Gives the keyboard focus to the first notice's action.
    void takeFocus();

private:
    void showMessage();

    const WindowActions *m_actions;
    QStringList m_waiting; ///< The first one is shown.
    NoticeBar *m_receiver;
    NoticeBar *m_message;
    NoticeBar *m_frozen;
    NoticeBar *m_unpinned;
};

} // namespace Roomscope
