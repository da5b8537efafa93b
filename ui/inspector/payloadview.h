// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/payload/payloadtext.h"
#include "ui/words/showntext.h"

#include <QAbstractScrollArea>
#include <QCache>
#include <QHash>

#include <memory>
#include <optional>
#include <vector>

namespace Roomscope {

/// A body as coloured text with changed lines marked, which can be selected and copied. Lays out only what is visible,
/// so that neither megabytes nor long lines cost time. Invisible characters are shown by their numbers and copied
/// unchanged. GUI thread.
class PayloadView final : public QAbstractScrollArea
{
    Q_OBJECT

public:
    /// Where parsing ended in a body that is not JSON; both from 0.
    struct Fault
    {
        int line = 0;
        int column = 0;
        QString reason;
    };

    explicit PayloadView(QWidget *parent = nullptr);
    ~PayloadView() override;

    /// `numbered` is for the lines of the unchanged body.
    void setLines(const QList<PayloadLine> &lines, bool numbered = false, const std::optional<Fault> &fault = {});
    [[nodiscard]] const QList<PayloadLine> &lines() const { return m_lines; }
    /// Sets notes beside lines, by line number, until other lines are set. Notes cannot be selected, found or copied.
    void setNotes(const QHash<int, QString> &notes);

    [[nodiscard]] QString selectedText() const;
    /// Returns the path of the value on the cursor's line; empty if there is none.
    [[nodiscard]] QString currentPath() const;
    [[nodiscard]] QString currentValue() const;

    void selectAll();
    void copy() const;
    /// Returns the cursor's rectangle in the viewport.
    [[nodiscard]] QRect cursorRectangle() const;
    /// Moves the cursor to the fault and scrolls to it.
    void showFault();

    /// Marks these places, each `length` characters long and in order, until other lines are set.
    void setHits(std::vector<PayloadHit> hits, int length);
    [[nodiscard]] qsizetype hitCount() const { return qsizetype(m_hits.size()); }
    /// Returns the index of the current hit, or -1.
    [[nodiscard]] qsizetype currentHit() const { return m_currentHit; }
    enum class Towards : quint8 { Here, Next, Previous };
    /// Selects and scrolls to the hit at or after the cursor, to the next or to the previous one; wraps around.
    void goToHit(Towards towards);

signals:
    /// Requests the owner's menu, which offers more than copying.
    void menuRequested(const QPoint &globalPosition);

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    void timerEvent(QTimerEvent *event) override;
    bool viewportEvent(QEvent *event) override;

private:
    /// The content of one row: a line, or a piece of one too long to lay out as a whole.
    struct Row
    {
        int line = 0;
        int start = 0;
        int length = 0;
        bool simple = true; ///< ASCII only: every character is one cell wide.
        bool ends = true;   ///< The line ends here.
    };
    struct Position
    {
        int row = 0;
        int column = 0;
        friend auto operator<=>(const Position &, const Position &) = default;
    };

    /// The layout of a row that is not simple.
    struct Layout;

    void measure();
    void describe();
    void updateScrollBars();
    [[nodiscard]] const Layout &layoutOf(int row) const;
    [[nodiscard]] qreal columnX(int row, int column) const;
    [[nodiscard]] Position positionAt(const QPoint &point) const;
    [[nodiscard]] Position positionOf(int line, int column) const;
    [[nodiscard]] QStringView textOf(int row) const;
    [[nodiscard]] std::pair<Position, Position> selection() const;
    void moveCursor(Position position, bool extend);
    void ensureVisible();
    void paintRow(QPainter &painter, int row, qreal y) const;
    void paintHits(QPainter &painter, int row, qreal y, int firstColumn, int endColumn) const;
    [[nodiscard]] int gutterWidth() const;

    QList<PayloadLine> m_lines;
    QHash<int, QString> m_notes;
    std::vector<Row> m_rows;
    std::optional<Fault> m_fault;
    std::vector<PayloadHit> m_hits;
    int m_hitLength = 0;
    qsizetype m_currentHit = -1;
    bool m_numbered = false;
    int m_lineHeight = 1;
    qreal m_cell = 1;
    qreal m_width = 0;
    Position m_cursor;
    Position m_anchor;
    bool m_dragging = false;
    int m_scrollTimer = 0;
    bool m_revealsFault = false; ///< Until something else is scrolled to.
    mutable QCache<int, Layout> m_layouts;
};

} // namespace Roomscope
