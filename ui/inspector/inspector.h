// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/timeline/timelinemodel.h"
#include "ui/inspector/inspection.h"
#include "ui/inspector/inspectionfields.h"

#include <QWidget>

#include <optional>
#include <stop_token>

class QAction;
class QButtonGroup;
class QLabel;
class QSplitter;
class QStackedWidget;
class QToolButton;

namespace Roomscope {

struct ReceiverOptions;

class FieldBrowser;
class FindBar;
class HexView;
class InspectorTabs;
class PayloadTree;
class PayloadView;

/// One callback in full: its bytes as text, tree and hex, the request, the reply, what differs from the one before, and
/// always what it changed, in words. Reads the journal in the pool. GUI thread.
class Inspector final : public QWidget
{
    Q_OBJECT

public:
    explicit Inspector(TimelineModel *model, QWidget *parent = nullptr);
    ~Inspector() override;

    void setDataFolder(const QString &dataFolder);
    /// Against what signatures and SDKAppIDs are shown. follows: another process receives, what it accepts is not
    /// known.
    void setChecks(const ReceiverOptions &options, bool follows);
    void showCallback(qint64 id);
    /// The other callback that the one shown is compared with, until another one is shown; 0: the one that tells most.
    void compareWith(qint64 id);
    void clear();
    /// What the timeline says of the callback shown may be something else now.
    void refresh();
    /// Asks for a text to be found in the body.
    void openFindBar();

    /// The callback shown, or being read; 0: none.
    [[nodiscard]] qint64 callbackId() const { return m_wanted; }
    /// Copy value, path, body, curl command, id: for a menu.
    [[nodiscard]] QList<QAction *> copyActions() const { return m_copyActions; }

signals:
    /// A link to another callback was followed.
    void callbackRequested(qint64 id);
    /// Everything of the callback is on the screen.
    void shown(qint64 id);

protected:
    bool event(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    enum Tab { PayloadTab, TreeTab, RawTab, RequestTab, ReplyTab, DiffTab };
    enum RawPage { RawText, RawHex };
    enum CopyAction { CopyValue, CopyPath, CopyBody, CopyCurl, CopyId };

    void makeHeading();
    QWidget *makePages();
    QWidget *makeRawPage();
    void makeCopyActions();
    [[nodiscard]] InspectionRequest requestFor(qint64 id) const;
    void read();
    void display(const Inspection &inspection);
    void showSummary();
    void fillPage();
    void showEmpty(const QString &text);
    [[nodiscard]] PayloadView *searchedView() const;
    void updateFindBar();
    void find(bool goes);
    void goToHit(bool forwards);
    void closeFindBar();
    void showHits();
    void copy(CopyAction what);
    void showCopyMenu(const QPoint &globalPosition);
    void followLink(const QUrl &link);
    void showFault();
    void askWhatToCompareWith();
    void updateOrientation();

    TimelineModel *m_model;
    QString m_dataFolder;
    SignatureKeys m_keys;
    std::optional<QStringList> m_accepted; ///< SDKAppIDs.
    qint64 m_wanted = 0;
    qint64 m_comparedWith = 0;
    bool m_interpretation = false;
    bool m_again = false; ///< Something else is wanted than what is being read.
    std::optional<Inspection> m_shown;
    int m_filled = 0;            ///< Bits of the tabs that show the callback already.
    bool m_isFinding = false;    ///< The reader has opened the find bar.
    std::stop_source m_stopFind; ///< Of the search that is under way.

    QLabel *m_id = nullptr;
    QToolButton *m_copyButton = nullptr;
    InspectorTabs *m_tabs = nullptr;
    QStackedWidget *m_whole = nullptr; ///< The callback, or a sentence when there is none.
    QLabel *m_empty = nullptr;
    QSplitter *m_splitter = nullptr;
    QStackedWidget *m_pages = nullptr;
    FindBar *m_findBar = nullptr;
    PayloadView *m_payload = nullptr;
    PayloadTree *m_tree = nullptr;
    QButtonGroup *m_rawChips = nullptr; ///< By RawPage.
    QStackedWidget *m_raw = nullptr;
    PayloadView *m_rawText = nullptr;
    HexView *m_hex = nullptr;
    FieldBrowser *m_request = nullptr;
    FieldBrowser *m_reply = nullptr;
    FieldBrowser *m_diff = nullptr;
    FieldBrowser *m_fields = nullptr;
    QList<QAction *> m_copyActions;
};

} // namespace Roomscope
