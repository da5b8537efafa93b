// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/protocol/ipnetwork.h"
#include "core/protocol/requesthead.h"

#include <QList>
#include <QString>

#include <optional>

namespace Roomscope {

/// Returns the sender of a request according to a trusted proxy: the last address in X-Forwarded-For, or without that
/// field in Forwarded (RFC 7239), that is not trusted itself; the first one when all are trusted. Returns nothing when
/// the direct peer is not trusted, or when the entry cannot be parsed. Pure; any thread.
[[nodiscard]] std::optional<QString> forwardedPeer(const RequestHead &head, const QString &directPeer,
                                                   const QList<IpNetwork> &trusted);

/// Returns the address of a Callback::peer without port and brackets.
[[nodiscard]] QString addressOfPeer(const QString &peer);

} // namespace Roomscope
