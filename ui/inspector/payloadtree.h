// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTreeView>

namespace Roomscope {

class PayloadModel;

/// A body as a tree: names and values, with titles and counts for people. GUI thread.
class PayloadTree final : public QTreeView
{
    Q_OBJECT

public:
    explicit PayloadTree(QWidget *parent = nullptr);

    void setBody(const QByteArray &body);
    /// As it stands in the body, a string without its quotes; empty when there is none.
    [[nodiscard]] QString currentValue() const;

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void fitNames();

    PayloadModel *m_model;
    bool m_byReader = false; ///< The reader has set a width: keep it.
};

} // namespace Roomscope
