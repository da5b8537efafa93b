// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/protocol/keptbody.h"

#include "core/protocol/answer.h"
#include "core/protocol/httpsyntax.h"
#include "core/protocol/requesthead.h"

namespace Roomscope {

namespace {

/// Of the only Content-Length; nothing when there is none that can be believed.
std::optional<qint64> announcedSize(const RequestHead &head)
{
    std::optional<qint64> size;
    for (const RequestHead::Field &field : head.fields) {
        if (!Http::equals(field.name, "Content-Length"))
            continue;
        bool isNumber = false;
        const qint64 number = field.value.toLongLong(&isNumber);
        if (size || !isNumber || !Http::isDigits(field.value))
            return {};
        size = number;
    }
    return size;
}

} // namespace

KeptBody keptBody(const Callback &callback)
{
    // All other requests were read to their end before they were refused.
    const Rejection rejection = callback.verdict.rejection;
    if ((rejection != Rejection::Malformed && rejection != Rejection::TooLarge) || !callback.note.isEmpty())
        return {};
    const RequestHead head = RequestHead::parse(callback.head);
    const bool isChunked = !head.value("Transfer-Encoding").isEmpty();
    const std::optional<qint64> announced = isChunked ? std::nullopt : announcedSize(head);
    if (callback.body.isEmpty()) // an empty body is neither malformed nor too large: the head was refused
        return {.isWhole = announced == 0, .announced = announced};
    const QString reason = failReason(callback.reply.body);
    const bool isCutOff
        = callback.reply.status == 408 || reason.startsWith(chunksRefusal) || reason.startsWith(unfinishedRefusal);
    return {.isWhole = !isCutOff, .announced = announced};
}

} // namespace Roomscope
