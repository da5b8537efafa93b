// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspector/inspector.h"

#include "core/base/pool.h"
#include "core/payload/payloadmodel.h"
#include "core/protocol/keptbody.h"
#include "core/reception/receiveroptions.h"
#include "ui/inspector/curlcommand.h"
#include "ui/inspector/fieldbrowser.h"
#include "ui/inspector/findbar.h"
#include "ui/inspector/hexview.h"
#include "ui/inspector/inspectortabs.h"
#include "ui/inspector/payloadtree.h"
#include "ui/inspector/payloadview.h"
#include "ui/style/appearance.h"
#include "ui/style/chip.h"
#include "ui/words/showntext.h"
#include "ui/words/words.h"

#include <QAction>
#include <QButtonGroup>
#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QInputDialog>
#include <QKeyEvent>
#include <QLabel>
#include <QMenu>
#include <QResizeEvent>
#include <QSplitter>
#include <QStackedWidget>
#include <QToolButton>
#include <QUrl>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace Roomscope {

Inspector::Inspector(TimelineModel *model, QWidget *parent)
    : QWidget(parent)
    , m_model(model)
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->setSpacing(0);
    makeCopyActions();
    makeHeading();

    m_whole = new QStackedWidget(this);
    layout->addWidget(m_whole, 1);
    m_empty = new QLabel(m_whole);
    m_empty->setAlignment(Qt::AlignCenter);
    m_empty->setWordWrap(true);
    m_empty->setMargin(24);
    m_empty->setTextFormat(Qt::PlainText);
    m_empty->setForegroundRole(QPalette::PlaceholderText);
    m_empty->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_whole->addWidget(m_empty);

    m_splitter = new QSplitter(Qt::Vertical, m_whole);
    m_splitter->setChildrenCollapsible(false);
    m_splitter->addWidget(makePages());
    m_fields = new FieldBrowser(m_splitter);
    m_fields->setAccessibleName(tr("What changed, and the request"));
    m_fields->setMinimumSize(120, 60);
    m_splitter->addWidget(m_fields);
    m_splitter->setStretchFactor(0, 3);
    m_splitter->setStretchFactor(1, 2);
    m_whole->addWidget(m_splitter);
    for (FieldBrowser *browser : {m_fields, m_diff, m_request})
        connect(browser, &QTextBrowser::anchorClicked, this, &Inspector::followLink);
    clear();
}

Inspector::~Inspector() = default;

void Inspector::makeHeading()
{
    auto *heading = new QWidget(this);
    auto *layout = new QHBoxLayout(heading);
    layout->setContentsMargins(12, 6, 8, 6);
    auto *title = new QLabel(tr("CALLBACK"), heading);
    QFont small = title->font();
    small.setPointSizeF(small.pointSizeF() * 0.9);
    small.setWeight(QFont::DemiBold);
    title->setFont(small);
    title->setForegroundRole(QPalette::PlaceholderText);
    layout->addWidget(title);
    layout->addStretch();
    m_id = new QLabel(heading);
    m_id->setFont(small);
    m_id->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_id->setForegroundRole(QPalette::PlaceholderText);
    layout->addWidget(m_id);
    m_copyButton = new QToolButton(heading);
    m_copyButton->setIcon(paletteIcon(u"copy"_s));
    m_copyButton->setAutoRaise(true);
    m_copyButton->setToolTip(tr("Copy"));
    m_copyButton->setAccessibleName(tr("Copy"));
    auto *menu = new QMenu(m_copyButton);
    menu->addActions(m_copyActions);
    connect(m_copyButton, &QAbstractButton::clicked, this, [this, menu] {
        menu->popup(m_copyButton->mapToGlobal(
            QPoint(m_copyButton->width() - menu->sizeHint().width(), m_copyButton->height())));
    });
    layout->addWidget(m_copyButton);
    this->layout()->addWidget(heading);
}

void Inspector::makeCopyActions()
{
    const std::array titles {tr("Copy &Value"), tr("Copy &Path"), tr("Copy &Body"), tr("Copy as &curl Command"),
                             tr("Copy Callback &Id")};
    for (int what = CopyValue; what <= CopyId; ++what) {
        auto *action = new QAction(titles[size_t(what)], this);
        connect(action, &QAction::triggered, this, [this, what] { copy(CopyAction(what)); });
        m_copyActions.append(action);
    }
}

