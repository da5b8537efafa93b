// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QAction;
class QLabel;
class QLineEdit;

namespace Roomscope {

/// The page shown before the first callback: the URL to configure, and what to try. GUI thread.
class WelcomePage final : public QWidget
{
    Q_OBJECT

public:
    struct Actions
    {
        QAction *copyUrl = nullptr;
        QAction *testCallback = nullptr;
        QAction *demo = nullptr;
        QAction *start = nullptr;
        QAction *settings = nullptr;
    };

    explicit WelcomePage(const Actions &actions, QWidget *parent = nullptr);

    /// An empty `url` means that no receiver listens; `sentence` contains the reason.
    void showReceiver(const QString &url, const QString &sentence);

protected:
    void changeEvent(QEvent *event) override;

private:
    void applyFonts();

    QLabel *m_title;
    QLabel *m_lead;
    QLineEdit *m_url;
    QWidget *m_urlRow;
    QWidget *m_stoppedRow;
    QLabel *m_stopped;
    QList<QLabel *> m_hints;
};

} // namespace Roomscope
