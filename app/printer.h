// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QObject>
#include <QtGlobal>

class QThread;

namespace Roomscope {

class OutputWriter;

/// While it lives, stdout and stderr are written by a thread of its own, so that nobody who reads them holds the
/// program: the lines of print(), what complain() says, and the messages of Qt from any thread. One at a time, made
/// and destroyed in the main thread, where its signals come.
class Printer final : public QObject
{
    Q_OBJECT

public:
    explicit Printer(QObject *parent = nullptr);
    /// What is read soon is still written.
    ~Printer() override;

    /// Whole lines, so many, to stdout.
    void print(const QByteArray &lines, qint64 count = 1);
    /// So much waits for the reader that there should be no more of it for now; behindChanged() tells.
    [[nodiscard]] bool isBehind() const { return m_isBehind; }
    /// Lines that wait for the reader.
    [[nodiscard]] qint64 waiting() const { return m_waitingLines; }

signals:
    void behindChanged(bool isBehind);
    /// Of the lines that wait some have been taken.
    void progressed();

private:
    void note(qint64 bytes, qint64 lines);

    QThread *const m_thread;
    OutputWriter *const m_writer;
    qint64 m_waitingBytes = 0;
    qint64 m_waitingLines = 0;
    bool m_isBehind = false;
};

} // namespace Roomscope
