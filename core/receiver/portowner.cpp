// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/receiver/portowner.h"

#include <QDir>
#include <QFile>
#include <QHostAddress>
#include <QSet>
#include <QtEndian>

using namespace Qt::StringLiterals;

namespace Roomscope {

namespace {

/// "0100007F:2120" is 127.0.0.1:8480: words of 32 bits in the machine's byte order, hexadecimal (proc_net_tcp(5)).
QHostAddress addressOf(QByteArrayView hex)
{
    constexpr qsizetype wordDigits = 8;
    QByteArray bytes;
    for (; hex.size() >= wordDigits; hex = hex.sliced(wordDigits)) {
        const quint32 word = hex.first(wordDigits).toUInt(nullptr, 16);
        bytes.append(reinterpret_cast<const char *>(&word), sizeof word);
    }
    if (bytes.size() == 4)
        return QHostAddress(qFromBigEndian<quint32>(bytes.constData()));
    return bytes.size() == 16 ? QHostAddress(reinterpret_cast<const quint8 *>(bytes.constData())) : QHostAddress();
}

bool isIPv4(const QHostAddress &address)
{
    bool isMapped = false;
    static_cast<void>(address.toIPv4Address(&isMapped)); // also of ::ffff:127.0.0.1
    return isMapped;
}

/// Nobody can listen at wanted while somebody listens at taken. Whether :: has taken the addresses of IPv4 as well, as
/// is usual, the system does not tell.
bool excludes(const QHostAddress &taken, const QHostAddress &wanted)
{
    if (taken == QHostAddress::AnyIPv6 || wanted == QHostAddress::Any)
        return true;
    if (taken == QHostAddress::AnyIPv4 || wanted == QHostAddress::AnyIPv4)
        return isIPv4(taken) && isIPv4(wanted);
    return wanted == QHostAddress::AnyIPv6 ? !isIPv4(taken)
                                           : taken.isEqual(wanted, QHostAddress::ConvertV4MappedToIPv4);
}

/// The links that descriptors of sockets listening there have, "socket:[12345]" (proc_net_tcp(5), proc(5)).
QSet<QString> listeningSockets(const QHostAddress &address, quint16 port)
{
    constexpr QByteArrayView listening = "0A";
    QSet<QString> links;
    for (const QString &table : {u"/proc/net/tcp"_s, u"/proc/net/tcp6"_s}) {
        QFile file(table);
        if (!file.open(QIODevice::ReadOnly))
            continue;
        const QList<QByteArray> lines = file.readAll().split('\n');
        for (const QByteArray &line : lines) {
            const QList<QByteArray> columns = line.simplified().split(' ');
            if (columns.size() <= 9 || columns[3] != listening)
                continue;
            const QByteArrayView local = columns[1];
            const qsizetype colon = local.indexOf(':');
            if (colon > 0 && local.sliced(colon + 1).toUInt(nullptr, 16) == port
                && excludes(addressOf(local.first(colon)), address))
                links.insert(u"socket:[%1]"_s.arg(QString::fromLatin1(columns[9])));
        }
    }
    return links;
}

} // namespace

std::optional<PortOwner> portOwner(const QHostAddress &address, quint16 port)
{
    const QSet<QString> sockets = listeningSockets(address, port);
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
            return PortOwner {.program = program, .process = process};
        }
    }
    return {};
}

} // namespace Roomscope
