// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commandline.h"
#include "app/commands/commands.h"
#include "app/openedsession.h"
#include "app/printer.h"
#include "app/sessionwindow.h"
#include "app/stopsignals.h"
#include "ui/style/windowsettings.h"
#include "ui/words/errorwords.h"

#include <QApplication>
#include <QFileInfo>
#include <QMessageBox>

#include <algorithm>
#include <cstdlib>
#include <utility>

using namespace Qt::StringLiterals;

namespace Roomscope {

namespace {

bool hasDisplay()
{
#if defined(Q_OS_UNIX) && !defined(Q_OS_DARWIN)
    return qEnvironmentVariableIsSet("QT_QPA_PLATFORM") || !qEnvironmentVariableIsEmpty("DISPLAY")
        || !qEnvironmentVariableIsEmpty("WAYLAND_DISPLAY");
#else
    return true;
#endif
}

/// While it lives, Qt's message that there is no usable display is a sentence of ours and the exit code 1 instead of an
/// abort. Qt itself has to try: which display and which plug-in it takes, it decides by many things. One at a time.
class DisplayProbe final
{
public:
    DisplayProbe()
    {
        messages.clear();
        formerHandler = qInstallMessageHandler(note);
    }
    ~DisplayProbe()
    {
        qInstallMessageHandler(formerHandler);
        for (const Message &message : std::as_const(messages)) // there is a display, and something else to say
            formerHandler(message.type, {}, message.text);
    }
    Q_DISABLE_COPY_MOVE(DisplayProbe)

private:
    struct Message
    {
        QtMsgType type;
        QString text;
    };
    static void note(QtMsgType type, const QMessageLogContext &context, const QString &message)
    {
        if (type == QtDebugMsg)
            return formerHandler(type, context, message);
        if (type != QtFatalMsg)
            return messages.append({type, message});
        const auto first = std::find_if(messages.cbegin(), messages.cend(),
                                        [](const Message &each) { return each.type != QtInfoMsg; });
        QString reason = first == messages.cend() ? message.section(u'\n', 0, 0) : first->text;
        while (reason.endsWith(u'.') || reason.endsWith(u' '))
            reason.chop(1);
        complain(u"The window cannot be opened: %1. “roomscope serve” works without a display."_s.arg(reason));
        std::_Exit(Failed); // Qt is only half there: nothing of it may be destroyed
    }

    static inline QList<Message> messages;
    static inline QtMessageHandler formerHandler = nullptr;
};

/// The window's help: what the program is, and every command.
QString description()
{
    QString text = u"Roomscope, a monitor for Tencent RTC room callbacks. Without a command it opens the window.\n\n"
                   "Commands:\n"_s;
    for (const Command &command : commands())
        text += u"  %1  %2\n"_s.arg(command.name, -8).arg(command.what);
    return text + u"“roomscope COMMAND --help” tells more."_s;
}

} // namespace

int runWindow(int &argc, char **argv)
{
    QCommandLineParser parser;
    parser.setApplicationDescription(description());
    parser.addPositionalArgument(u"SESSION"_s,
                                 u"The session's folder, like --data-dir; or a session file (.roomscope), or a file to "
                                 "import, which is opened as a copy."_s,
                                 u"[SESSION]"_s);
    addReceiverOptions(parser);
    parser.addOption({u"demo"_s, u"Fill the window with simulated rooms over real HTTP."_s});
    if (const auto code = parseArguments(parser, argumentsOf(argc, argv, false)))
        return *code;
    if (parser.positionalArguments().size() > 1)
        return complain(u"Only one SESSION can be opened."_s, WrongUsage);
    const QStringList paths = parser.positionalArguments();
    for (const QString &path : paths) {
        if (const QString objection = objectionToSession(path); !objection.isEmpty())
            return complain(objection, WrongUsage);
    }
    std::optional<ReceiverOptions> options = receiverOptions(parser, WindowSettings().receiverOptions());
    if (!options)
        return WrongUsage;
    if (!hasDisplay())
        return complain(u"There is no display for the window; “roomscope serve” works without one."_s);

    QApplication::setDesktopFileName(u"org.roomscope.Roomscope"_s);
    std::optional<DisplayProbe> probe(std::in_place);
    const QApplication application(argc, argv);
    probe.reset();
    const Printer printer;                            // a window needs nobody who reads its messages
    applyColorScheme(WindowSettings().colorScheme()); // also of what may be shown before the window
    bool isCopy = false;
    if (!parser.positionalArguments().isEmpty()) {
        const QString path = parser.positionalArguments().first();
        const auto opened = openSessionPath(path);
        if (!opened) {
            const QString problem = errorText(opened.error());
            complain(problem);
            QMessageBox::critical(nullptr, u"Roomscope"_s, problem);
            return Failed;
        }
        if (!*opened)
            return complain(u"Cancelled; nothing was opened."_s);
        options->dataFolder = (*opened)->folder;
        isCopy = (*opened)->isCopy;
        WindowSettings().noteSession(path);
    }

    auto session = Session::open(options->dataFolder, Session::IfInUse::Follow);
    if (!session) {
        const QString sentence = errorText(session.error());
        complain(sentence);
        QMessageBox::critical(nullptr, u"Roomscope"_s, sentence);
        return Failed;
    }
    SessionWindow opened(*std::move(session), *options);
    const StopSignals stopSignals;
    QObject::connect(&stopSignals, &StopSignals::stopRequested, &opened.window(), &QWidget::close);
    if (isCopy)
        opened.window().showNotice(
            u"This is a copy of “%1”; that one stays as it is. The receiver is stopped until you start it."_s.arg(
                QFileInfo(parser.positionalArguments().constFirst()).fileName()));
    opened.window().show();
    if (!isCopy || opened.session().isFollowed())
        opened.start();
    if (parser.isSet(u"demo"_s))
        opened.startDemo();
    return QApplication::exec();
}

} // namespace Roomscope
