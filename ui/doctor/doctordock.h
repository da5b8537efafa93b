// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/doctor/doctorreport.h"
#include "core/session/monitor.h"
#include "ui/style/menusubject.h"

#include <QDockWidget>
#include <QTimer>

#include <optional>

class QBoxLayout;
class QComboBox;
class QLabel;
class QTableView;
class QTreeWidget;

namespace Roomscope {

class Chip;
class DelayChart;
class FindingModel;

/// The delivery doctor of a Monitor: figures, delays over time, findings; of all rooms or of one. Looks about once a
/// second, and only while it can be seen. GUI thread.
class DoctorDock final : public QDockWidget
{
    Q_OBJECT

public:
    explicit DoctorDock(Monitor *monitor, QWidget *parent = nullptr);
    ~DoctorDock() override;

    /// The room that can be looked at alone.
    void setRoom(const std::optional<RoomKey> &room);
    [[nodiscard]] const RuleSwitches &rules() const { return m_rules; }
    /// The rules with their switches, kept in the settings.
    [[nodiscard]] QMenu *rulesMenu() const { return m_rulesMenu; }

    /// The finding about it is the selected one; none when there is none.
    void showSelection(const Selection &selection);
    /// It lists something about that room, or about that seat of it.
    [[nodiscard]] bool hasFindings(const Selection &place) const;
    /// Comes to the front with that room alone.
    void showRoom(const RoomKey &room);

    /// Shows what there is now.
    void refresh();

signals:
    /// A finding, by the reader; its evidence is to be shown.
    void selected(const Roomscope::Selection &selection);
    /// The reader wants the room of a finding in front.
    void roomRequested(const Roomscope::RoomKey &key);
    void rulesChanged(const Roomscope::RuleSwitches &rules);
    /// Of a finding or a command: for others to add what they can do with what it is about.
    void menuOpening(QMenu *menu, const Roomscope::MenuSubject &subject);

protected:
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    QWidget *makeFigures();
    QWidget *makeLists();
    void makeRulesMenu();
    void showFigures(const Figures &figures, const QList<Finding> &findings);
    void showCommands(const Figures &figures);
    void showFindings(const QList<Finding> &findings);
    void selectFinding(const QModelIndex &index);
    void selectRow(int row);
    void showFindingMenu(const QModelIndex &index, const QPoint &globalPosition);
    void showCommandMenu(const QModelIndex &index, const QPoint &globalPosition);
    [[nodiscard]] int rowOfSelection(qint64 formerFinding) const;
    [[nodiscard]] bool isOneRoom() const;

    Monitor *m_monitor;
    std::optional<RoomKey> m_room;
    qint64 m_selectedCallback = 0;
    qint64 m_selectedFinding = 0; ///< The one shown for it; 0: there is none.
    bool m_selecting = false;     ///< Not by the reader.
    RuleSwitches m_rules;
    QTimer m_timer;

    QMenu *m_rulesMenu = nullptr;
    QBoxLayout *m_layout = nullptr;
    QComboBox *m_scope = nullptr;
    QLabel *m_figures = nullptr;
    DelayChart *m_chart = nullptr;
    Chip *m_findingsChip = nullptr;
    FindingModel *m_findings = nullptr;
    QTableView *m_findingsView = nullptr;
    QTreeWidget *m_commands = nullptr;
    QLabel *m_none = nullptr;
};

} // namespace Roomscope
