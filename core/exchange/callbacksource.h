// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/protocol/callback.h"
#include "core/session/sessionmetadata.h"

#include <QList>
#include <QString>

#include <functional>
#include <memory>
#include <optional>

namespace Roomscope {

/// Callbacks from an import, in their order, without ids. Can be read only once. One thread at a time.
class CallbackSource
{
public:
    /// Returning false ends the import.
    using Visit = std::function<bool(const Callback &)>;

    virtual ~CallbackSource() = default;
    /// Calls visit for each callback. Nothing at the proper end, and when visit has answered false.
    [[nodiscard]] virtual std::optional<Error> forEach(const Visit &visit) = 0;
    /// What was passed over; known at the end.
    [[nodiscard]] QList<Error> notices() const;
    /// What the form says of the session beside its callbacks; known at the end.
    [[nodiscard]] const SessionMetadata &metadata() const { return m_metadata; }

protected:
    /// A notice that names something; of many of them only the first ones, and how many more there are.
    void leaveOut(const Error &notice);

    QList<Error> m_notices; ///< All others.
    SessionMetadata m_metadata;

private:
    QList<Error> m_leftOut;
    qint64 m_moreLeftOut = 0;
};

/// Values for forms that lack them.
struct SourceOptions
{
    QString sdkAppId;         ///< For bodies without a URL; empty: none.
    qint64 importedUs = 0;    ///< Arrival of callbacks without a time: this value, one microsecond more for each.
    bool allowDamage = false; ///< For a session, see ImportOptions.
};

/// Recognises the form of a file or folder: what `export --format callbacks` has written, HAR, a session (a file or its
/// folder), raw HTTP requests one after the other, one JSON body, JSON bodies one a line, or a folder of JSON bodies
/// and requests (see bodyFiles()), taken in the order of their names. Files may be packed with gzip, texts may be
/// UTF-16 or begin with a byte-order mark.
///
/// Where the form has them, arrival, peer, verdict and reply are kept. Others are judged as if they came in now, and
/// nothing is said about a reply, as there was none.
[[nodiscard]] Result<std::unique_ptr<CallbackSource>> openSource(const QString &path, const SourceOptions &options);

} // namespace Roomscope
