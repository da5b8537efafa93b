// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

namespace Roomscope {

/// A user of the simulated application; always with the same platform and address.
struct Account
{
    QByteArray id;
    bool isNumber = false; ///< Greater than 2^53, written without quotes where the vendor's samples do so.
    QByteArray platform;
    QByteArray clientIp;
};

/// The title of a room before and after it is renamed.
struct RoomTitles
{
    QByteArray first;
    QByteArray second;
};

/// Returns user number `person` of room number `room`; always the same one.
[[nodiscard]] Account simulatedAccount(int room, int person);
/// The backend of the application, which acts through the vendor's REST API.
[[nodiscard]] const Account &backendAccount();
[[nodiscard]] RoomTitles liveTitles(int room);
[[nodiscard]] RoomTitles meetingTitles(int room);
/// Returns chat text number `number`.
[[nodiscard]] QByteArray chatLine(quint64 number);

} // namespace Roomscope
