// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/printer.h"

#include "app/outputwriter.h"
#include "app/terminal.h"

#include <QThread>

#include <chrono>
#include <utility>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace Roomscope {

namespace {

constexpr qint64 mostWaiting = 1024 * 1024; // bytes
constexpr auto longestEnd = 1s;

OutputWriter *currentWriter = nullptr;
QtMessageHandler formerHandler = nullptr;

/// Through the event loop of the writer, from any thread.
void sayLater(const QByteArray &message)
{
    QMetaObject::invokeMethod(
        currentWriter, [writer = currentWriter, message] { writer->say(message); }, Qt::QueuedConnection);
}

void handleMessage(QtMsgType type, const QMessageLogContext &context, const QString &message)
{
    if (type == QtFatalMsg) // the process ends
        formerHandler(type, context, message);
    else
        sayLater(qFormatLogMessage(type, context, message).toLocal8Bit() + '\n');
}

} // namespace

Printer::Printer(QObject *parent)
    : QObject(parent)
    , m_thread(new QThread)
    , m_writer(new OutputWriter)
{
    m_thread->setObjectName(u"printer"_s);
    m_writer->moveToThread(m_thread);
    connect(m_thread, &QThread::started, m_writer, &OutputWriter::start);
    connect(m_thread, &QThread::finished, m_writer, &QObject::deleteLater);
    connect(m_writer, &OutputWriter::finished, m_thread, &QThread::quit, Qt::DirectConnection);
    connect(m_writer, &OutputWriter::printed, this, &Printer::note);
    m_thread->start();
    currentWriter = m_writer;
    setComplaintOutlet(sayLater);
    formerHandler = qInstallMessageHandler(handleMessage);
}

Printer::~Printer()
{
    qInstallMessageHandler(formerHandler);
    setComplaintOutlet(nullptr);
    QMetaObject::invokeMethod(m_writer, &OutputWriter::finish, Qt::QueuedConnection);
    // A thread that the system holds in a write ends with the process.
    if (m_thread->wait(longestEnd))
        delete m_thread;
}

void Printer::print(const QByteArray &lines, qint64 count)
{
    m_waitingBytes += lines.size();
    m_waitingLines += count;
    QMetaObject::invokeMethod(
        m_writer, [writer = m_writer, lines] { writer->print(lines); }, Qt::QueuedConnection);
    if (m_waitingBytes > mostWaiting && !std::exchange(m_isBehind, true))
        emit behindChanged(true);
}

void Printer::note(qint64 bytes, qint64 lines)
{
    m_waitingBytes -= bytes;
    m_waitingLines -= lines;
    if (m_waitingBytes < mostWaiting / 2 && std::exchange(m_isBehind, false))
        emit behindChanged(false);
    emit progressed();
}

} // namespace Roomscope
