// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>
#include <QString>

#include <optional>

namespace Roomscope::Http {

// The syntax of HTTP/1 messages that several parsers share (RFC 9110 5, RFC 9112 5). Pure; any thread.

/// Whether the text is a valid method or field name.
[[nodiscard]] bool isToken(QByteArrayView text);
[[nodiscard]] bool isTokenCharacter(char c);
/// Whether the text is one or more decimal digits.
[[nodiscard]] bool isDigits(QByteArrayView text);
/// Compares without case.
[[nodiscard]] bool equals(QByteArrayView text, QByteArrayView word);
/// Describes a character as part of a sentence: "a NUL byte", "the byte 0x07".
[[nodiscard]] QString described(char c);

/// Returns what is wrong with a header or trailer line without its line end; nothing when it is a name, a colon and a
/// value. English, lower case, without full stop.
[[nodiscard]] std::optional<QString> fieldLineProblem(QByteArrayView line);

} // namespace Roomscope::Http
