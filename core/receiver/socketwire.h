// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/receiver/wire.h"

#include <memory>
#include <vector>

class QTcpSocket;

namespace Roomscope {

/// Through a socket of Qt, which knows TLS and every system. Receiver thread.
class SocketWire final : public Wire
{
    Q_OBJECT

public:
    /// The buffer outlives the wire.
    SocketWire(std::unique_ptr<QTcpSocket> socket, std::vector<char> &buffer);
    ~SocketWire() override;

    [[nodiscard]] QByteArrayView arrived() override;
    void take(qsizetype size) override;
    void takeAndPause(qsizetype size) override;
    void resume() override;
    [[nodiscard]] bool write(const QByteArray &bytes) override;
    [[nodiscard]] qint64 unwritten() const override;
    void endWriting() override;
    void abort() override;

private:
    const std::unique_ptr<QTcpSocket> m_socket;
    std::vector<char> &m_buffer;
    bool m_isPaused = false;
};

} // namespace Roomscope
