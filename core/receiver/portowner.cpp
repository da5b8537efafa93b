// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/receiver/portowner.h"

#include <QDir>
#include <QFile>
#include <QSet>

using namespace Qt::StringLiterals;

namespace Roomscope {

namespace {

/// The links that descriptors of sockets listening on the port have, "socket:[12345]" (proc_net_tcp, proc(5)).
QSet<QString> listeningSockets(quint16 port)
{
    constexpr QByteArrayView listening = "0A";
    const QByteArray portDigits = ':' + QByteArray::number(port, 16).rightJustified(4, '0').toUpper();
    QSet<QString> links;
    for (const QString &table : {u"/proc/net/tcp"_s, u"/proc/net/tcp6"_s}) {
        QFile file(table);
        if (!file.open(QIODevice::ReadOnly))
            continue;
        const QList<QByteArray> lines = file.readAll().split('\n');
        for (const QByteArray &line : lines) {
            const QList<QByteArray> columns = line.simplified().split(' ');
            if (columns.size() > 9 && columns[1].endsWith(portDigits) && columns[3] == listening)
                links.insert(u"socket:[%1]"_s.arg(QString::fromLatin1(columns[9])));
        }
    }
    return links;
}

} // namespace

QString portOwner(quint16 port)
{
    const QSet<QString> sockets = listeningSockets(port);
    if (sockets.isEmpty())
        return {};
    const QStringList processes = QDir(u"/proc"_s).entryList({u"[0-9]*"_s}, QDir::Dirs);
    for (const QString &process : processes) {
        // Links to sockets point to no file: to QDir they are "system" entries.
        const QDir descriptors(u"/proc/%1/fd"_s.arg(process));
        const QStringList names = descriptors.entryList(QDir::Files | QDir::System);
        for (const QString &name : names) {
            const QByteArray path = QFile::encodeName(descriptors.filePath(name));
            if (!sockets.contains(QFile::symLinkTarget(QFile::decodeName(path)).section(u'/', -1)))
                continue;
            QFile command(u"/proc/%1/comm"_s.arg(process));
            const QString program
                = command.open(QIODevice::ReadOnly) ? QString::fromUtf8(command.readAll().trimmed()) : QString();
            return u"%1 (process %2)"_s.arg(program, process);
        }
    }
    return {};
}

} // namespace Roomscope
