// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QString>
#include <QStringList>

#include <optional>
#include <tuple>
#include <variant>

namespace Roomscope {

// The details of changes beside their members and seats. The pages of the timeline store them, packed by parts(), see
// core/base/packedtext.h: a change to these structs requires a higher version in core/timeline/pagefile.cpp.

/// Details of ChangeKind::RoomCreated.
struct CreationDetails
{
    QString name; ///< RoomName; empty: not known.

    static auto parts(auto &self) { return std::tie(self.name); }
    friend bool operator==(const CreationDetails &, const CreationDetails &) = default;
};

/// Details of ChangeKind::RoomUpdated.
struct UpdateDetails
{
    struct Field
    {
        QString name;                  ///< The field's name in the protocol.
        std::optional<QString> former; ///< Nothing: not known.
        QString present;

        static auto parts(auto &self) { return std::tie(self.name, self.former, self.present); }
        friend bool operator==(const Field &, const Field &) = default;
    };
    QList<Field> fields;

    static auto parts(auto &self) { return std::tie(self.fields); }
    friend bool operator==(const UpdateDetails &, const UpdateDetails &) = default;
};

/// Details of ChangeKind::RoomDismissed, MemberEntered and MemberLeft.
struct CauseDetails
{
    QString cause;  ///< The protocol's word: DestroyByUser, Kicked …
    QString reason; ///< Free text.

    static auto parts(auto &self) { return std::tie(self.cause, self.reason); }
    friend bool operator==(const CauseDetails &, const CauseDetails &) = default;
};

/// Details of ChangeKind::AdminChanged.
struct AdminDetails
{
    bool added = false;

    static auto parts(auto &self) { return std::tie(self.added); }
    friend bool operator==(const AdminDetails &, const AdminDetails &) = default;
};

/// Details of ChangeKind::BattleCreated, BattleStarted and BattleEnded.
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

/// Details of ChangeKind::GiftRequested.
struct GiftDetails
{
    qint64 count = 0;
    QString giftId;
    QStringList to;

    static auto parts(auto &self) { return std::tie(self.count, self.giftId, self.to); }
    friend bool operator==(const GiftDetails &, const GiftDetails &) = default;
};

/// Details of ChangeKind::MessageSent.
struct MessageDetails
{
    QString text;
    QString type;         ///< Type of the first element.
    bool isAsked = false; ///< A before-callback, which asks whether the message may be sent.

    static auto parts(auto &self) { return std::tie(self.text, self.type, self.isAsked); }
    friend bool operator==(const MessageDetails &, const MessageDetails &) = default;
};

/// Details of ChangeKind::MetadataChanged.
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

/// Details of ChangeKind::RecordingChanged and RtcEvent.
struct RtcDetails
{
    qint64 eventType = 0; ///< See rtcEventName().
    std::optional<qint64> status;

    static auto parts(auto &self) { return std::tie(self.eventType, self.status); }
    friend bool operator==(const RtcDetails &, const RtcDetails &) = default;
};

/// Details of ChangeKind::FollowChanged.
struct FollowDetails
{
    bool added = false;
    QStringList to;

    static auto parts(auto &self) { return std::tie(self.added, self.to); }
    friend bool operator==(const FollowDetails &, const FollowDetails &) = default;
};

/// Details of ChangeKind::Alert.
struct QuotaDetails
{
    qint64 current = 0;
    qint64 maximum = 0;

    static auto parts(auto &self) { return std::tie(self.current, self.maximum); }
    friend bool operator==(const QuotaDetails &, const QuotaDetails &) = default;
};

/// Details of ChangeKind::NoChange.
struct ProblemDetails
{
    QStringList problems; ///< See Event.

    static auto parts(auto &self) { return std::tie(self.problems); }
    friend bool operator==(const ProblemDetails &, const ProblemDetails &) = default;
};

/// The details of a change beside its members and seats. A value; any thread.
struct ChangeDetails
{
    std::variant<std::monostate, CreationDetails, UpdateDetails, CauseDetails, AdminDetails, BattleDetails, GiftDetails,
                 MessageDetails, MetadataDetails, RtcDetails, FollowDetails, QuotaDetails, ProblemDetails>
        content;
    std::optional<qint64> decision; ///< For a before-callback: the ErrorCode of the reply.

    /// Returns the content, or a default-constructed one when the content has another type.
    template<typename Content> [[nodiscard]] Content as() const
    {
        const auto *found = std::get_if<Content>(&content);
        return found ? *found : Content();
    }

    /// Returns the details in the protocol's words, "RoomName: a → b", "Kicked: off topic", for NDJSON and filters. Not
    /// for parsing: sent texts can contain the same separators.
    [[nodiscard]] QString toText() const;

    static auto parts(auto &self) { return std::tie(self.content, self.decision); }
    friend bool operator==(const ChangeDetails &, const ChangeDetails &) = default;
};

} // namespace Roomscope
