// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QObject>
#include <QtGlobal>

class QThread;

namespace Roomscope {

class OutputWriter;

/// While it exists, a thread of its own writes stdout and stderr, so that slow readers never block the program: the
/// lines of print(), the output of complain(), and Qt's messages from any thread. One at a time, created and destroyed
/// in the main thread, where its signals are emitted.
class Printer final : public QObject
{
    Q_OBJECT

public:
    explicit Printer(QObject *parent = nullptr);
    /// Output that is read soon is still written.
    ~Printer() override;

    /// Prints `count` whole lines to stdout.
    void print(const QByteArray &lines, qint64 count = 1);
    /// Returns true if so much output is waiting that no more should be added for now, see behindChanged().
    [[nodiscard]] bool isBehind() const { return m_isBehind; }
    /// Returns the number of lines waiting to be written.
    [[nodiscard]] qint64 waiting() const { return m_waitingLines; }

signals:
    void behindChanged(bool isBehind);
    /// Some of the waiting lines have been taken.
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
