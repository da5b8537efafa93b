// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/payload/jsonwriter.h"
#include "core/sender/cast.h"

namespace Roomscope {

/// Begins the body of one callback; its fields follow in the order of the vendor's pages.
[[nodiscard]] inline JsonWriter beginBody(QByteArrayView command)
{
    JsonWriter body;
    body.beginObject();
    body.text("CallbackCommand", command);
    return body;
}

[[nodiscard]] inline QByteArray endBody(JsonWriter &body)
{
    body.endObject();
    return body.result();
}

/// Writes a numeric account as a bare number, as in some of the vendor's samples.
inline void writeAccount(JsonWriter &body, QByteArrayView name, const Account &account)
{
    if (account.isNumber)
        body.digits(name, account.id);
    else
        body.text(name, account.id);
}

} // namespace Roomscope
