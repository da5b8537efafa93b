// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/protocol/ipnetwork.h"
#include "core/protocol/requesthead.h"

#include <QList>
#include <QString>

#include <optional>

namespace Roomscope {

/// The peer of whom a trusted proxy tells that it has sent the request: the last one named in X-Forwarded-For, or where
/// there is no such field in Forwarded (RFC 7239), that is not trusted itself; when all are, the first one. Nothing
/// when the direct peer is not trusted, or when that one is not named in a way that can be read. Pure; any thread.
[[nodiscard]] std::optional<QString> forwardedPeer(const RequestHead &head, const QString &directPeer,
                                                   const QList<IpNetwork> &trusted);

/// The address of a peer as Callback::peer has it, without port and brackets.
[[nodiscard]] QString addressOfPeer(const QString &peer);

} // namespace Roomscope
