// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/exchange/recordwriter.h"
#include "core/session/sessionmetadata.h"

#include <QIODevice>

#include <memory>

namespace Roomscope {

/// HAR 1.2, one entry per request, for browser tools. A failed TLS handshake is no request and has no entry.
///
/// HAR knows no client's address, no bytes that are not text and no microseconds: these stand in `_roomscope` of each
/// entry (`received`, `peer`, `verdict`, `head64`, and `body64` and `reply64` where the texts of the entry are not the
/// exact bytes), so that `import` gets back what was exported. `_roomscope` of the log has the SessionMetadata.
[[nodiscard]] std::unique_ptr<RecordWriter> harFile(QIODevice *device, const SessionMetadata &metadata);

} // namespace Roomscope
