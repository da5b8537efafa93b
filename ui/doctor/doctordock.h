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

/// The delivery doctor of a Monitor: figures, delays over time, and findings, of all rooms or of one. Updates about
/// once a second, and only while visible. GUI thread.
class DoctorDock final : public QDockWidget
{
    Q_OBJECT

public:
    explicit DoctorDock(Monitor *monitor, QWidget *parent = nullptr);
    ~DoctorDock() override;

    /// Sets the room that the dock can be limited to.
    void setRoom(const std::optional<RoomKey> &room);
    [[nodiscard]] const RuleSwitches &rules() const { return m_rules; }
    /// The rules with their switches, which are saved in the settings.
    [[nodiscard]] QMenu *rulesMenu() const { return m_rulesMenu; }

    /// Selects the finding about the selection, or none.
    void showSelection(const Selection &selection);
    /// Returns true if a finding about that room, or about that seat of it, is listed.
    [[nodiscard]] bool hasFindings(const Selection &place) const;
    /// Raises the dock and limits it to that room.
    void showRoom(const RoomKey &room);

    /// Shows the present state.
    void refresh();

signals:
    /// The user has selected a finding, whose evidence should be shown.
    void selected(const Roomscope::Selection &selection);
    /// The user requests the page of a finding's room.
    void roomRequested(const Roomscope::RoomKey &key);
    void rulesChanged(const Roomscope::RuleSwitches &rules);
    /// A context menu of a finding or a command opens; receivers add their actions for the subject.
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
    qint64 m_selectedFinding = 0; ///< The finding selected for m_selectedCallback; 0: none.
    bool m_selecting = false;     ///< The selection is made by code, not by the user.
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
