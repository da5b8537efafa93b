// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/payload/json.h"
#include "core/protocol/callback.h"

#include <QByteArray>
#include <QHash>
#include <QList>
#include <QString>

namespace Roomscope {

/// An account or address, and what stands for it.
struct MaskedText
{
    QString original;
    QString pseudonym;
};

/// Replaces who and where by pseudonyms, the same one for the same thing as long as this object lives, so that rooms
/// and changes stay what they were:
///
/// - accounts (`…_Account`, `UserId`, lists of members, the beginning of `MsgId`): `user-1`, of digits only
/// `100000001`, strings and numbers as
///   they were sent;
/// - addresses, wherever in texts: `198.18.0.1`, `2001:db8::1`; loopback addresses stay;
/// - tokens (`Sign`, `Token`, `UserSig`, `Authorization`, cookies, …): `masked`.
///
/// In bodies, URLs, header lines, peers and replies. A body that was packed is unpacked, one that cannot be read is
/// left out. Room ids, names and other texts stay. One thread at a time.
class Masker final
{
public:
    [[nodiscard]] Callback masked(const Callback &callback);

    [[nodiscard]] QString masked(const QString &account);
    /// A text with pseudonyms for the addresses in it.
    [[nodiscard]] QString withoutAddresses(const QString &text);

    /// Every account and address replaced so far, in that order, sorted by pseudonym.
    [[nodiscard]] QList<MaskedText> replaced() const;

private:
    [[nodiscard]] QByteArray account(const QByteArray &text);
    [[nodiscard]] QByteArray addressesIn(const QByteArray &text);
    [[nodiscard]] QByteArray address(const QByteArray &text);
    [[nodiscard]] QByteArray json(const QByteArray &body, bool &readable);
    [[nodiscard]] QByteArray messageId(const QByteArray &raw);
    void scalar(const JsonValue &value, const QByteArray &key, QByteArray &result);
    void walk(const JsonText &text, const JsonValue &value, const QByteArray &key, qsizetype &copied,
              QByteArray &result);
    [[nodiscard]] QByteArray head(const QByteArray &head, qsizetype oldBodySize, qsizetype newBodySize);
    [[nodiscard]] QByteArray target(const QByteArray &target);

    QHash<QByteArray, QByteArray> m_accounts;
    QHash<QByteArray, QByteArray> m_addresses;
    int m_names = 0;
    int m_numbers = 0;
    int m_v4 = 0;
    int m_v6 = 0;
};

/// What masking makes of the accounts and addresses in the last callbacks of a session. Any thread.
[[nodiscard]] QList<MaskedText> previewMasking(const QString &dataFolder);

} // namespace Roomscope
