// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/receiver/pendingreply.h"

#include "core/protocol/answer.h"
#include "core/reception/judge.h"

#include <QBuffer>
#include <QDateTime>
#include <QLocale>
#include <QTimeZone>

#if QT_VERSION >= QT_VERSION_CHECK(6, 8, 0)
#include <QHttpHeaders>
#endif

#include <array>

using namespace Qt::StringLiterals;

namespace Roomscope {

namespace {

/// Now, as the Date header has it (RFC 9110 5.6.7); made once a second.
const QByteArray &httpDate()
{
    thread_local qint64 second = -1;
    thread_local QByteArray date;
    if (const qint64 now = QDateTime::currentSecsSinceEpoch(); now != second) {
        second = now;
        date = QLocale::c()
                   .toString(QDateTime::fromSecsSinceEpoch(now, QTimeZone::utc()), u"ddd, dd MMM yyyy hh:mm:ss"_s)
                   .toLatin1()
            + " GMT";
    }
    return date;
}

/// Calls write(name, value) for each header but Content-Length.
template<typename Write> void forEachHeader(const Reply &reply, bool closes, const Write &write)
{
    write("Date"_ba, httpDate());
    write("Content-Type"_ba, "application/json"_ba);
    if (closes)
        write("Connection"_ba, "close"_ba);
    if (reply.status == 405)
        write("Allow"_ba, "POST"_ba);
}

void write(QHttpServerResponder &responder, const Reply &reply, bool closes, bool isToHead)
{
    const auto status = QHttpServerResponder::StatusCode(reply.status);
#if QT_VERSION < QT_VERSION_CHECK(6, 8, 0)
    responder.writeStatusLine(status);
    forEachHeader(reply, closes,
                  [&](const QByteArray &name, const QByteArray &value) { responder.writeHeader(name, value); });
    responder.writeHeader("Content-Length"_ba, QByteArray::number(reply.body.size()));
    responder.writeBody(isToHead ? QByteArray() : reply.body);
#else
    QHttpHeaders headers;
    forEachHeader(reply, closes, [&](const QByteArray &name, const QByteArray &value) { headers.append(name, value); });
    if (!isToHead)
        return responder.write(reply.body, headers, status);
    auto *const atItsEnd = new QBuffer; // the responder writes its size, and what is left to read
    atItsEnd->setData(reply.body);
    atItsEnd->open(QIODevice::ReadOnly);
    atItsEnd->seek(reply.body.size());
    responder.write(atItsEnd, headers, status); // deletes it
#endif
}

QByteArray withoutResponder(const Reply &reply, bool isToHead)
{
    QByteArray text = "HTTP/1.1 " + QByteArray::number(reply.status) + ' ' + reasonPhrase(reply.status) + "\r\n";
    forEachHeader(reply, true,
                  [&](const QByteArray &name, const QByteArray &value) { text += name + ": " + value + "\r\n"; });
    text += "Content-Length: " + QByteArray::number(reply.body.size()) + "\r\n\r\n";
    return isToHead ? text : text + reply.body;
}

} // namespace

qint64 PendingReply::send(const Reply &reply)
{
    if (!m_guard)
        return -1;
    if (m_responder)
        write(*m_responder, reply, m_guard->closesAfterAnswer(), m_guard->isAnswerToHead());
    else
        m_guard->writeAnswer(withoutResponder(reply, m_guard->isAnswerToHead()));
    m_responder.reset(); // QHttpServer may go on to the next request
    return m_guard->answered();
}

} // namespace Roomscope
