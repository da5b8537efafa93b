// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/payload/payloadmodel.h"

#include "core/payload/payloadpath.h"

using namespace Qt::StringLiterals;

namespace Roomscope {

struct PayloadModel::Item
{
    JsonValue value;
    Item *parent = nullptr;
    int row = 0;
    bool filled = false;
    std::vector<std::unique_ptr<Item>> children;

    [[nodiscard]] QString path() const
    {
        if (!parent)
            return {};
        const QString before = parent->path();
        if (parent->value.isArray())
            return PayloadPath::element(before, row);
        return PayloadPath::member(before, value.key());
    }
};

PayloadModel::PayloadModel(QObject *parent)
    : QAbstractItemModel(parent)
{
}

PayloadModel::~PayloadModel() = default;

void PayloadModel::setBody(const QByteArray &body)
{
    beginResetModel();
    m_root.reset();
    m_json.reset();
    m_error.reset();
    ParsedBody parsed = parseBody(body);
    m_recovered = parsed.isRecovered();
    if (parsed.json) {
        m_json = std::make_unique<JsonText>(*std::move(parsed.json));
        m_root = std::make_unique<Item>();
        m_root->value = m_json->root();
    } else {
        m_error = std::move(parsed.error);
    }
    endResetModel();
}

void PayloadModel::fill(Item &item)
{
    if (item.filled)
        return;
    item.filled = true;
    item.children.reserve(size_t(item.value.count()));
    for (JsonValue child = item.value.firstChild(); child.exists(); child = child.nextSibling(item.value)) {
        auto added = std::make_unique<Item>();
        added->value = child;
        added->parent = &item;
        added->row = int(item.children.size());
        item.children.push_back(std::move(added));
    }
}

PayloadModel::Item *PayloadModel::itemOf(const QModelIndex &index) const
{
    return index.isValid() ? static_cast<Item *>(index.internalPointer()) : m_root.get();
}

QModelIndex PayloadModel::index(int row, int column, const QModelIndex &parent) const
{
    Item *item = itemOf(parent);
    if (!item || row < 0 || row >= item->value.count() || column < 0 || column >= columnCount())
        return {};
    fill(*item);
    return createIndex(row, column, item->children[size_t(row)].get());
}

QModelIndex PayloadModel::parent(const QModelIndex &child) const
{
    const Item *item = child.isValid() ? itemOf(child) : nullptr;
    if (!item || !item->parent || !item->parent->parent)
        return {};
    return createIndex(item->parent->row, 0, item->parent);
}

int PayloadModel::rowCount(const QModelIndex &parent) const
{
    const Item *item = parent.column() > 0 ? nullptr : itemOf(parent);
    return item ? int(item->value.count()) : 0;
}

int PayloadModel::columnCount(const QModelIndex &) const
{
    return 2;
}

QVariant PayloadModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Item *item = itemOf(index);
    switch (role) {
    case PathRole: return item->path();
    case RawRole: return item->value.raw().toByteArray();
    case TypeRole: return int(item->value.type());
    case Qt::DisplayRole: break;
    default: return {};
    }
    if (index.column() == 0)
        return item->parent->value.isArray() ? QVariant(item->row) : QVariant(item->value.key());
    if (item->value.isContainer())
        return int(item->value.count());
    return QString::fromUtf8(item->value.raw());
}

} // namespace Roomscope
