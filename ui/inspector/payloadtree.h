// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTreeView>

namespace Roomscope {

class PayloadModel;

/// A body as a tree: names and values, with readable titles and counts. GUI thread.
class PayloadTree final : public QTreeView
{
    Q_OBJECT

public:
    explicit PayloadTree(QWidget *parent = nullptr);

    void setBody(const QByteArray &body);
    /// Returns the value as in the body, a string without its quotes; empty if there is none.
    [[nodiscard]] QString currentValue() const;

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void fitNames();

    PayloadModel *m_model;
    bool m_byReader = false; ///< The user has set a width, which stays.
};

} // namespace Roomscope
