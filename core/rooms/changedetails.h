// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QString>
#include <QStringList>

#include <optional>
#include <tuple>
#include <variant>

namespace Roomscope {

// What changes say beside their members and seats. The pages of the timeline keep it, packed by parts(), see
// core/base/packedtext.h: whoever changes that counts version in core/timeline/pagefile.cpp up.

/// Of ChangeKind::RoomCreated.
struct CreationDetails
{
    QString name; ///< RoomName; empty: not known.

    static auto parts(auto &self) { return std::tie(self.name); }
    friend bool operator==(const CreationDetails &, const CreationDetails &) = default;
};

/// Of ChangeKind::RoomUpdated.
struct UpdateDetails
{
    struct Field
    {
        QString name;                  ///< In the protocol.
        std::optional<QString> former; ///< Nothing: not known.
        QString present;

        static auto parts(auto &self) { return std::tie(self.name, self.former, self.present); }
        friend bool operator==(const Field &, const Field &) = default;
    };
    QList<Field> fields;

    static auto parts(auto &self) { return std::tie(self.fields); }
    friend bool operator==(const UpdateDetails &, const UpdateDetails &) = default;
};

/// Of ChangeKind::RoomDismissed, MemberEntered and MemberLeft.
struct CauseDetails
{
    QString cause;  ///< The protocol's word: DestroyByUser, Kicked …
    QString reason; ///< Free text.

    static auto parts(auto &self) { return std::tie(self.cause, self.reason); }
    friend bool operator==(const CauseDetails &, const CauseDetails &) = default;
};

/// Of ChangeKind::AdminChanged.
struct AdminDetails
{
    bool added = false;

    static auto parts(auto &self) { return std::tie(self.added); }
    friend bool operator==(const AdminDetails &, const AdminDetails &) = default;
};

/// Of ChangeKind::BattleCreated, BattleStarted and BattleEnded.
struct BattleDetails
{
    struct Party
    {
        QString room;
        std::optional<qint64> score;

        static auto parts(auto &self) { return std::tie(self.room, self.score); }
        friend bool operator==(const Party &, const Party &) = default;
    };
    QString battleId;
    QList<Party> rooms;
    std::optional<qint64> endReason; ///< See BattleChanged.

    static auto parts(auto &self) { return std::tie(self.battleId, self.rooms, self.endReason); }
    friend bool operator==(const BattleDetails &, const BattleDetails &) = default;
};

/// Of ChangeKind::GiftRequested.
struct GiftDetails
{
    qint64 count = 0;
    QString giftId;
    QStringList to;

    static auto parts(auto &self) { return std::tie(self.count, self.giftId, self.to); }
    friend bool operator==(const GiftDetails &, const GiftDetails &) = default;
};

/// Of ChangeKind::MessageSent.
struct MessageDetails
{
    QString text;
    QString type;         ///< Of the first element.
    bool isAsked = false; ///< It was asked whether it may be sent.

    static auto parts(auto &self) { return std::tie(self.text, self.type, self.isAsked); }
    friend bool operator==(const MessageDetails &, const MessageDetails &) = default;
};

/// Of ChangeKind::MetadataChanged.
struct MetadataDetails
{
    struct Entry
    {
        QString key;
        std::optional<QString> value; ///< Nothing: the key was deleted.

        static auto parts(auto &self) { return std::tie(self.key, self.value); }
        friend bool operator==(const Entry &, const Entry &) = default;
    };
    QList<Entry> entries;

    static auto parts(auto &self) { return std::tie(self.entries); }
    friend bool operator==(const MetadataDetails &, const MetadataDetails &) = default;
};

/// Of ChangeKind::RecordingChanged and RtcEvent.
struct RtcDetails
{
    qint64 eventType = 0; ///< See rtcEventName().
    std::optional<qint64> status;

    static auto parts(auto &self) { return std::tie(self.eventType, self.status); }
    friend bool operator==(const RtcDetails &, const RtcDetails &) = default;
};

/// Of ChangeKind::FollowChanged.
struct FollowDetails
{
    bool added = false;
    QStringList to;

    static auto parts(auto &self) { return std::tie(self.added, self.to); }
    friend bool operator==(const FollowDetails &, const FollowDetails &) = default;
};

/// Of ChangeKind::Alert.
struct QuotaDetails
{
    qint64 current = 0;
    qint64 maximum = 0;

    static auto parts(auto &self) { return std::tie(self.current, self.maximum); }
    friend bool operator==(const QuotaDetails &, const QuotaDetails &) = default;
};

/// Of ChangeKind::NoChange.
struct ProblemDetails
{
    QStringList problems; ///< See Event.

    static auto parts(auto &self) { return std::tie(self.problems); }
    friend bool operator==(const ProblemDetails &, const ProblemDetails &) = default;
};

/// What a change says beside its members and seats. A value; any thread.
struct ChangeDetails
{
    std::variant<std::monostate, CreationDetails, UpdateDetails, CauseDetails, AdminDetails, BattleDetails, GiftDetails,
                 MessageDetails, MetadataDetails, RtcDetails, FollowDetails, QuotaDetails, ProblemDetails>
        content;
    std::optional<qint64> decision; ///< Of a before-callback: the ErrorCode that it was answered with.

    /// An empty one when the content is another.
    template<typename Content> [[nodiscard]] Content as() const
    {
        const auto *found = std::get_if<Content>(&content);
        return found ? *found : Content();
    }

    /// In the protocol's words, "RoomName: a → b", "Kicked: off topic": what NDJSON has and filters search. Not to be
    /// taken apart: what was sent can look like any of it.
    [[nodiscard]] QString toText() const;

    static auto parts(auto &self) { return std::tie(self.content, self.decision); }
    friend bool operator==(const ChangeDetails &, const ChangeDetails &) = default;
};

} // namespace Roomscope
