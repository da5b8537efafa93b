// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/reception/receiveroptions.h"
#include "core/rooms/room.h"
#include "ui/style/appearance.h"

#include <QSettings>

#include <optional>

namespace Roomscope {

/// The window's settings file, one per user.
class WindowSettings final : public QSettings
{
    Q_OBJECT

public:
    WindowSettings();

    /// Returns defaults where nothing valid was saved.
    [[nodiscard]] ReceiverOptions receiverOptions() const;
    void saveReceiverOptions(const ReceiverOptions &options);

    [[nodiscard]] ColorScheme colorScheme() const;
    void saveColorScheme(ColorScheme scheme);

    /// Returns folders and files that were opened and still exist, the newest first.
    [[nodiscard]] QStringList recentSessions() const;
    void noteSession(const QString &path);

    /// Converts a room to a value of a setting, and back; an invalid value converts to no room.
    [[nodiscard]] static QVariant toVariant(const std::optional<RoomKey> &key);
    [[nodiscard]] static std::optional<RoomKey> roomFrom(const QVariant &value);
};

} // namespace Roomscope
