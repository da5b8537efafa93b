// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/timeline/timelinecolumns.h"

#include "core/timeline/timelinemodel.h"
#include "ui/timeline/bodycolumndialog.h"
#include "ui/timeline/bodycolumns.h"
#include "ui/timeline/timelinedelegate.h"
#include "ui/timeline/timelinetable.h"
#include "ui/timeline/timelinetextproxy.h"
#include "ui/words/showntext.h"
#include "ui/words/words.h"

#include <QAction>
#include <QDataStream>
#include <QGuiApplication>
#include <QHeaderView>
#include <QMenu>

#include <algorithm>
#include <array>
#include <chrono>

using namespace Qt::StringLiterals;

namespace Roomscope {

namespace {

constexpr quint32 stateVersion = 2; // 1 had no columns out of bodies

/// How a column is laid out until the reader sets widths: a base, and a share of what is left.
struct ColumnLayout
{
    QStringView sample;
    int share = 0;
};
constexpr std::array<ColumnLayout, TimelineModel::columns> columnLayouts {{
    {u"00:00:00.000", 0},
    {u"+000.0 min", 0},
    {u"rid-123456", 3},
    {u"MM Video prohibited", 5},
    {u"Seat", 0},
    {u"1441152337", 4},
    {u"1441152337", 4},
    {u"Platform0", 1},
    {u"SDKAppID 1400000", 3},
}};

ColumnLayout layoutOf(int column)
{
    return column < TimelineModel::columns ? columnLayouts[size_t(column)] : ColumnLayout {u"0000000000", 2};
}

} // namespace

TimelineColumns::TimelineColumns(TimelineTextProxy *proxy, TimelineTable *table, const TimelineDelegate *delegate)
    : QObject(table)
    , m_proxy(proxy)
    , m_table(table)
    , m_delegate(delegate)
    , m_menu(new QMenu(tr("Time&line Columns"), table->parentWidget()))
{
    connect(m_menu, &QMenu::aboutToShow, this, &TimelineColumns::fillMenu);
    QHeaderView *header = m_table->horizontalHeader();
    header->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(header, &QWidget::customContextMenuRequested, this,
            [this, header](const QPoint &position) { m_menu->popup(header->mapToGlobal(position)); });
    m_measureTimer.setSingleShot(true);
    m_measureTimer.setInterval(std::chrono::milliseconds(300));
    connect(&m_measureTimer, &QTimer::timeout, this, [this] {
        if (!m_byReader && m_table->isVisible() && measureContents())
            layOut();
    });
    connect(header, &QHeaderView::sectionResized, this, [this] {
        if (!m_layingOut && QGuiApplication::mouseButtons().testFlag(Qt::LeftButton))
            m_byReader = true;
    });
}

QByteArray TimelineColumns::saveState() const
{
    QByteArray state;
    QDataStream stream(&state, QIODevice::WriteOnly);
    stream.setVersion(QDataStream::Qt_6_4);
    QStringList paths;
    for (const PayloadPath &path : m_proxy->bodyColumns()->paths())
        paths.append(path.text());
    stream << stateVersion << m_byReader << paths << m_table->horizontalHeader()->saveState();
    return state;
}

bool TimelineColumns::restoreState(const QByteArray &state)
{
    QDataStream stream(state);
    stream.setVersion(QDataStream::Qt_6_4);
    quint32 version = 0;
    bool columnsByReader = false;
    QStringList paths;
    QByteArray columns;
    stream >> version >> columnsByReader;
    if (version == stateVersion)
        stream >> paths;
    stream >> columns;
    if (stream.status() != QDataStream::Ok || version < 1 || version > stateVersion)
        return false;
    setPaths(paths);
    if (!m_table->horizontalHeader()->restoreState(columns))
        return false;
    m_byReader = columnsByReader;
    m_table->horizontalHeader()->setSectionHidden(TimelineModel::EventColumn, false);
    layOut();
    return true;
}

bool TimelineColumns::needDates() const
{
    return m_oldestUs != 0 && clockText(m_oldestUs).size() > layoutOf(TimelineModel::TimeColumn).sample.size();
}

void TimelineColumns::layOut()
{
    if (m_byReader)
        return;
    m_oldestUs = m_proxy->model()->rowCount() > 0 ? m_proxy->model()->rowAt(0).receivedUs : 0;
    m_showDates = needDates();
    m_layingOut = true;
    const QHeaderView *header = m_table->horizontalHeader();
    measureContents();
    std::vector<int> widths(size_t(header->count()));
    int left = m_table->viewport()->width();
    int shares = 0;
    for (int column = 0; column < header->count(); ++column) {
        if (header->isSectionHidden(column))
            continue;
        widths[size_t(column)]
            = m_delegate->tabularWidth(widthSample(column), m_table->font()) + 2 * TimelineDelegate::padding + 4;
        left -= widths[size_t(column)];
        shares += layoutOf(column).share;
    }
    // Ids are shown whole, also where the table has to be scrolled for it: they are what people look for. As far as
    // there is room, other texts are before the details of events are, and what is left is shared.
    const auto grow = [&](int column, int atMost) {
        int &width = widths[size_t(column)];
        const int more = std::clamp(m_contents[size_t(column)] - width, 0, std::max(0, atMost));
        width += more;
        left -= more;
    };
    for (const int column : {TimelineModel::RoomColumn, TimelineModel::MemberColumn, TimelineModel::OperatorColumn}) {
        if (!header->isSectionHidden(column))
            grow(column, m_contents[size_t(column)]);
    }
    for (int column = 0; column < header->count(); ++column) {
        if (!header->isSectionHidden(column) && column != TimelineModel::EventColumn)
            grow(column, left);
    }
    grow(TimelineModel::EventColumn, left);
    left = std::max(0, left);
    for (int column = 0; column < header->count(); ++column) {
        if (!header->isSectionHidden(column))
            m_table->horizontalHeader()->resizeSection(
                column, widths[size_t(column)] + (shares > 0 ? left * layoutOf(column).share / shares : 0));
    }
    m_layingOut = false;
}

void TimelineColumns::noteRows()
{
    if (!m_byReader && !m_measureTimer.isActive())
        m_measureTimer.start();
}

/// Whether a column needs more than ever before. They never shrink: columns that breathe would be hard to read.
bool TimelineColumns::measureContents()
{
    const int most = m_table->fontMetrics().averageCharWidth() * 40;
    m_contents.resize(size_t(m_table->horizontalHeader()->count()));
    bool grown = false;
    for (int column = 0; column < int(m_contents.size()); ++column) {
        if (m_table->horizontalHeader()->isSectionHidden(column))
            continue;
        const int width = std::min(m_table->sizeHintForColumn(column), most);
        grown = grown || width > m_contents[size_t(column)];
        m_contents[size_t(column)] = std::max(m_contents[size_t(column)], width);
    }
    return grown;
}

QString TimelineColumns::widthSample(int column) const
{
    constexpr qsizetype mostOfTitle = 24; // paths may be long
    if (column == TimelineModel::TimeColumn && m_showDates)
        return u"0000-00-00 00:00:00.000"_s;
    const QString sample = layoutOf(column).sample.toString();
    if (column < TimelineModel::columns)
        return sample;
    const QString title = m_proxy->headerData(column, Qt::Horizontal).toString().left(mostOfTitle);
    return title.size() < sample.size() ? sample : title;
}

void TimelineColumns::reset()
{
    setPaths({});
    QHeaderView *header = m_table->horizontalHeader();
    for (int column = 0; column < TimelineModel::columns; ++column) {
        m_table->horizontalHeader()->setSectionHidden(column, false);
        header->moveSection(header->visualIndex(column), column);
    }
    m_byReader = false;
    m_contents.clear();
    layOut();
}

void TimelineColumns::addBodyColumn()
{
    const QModelIndex current = m_table->currentIndex();
    BodyColumnDialog dialog(m_proxy->model()->timeline().dataFolder(),
                            current.isValid() ? m_proxy->model()->callbackAt(current.row()) : 0, m_table->window());
    if (dialog.exec() != QDialog::Accepted)
        return;
    m_proxy->addBodyColumn(dialog.path());
    layOut();
}

void TimelineColumns::setPaths(const QStringList &paths)
{
    while (!m_proxy->bodyColumns()->paths().isEmpty())
        m_proxy->removeBodyColumn(0);
    for (const QString &text : paths) {
        const auto path = PayloadPath::parse(text);
        if (std::holds_alternative<PayloadPath>(path))
            m_proxy->addBodyColumn(std::get<PayloadPath>(path));
    }
}

void TimelineColumns::fillMenu()
{
    m_menu->clear();
    for (int column = 0; column < m_proxy->columnCount(); ++column) {
        const QString title = m_proxy->headerData(column, Qt::Horizontal).toString();
        QAction *action = m_menu->addAction(withoutMnemonic(title));
        action->setCheckable(true);
        action->setChecked(!m_table->horizontalHeader()->isSectionHidden(column));
        action->setEnabled(column != TimelineModel::EventColumn); // something has to stay
        connect(action, &QAction::toggled, this, [this, column](bool shown) {
            m_table->horizontalHeader()->setSectionHidden(column, !shown);
            layOut();
        });
    }
    m_menu->addSeparator();
    connect(m_menu->addAction(tr("&Add Column…")), &QAction::triggered, this, &TimelineColumns::addBodyColumn);
    const QList<PayloadPath> &paths = m_proxy->bodyColumns()->paths();
    for (qsizetype place = 0; place < paths.size(); ++place) {
        connect(m_menu->addAction(tr("Remove “%1”").arg(withoutMnemonic(paths[place].text()))), &QAction::triggered,
                this, [this, place] {
                    m_proxy->removeBodyColumn(place);
                    layOut();
                });
    }
    connect(m_menu->addAction(tr("&Reset Columns")), &QAction::triggered, this, &TimelineColumns::reset);
}

} // namespace Roomscope