QWidget *Inspector::makePages()
{
    auto *whole = new QWidget(this);
    whole->setMinimumSize(160, 100);
    auto *layout = new QVBoxLayout(whole);
    layout->setContentsMargins({});
    layout->setSpacing(0);
    m_tabs = new InspectorTabs(whole);
    m_tabs->setObjectName(u"inspectorTabs"_s);
    for (const QString &title : {tr("Payload"), tr("Tree"), tr("Raw"), tr("Request"), tr("Reply"), tr("Diff")})
        m_tabs->addTab(title);
    layout->addWidget(m_tabs);

    m_pages = new QStackedWidget(whole);
    m_payload = new PayloadView(m_pages);
    m_payload->setObjectName(u"payload"_s);
    connect(m_payload, &PayloadView::menuRequested, this, &Inspector::showCopyMenu);
    m_pages->addWidget(m_payload);

    m_tree = new PayloadTree(m_pages);
    connect(m_tree, &QWidget::customContextMenuRequested, this,
            [this](const QPoint &position) { showCopyMenu(m_tree->viewport()->mapToGlobal(position)); });
    m_pages->addWidget(m_tree);

    m_pages->addWidget(makeRawPage());
    m_request = new FieldBrowser(m_pages);
    m_request->setAccessibleName(tr("Request"));
    m_pages->addWidget(m_request);
    m_reply = new FieldBrowser(m_pages);
    m_reply->setAccessibleName(tr("Reply"));
    m_pages->addWidget(m_reply);
    m_diff = new FieldBrowser(m_pages);
    m_diff->setAccessibleName(tr("Differences to the callback before"));
    m_pages->addWidget(m_diff);
    layout->addWidget(m_pages, 1);
    m_findBar = new FindBar(whole);
    m_findBar->hide();
    layout->addWidget(m_findBar);
    connect(m_findBar, &FindBar::changed, this, [this] { find(true); });
    connect(m_findBar, &FindBar::nextRequested, this, [this] { goToHit(true); });
    connect(m_findBar, &FindBar::previousRequested, this, [this] { goToHit(false); });
    connect(m_findBar, &FindBar::closed, this, &Inspector::closeFindBar);
    connect(m_tabs, &QTabBar::currentChanged, this, [this](int tab) {
        m_pages->setCurrentIndex(tab);
        fillPage();
        updateFindBar();
    });
    return whole;
}

QWidget *Inspector::makeRawPage()
{
    auto *page = new QWidget(this);
    auto *layout = new QVBoxLayout(page);
    layout->setContentsMargins({});
    layout->setSpacing(0);
    auto *bar = new QHBoxLayout;
    bar->setContentsMargins(12, 6, 12, 6);
    bar->setSpacing(6);
    m_rawChips = new QButtonGroup(page);
    m_raw = new QStackedWidget(page);
    for (const QString &title : {tr("Text"), tr("Hex")}) {
        auto *chip = new Chip(title, page);
        chip->setChecked(m_rawChips->buttons().isEmpty());
        m_rawChips->addButton(chip, int(m_rawChips->buttons().size()));
        bar->addWidget(chip);
    }
    bar->addStretch();
    layout->addLayout(bar);
    m_rawText = new PayloadView(m_raw);
    m_rawText->setObjectName(u"rawText"_s);
    m_rawText->setAccessibleName(tr("Body as text"));
    connect(m_rawText, &PayloadView::menuRequested, this, &Inspector::showCopyMenu);
    m_hex = new HexView(m_raw);
    m_raw->addWidget(m_rawText);
    m_raw->addWidget(m_hex);
    layout->addWidget(m_raw, 1);
    connect(m_rawChips, &QButtonGroup::idClicked, this, [this](int rawPage) {
        m_raw->setCurrentIndex(rawPage);
        updateFindBar();
    });
    return page;
}

void Inspector::setDataFolder(const QString &dataFolder)
{
    m_dataFolder = dataFolder;
    clear();
}

void Inspector::clear()
{
    m_wanted = 0;
    m_again = m_interpretation;
    m_shown.reset();
    showEmpty(tr("Select a line of the timeline to see its callback: the bytes as they came, the request, the reply, "
                 "and what changed."));
}

void Inspector::showEmpty(const QString &text)
{
    m_id->setText(m_wanted == 0 ? QString() : u"#%1"_s.arg(countText(m_wanted)));
    m_empty->setText(text);
    m_whole->setCurrentWidget(m_empty);
    for (QAction *action : std::as_const(m_copyActions))
        action->setEnabled(false);
    m_copyActions[CopyId]->setEnabled(m_wanted != 0);
    m_copyButton->setEnabled(m_wanted != 0);
}

