// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/payload/json.h"

#include <QString>
#include <QStringList>

#include <optional>
#include <utility>

namespace Roomscope {

/// The place of a field; it becomes text only when there is a problem to report.
struct FieldName
{
    QByteArrayView name;
    QLatin1StringView parent {};
    int element = -1; ///< Index in the parent when that is a list.

    [[nodiscard]] QString toString() const
    {
        const QLatin1StringView field(name);
        if (parent.isEmpty())
            return field;
        return element < 0 ? QStringLiteral("%1.%2").arg(parent, field)
                           : QStringLiteral("%1[%2].%3").arg(parent).arg(element).arg(field);
    }
};

/// Reads the fields of one body and collects a problem for each field of the wrong type.
class Body final
{
public:
    Body(const JsonValue &root, QStringList &problems)
        : m_root(root)
        , m_problems(problems)
    {
    }

    [[nodiscard]] JsonValue operator[](QByteArrayView name) const { return m_root[name]; }

    /// Returns accounts and ids: a string, or the digits of a number (both occur in the vendor's samples, README 8).
    [[nodiscard]] QString text(const JsonValue &value, const FieldName &name) const
    {
        if (!isText(value))
            m_problems.append(QStringLiteral("%1 is neither a string nor a number").arg(name.toString()));
        return value.toString();
    }
    [[nodiscard]] QString text(QByteArrayView name) const { return text(m_root[name], {name}); }
    /// Whether text() can read the value: a string, a number, or nothing.
    [[nodiscard]] static bool isText(const JsonValue &value)
    {
        return !value.exists() || value.isNull() || value.type() == JsonText::Type::String
            || value.type() == JsonText::Type::Number;
    }

    template<typename T> [[nodiscard]] std::optional<T> integer(const JsonValue &value, const FieldName &name) const
    {
        if (!value.exists() || value.isNull())
            return {};
        const std::optional<qint64> whole = value.toInteger();
        if (whole && std::in_range<T>(*whole))
            return T(*whole);
        m_problems.append(QStringLiteral("%1 is not a whole number").arg(name.toString()));
        return {};
    }
    [[nodiscard]] std::optional<qint64> integer(QByteArrayView name) const
    {
        return integer<qint64>(m_root[name], {name});
    }
    /// Reads a member of an object in the body.
    [[nodiscard]] std::optional<qint64> integer(QByteArrayView parent, QByteArrayView name) const
    {
        return integer<qint64>(m_root[parent][name], {name, QLatin1StringView(parent)});
    }
    [[nodiscard]] QString text(QByteArrayView parent, QByteArrayView name) const
    {
        return text(m_root[parent][name], {name, QLatin1StringView(parent)});
    }

    [[nodiscard]] std::optional<bool> boolean(const JsonValue &value, const FieldName &name) const
    {
        if (!value.exists() || value.isNull())
            return {};
        const std::optional<bool> result = value.toBool();
        if (!result)
            m_problems.append(QStringLiteral("%1 is neither true nor false").arg(name.toString()));
        return result;
    }

    /// Reads a flat list of accounts, or a list of objects that hold an account in `field` (the two dialects, README
    /// 1).
    [[nodiscard]] QStringList accounts(QByteArrayView list, QByteArrayView field = {}) const
    {
        return accounts(m_root[list], list, field);
    }
    [[nodiscard]] QStringList accounts(const JsonValue &array, QByteArrayView list, QByteArrayView field = {}) const
    {
        QStringList result;
        if (!array.exists() || array.isNull())
            return result;
        if (!isList(array, list))
            return result;
        for (JsonValue entry = array.firstChild(); entry.exists(); entry = entry.nextSibling(array)) {
            const QString account = text(entry.isObject() ? entry[field] : entry, {list});
            if (!account.isEmpty() && !result.contains(account))
                result.append(account);
        }
        return result;
    }

    /// Returns false, and adds a problem that names the actual type, when the value is no list.
    [[nodiscard]] bool isList(const JsonValue &value, QByteArrayView name) const
    {
        if (value.isArray())
            return true;
        m_problems.append(QStringLiteral("%1 is %2, not a list").arg(QLatin1StringView(name), kindOf(value)));
        return false;
    }

    void problem(const QString &sentence) const { m_problems.append(sentence); }

private:
    static QString kindOf(const JsonValue &value)
    {
        if (!value.exists())
            return QStringLiteral("missing");
        switch (value.type()) {
        case JsonText::Type::Object: return QStringLiteral("an object");
        case JsonText::Type::Array: return QStringLiteral("a list");
        case JsonText::Type::String: return QStringLiteral("a text");
        case JsonText::Type::Number: return QStringLiteral("a number");
        case JsonText::Type::True: return QStringLiteral("true");
        case JsonText::Type::False: return QStringLiteral("false");
        case JsonText::Type::Null: break;
        }
        return QStringLiteral("null");
    }

    JsonValue m_root;
    QStringList &m_problems;
};

} // namespace Roomscope
