// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QByteArrayView>
#include <QString>

namespace Roomscope {

/// The answer to accepted and flagged callbacks.
[[nodiscard]] const QByteArray &okAnswer();
/// The answer to everything else; the error code is the HTTP status.
[[nodiscard]] QByteArray failAnswer(int status, const QString &sentence);
/// Returns the sentence of a failAnswer(); empty for other answers.
[[nodiscard]] QString failReason(const QByteArray &answer);
/// Returns the reason phrase of a status (RFC 9110 15); empty for a status that is never used.
[[nodiscard]] QByteArrayView reasonPhrase(int status);

} // namespace Roomscope