void Inspector::setChecks(const ReceiverOptions &options, bool follows)
{
    m_keys = {.token = options.token, .rtcKey = options.rtcKey, .toleranceSeconds = options.signatureTolerance};
    m_accepted = follows ? std::nullopt : std::optional(options.sdkAppIds);
    m_filled &= ~(1 << RequestTab);
    if (!m_shown || !m_shown->trouble.isEmpty())
        return;
    showSummary();
    fillPage();
}

void Inspector::showSummary()
{
    m_fields->setFields(InspectionFields(*m_shown, palette())
                            .summary(m_model->timeline().findingsAbout(m_shown->callback.id), m_accepted));
}

void Inspector::showCallback(qint64 id)
{
    if (id == m_wanted && (m_shown || m_interpretation))
        return;
    if (id != m_wanted)
        m_comparedWith = 0;
    m_wanted = id;
    if (id == 0) {
        clear();
        return;
    }
    // What is shown stays until the other one has been read: nothing flickers while lines are walked through.
    if (m_interpretation)
        m_again = true;
    else
        read();
}

void Inspector::compareWith(qint64 id)
{
    const qint64 other = id == m_wanted ? 0 : id;
    if (std::exchange(m_comparedWith, other) != other)
        refresh();
}

void Inspector::askWhatToCompareWith()
{
    QString label = tr("Number of the callback to compare #%1 with, for example %2.\n"
                       "Two selected lines of the timeline are compared, too.")
                        .arg(countText(m_wanted))
                        .arg(std::max<qint64>(1, m_wanted - 1));
    QString text;
    for (bool accepted = true; accepted;) {
        text = QInputDialog::getText(this, tr("Compare With"), label, QLineEdit::Normal, text, &accepted);
        if (!accepted)
            return;
        bool isNumber = false;
        const qint64 id
            = QString(text).remove(u'#').remove(QChar(0x202f)).simplified().remove(u' ').toLongLong(&isNumber);
        const Timeline &timeline = m_model->timeline();
        if (isNumber && id != m_wanted && timeline.numberOf(id) != timeline.endNumber()) {
            compareWith(id);
            return;
        }
        label = isNumber && id == m_wanted ? tr("That is the callback shown. Write the number of another one:")
                                           : tr("“%1” is no callback of this session. Write its number, as the "
                                                "heading of the inspector has it:")
                                                 .arg(shownText(text));
    }
}

void Inspector::refresh()
{
    if (m_wanted != 0 && m_interpretation)
        m_again = true;
    else if (m_wanted != 0)
        read();
}

InspectionRequest Inspector::requestFor(qint64 id) const
{
    InspectionRequest request {.dataFolder = m_dataFolder, .id = id, .comparedWith = m_comparedWith};
    const Timeline &timeline = m_model->timeline();
    const qint64 number = timeline.numberOf(id);
    if (number == timeline.endNumber())
        return request; // its rows are not there yet
    const TimelineLine first = timeline.line(number);
    request.verdict = first->verdict;
    request.againstId = first->againstId;
    for (qint64 next = number; next < timeline.endNumber() && timeline.row(next).callbackId == id; ++next) {
        if (const TimelineLine line = timeline.line(next); line->isChange())
            request.changes.append(line.change());
    }
    constexpr qsizetype mostFormers = 100;
    request.formerIds = timeline.formersOf(number, mostFormers);
    return request;
}

void Inspector::read()
{
    m_interpretation = true;
    m_again = false;
    inPool([request = requestFor(m_wanted)] {
        return inspect(request);
    }).then(this, [this](const Inspection &inspection) {
        m_interpretation = false;
        if (m_again && m_wanted != 0)
            read();
        else if (m_wanted == inspection.id)
            display(inspection);
    });
}

void Inspector::display(const Inspection &inspection)
{
    m_shown = inspection;
    m_filled = 0;
    if (!inspection.trouble.isEmpty()) {
        showEmpty(inspection.trouble);
        emit shown(inspection.id);
        return;
    }
    m_id->setText(u"#%1"_s.arg(countText(inspection.id)));
    m_whole->setCurrentWidget(m_splitter);
    for (QAction *action : std::as_const(m_copyActions))
        action->setEnabled(true);
    m_copyButton->setEnabled(true);
    showSummary();
    fillPage();
    if (m_isFinding && searchedView())
        find(true);
    emit shown(inspection.id);
}

