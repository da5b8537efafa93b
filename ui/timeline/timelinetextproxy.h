// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/timeline/timelinemodel.h"
#include "ui/style/appearance.h"

#include <QCache>
#include <QIdentityProxyModel>

namespace Roomscope {

class BodyColumns;
class ColourRules;
class Marks;
class PayloadPath;

/// The timeline's values as text: local times, titles of changes, tool tips, texts for screen readers. Adds columns of
/// values from bodies after the model's own. GUI thread.
class TimelineTextProxy final : public QIdentityProxyModel
{
    Q_OBJECT

public:
    enum Role {
        DetailRole = Qt::UserRole, ///< QString of the event column: the dimmed text after the title.
        ToneRole,                  ///< int(Tone) of the event and status columns.
        ContinuesRole,             ///< bool: same callback as the row above.
        LineColourRole,            ///< int(LineColour), invalid for a line without a colour.
        MarkIconRole,              ///< QString of the event column: the name of the mark's icon, empty without a mark.
    };

    /// The arguments must outlive this object.
    TimelineTextProxy(TimelineModel *model, const Marks *marks, const ColourRules *colours, QObject *parent = nullptr);

    [[nodiscard]] TimelineModel *model() const { return m_model; }
    [[nodiscard]] BodyColumns *bodyColumns() const { return m_bodyColumns; }
    void addBodyColumn(const PayloadPath &path);
    void removeBodyColumn(qsizetype place);

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] bool hasChildren(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    [[nodiscard]] QModelIndex parent(const QModelIndex &child) const override;
    [[nodiscard]] QModelIndex sibling(int row, int column, const QModelIndex &index) const override;
    [[nodiscard]] QModelIndex mapToSource(const QModelIndex &index) const override;
    [[nodiscard]] QModelIndex buddy(const QModelIndex &index) const override { return index; }
    [[nodiscard]] Qt::ItemFlags flags(const QModelIndex &index) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation,
                                      int role = Qt::DisplayRole) const override;

    /// Returns the cells of a row, as shown, without values from its body.
    [[nodiscard]] QStringList words(int row) const;

private:
    [[nodiscard]] QVariant lineData(const TimelineLine &line, int row, int column, int role) const;
    [[nodiscard]] QVariant bodyData(const TimelineLine &line, qsizetype path, int role) const;
    [[nodiscard]] QVariant findingData(const Finding &finding, int column, int role) const;
    [[nodiscard]] QString text(const TimelineLine &line, int column) const;
    [[nodiscard]] QString shownCell(const TimelineLine &line, int column) const;
    [[nodiscard]] QString detail(const TimelineLine &line) const;
    [[nodiscard]] QString sentence(const TimelineLine &line) const;

    [[nodiscard]] const Finding *findingOf(const TimelineLine &line, int row) const;

    TimelineModel *m_model;
    const Marks *m_marks;
    const ColourRules *m_colours;
    BodyColumns *m_bodyColumns;
    mutable QCache<qint64, Finding> m_findings {64}; ///< By number; avoids unpacking for each cell.
};

} // namespace Roomscope
