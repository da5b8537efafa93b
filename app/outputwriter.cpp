// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/outputwriter.h"

#include "app/terminal.h"

#include <QSocketNotifier>
#include <QTimer>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <iterator>
#include <utility>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace Roomscope {

namespace {

constexpr qsizetype mostMessages = 64 * 1024; // bytes that wait
constexpr auto longestFinish = 300ms;         // of readers that are slow; those that stall take nothing

} // namespace

void OutputWriter::start()
{
    m_outRoom = new QSocketNotifier(m_out.descriptor(), QSocketNotifier::Write, this);
    m_errRoom = new QSocketNotifier(m_err.descriptor(), QSocketNotifier::Write, this);
    for (QSocketNotifier *room : {m_outRoom, m_errRoom})
        room->setEnabled(false);
    connect(m_outRoom, &QSocketNotifier::activated, this, &OutputWriter::writeLines);
    connect(m_errRoom, &QSocketNotifier::activated, this, &OutputWriter::writeMessages);
}

void OutputWriter::print(const QByteArray &lines)
{
    m_chunks.push_back({.lines = lines});
    if (!m_outRoom->isEnabled())
        writeLines();
}

void OutputWriter::writeLines()
{
    m_outRoom->setEnabled(false);
    while (!m_chunks.empty()) {
        Chunk &chunk = m_chunks.front();
        const auto [size, error]
            = m_isClosed ? OutputStream::Written {.size = chunk.rest().size()} : m_out.write(chunk.rest());
        consume(chunk.rest().first(size));
        chunk.written += size;
        if (error != 0) {
            noteFailure(error);
            break;
        }
        if (!chunk.rest().isEmpty()) {
            m_outRoom->setEnabled(true);
            break;
        }
        if (!chunk.isRest && !m_isClosed)
            noteSuccess();
        m_chunks.pop_front();
    }
    if (m_takenBytes > 0)
        emit printed(std::exchange(m_takenBytes, 0), std::exchange(m_takenLines, 0));
    finishIfDone();
}

qint64 OutputWriter::consume(QByteArrayView bytes)
{
    const qint64 lines = std::count(bytes.begin(), bytes.end(), '\n');
    m_takenBytes += bytes.size();
    m_takenLines += lines;
    return lines;
}

void OutputWriter::noteFailure(int error)
{
    // A line that has been begun is ended before others follow.
    const Chunk &first = m_chunks.front();
    const bool isTorn = error != EPIPE && (first.written > 0 ? first.lines[first.written - 1] != '\n' : first.isRest);
    const QByteArrayView unwritten = first.rest();
    const qsizetype end = isTorn ? unwritten.indexOf('\n') + 1 : 0;
    Chunk torn {.lines = unwritten.first(end).toByteArray(), .isRest = true};
    qint64 missing = consume(unwritten.sliced(end));
    for (auto chunk = std::next(m_chunks.begin()); chunk != m_chunks.end(); ++chunk)
        missing += consume(chunk->rest());
    m_chunks.clear();
    if (error == EPIPE) {
        m_isClosed = true;
        complain(u"Nobody reads the output any more; callbacks are still stored."_s);
        return;
    }
    if (isTorn)
        m_chunks.push_back(std::move(torn)); // with the next lines
    m_missingLines += missing;
    if (!std::exchange(m_isFailing, true))
        complain(u"The output cannot be written (%1); callbacks are still stored."_s.arg(
            QString::fromLocal8Bit(std::strerror(error))));
}

void OutputWriter::noteSuccess()
{
    if (std::exchange(m_isFailing, false))
        complain(
            u"The output is written again; lines that are missing in it: %1."_s.arg(std::exchange(m_missingLines, 0)));
}

void OutputWriter::complain(const QString &sentence)
{
    say(complaint(sentence));
}

void OutputWriter::say(const QByteArray &message)
{
    if (m_messages.size() + message.size() > mostMessages)
        ++m_missingMessages;
    else
        m_messages += message;
    if (!m_errRoom->isEnabled())
        writeMessages();
}

void OutputWriter::writeMessages()
{
    const auto [size, error] = m_err.write(m_messages);
    m_messages.remove(0, error == 0 ? size : m_messages.size()); // there is nobody left to tell
    if (m_messages.isEmpty() && m_missingMessages > 0) {
        m_messages = complaint(u"Messages that are missing here, because nobody read them: %1."_s.arg(
            std::exchange(m_missingMessages, 0)));
    }
    m_errRoom->setEnabled(!m_messages.isEmpty());
    finishIfDone();
}

void OutputWriter::finish()
{
    m_isFinishing = true;
    QTimer::singleShot(longestFinish, this, &OutputWriter::finished);
    finishIfDone();
}

void OutputWriter::finishIfDone()
{
    if (m_isFinishing && !m_outRoom->isEnabled() && !m_errRoom->isEnabled())
        emit finished();
}

} // namespace Roomscope
