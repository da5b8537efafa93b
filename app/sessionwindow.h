// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/demo.h"
#include "core/receiver/receiverhost.h"
#include "core/session/journalfollower.h"
#include "core/session/session.h"
#include "ui/window/mainwindow.h"

#include <memory>
#include <optional>

namespace Roomscope {

/// A window over a session and the source of its callbacks: its own receiver, with the demo that may send to it, or the
/// journal of the process that receives into the session. GUI thread.
class SessionWindow final
{
public:
    /// `options` are the receiver's; the session determines the data folder. Only tests pass a `pace`.
    SessionWindow(std::unique_ptr<Session> session, const ReceiverOptions &options, const ReceiverPace &pace = {});

    [[nodiscard]] MainWindow &window() { return m_window; }
    [[nodiscard]] Session &session() { return *m_session; }
    /// Returns null while another process's journal is followed.
    [[nodiscard]] ReceiverHost *host() { return m_host ? &*m_host : nullptr; }

    /// Starts receiving or following.
    void start();
    void startDemo();

private:
    void connectReceiver();

    const std::unique_ptr<Session> m_session;
    const ReceiverOptions m_options;
    MainWindow m_window;
    std::optional<JournalFollower> m_follower;
    std::optional<ReceiverHost> m_host;
    Demo m_demo;
};

} // namespace Roomscope
