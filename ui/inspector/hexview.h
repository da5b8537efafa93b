// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractScrollArea>
#include <QByteArray>

namespace Roomscope {

/// Shows bytes as offset, hexadecimal and ASCII, which can be selected and copied; draws only what is visible. GUI
/// thread.
class HexView final : public QAbstractScrollArea
{
    Q_OBJECT

public:
    explicit HexView(QWidget *parent = nullptr);

    void setBytes(const QByteArray &bytes);
    [[nodiscard]] const QByteArray &bytes() const { return m_bytes; }
    /// Returns "7b 22 43" for the selection, or for all bytes if there is none.
    [[nodiscard]] QString selectedHex() const;
    [[nodiscard]] int bytesPerRow() const { return m_perRow; }

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;

private:
    void measure();
    void layOut();
    void moveTo(qsizetype place, bool extend);
    [[nodiscard]] qsizetype byteAt(const QPoint &point) const;
    [[nodiscard]] qreal hexX(int column) const;
    [[nodiscard]] qreal asciiX(int column) const;

    QByteArray m_bytes;
    int m_perRow = 8;
    int m_offsetCells = 4; ///< Digits of the offsets at the left.
    int m_lineHeight = 1;
    qreal m_cell = 1;
    qsizetype m_anchor = 0;
    qsizetype m_cursor = 0;
    bool m_selected = false;
};

} // namespace Roomscope
