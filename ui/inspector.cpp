// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspector.h"

#include "core/doctor/rules.h"
#include "core/payload/payloadmodel.h"
#include "core/protocol/decoder.h"
#include "core/protocol/receiveroptions.h"
#include "core/protocol/requesthead.h"
#include "core/protocol/signature.h"
#include "ui/appearance.h"
#include "ui/chip.h"
#include "ui/curlcommand.h"
#include "ui/eventwords.h"
#include "ui/factsbrowser.h"
#include "ui/findingwords.h"
#include "ui/hexview.h"
#include "ui/payloadview.h"
#include "ui/pool.h"
#include "ui/words.h"

#include <QAction>
#include <QButtonGroup>
#include <QClipboard>
#include <QFontDatabase>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QIdentityProxyModel>
#include <QLabel>
#include <QLocale>
#include <QMenu>
#include <QPainter>
#include <QResizeEvent>
#include <QSplitter>
#include <QStackedWidget>
#include <QStyleOptionTab>
#include <QStyledItemDelegate>
#include <QTabBar>
#include <QToolButton>
#include <QTreeView>
#include <QUrl>
#include <QUrlQuery>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace Roomscope {

namespace {

constexpr qsizetype maximumChanges = 60;
constexpr qsizetype maximumDifferences = 300;

/// Tabs that share the width, so that all six can be read in a narrow dock.
class InspectorTabs final : public QTabBar
{
public:
    using QTabBar::QTabBar;

protected:
    QSize tabSizeHint(int index) const override
    {
        int texts = 0;
        for (int tab = 0; tab < count(); ++tab)
            texts += textWidth(tab);
        const int space = std::clamp((width() - texts - 2) / std::max(1, count()), 8, 28);
        return {textWidth(index) + space, QTabBar::tabSizeHint(index).height()};
    }
    // The style's own label keeps its margins, and would cut the text instead.
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        QStyleOptionTabBarBase base;
        base.initFrom(this);
        style()->drawPrimitive(QStyle::PE_FrameTabBarBase, &base, &painter, this);
        for (int tab = 0; tab < count(); ++tab) {
            QStyleOptionTab option;
            initStyleOption(&option, tab);
            style()->drawControl(QStyle::CE_TabBarTabShape, &option, &painter, this);
            const bool selected = option.state.testFlag(QStyle::State_Selected);
            painter.setPen(selected ? palette().color(QPalette::WindowText) : toneColor(Tone::Muted, palette()));
            painter.drawText(option.rect, Qt::AlignCenter, option.text);
            if (option.state.testFlag(QStyle::State_HasFocus)
                && option.state.testFlag(QStyle::State_KeyboardFocusChange)) {
                QStyleOptionFocusRect focus;
                focus.initFrom(this);
                focus.rect = option.rect.adjusted(2, 4, -2, -4);
                style()->drawPrimitive(QStyle::PE_FrameFocusRect, &focus, &painter, this);
            }
        }
    }
    QSize minimumTabSizeHint(int index) const override { return tabSizeHint(index); }
    QSize minimumSizeHint() const override { return {120, QTabBar::minimumSizeHint().height()}; }
    void resizeEvent(QResizeEvent *event) override
    {
        QTabBar::resizeEvent(event);
        if (event->oldSize().width() != event->size().width())
            setIconSize(iconSize()); // lays the tabs out anew
    }

private:
    [[nodiscard]] int textWidth(int index) const { return fontMetrics().horizontalAdvance(tabText(index)) + 2; }
};

/// Rows with room to breathe.
class TreeDelegate final : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &) const override
    {
        return {option.fontMetrics.averageCharWidth() * 10, option.fontMetrics.height() + 7};
    }
};

