// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMetaType>
#include <QVariantList>

#include <utility>
#include <variant>
#include <vector>

namespace Roomscope {

/// Everything that can go wrong in core. errorText() (ui/words/errorwords.h) has the sentence of each; a comment names
/// the arguments that it needs, in order. They are texts or whole numbers unless a type stands behind the name; `error`
/// is a cause.
enum class ErrorKind : quint16 {
    // core/base
    CannotWriteFile,           ///< file, reason
    CannotWriteStandardOutput, ///< reason
    FileNotWritten,            ///< file, reason

    // Until all of core has kinds: what a function that still makes sentences said.
    Sentence, ///< sentence
};

/// What went wrong: a kind with its arguments, no sentence. A value; any thread.
struct Error
{
    ErrorKind kind;
    QVariantList arguments = {};    ///< QString, an integer, or QDateTime for a moment.
    std::vector<Error> causes = {}; ///< Errors that the sentence quotes; in it they follow the arguments.

    friend bool operator==(const Error &, const Error &) = default;
};

/// A value, or why there is none. Functions without a value return std::optional<Error>.
template<typename Value> class [[nodiscard]] Result final
{
public:
    Result(Value value)
        : m_state(std::in_place_index<0>, std::move(value))
    {
    }
    Result(Error error)
        : m_state(std::in_place_index<1>, std::move(error))
    {
    }

    [[nodiscard]] explicit operator bool() const { return m_state.index() == 0; }
    /// Only when there is a value.
    [[nodiscard]] Value &operator*() { return *std::get_if<0>(&m_state); }
    [[nodiscard]] const Value &operator*() const { return *std::get_if<0>(&m_state); }
    [[nodiscard]] Value *operator->() { return std::get_if<0>(&m_state); }
    [[nodiscard]] const Value *operator->() const { return std::get_if<0>(&m_state); }
    /// Only when there is none.
    [[nodiscard]] const Error &error() const { return *std::get_if<1>(&m_state); }

private:
    std::variant<Value, Error> m_state;
};

} // namespace Roomscope

Q_DECLARE_METATYPE(Roomscope::Error)
