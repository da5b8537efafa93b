// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/exchange/recordwriter.h"
#include "core/session/sessionmetadata.h"

#include <QByteArray>
#include <QCryptographicHash>
#include <QIODevice>

#include <memory>
#include <optional>

namespace Roomscope {

/// The file that `export --format callbacks` writes and `import` reads: callbacks byte for byte, with what was known of
/// them. JSON, one object a line:
///
///     {"roomscope":"callbacks","version":1,"session":{"reading":{"order":"event-time","seatLists":"auto"}}}
///     {"id":7,"received":"2026-11-23T21:14:03.418123Z","peer":"203.0.113.40:51734","verdict":"accepted",
///      "head":"POST / HTTP/1.1\r\n…","body":"{…}","status":200,"reply":"{…}","durationUs":612}
///     {"end":true,"callbacks":1,"sha256":"…"}
///
/// - `session`: see SessionMetadata; older files have none, older readers pass it over.
/// - `head`: request line and header lines as sent, without the empty line. `body`, `reply`: as sent. Bytes that are
/// not
///   UTF-8, or begin with a byte-order mark, stand as base64 in `head64`, `body64` and `reply64` instead.
/// - `verdict`: the receiver's part of it; what depends on other callbacks (duplicate, late) is determined anew.
/// - `status` 0: there was no reply. `forwardedBy`, `durationUs`, `note` and `repeats` only when not default.
/// - `id`: of the session that exported; the importing one gives new ids.
/// - `sha256`: of all lines before the last, line ends included.
[[nodiscard]] std::unique_ptr<RecordWriter> callbackFile(QIODevice *device, const SessionMetadata &metadata);

/// Reads such a file line by line.
class CallbackFileReader final
{
public:
    explicit CallbackFileReader(QIODevice *device);

    /// Whether a file with this beginning is one.
    [[nodiscard]] static bool isOne(const QByteArray &beginning);

    /// The next callback; nothing at the proper end of the file.
    [[nodiscard]] Result<std::optional<Callback>> next();
    /// Of the first line; known after the first callback.
    [[nodiscard]] const SessionMetadata &metadata() const { return m_metadata; }

private:
    [[nodiscard]] QByteArray readLine();
    [[nodiscard]] bool isLineTooLong();
    [[nodiscard]] Error inLine(const Error &cause) const;

    QIODevice *m_device;
    QCryptographicHash m_hash {QCryptographicHash::Sha256};
    qint64 m_line = 0;
    qint64 m_count = 0;
    SessionMetadata m_metadata;
};

} // namespace Roomscope
