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

private:
    PayloadModel *m_model;
};

} // namespace Roomscope
