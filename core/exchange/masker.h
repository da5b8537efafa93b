// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/payload/json.h"
#include "core/protocol/callback.h"

#include <QByteArray>
#include <QByteArrayList>
#include <QHash>
#include <QList>
#include <QString>

namespace Roomscope {

/// An account or address, and its pseudonym.
struct MaskedText
{
    QString original;
    QString pseudonym;
};

/// Replaces who and where by pseudonyms, the same one for the same thing as long as this object lives, so that rooms
/// and changes stay what they were:
///
/// - accounts (`…_Account`, `UserId`, lists of members, the beginning of `MsgId`): `user-1`, of digits only
/// `100000001`, strings and numbers as they were sent;
/// - addresses, wherever in texts: `198.18.0.1`, `2001:db8::1`; loopback addresses stay;
/// - tokens (`Sign`, `Token`, `UserSig`, `Authorization`, cookies, …): `masked`.
///
/// In bodies, URLs, header lines, peers and replies; in the JSON, URLs and parameters that stand in their values, too,
/// also percent-encoded or in base64. Accounts and tokens that have been met go from every other text as well, room ids
/// and names included: learn() from all callbacks first. Not those of two letters or four digits, which might be
/// anything.
///
/// A body that was packed is unpacked, one that cannot be read is left out. Other texts stay. One thread at a time.
class Masker final
{
public:
    [[nodiscard]] Callback masked(const Callback &callback);
    /// Records the accounts and tokens in it.
    void learn(const Callback &callback) { (void)masked(callback); }

    [[nodiscard]] QString maskedAccount(const QString &account);
    /// Any other text.
    [[nodiscard]] QString maskedText(const QString &text);

    /// Every account and address replaced so far, in that order, sorted by pseudonym.
    [[nodiscard]] QList<MaskedText> replaced() const;

private:
    /// What a value is, as its name says.
    enum class Meaning : quint8 { Text, Word, Account, Token, Signature, MessageId };
    class Copy;

    [[nodiscard]] static Meaning meaningOf(const QByteArray &name);
    [[nodiscard]] QByteArray value(const QByteArray &value, Meaning meaning, int depth);
    [[nodiscard]] QByteArray account(const QByteArray &text);
    [[nodiscard]] QByteArray token(const QByteArray &text);
    [[nodiscard]] QByteArray signature(const QByteArray &text);
    [[nodiscard]] QByteArray address(const QByteArray &text);
    [[nodiscard]] QByteArray messageId(const QByteArray &text);
    [[nodiscard]] QByteArray text(const QByteArray &text, int depth = 0);
    [[nodiscard]] QByteArray parametersIn(const QByteArray &text, int depth);
    [[nodiscard]] QByteArray percentEncoded(const QByteArray &text, int depth);
    [[nodiscard]] QByteArray base64(const QByteArray &text, int depth);
    [[nodiscard]] QByteArray addressesIn(const QByteArray &text);
    [[nodiscard]] QByteArray knownIn(const QByteArray &text);
    [[nodiscard]] QByteArray json(const JsonText &json, int depth);
    void walk(const JsonValue &value, Meaning meaning, int depth, Copy &copy);
    [[nodiscard]] QByteArray body(const QByteArray &body, bool &readable);
    [[nodiscard]] QByteArray head(const QByteArray &head, qsizetype oldBodySize, qsizetype newBodySize);
    [[nodiscard]] QByteArray target(const QByteArray &target);
    void know(const QByteArray &text, const QByteArray &replacement);

    QHash<QByteArray, QByteArray> m_accounts;
    QHash<QByteArray, QByteArray> m_addresses;
    QHash<QByteArray, QByteArray> m_known;              ///< Texts to replace, with their pseudonyms.
    QHash<QByteArray, QList<qsizetype>> m_knownLengths; ///< By their first letters, the longest first.
    QByteArrayList m_signatures;                        ///< Of the callback that is being masked.
    int m_names = 0;
    int m_numbers = 0;
    int m_v4 = 0;
    int m_v6 = 0;
};

/// Returns the pseudonyms of the accounts and addresses in the last callbacks of a session. Any thread.
[[nodiscard]] QList<MaskedText> previewMasking(const QString &dataFolder);

} // namespace Roomscope
