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

/// Shows one callback in full: its bytes as text, tree and hex, the request, the reply, the differences from an earlier
/// one, and always its changes in words. Reads the journal in the pool. GUI thread.
class Inspector final : public QWidget
{
    Q_OBJECT

public:
    explicit Inspector(TimelineModel *model, QWidget *parent = nullptr);
    ~Inspector() override;

    void setDataFolder(const QString &dataFolder);
    /// Sets what signatures and SDKAppIDs are checked against. With `follows`, another process receives, and what it
    /// accepts is unknown.
    void setChecks(const ReceiverOptions &options, bool follows);
    void showCallback(qint64 id);
    /// Compares the shown callback with that one until another is shown; 0: see inspect().
    void compareWith(qint64 id);
    void clear();
    /// Updates what the timeline knows of the shown callback.
    void refresh();
    /// Opens the search in the body.
    void openFindBar();

    /// Returns the callback shown or being read, or 0.
    [[nodiscard]] qint64 callbackId() const { return m_wanted; }
    /// Copy value, path, body, curl command, id: for a menu.
    [[nodiscard]] QList<QAction *> copyActions() const { return m_copyActions; }

signals:
    /// The user followed a link to another callback.
    void callbackRequested(qint64 id);
    /// The callback is completely shown.
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
    std::optional<QStringList> m_accepted; ///< The accepted SDKAppIDs.
    qint64 m_wanted = 0;
    qint64 m_comparedWith = 0;
    bool m_interpretation = false;
    bool m_again = false; ///< Another request waits for the present one to end.
    std::optional<Inspection> m_shown;
    int m_filled = 0;            ///< Bits of the tabs that already show the callback.
    bool m_isFinding = false;    ///< The user has opened the find bar.
    std::stop_source m_stopFind; ///< Stops the running search.

    QLabel *m_id = nullptr;
    QToolButton *m_copyButton = nullptr;
    InspectorTabs *m_tabs = nullptr;
    QStackedWidget *m_whole = nullptr; ///< The callback, or a sentence if there is none.
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
