// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/protocol/receiveroptions.h"

#include <QSettings>

namespace Roomscope {

/// The window's settings file, one a user.
class WindowSettings final : public QSettings
{
    Q_OBJECT

public:
    WindowSettings();

    /// Defaults where nothing was saved or where it is not valid any more.
    [[nodiscard]] ReceiverOptions receiverOptions() const;
    void saveReceiverOptions(const ReceiverOptions &options);
};

} // namespace Roomscope
