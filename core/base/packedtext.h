// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringView>

#include <algorithm>
#include <optional>
#include <tuple>
#include <type_traits>
#include <variant>

namespace Roomscope {

// Packs values into one text for a TextPool, and unpacks them. A struct that can be packed is comparable and has a
// function parts() that returns references to its members; changing the members changes the packed format.
//
//     static auto parts(auto &self) { return std::tie(self.count, self.name); }

/// Writes numbers as digits followed by a colon, and texts after their size, so that a text is never mistaken for
/// anything else. One thread.
class TextPacker final
{
public:
    template<typename Value> void add(const Value &value)
    {
        if constexpr (std::is_integral_v<Value>) {
            m_text += QString::number(qint64(value));
            m_text += u':';
        } else if constexpr (std::is_same_v<Value, QString>) {
            add(value.size());
            m_text += value;
        } else if constexpr (requires { value.has_value(); }) {
            add(value.has_value());
            if (value)
                add(*value);
        } else if constexpr (requires { value.begin(); }) {
            add(value.size());
            for (const auto &item : value)
                add(item);
        } else if constexpr (requires { value.index(); }) {
            add(value.index());
            std::visit([this](const auto &content) { this->add(content); }, value);
        } else if constexpr (!std::is_same_v<Value, std::monostate>) {
            std::apply([this](const auto &...parts) { (this->add(parts), ...); }, Value::parts(value));
        }
    }

    [[nodiscard]] const QString &text() const { return m_text; }

private:
    QString m_text;
};

/// Reads what TextPacker has written. The text must outlive it. One thread.
class TextUnpacker final
{
public:
    explicit TextUnpacker(QStringView text)
        : m_rest(text)
    {
    }

    template<typename Value> void read(Value &value)
    {
        if constexpr (std::is_integral_v<Value>) {
            value = Value(number());
        } else if constexpr (std::is_same_v<Value, QString>) {
            value = characters(number()).toString();
        } else if constexpr (requires { value.has_value(); }) {
            if (number() != 0)
                read(value.emplace());
        } else if constexpr (requires { value.begin(); }) {
            for (qint64 left = number(); left > 0 && !m_isBroken; --left)
                read(value.emplaceBack());
        } else if constexpr (requires { value.index(); }) {
            readAlternative(value);
        } else if constexpr (!std::is_same_v<Value, std::monostate>) {
            std::apply([this](auto &...parts) { (this->read(parts), ...); }, Value::parts(value));
        }
    }

    /// True when all of the text has been read and was valid.
    [[nodiscard]] bool isAtEnd() const { return !m_isBroken && m_rest.isEmpty(); }

private:
    template<typename... Content> void readAlternative(std::variant<Content...> &value)
    {
        const qint64 wanted = number();
        qint64 index = 0;
        ((index++ == wanted ? read(value.template emplace<Content>()) : void()), ...);
        m_isBroken = m_isBroken || wanted < 0 || wanted >= index;
    }
    qint64 number()
    {
        const qsizetype size = m_rest.indexOf(u':');
        bool isNumber = false;
        const qint64 result = m_rest.first(std::max<qsizetype>(size, 0)).toLongLong(&isNumber);
        m_isBroken = m_isBroken || !isNumber;
        if (m_isBroken)
            return 0;
        m_rest = m_rest.sliced(size + 1);
        return result;
    }
    QStringView characters(qint64 size)
    {
        m_isBroken = m_isBroken || size < 0 || size > m_rest.size();
        if (m_isBroken)
            return {};
        const QStringView result = m_rest.first(size);
        m_rest = m_rest.sliced(size);
        return result;
    }

    QStringView m_rest;
    bool m_isBroken = false;
};

/// Returns an empty text for a default-constructed value.
template<typename Value> [[nodiscard]] QString packedText(const Value &value)
{
    static const Value none;
    TextPacker packer;
    if (value != none)
        packer.add(value);
    return packer.text();
}

/// Returns a default-constructed value when packedText() cannot have made the text.
template<typename Value> [[nodiscard]] Value unpackedText(QStringView text)
{
    Value value;
    TextUnpacker unpacker(text);
    unpacker.read(value);
    return unpacker.isAtEnd() ? value : Value();
}

} // namespace Roomscope
