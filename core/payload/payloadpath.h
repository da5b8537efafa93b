// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/payload/json.h"

#include <QList>
#include <QString>
#include <QStringList>

#include <optional>
#include <variant>

namespace Roomscope {

/// The position and error of a path that cannot be parsed.
struct PayloadPathError
{
    qsizetype position = 0; ///< In characters.
    Error error;            ///< Its text has no full stop.
};

/// The path to a value in a body: `SeatList[0].Index`. A name that contains one of . [ ] " or is empty stands in
/// brackets and quotes, where \" is a quote and \\ a backslash: `Custom["a.b"]`. A value; any thread.
class PayloadPath final
{
public:
    [[nodiscard]] static std::variant<PayloadPath, PayloadPathError> parse(const QString &text);

    /// Returns the path to a member or an element of the value at `before`; an empty path is the body itself.
    [[nodiscard]] static QString member(const QString &before, const QString &name);
    [[nodiscard]] static QString element(const QString &before, qsizetype place);

    [[nodiscard]] QString text() const { return m_text; }
    /// Returns a missing value when the body has none at this path.
    [[nodiscard]] JsonValue in(const JsonValue &root) const;

    [[nodiscard]] bool operator==(const PayloadPath &other) const { return m_text == other.m_text; }

private:
    using Step = std::variant<QByteArray, qsizetype>; ///< A name in UTF-8, or an index.

    QString m_text;
    QList<Step> m_steps;
};

/// Returns a string unescaped, anything else as its bytes in the body, so that numbers keep all digits. Empty for a
/// missing value.
[[nodiscard]] QString plainValue(const JsonValue &value);
/// Returns plainValue() for each path; empty texts when the body is not JSON.
[[nodiscard]] QStringList plainValues(const QByteArray &body, const QList<PayloadPath> &paths);

} // namespace Roomscope
