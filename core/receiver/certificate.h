// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/reception/receiveroptions.h"
#include "core/reception/receiverstatus.h"

#include <QSslConfiguration>
#include <QStringList>

#include <optional>

namespace Roomscope {

/// A certificate with its key, checked to belong together and ready for QSslSocket. A value; any thread.
struct ServerCertificate
{
    QSslConfiguration configuration; ///< TLS 1.2 and 1.3 only; peers need no certificate.
    CertificateSummary summary;
    QStringList names;      ///< The host names and addresses for which it was made.
    qint64 validFromMs = 0; ///< Since 1970, UTC.

    /// What is wrong with its dates, or will be within 14 days.
    [[nodiscard]] std::optional<Error> warning(qint64 nowMs) const;
};

/// Reads the files, or the self-signed certificate in the data folder, which is made when there is none that is valid
/// for two more weeks; the host is one of its names. Reads and writes files; any thread.
[[nodiscard]] Result<ServerCertificate> loadCertificate(const TlsOptions &tls, const QString &dataFolder,
                                                        const QString &host);

} // namespace Roomscope
