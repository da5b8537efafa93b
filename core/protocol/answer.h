// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QByteArrayView>
#include <QString>

namespace Roomscope {

/// The answer to everything that is accepted or flagged.
[[nodiscard]] const QByteArray &okAnswer();
/// The answer to everything else; the error code is the HTTP status.
[[nodiscard]] QByteArray failAnswer(int status, const QString &sentence);
/// The sentence of a failAnswer(); empty for other answers.
[[nodiscard]] QString failReason(const QByteArray &answer);
/// What follows an answer's status in its first line (RFC 9110 15); empty for those that are never answered.
[[nodiscard]] QByteArrayView reasonPhrase(int status);

} // namespace Roomscope
