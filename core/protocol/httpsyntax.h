// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>
#include <QString>

#include <optional>

namespace Roomscope::Http {

// The syntax of HTTP/1 messages as far as several readers need it (RFC 9110 5, RFC 9112 5). Pure; any thread.

/// A method or a field name.
[[nodiscard]] bool isToken(QByteArrayView text);
[[nodiscard]] bool isTokenCharacter(char c);
/// One or more decimal digits.
[[nodiscard]] bool isDigits(QByteArrayView text);
/// Equal without regard to case.
[[nodiscard]] bool equals(QByteArrayView text, QByteArrayView word);
/// A character as part of a sentence: "a NUL byte", "the byte 0x07".
[[nodiscard]] QString described(char c);

/// What is wrong with a header or trailer line, which has no line end; nothing when it is a name, a colon and a value.
/// English, lower case, without full stop.
[[nodiscard]] std::optional<QString> fieldLineProblem(QByteArrayView line);

} // namespace Roomscope::Http