/// The payload tree with titles and counts for people.
class TreeTextProxy final : public QIdentityProxyModel
{
public:
    using QIdentityProxyModel::QIdentityProxyModel;

    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override
    {
        if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
            return {};
        return section == 0 ? Inspector::tr("Name") : Inspector::tr("Value");
    }

    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override
    {
        const auto type = JsonText::Type(QIdentityProxyModel::data(index, PayloadModel::TypeRole).toInt());
        const bool container = type == JsonText::Type::Object || type == JsonText::Type::Array;
        const QPalette palette = QGuiApplication::palette();
        switch (role) {
        case Qt::DisplayRole: {
            const QVariant value = QIdentityProxyModel::data(index, role);
            if (index.column() == 0)
                return value.typeId() == QMetaType::Int ? u"[%1]"_s.arg(value.toInt()) : value.toString();
            if (type == JsonText::Type::Array)
                return u"[ %1 ]"_s.arg(value.toInt());
            return type == JsonText::Type::Object ? u"{ %1 }"_s.arg(value.toInt()) : value.toString();
        }
        case Qt::ForegroundRole:
            if (index.column() == 0)
                return {};
            if (container)
                return toneColor(Tone::Muted, palette);
            return toneColor(type == JsonText::Type::String ? Tone::Good : Tone::Warning, palette);
        case Qt::FontRole:
            return index.column() == 0 || container ? QVariant() : QFontDatabase::systemFont(QFontDatabase::FixedFont);
        case Qt::ToolTipRole: return QIdentityProxyModel::data(index, PayloadModel::PathRole);
        default: return QIdentityProxyModel::data(index, role);
        }
    }
};

QString reasonPhrase(int status)
{
    switch (status) {
    case 200: return u"OK"_s;
    case 400: return u"Bad Request"_s;
    case 401: return u"Unauthorized"_s;
    case 403: return u"Forbidden"_s;
    case 404: return u"Not Found"_s;
    case 405: return u"Method Not Allowed"_s;
    case 413: return u"Content Too Large"_s;
    case 431: return u"Request Header Fields Too Large"_s;
    case 503: return u"Service Unavailable"_s;
    default: return {};
    }
}

QString statusText(const Reply &reply)
{
    return u"%1 %2"_s.arg(reply.status).arg(reasonPhrase(reply.status)).trimmed();
}

QString replyTime(qint64 durationUs)
{
    const double milliseconds = double(durationUs) / 1000;
    return Inspector::tr("%1 ms").arg(QLocale().toString(milliseconds, 'f', milliseconds < 10 ? 1 : 0));
}