void Inspector::fillPage()
{
    const int tab = m_tabs->currentIndex();
    if (!m_shown || !m_shown->trouble.isEmpty() || (m_filled & (1 << tab)) != 0)
        return;
    m_filled |= 1 << tab;
    const bool isEmpty = m_shown->callback.body.isEmpty();
    const PayloadLine instead {.text = keptBody(m_shown->callback).isWhole ? tr("(the body is empty)")
                                                                           : tr("(the body was not kept)")};
    switch (tab) {
    case PayloadTab: {
        std::optional<PayloadView::Fault> fault;
        if (!m_shown->readable && m_shown->jsonError)
            fault = PayloadView::Fault {m_shown->jsonError->line - 1, m_shown->jsonError->column - 1,
                                        m_shown->jsonError->toString()};
        m_payload->setLines(isEmpty ? QList<PayloadLine> {instead} : m_shown->lines, fault.has_value(), fault);
        m_payload->setNotes(m_shown->notes);
        break;
    }
    case TreeTab: m_tree->setBody(m_shown->body); break;
    case RawTab: {
        std::optional<PayloadView::Fault> fault;
        if (m_shown->jsonError)
            fault = PayloadView::Fault {m_shown->jsonError->line - 1, m_shown->jsonError->column - 1,
                                        m_shown->jsonError->toString()};
        m_rawText->setLines(isEmpty ? QList<PayloadLine> {instead} : m_shown->rawLines, !isEmpty, fault);
        m_hex->setBytes(m_shown->callback.body);
        break;
    }
    case RequestTab: m_request->setFields(InspectionFields(*m_shown, palette()).request(m_keys)); break;
    case ReplyTab: m_reply->setFields(InspectionFields(*m_shown, palette()).reply()); break;
    case DiffTab: m_diff->setFields(InspectionFields(*m_shown, palette()).differences()); break;
    default: break;
    }
}

/// The text in which the find bar finds.
PayloadView *Inspector::searchedView() const
{
    switch (m_tabs->currentIndex()) {
    case PayloadTab: return m_payload;
    case RawTab: return m_raw->currentIndex() == RawText ? m_rawText : nullptr;
    default: return nullptr;
    }
}

void Inspector::openFindBar()
{
    if (!m_shown || !m_shown->trouble.isEmpty())
        return;
    m_isFinding = true;
    if (!searchedView())
        m_tabs->setCurrentIndex(PayloadTab);
    updateFindBar();
    const QString selected = searchedView()->selectedText();
    constexpr qsizetype longestSought = 1000;
    m_findBar->open(selected.contains(u'\n') || selected.size() > longestSought ? QString() : selected);
}

/// Its place is below a text of the body, and what it says is of that one.
void Inspector::updateFindBar()
{
    m_findBar->setVisible(m_isFinding && searchedView());
    if (m_findBar->isVisibleTo(this))
        find(false);
}

/// Marks the hits. goes: and shows the first one from where the reader is.
void Inspector::find(bool goes)
{
    m_stopFind.request_stop();
    m_stopFind = {};
    PayloadView *const view = searchedView();
    const QString text = m_findBar->text();
    inPool([lines = view->lines(), text, caseSensitivity = m_findBar->caseSensitivity(),
            stop = m_stopFind.get_token()] { return findInLines(lines, text, caseSensitivity, stop); })
        .then(view,
              [this, view, goes, length = int(text.size()),
               stop = m_stopFind.get_token()](const std::vector<PayloadHit> &hits) {
                  if (stop.stop_requested())
                      return;
                  view->setHits(hits, length);
                  if (goes)
                      view->goToHit(PayloadView::Towards::Here);
                  showHits();
              });
}

void Inspector::goToHit(bool forwards)
{
    if (PayloadView *const view = searchedView())
        view->goToHit(forwards ? PayloadView::Towards::Next : PayloadView::Towards::Previous);
    showHits();
}

void Inspector::showHits()
{
    if (const PayloadView *const view = searchedView())
        m_findBar->showHits(view->currentHit() + 1, view->hitCount(), view->hitCount() == mostPayloadHits);
}

void Inspector::closeFindBar()
{
    m_isFinding = false;
    m_stopFind.request_stop();
    m_findBar->hide();
    for (PayloadView *view : {m_payload, m_rawText})
        view->setHits({}, 0);
    if (PayloadView *const view = searchedView())
        view->setFocus();
}

