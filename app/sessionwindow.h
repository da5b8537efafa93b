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

/// A window over a session with what feeds it: a receiver of its own with the demo that may send to it, or the journal
/// of the process that receives into the session. GUI thread.
class SessionWindow final
{
public:
    /// options: of the receiver, its data folder is the session's. pace: only tests have another one than the usual.
    SessionWindow(std::unique_ptr<Session> session, const ReceiverOptions &options, const ReceiverPace &pace = {});

    [[nodiscard]] MainWindow &window() { return m_window; }
    [[nodiscard]] Session &session() { return *m_session; }
    /// Null while the session is followed.
    [[nodiscard]] ReceiverHost *host() { return m_host ? &*m_host : nullptr; }

    /// Begins to receive, or to follow.
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
