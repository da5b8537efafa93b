// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/receiver/receiverhost.h"
#include "tests/support/patience.h"
#include "ui/words/errorwords.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QUrl>

namespace Roomscope {

/// A receiver on a free port with a journal in a folder of its own, and what it has delivered so far.
class ReceiverUnderTest final
{
public:
    explicit ReceiverUnderTest(const ReceiverPace &pace = {})
        : host(pace, nullptr)
    {
        options.port = 0;
        options.dataFolder = folder.filePath(QStringLiteral("session"));
        QObject::connect(&host, &ReceiverHost::received, &host,
                         [this](const QList<Callback> &batch) { callbacks.append(batch); });
    }

    /// Returns false if it does not listen within seconds.
    [[nodiscard]] bool start()
    {
        QSignalSpy changed(&host, &ReceiverHost::statusChanged);
        host.start(options);
        while (host.status().state == ReceiverStatus::State::Starting && changed.wait(Test::patienceMs)) { }
        return host.status().isReceiving();
    }

    void set(Limit limit, const QString &text) { QVERIFY2(!options.limits.set(limit, text), qPrintable(text)); }

    /// Empty when nothing is wrong.
    [[nodiscard]] QString problem() const
    {
        const auto error = host.status().error;
        return error ? errorText(*error) : QString();
    }
    [[nodiscard]] quint16 port() const { return quint16(QUrl(host.status().url).port()); }

    QTemporaryDir folder;
    ReceiverOptions options;
    ReceiverHost host;
    QList<Callback> callbacks;
};

} // namespace Roomscope
