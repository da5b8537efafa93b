// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/outputstream.h"

#include <QByteArray>
#include <QObject>

#include <deque>

class QSocketNotifier;

namespace Roomscope {

/// Writes lines to stdout and messages to stderr, in order, as fast as they are read. Reports write errors on stderr.
/// Printing ends if the reader has closed the pipe; after any other error, such as a full disk, it continues with the
/// next lines that can be written. Lives in the printer's thread.
class OutputWriter final : public QObject
{
    Q_OBJECT

public:
    /// Creates the objects that must live in its thread.
    void start();
    /// Whole lines.
    void print(const QByteArray &lines);
    /// Writes a line for the user. Beyond a bound, messages are only counted.
    void say(const QByteArray &message);
    /// Emits finished() when all is written, or soon.
    void finish();

signals:
    /// These bytes and lines no longer wait: they were written or given up.
    void printed(qint64 bytes, qint64 lines);
    void finished();

private:
    struct Chunk
    {
        [[nodiscard]] QByteArrayView rest() const { return QByteArrayView(lines).sliced(written); }

        QByteArray lines;
        qsizetype written = 0;
        bool isRest = false; ///< Begins inside a line of which a part was written.
    };
    void writeLines();
    void writeMessages();
    /// Counts bytes that no longer wait; returns the number of lines in them.
    qint64 consume(QByteArrayView bytes);
    void noteFailure(int error);
    void noteSuccess();
    void complain(const QString &sentence);
    void finishIfDone();

    OutputStream m_out {1};
    OutputStream m_err {2};
    QSocketNotifier *m_outRoom = nullptr; ///< Enabled while lines wait for room.
    QSocketNotifier *m_errRoom = nullptr;
    std::deque<Chunk> m_chunks;
    QByteArray m_messages;
    qint64 m_takenBytes = 0; ///< Not yet reported by printed().
    qint64 m_takenLines = 0;
    qint64 m_missingLines = 0; ///< Lines that could not be written.
    qint64 m_missingMessages = 0;
    bool m_isFailing = false;
    bool m_isClosed = false; ///< The reader has closed stdout.
    bool m_isFinishing = false;
};

} // namespace Roomscope