bool Inspector::event(QEvent *event)
{
    if (event->type() == QEvent::ShortcutOverride && static_cast<QKeyEvent *>(event)->matches(QKeySequence::Find)) {
        event->accept(); // in here it finds in the body instead of filtering the timeline
        return true;
    }
    return QWidget::event(event);
}

void Inspector::keyPressEvent(QKeyEvent *event)
{
    if (event->matches(QKeySequence::Find) || (event->key() == Qt::Key_F3 && !m_isFinding))
        openFindBar();
    else if (event->key() == Qt::Key_F3)
        goToHit(!event->modifiers().testFlag(Qt::ShiftModifier));
    else if (event->key() == Qt::Key_Escape && m_isFinding)
        closeFindBar();
    else
        QWidget::keyPressEvent(event);
}

void Inspector::followLink(const QUrl &link)
{
    if (link.scheme() == u"callback"_s)
        emit callbackRequested(link.path().toLongLong());
    else if (link.scheme() == u"fault"_s)
        showFault();
    else if (link.scheme() == u"compare"_s)
        askWhatToCompareWith();
}

/// The line of the body from which it is no JSON.
void Inspector::showFault()
{
    m_tabs->setCurrentIndex(RawTab);
    m_rawChips->button(RawText)->click();
    m_rawText->showFault();
    m_rawText->setFocus();
}

void Inspector::copy(CopyAction what)
{
    QClipboard *clipboard = QGuiApplication::clipboard();
    if (what == CopyId) {
        clipboard->setText(QString::number(m_shown ? m_shown->id : m_wanted));
        return;
    }
    if (!m_shown || !m_shown->trouble.isEmpty())
        return;
    const bool tree = m_tabs->currentIndex() == TreeTab;
    const QModelIndex current = m_tree->currentIndex();
    switch (what) {
    case CopyValue: {
        QString value;
        if (tree) {
            value = m_tree->currentValue();
        } else {
            PayloadView *view = m_tabs->currentIndex() == RawTab ? m_rawText : m_payload;
            value = view->selectedText().isEmpty() ? view->currentValue() : view->selectedText();
        }
        clipboard->setText(value);
        break;
    }
    case CopyPath:
        clipboard->setText(tree ? current.data(PayloadModel::PathRole).toString() : m_payload->currentPath());
        break;
    case CopyBody: clipboard->setText(QString::fromUtf8(m_shown->body)); break;
    case CopyCurl: clipboard->setText(curlCommand(m_shown->callback, m_shown->scheme)); break;
    case CopyId: break;
    }
}

void Inspector::showCopyMenu(const QPoint &globalPosition)
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    PayloadView *view = m_tabs->currentIndex() == PayloadTab ? m_payload
        : m_tabs->currentIndex() == RawTab                   ? m_rawText
                                                             : nullptr;
    if (view) {
        QAction *copySelection = menu->addAction(paletteIcon(u"copy"_s), tr("&Copy"));
        copySelection->setShortcut(QKeySequence::Copy);
        copySelection->setEnabled(!view->selectedText().isEmpty());
        connect(copySelection, &QAction::triggered, view, &PayloadView::copy);
        connect(menu->addAction(tr("Select &All")), &QAction::triggered, view, &PayloadView::selectAll);
        QAction *find = menu->addAction(paletteIcon(u"search"_s), tr("&Find…"));
        find->setShortcut(QKeySequence::Find);
        connect(find, &QAction::triggered, this, &Inspector::openFindBar);
        menu->addSeparator();
    }
    menu->addActions(m_copyActions);
    menu->popup(globalPosition);
}

void Inspector::updateOrientation()
{
    // In a wide, low dock the facts stand beside the payload.
    const bool wide = width() > 560 && height() < 480;
    const Qt::Orientation orientation = wide ? Qt::Horizontal : Qt::Vertical;
    if (m_splitter->orientation() == orientation)
        return;
    m_splitter->setOrientation(orientation);
    m_splitter->setSizes(wide ? QList<int> {width() * 60 / 100, width() * 40 / 100}
                              : QList<int> {height() * 58 / 100, height() * 42 / 100});
}

void Inspector::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    updateOrientation();
}

void Inspector::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if ((event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange) && m_shown
        && m_shown->trouble.isEmpty()) {
        m_filled &= (1 << PayloadTab) | (1 << TreeTab) | (1 << RawTab);
        showSummary();
        fillPage();
    }
}

} // namespace Roomscope
