// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rooms/change.h"

using namespace Qt::StringLiterals;

namespace Roomscope {

namespace {

constexpr std::array<QLatin1StringView, changeKindCount> names {
    "seat-taken"_L1,     "seat-left"_L1,        "seat-swapped"_L1,     "seat-moved"_L1,        "seat-locked"_L1,
    "seat-unlocked"_L1,  "audio-prohibited"_L1, "audio-allowed"_L1,    "video-prohibited"_L1,  "video-allowed"_L1,
    "room-created"_L1,   "room-updated"_L1,     "room-dismissed"_L1,   "member-entered"_L1,    "member-left"_L1,
    "owner-changed"_L1,  "admin-changed"_L1,    "battle-created"_L1,   "battle-started"_L1,    "battle-ended"_L1,
    "gift-requested"_L1, "message-sent"_L1,     "metadata-changed"_L1, "recording-changed"_L1, "follow-changed"_L1,
    "alert"_L1,          "rtc-event"_L1,        "unknown-command"_L1,  "no-change"_L1,
};

} // namespace

QLatin1StringView changeName(ChangeKind kind)
{
    return names[size_t(kind)];
}

} // namespace Roomscope
