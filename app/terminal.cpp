// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/terminal.h"

#include <cerrno>
#include <cstdio>
#include <cstring>

using namespace Qt::StringLiterals;

namespace Roomscope {

namespace {

void (*complaintOutlet)(const QByteArray &line) = nullptr;

/// Moves the cursor or turns the direction instead of showing something.
bool isCommand(QChar c)
{
    switch (c.category()) {
    case QChar::Other_Control:
    case QChar::Separator_Line:
    case QChar::Separator_Paragraph: return true;
    default: break;
    }
    switch (c.direction()) {
    case QChar::DirLRE:
    case QChar::DirLRO:
    case QChar::DirRLE:
    case QChar::DirRLO:
    case QChar::DirPDF:
    case QChar::DirLRI:
    case QChar::DirRLI:
    case QChar::DirFSI:
    case QChar::DirPDI: return true;
    default: return false;
    }
}

} // namespace

QString printable(const QString &text)
{
    QString shown;
    shown.reserve(text.size());
    for (const QChar c : text) {
        if (c == u'\n')
            shown += "\\n"_L1;
        else if (c == u'\r')
            shown += "\\r"_L1;
        else if (c == u'\t')
            shown += "\\t"_L1;
        else if (isCommand(c))
            shown += u"\\u%1"_s.arg(int(c.unicode()), 4, 16, QChar(u'0'));
        else
            shown += c;
    }
    return shown;
}

QString counted(qint64 number, const QString &one, const QString &many)
{
    return u"%1 %2"_s.arg(number).arg(number == 1 ? one : many);
}

QByteArray complaint(const QString &sentence)
{
    return "roomscope: " + printable(sentence).toUtf8() + '\n';
}

int complain(const QString &sentence, ExitCode code)
{
    const QByteArray line = complaint(sentence);
    if (complaintOutlet)
        complaintOutlet(line);
    else
        std::fwrite(line.constData(), 1, size_t(line.size()), stderr);
    return code;
}

void setComplaintOutlet(void (*outlet)(const QByteArray &line))
{
    complaintOutlet = outlet;
}

int print(const QByteArray &text)
{
    if (std::fwrite(text.constData(), 1, size_t(text.size()), stdout) == size_t(text.size())
        && std::fflush(stdout) == 0)
        return Done;
    return complain(u"The output could not be written: %1."_s.arg(QString::fromLocal8Bit(std::strerror(errno))));
}

} // namespace Roomscope