QString addressOf(const QString &peer)
{
    const qsizetype colon = peer.lastIndexOf(u':');
    QString address = colon < 0 ? peer : peer.first(colon);
    if (address.startsWith(u'[') && address.endsWith(u']'))
        address = address.sliced(1, address.size() - 2);
    return address;
}

} // namespace

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
    m_facts = new FactsBrowser(m_splitter);
    m_facts->setAccessibleName(tr("What changed, and the request"));
    m_facts->setMinimumSize(120, 60);
    m_splitter->addWidget(m_facts);
    m_splitter->setStretchFactor(0, 3);
    m_splitter->setStretchFactor(1, 2);
    m_whole->addWidget(m_splitter);
    for (FactsBrowser *browser : {m_facts, m_diff, m_request})
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
    m_tabs->setDocumentMode(true);
    m_tabs->setExpanding(false);
    m_tabs->setUsesScrollButtons(true);
    m_tabs->setDrawBase(true);
    for (const QString &title : {tr("Payload"), tr("Tree"), tr("Raw"), tr("Request"), tr("Reply"), tr("Diff")})
        m_tabs->addTab(title);
    layout->addWidget(m_tabs);

    m_pages = new QStackedWidget(whole);
    m_payload = new PayloadView(m_pages);
    m_payload->setObjectName(u"payload"_s);
    connect(m_payload, &PayloadView::menuRequested, this, &Inspector::showCopyMenu);
    m_pages->addWidget(m_payload);

    m_tree = new QTreeView(m_pages);
    m_tree->setFrameShape(QFrame::NoFrame);
    m_tree->setUniformRowHeights(true);
    m_tree->setAlternatingRowColors(false);
    m_tree->setTextElideMode(Qt::ElideMiddle);
    m_tree->setAccessibleName(tr("Payload as a tree"));
    m_tree->setContextMenuPolicy(Qt::CustomContextMenu);
    m_tree->setIndentation(16);
    m_tree->setItemDelegate(new TreeDelegate(m_tree));
    m_treeModel = new PayloadModel(this);
    auto *words = new TreeTextProxy(this);
    words->setSourceModel(m_treeModel);
    m_tree->setModel(words);
    m_tree->header()->setStretchLastSection(true);
    m_tree->header()->resizeSection(0, m_tree->fontMetrics().averageCharWidth() * 24);
    connect(m_tree, &QWidget::customContextMenuRequested, this,
            [this](const QPoint &position) { showCopyMenu(m_tree->viewport()->mapToGlobal(position)); });
    m_pages->addWidget(m_tree);

    m_pages->addWidget(makeRawPage());
    m_request = new FactsBrowser(m_pages);
    m_request->setAccessibleName(tr("Request"));
    m_pages->addWidget(m_request);
    m_reply = new FactsBrowser(m_pages);
    m_reply->setAccessibleName(tr("Reply"));
    m_pages->addWidget(m_reply);
    m_diff = new FactsBrowser(m_pages);
    m_diff->setAccessibleName(tr("Differences to the callback before"));
    m_pages->addWidget(m_diff);
    layout->addWidget(m_pages, 1);
    connect(m_tabs, &QTabBar::currentChanged, this, [this](int tab) {
        m_pages->setCurrentIndex(tab);
        fillPage();
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
    auto *group = new QButtonGroup(page);
    m_raw = new QStackedWidget(page);
    for (const QString &title : {tr("Text"), tr("Hex")}) {
        auto *chip = new Chip(title, page);
        chip->setChecked(group->buttons().isEmpty());
        group->addButton(chip, int(group->buttons().size()));
        bar->addWidget(chip);
    }
    bar->addStretch();
    layout->addLayout(bar);
    m_rawText = new PayloadView(m_raw);
    m_rawText->setAccessibleName(tr("Body as text"));
    connect(m_rawText, &PayloadView::menuRequested, this, &Inspector::showCopyMenu);
    m_hex = new HexView(m_raw);
    m_raw->addWidget(m_rawText);
    m_raw->addWidget(m_hex);
    layout->addWidget(m_raw, 1);
    connect(group, &QButtonGroup::idClicked, m_raw, &QStackedWidget::setCurrentIndex);
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
    m_again = m_reading;
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

void Inspector::setSignatureCheck(const ReceiverOptions &options)
{
    m_token = options.token;
    m_rtcKey = options.rtcKey;
    m_signatureTolerance = options.signatureTolerance;
    m_filled = 0;
    if (m_shown)
        fillPage();
}

void Inspector::showCallback(qint64 id)
{
    if (id == m_wanted && (m_shown || m_reading))
        return;
    m_wanted = id;
    if (id == 0) {
        clear();
        return;
    }
    // What is shown stays until the other one has been read: nothing flickers while lines are walked through.
    m_id->setText(u"#%1"_s.arg(countText(id)));
    if (m_reading)
        m_again = true;
    else
        read();
}

void Inspector::refresh()
{
    if (m_wanted != 0 && m_reading)
        m_again = true;
    else if (m_wanted != 0)
        read();
}

InspectionRequest Inspector::requestFor(qint64 id) const
{
    InspectionRequest request {.dataFolder = m_dataFolder, .id = id};
    const Timeline &timeline = m_model->timeline();
    const qint64 number = timeline.numberOf(id);
    if (number == timeline.endNumber())
        return request; // its rows are not there yet
    const TimelineLine first = timeline.line(number);
    request.verdict = first->verdict;
    request.againstId = first->againstId;
    for (qint64 next = number; next < timeline.endNumber() && timeline.row(next).callbackId == id; ++next) {
        if (const TimelineLine line = timeline.line(next); line->isChange())
            request.changes.append(changeOf(line));
    }
    request.formerId = timeline.formerOf(number);
    return request;
}

void Inspector::read()
{
    m_reading = true;
    m_again = false;
    inPool([request = requestFor(m_wanted)] {
        return inspect(request);
    }).then(this, [this](const Inspection &inspection) {
        m_reading = false;
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
    m_whole->setCurrentWidget(m_splitter);
    for (QAction *action : std::as_const(m_copyActions))
        action->setEnabled(true);
    m_copyButton->setEnabled(true);
    fillFacts();
    fillPage();
    emit shown(inspection.id);
}

void Inspector::fillPage()
{
    const int tab = m_tabs->currentIndex();
    if (!m_shown || !m_shown->trouble.isEmpty() || (m_filled & (1 << tab)) != 0)
        return;
    m_filled |= 1 << tab;
    const bool isEmpty = m_shown->callback.body.isEmpty();
    switch (tab) {
    case PayloadTab: {
        std::optional<PayloadView::Fault> fault;
        if (!m_shown->readable && m_shown->strictError)
            fault = PayloadView::Fault {m_shown->strictError->line - 1, m_shown->strictError->column - 1,
                                        m_shown->strictError->toString()};
        m_payload->setLines(isEmpty ? QList<PayloadLine> {{.text = tr("(the body is empty)")}} : m_shown->lines,
                            fault.has_value(), fault);
        break;
    }
    case TreeTab:
        m_treeModel->setBody(m_shown->callback.body);
        m_tree->expandToDepth(m_shown->callback.body.size() < 64'000 ? 2 : 0);
        break;
    case RawTab: {
        std::optional<PayloadView::Fault> fault;
        if (m_shown->strictError)
            fault = PayloadView::Fault {m_shown->strictError->line - 1, m_shown->strictError->column - 1,
                                        m_shown->strictError->toString()};
        m_rawText->setLines(m_shown->rawLines, true, fault);
        m_hex->setBytes(m_shown->callback.body);
        break;
    }
    case RequestTab: fillRequest(); break;
    case ReplyTab: fillReply(); break;
    case DiffTab: fillDiff(); break;
    default: break;
    }
}

void Inspector::fillFacts()
{
    const Inspection &shown = *m_shown;
    const Callback &callback = shown.callback;
    FactsText facts(palette());
    const QList<VerdictNote> notes = verdictNotes(shown.verdict);
    for (const VerdictNote &note : notes) {
        QString sentence = note.sentence;
        const bool aboutText = shown.verdict.rejection == Rejection::Malformed
            || (shown.verdict.flags.testFlag(Flag::Recovered) && &note == &notes.first());
        if (shown.strictError && aboutText)
            sentence = tr("%1 (%2)").arg(sentence.chopped(1), shown.strictError->toString()) + u'.';
        facts.addNote(note.tone, note.title, sentence);
    }
    if (shown.againstId != 0)
        facts.addLink(shown.verdict.flags.testFlag(Flag::Duplicate) ? tr("It repeats") : tr("It lost against"),
                      u"#%1"_s.arg(countText(shown.againstId)), u"callback:%1"_s.arg(shown.againstId));
    if (!callback.note.isEmpty())
        facts.addParagraph(callback.note);
    if (callback.repeats > 1)
        facts.addParagraph(
            tr("%1 requests were rejected for this reason in a burst. Only the first ones are kept; this "
               "one stands for the others.")
                .arg(countText(callback.repeats)));
    for (const QString &problem : shown.event.problems)
        facts.addNote(Tone::Warning, tr("Not used"), problem);
    for (const Finding &finding : m_model->timeline().findingsAbout(callback.id)) {
        facts.addNote(findingTone(finding), findingTitle(finding), findingSentence(finding));
        for (const qint64 id : finding.callbacks + QList<qint64> {finding.explainedBy}) {
            if (id != 0 && id != callback.id)
                facts.addLink(id == finding.explainedBy ? tr("Explained by") : tr("Evidence"),
                              u"#%1"_s.arg(countText(id)), u"callback:%1"_s.arg(id));
        }
    }

    if (!shown.verdict.isRejected()) {
        facts.addHeading(tr("WHAT CHANGED"));
        const bool nothing = shown.changes.isEmpty()
            || (shown.changes.size() == 1 && shown.changes.first().kind == ChangeKind::NoChange);
        if (nothing)
            facts.addParagraph(shown.changes.isEmpty() ? tr("Its lines are no longer in the timeline.")
                                                       : tr("Nothing changed."));
        for (qsizetype i = 0; !nothing && i < std::min(shown.changes.size(), maximumChanges); ++i) {
            const ChangeWords words = changeInTwoParts(shown.changes[i]);
            facts.addFact(words.subject, words.transition, true);
        }
        if (shown.changes.size() > maximumChanges)
            facts.addParagraph(tr("and %1 more").arg(shown.changes.size() - maximumChanges));
    }

    const QList<EventFact> said = eventFacts(shown.event);
    if (!said.isEmpty() || !shown.unknownFields.isEmpty()) {
        facts.addHeading(tr("WHAT IT SAYS"));
        for (const EventFact &fact : said)
            facts.addFact(fact.name, fact.value);
        if (!shown.unknownFields.isEmpty())
            facts.addFact(tr("Fields not documented"), shown.unknownFields.join(", "_L1));
    }
    if (shown.event.asksForDecision() && callback.reply.status != 0) {
        const std::optional<qint64> decision = decisionOf(shown.event, callback.reply);
        facts.addNote(decision == 0 ? Tone::Accent : Tone::Warning, tr("Asks for a decision"),
                      !decision            ? tr("The answer was not one: %1.").arg(statusText(callback.reply))
                          : *decision == 0 ? tr("It was answered with ErrorCode 0: let it happen.")
                                           : tr("It was answered with ErrorCode %1: refused.").arg(*decision));
    }

    facts.addHeading(tr("REQUEST"));
    const QString address = shown.event.clientIp.isEmpty() ? addressOf(callback.peer) : shown.event.clientIp;
    facts.addFact(tr("From"),
                  shown.event.platform.isEmpty() ? address : tr("%1 · %2").arg(address, shown.event.platform));
    if (!shown.event.operatorAccount.isEmpty())
        facts.addFact(tr("Operator"), shown.event.operatorAccount);
    if (!shown.event.sdkAppId.isEmpty())
        facts.addFact(tr("SdkAppid"), shown.event.sdkAppId);
    QString received = clockText(callback.receivedUs);
    if (shown.event.eventTimeMs) {
        const qint64 delay = std::clamp<qint64>(callback.receivedUs / 1000 - *shown.event.eventTimeMs,
                                                TimelineRow::noDelay + 1, std::numeric_limits<qint32>::max());
        received = tr("%1 (%2)").arg(received, delayText(qint32(delay)));
    }
    facts.addFact(tr("Received"), received);
    if (callback.reply.status != 0)
        facts.addFact(tr("Answered"),
                      callback.reply.durationUs < 0
                          ? statusText(callback.reply)
                          : tr("%1 in %2").arg(statusText(callback.reply), replyTime(callback.reply.durationUs)));
    facts.addFact(tr("Size"), bytesText(callback.body.size()));
    m_facts->setFacts(facts);
}

void Inspector::fillRequest()
{
    const Callback &callback = m_shown->callback;
    const RequestHead head = RequestHead::parse(callback.head);
    FactsText facts(palette());
    if (!callback.note.isEmpty()) {
        facts.addHeading(tr("NO REQUEST"));
        facts.addParagraph(callback.note);
        facts.addCode(tr("Peer"), callback.peer);
        m_request->setFacts(facts);
        return;
    }
    facts.addHeading(tr("REQUEST LINE"));
    const qsizetype end = callback.head.indexOf('\n');
    facts.addBlock(QString::fromUtf8((end < 0 ? callback.head : callback.head.first(end)).trimmed()));

    facts.addHeading(tr("QUERY"));
    const auto items = QUrlQuery(QString::fromUtf8(head.query)).queryItems(QUrl::FullyDecoded);
    for (const auto &[name, value] : items)
        facts.addCode(name, value);
    if (items.isEmpty())
        facts.addParagraph(tr("None"));

    facts.addHeading(tr("HEADERS"));
    for (const RequestHead::Field &field : head.fields)
        facts.addCode(QString::fromUtf8(field.name), QString::fromUtf8(field.value));
    if (head.fields.isEmpty())
        facts.addParagraph(tr("None"));

    facts.addHeading(tr("CONNECTION"));
    facts.addCode(tr("Peer"), callback.peer);
    facts.addFact(tr("HTTP version"), head.version.isEmpty() ? tr("not given") : QString::fromLatin1(head.version));
    facts.addFact(tr("Size"),
                  tr("%1 head, %2 body").arg(bytesText(callback.head.size()), bytesText(callback.body.size())));
    addSignature(facts);
    m_request->setFacts(facts);
}

/// Checked anew against the present token: the one that was set at the time is not kept.
void Inspector::addSignature(FactsText &facts) const
{
    using Result = SignatureCheck::Result;
    const Callback &callback = m_shown->callback;
    const CallbackParameters parameters = RequestHead::parse(callback.head).parameters();
    facts.addHeading(tr("SIGNATURE"));
    if (std::holds_alternative<RtcEvent>(m_shown->event.content))
        return addRtcSignature(facts);
    if (m_token.isEmpty()) {
        facts.addParagraph(parameters.sign.isEmpty() ? tr("None, and no token is set to check one.")
                                                     : tr("There is one, but no token is set to check it."));
        return;
    }
    const SignatureCheck check = SignatureCheck::of(parameters.sign, parameters.requestTime, m_token,
                                                    callback.receivedUs, m_signatureTolerance);
    switch (check.result) {
    case Result::Right: facts.addParagraph(tr("It matches the token."), Tone::Good); break;
    case Result::Missing: facts.addParagraph(tr("There is none, although a token is set."), Tone::Bad); break;
    case Result::Stale:
        facts.addParagraph(check.hasAge ? tr("It matches the token, but its time is too far from ours.")
                                        : tr("It matches the token, but its RequestTime is no time."),
                           Tone::Warning);
        break;
    case Result::Wrong: facts.addParagraph(tr("It does not match the token."), Tone::Bad); break;
    }
    if (check.result != Result::Missing) {
        facts.addCode(tr("Sign"), QString::fromUtf8(check.given));
        facts.addCode(tr("Expected"), QString::fromLatin1(check.expected));
    }
    if (check.hasAge)
        facts.addFact(tr("Age"),
                      check.ageSeconds < 0
                          ? tr("%1 s ahead of our clock").arg(-check.ageSeconds)
                          : tr("%1 s; %2 s are allowed").arg(check.ageSeconds).arg(m_signatureTolerance));
    facts.addParagraph(tr("It shows that the sender knows the token. It covers neither the body nor the path."));
}

/// RTC event callbacks are signed over their body.
void Inspector::addRtcSignature(FactsText &facts) const
{
    using Result = SignatureCheck::Result;
    const QByteArray sign = RequestHead::parse(m_shown->callback.head).value("Sign");
    if (m_rtcKey.isEmpty()) {
        facts.addParagraph(sign.isEmpty() ? tr("None, and no RTC event key is set to check one.")
                                          : tr("There is one, but no RTC event key is set to check it."));
        return;
    }
    const SignatureCheck check = SignatureCheck::ofBody(sign, m_shown->callback.body, m_rtcKey);
    if (check.result == Result::Right)
        facts.addParagraph(tr("It matches the key and the body."), Tone::Good);
    else
        facts.addParagraph(check.result == Result::Missing ? tr("There is none, although a key is set.")
                                                           : tr("It does not match the key and the body."),
                           Tone::Bad);
    if (check.result != Result::Missing) {
        facts.addCode(tr("Sign"), QString::fromUtf8(check.given));
        facts.addCode(tr("Expected"), QString::fromLatin1(check.expected));
    }
}

void Inspector::fillReply()
{
    const Reply &reply = m_shown->callback.reply;
    FactsText facts(palette());
    facts.addHeading(tr("REPLY"));
    if (reply.status == 0) {
        facts.addParagraph(m_shown->callback.note.isEmpty() ? tr("What was answered is not known.")
                                                            : tr("There was no request to answer."));
        m_reply->setFacts(facts);
        return;
    }
    facts.addFact(tr("Status"), statusText(reply), true);
    facts.addFact(tr("Answered in"), reply.durationUs < 0 ? tr("not measured") : replyTime(reply.durationUs));
    facts.addFact(tr("Size"), bytesText(reply.body.size()));
    facts.addHeading(tr("BODY"));
    if (reply.body.isEmpty())
        facts.addParagraph(tr("Empty"));
    else
        facts.addBlock(QString::fromUtf8(reply.body));
    m_reply->setFacts(facts);
}

void Inspector::fillDiff()
{
    const Inspection &shown = *m_shown;
    FactsText facts(palette());
    if (shown.formerId == 0) {
        facts.addHeading(tr("DIFFERENCES"));
        facts.addParagraph(shown.event.rooms.isEmpty()
                               ? tr("This callback names no room, so there is none to compare it with.")
                               : tr("No earlier callback of this room is in the timeline, so there is nothing to "
                                    "compare with."));
        m_diff->setFacts(facts);
        return;
    }
    facts.addLink(tr("Compared with"), u"#%1"_s.arg(countText(shown.formerId)), u"callback:%1"_s.arg(shown.formerId));
    if (shown.formerReceivedUs != 0) {
        const qint64 apart = std::clamp<qint64>((shown.callback.receivedUs - shown.formerReceivedUs) / 1000, 0,
                                                std::numeric_limits<qint32>::max());
        const QString earlier = delayText(qint32(apart)).mid(1);
        facts.addParagraph(shown.formerCommand == shown.event.command
                               ? tr("The one before it with the same command in this room, %1 earlier.").arg(earlier)
                               : tr("The one before it in this room, %1 earlier; it has another command: %2.")
                                     .arg(earlier, shown.formerCommand));
    }
    if (shown.formerReceivedUs == 0)
        facts.addParagraph(tr("It can no longer be read from the journal."), Tone::Warning);
    else if (!shown.readable || !shown.formerReadable)
        facts.addParagraph(shown.readable ? tr("Its body is not JSON, so the two cannot be compared.")
                                          : tr("This body is not JSON, so the two cannot be compared."),
                           Tone::Warning);
    else if (shown.differences.isEmpty())
        facts.addParagraph(tr("The bodies say the same."));
    for (qsizetype i = 0; i < std::min(shown.differences.size(), maximumDifferences); ++i) {
        const PayloadDifference &difference = shown.differences[i];
        facts.addDifference(difference.path, difference.former, difference.present);
    }
    if (shown.differences.size() > maximumDifferences)
        facts.addParagraph(tr("and %1 more").arg(shown.differences.size() - maximumDifferences));
    m_diff->setFacts(facts);
}

void Inspector::followLink(const QUrl &link)
{
    if (link.scheme() == u"callback"_s)
        emit callbackRequested(link.path().toLongLong());
}

void Inspector::copy(CopyAction what)
{
    QClipboard *clipboard = QGuiApplication::clipboard();
    if (what == CopyId) {
        clipboard->setText(QString::number(m_wanted));
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
            value = QString::fromUtf8(current.data(PayloadModel::RawRole).toByteArray());
            if (value.size() >= 2 && value.startsWith(u'"'))
                value = value.sliced(1, value.size() - 2);
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
    case CopyBody: clipboard->setText(QString::fromUtf8(m_shown->callback.body)); break;
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
        fillFacts();
        fillPage();
    }
}

} // namespace Roomscope
