// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#include <QFileDevice>
#include <QString>

#include <memory>
#include <optional>

namespace Roomscope {

/// A file that appears whole or not at all, readable by its owner only. "-" is standard output; a device or a pipe is
/// written to, never replaced.
class OutputFile final
{
public:
    [[nodiscard]] std::optional<Error> open(const QString &name);
    [[nodiscard]] QIODevice *device() const { return m_file.get(); }
    /// Makes the file appear. Without it there is none, and an older one stays.
    [[nodiscard]] std::optional<Error> finish();
    /// What the last write complained about.
    [[nodiscard]] Error error() const;

private:
    QString m_name;
    std::unique_ptr<QFileDevice> m_file;
};

/// Lets a finished file take the place of another one of the same folder or disk, in one step.
[[nodiscard]] std::optional<Error> replaceFile(const QString &finished, const QString &name);

} // namespace Roomscope
