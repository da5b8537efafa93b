// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QList>
#include <QString>

#include <optional>
#include <variant>
#include <vector>

namespace Roomscope {

/// Where and why a text is not JSON.
struct JsonError
{
    qsizetype offset = 0; ///< In bytes.
    int line = 1;         ///< From 1.
    int column = 1;       ///< From 1, in characters.
    QString reason;       ///< English, lower case, without full stop: "expected a comma or }".

    /// "line 4, column 17: expected a comma or }"
    [[nodiscard]] QString toString() const;
};

class JsonValue;

/// A JSON text and the positions of all its values: parsed once, without copies, numbers keep their digits. RapidJSON
/// decides what is an error; texts nested deeper than 200 are errors, too. A value type; any thread.
class JsonText final
{
public:
    enum class Type : quint8 { Object, Array, String, Number, True, False, Null };

    enum class Grammar : quint8 {
        Strict,  ///< RFC 8259 in UTF-8.
        Tolerant ///< Also accepts a byte-order mark, comments, extra commas, a missing comma before a member, no-break
                 ///< and other spaces, lone surrogates, broken UTF-8.
    };

    /// Parses all of text; only white space may follow the value.
    [[nodiscard]] static std::variant<JsonText, JsonError> parse(const QByteArray &text, Grammar grammar);

    [[nodiscard]] JsonValue root() const;
    /// The text that the positions refer to: the given one, or the repaired one.
    [[nodiscard]] const QByteArray &text() const { return m_text; }

private:
    friend class JsonValue;
    friend class TapeWriter;
    struct Node
    {
        quint32 offset = 0; ///< First byte of the value; for a string, the byte after the quote.
        quint32 length = 0; ///< In bytes; for a string, without quotes.
        quint32 keyOffset = 0;
        quint32 keyLength = 0;
        quint32 next = 0;  ///< The node after this one's last descendant.
        quint32 count = 0; ///< Children.
        Type type = Type::Null;
        bool escaped = false; ///< The string contains escapes.
        bool keyEscaped = false;
    };

    QByteArray m_text;
    std::vector<Node> m_nodes;
};

/// A value in a JsonText, valid as long as that lives. A missing value returns empty results.
class JsonValue final
{
public:
    JsonValue() = default;

    [[nodiscard]] bool exists() const { return m_json != nullptr; }
    [[nodiscard]] JsonText::Type type() const;
    [[nodiscard]] bool isObject() const;
    [[nodiscard]] bool isArray() const;
    [[nodiscard]] bool isNull() const;
    [[nodiscard]] bool isContainer() const { return isObject() || isArray(); }

    /// Returns the member with that name (the last of several), or a missing value when there is none or this is no
    /// object.
    [[nodiscard]] JsonValue operator[](QByteArrayView name) const;

    [[nodiscard]] qsizetype count() const; ///< Members or elements.
    [[nodiscard]] JsonValue firstChild() const;
    [[nodiscard]] JsonValue nextSibling(const JsonValue &parent) const;
    [[nodiscard]] QList<JsonValue> children() const;

    /// The name of this value in its object, unescaped.
    [[nodiscard]] QString key() const;
    /// Returns a string unescaped, a number as its digits, and an empty text for everything else.
    [[nodiscard]] QString toString() const;
    /// Returns whole numbers that fit 64 bits, in any notation: 3, 3.0, 1.79E12, "3". Never converts through a double.
    [[nodiscard]] std::optional<qint64> toInteger() const;
    /// Returns booleans, also quoted ones ("false", 647/60731).
    [[nodiscard]] std::optional<bool> toBool() const;

    /// The bytes of the value in JsonText::text(); a string includes its quotes.
    [[nodiscard]] QByteArrayView raw() const;
    [[nodiscard]] QByteArrayView rawKey() const; ///< With its quotes; empty for elements and the root.
    [[nodiscard]] qsizetype offset() const;      ///< Of raw().

private:
    friend class JsonText;
    JsonValue(const JsonText *json, quint32 index);
    [[nodiscard]] const JsonText::Node &node() const;

    const JsonText *m_json = nullptr;
    quint32 m_index = 0;
};

/// A body as JSON: parsed strictly, or tolerantly when it is not valid.
struct ParsedBody
{
    std::optional<JsonText> json;
    std::optional<JsonError> error; ///< Why it is not valid JSON; without json, why even the tolerant parser failed.

    [[nodiscard]] bool isEmpty() const { return !json && !error; } ///< Only white space and a byte-order mark.
    [[nodiscard]] bool isRecovered() const { return json && error; }
};
[[nodiscard]] ParsedBody parseBody(const QByteArray &body);

} // namespace Roomscope
