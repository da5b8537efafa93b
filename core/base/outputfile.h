// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFileDevice>
#include <QString>

#include <memory>

namespace Roomscope {

/// A file that appears whole or not at all, readable by its owner only. "-" is standard output; a device or a pipe is
/// written to, never replaced. Functions answer an English sentence, empty on success.
class OutputFile final
{
public:
    [[nodiscard]] QString open(const QString &name);
    [[nodiscard]] QIODevice *device() const { return m_file.get(); }
    /// Makes the file appear. Without it there is none, and an older one stays.
    [[nodiscard]] QString finish();
    /// What the last write complained about.
    [[nodiscard]] QString problem() const;

private:
    QString m_name;
    std::unique_ptr<QFileDevice> m_file;
};

/// Lets a finished file take the place of another one of the same folder or disk, in one step.
[[nodiscard]] QString replaceFile(const QString &finished, const QString &name);

} // namespace Roomscope
