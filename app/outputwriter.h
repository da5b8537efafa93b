// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/outputstream.h"

#include <QByteArray>
#include <QObject>

#include <deque>

class QSocketNotifier;

namespace Roomscope {

/// Writes lines to stdout and messages to stderr, in order, as fast as they are read. What cannot be written is told
/// of on stderr: a reader that has gone away ends the printing; after anything else, such as a full disk, it goes on
/// with the next lines that can be written. Lives in the printer's thread.
class OutputWriter final : public QObject
{
    Q_OBJECT

public:
    /// Makes what has to be made in its thread.
    void start();
    /// Whole lines.
    void print(const QByteArray &lines);
    /// A line for people. Beyond a bound, messages are only counted.
    void say(const QByteArray &message);
    /// Emits finished() when all is written, or soon.
    void finish();

signals:
    /// No longer waiting: written, or given up.
    void printed(qint64 bytes, qint64 lines);
    void finished();

private:
    struct Chunk
    {
        [[nodiscard]] QByteArrayView rest() const { return QByteArrayView(lines).sliced(written); }

        QByteArray lines;
        qsizetype written = 0;
        bool isRest = false; ///< It begins inside a line that was begun.
    };
    void writeLines();
    void writeMessages();
    /// Counts what is no longer waiting; the lines in it.
    qint64 consume(QByteArrayView bytes);
    void noteFailure(int error);
    void noteSuccess();
    void complain(const QString &sentence);
    void finishIfDone();

    OutputStream m_out {1};
    OutputStream m_err {2};
    QSocketNotifier *m_outRoom = nullptr; ///< At work while lines wait for room.
    QSocketNotifier *m_errRoom = nullptr;
    std::deque<Chunk> m_chunks;
    QByteArray m_messages;
    qint64 m_takenBytes = 0; ///< Not told yet.
    qint64 m_takenLines = 0;
    qint64 m_missingLines = 0; ///< That could not be written.
    qint64 m_missingMessages = 0;
    bool m_isFailing = false;
    bool m_isClosed = false; ///< Nobody reads stdout any more.
    bool m_isFinishing = false;
};

} // namespace Roomscope
