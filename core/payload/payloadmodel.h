// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/payload/json.h"

#include <QAbstractItemModel>

#include <memory>
#include <vector>

namespace Roomscope {

/// The JSON of one body as a tree with the columns Name and Value. Children are created on first access. GUI thread.
class PayloadModel final : public QAbstractItemModel
{
    Q_OBJECT

public:
    enum Role {
        PathRole = Qt::UserRole, ///< "SeatList[0].Index"
        RawRole,                 ///< QByteArray, the value's bytes as in the body
        TypeRole,                ///< int(JsonText::Type)
    };

    explicit PayloadModel(QObject *parent = nullptr);
    ~PayloadModel() override;

    /// An unreadable or empty body gives an empty tree; error() returns the reason.
    void setBody(const QByteArray &body);
    [[nodiscard]] const std::optional<JsonError> &error() const { return m_error; }
    /// Whether the body could be parsed only tolerantly.
    [[nodiscard]] bool isRecovered() const { return m_recovered; }

    [[nodiscard]] QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    [[nodiscard]] QModelIndex parent(const QModelIndex &child) const override;
    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    /// Qt::DisplayRole: the member's name or the element's index; a scalar as in the body, the child count of a
    /// container.
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;

private:
    struct Item;
    [[nodiscard]] Item *itemOf(const QModelIndex &index) const;
    static void fill(Item &item);

    std::unique_ptr<JsonText> m_json;
    std::unique_ptr<Item> m_root;
    std::optional<JsonError> m_error;
    bool m_recovered = false;
};

} // namespace Roomscope
