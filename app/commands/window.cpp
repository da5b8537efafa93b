// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commandline.h"
#include "app/commands/commands.h"
#include "app/demo.h"
#include "app/feed.h"
#include "app/openedsession.h"
#include "app/printer.h"
#include "app/session.h"
#include "app/stopsignals.h"
#include "core/receiver/certificate.h"
#include "core/receiver/receiverhost.h"
#include "core/session/checkpointkeeper.h"
#include "core/session/journalfollower.h"
#include "core/session/monitor.h"
#include "ui/style/windowsettings.h"
#include "ui/window/mainwindow.h"

#include <QApplication>
#include <QFileInfo>
#include <QMessageBox>
#include <QProcess>

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
    std::optional<ReceiverOptions> options = receiverOptions(parser, MainWindow::savedReceiverOptions());
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
        if (const auto *problem = std::get_if<QString>(&opened)) {
            if (problem->isEmpty())
                return complain(u"Cancelled; nothing was opened."_s);
            complain(*problem);
            QMessageBox::critical(nullptr, u"Roomscope"_s, *problem);
            return Failed;
        }
        options->dataFolder = std::get<OpenedFolder>(opened).folder;
        isCopy = std::get<OpenedFolder>(opened).isCopy;
        WindowSettings().noteSession(path);
    }

    auto session = openSession(options->dataFolder, IfInUse::Follow);
    if (const auto *failure = std::get_if<JournalFailure>(&session)) {
        complain(failure->sentence);
        QMessageBox::critical(nullptr, u"Roomscope"_s, failure->sentence);
        return Failed;
    }
    auto &[state, recent, linesEnd, follows, isWhole, notices] = std::get<Session>(session);

    Monitor monitor;
    const qint64 lastRestored = state.lastId;
    monitor.restore(std::move(state));
    std::optional<CheckpointKeeper> keeper;
    if (!follows && isWhole)
        keeper.emplace(&monitor, options->dataFolder);

    MainWindow window(&monitor, options->dataFolder);
    window.restoreHistory(recent, follows ? Timeline::Access::Read : Timeline::Access::Write, linesEnd);
    window.setReceiverOptions(*options);
    window.setCertificateCheck([](const TlsOptions &tls) -> std::variant<CertificateSummary, QString> {
        auto loaded = loadCertificate(tls, {}, {});
        if (const auto *const problem = std::get_if<QString>(&loaded))
            return *problem;
        return std::get<ServerCertificate>(loaded).summary;
    });
    for (const QString &notice : std::as_const(notices))
        window.showNotice(notice);
    recent.clear();
    QObject::connect(&window, &MainWindow::sessionRequested, &window, [&window](const QString &path) {
        const QFileInfo chosen(path);
        if (!chosen.exists()) // of the recent ones, some go
            window.showNotice(u"There is no file or folder “%1” any more."_s.arg(path));
        else if (!QProcess::startDetached(QCoreApplication::applicationFilePath(), {chosen.absoluteFilePath()}))
            window.showNotice(u"Another window could not be opened for “%1”."_s.arg(path));
    });
    const StopSignals stopSignals;
    QObject::connect(&stopSignals, &StopSignals::stopRequested, &window, &QWidget::close);
    if (isCopy)
        window.showNotice(
            u"This is a copy of “%1”; that one stays as it is. The receiver is stopped until you start it."_s.arg(
                QFileInfo(parser.positionalArguments().constFirst()).fileName()));

    if (follows) {
        JournalFollower follower(options->dataFolder);
        const Feed feed(&follower, &monitor, options->dataFolder);
        QObject::connect(&feed, &Feed::failed, &window, &MainWindow::showNotice);
        QObject::connect(&follower, &JournalFollower::repeated, &window, &MainWindow::showRepeats);
        QObject::connect(&follower, &JournalFollower::trimmed, &window, &MainWindow::dropLinesBefore);
        QObject::connect(&follower, &JournalFollower::interpretationChanged, &window,
                         &MainWindow::followInterpretation);
        QObject::connect(&follower, &JournalFollower::statusChanged, &window, &MainWindow::setReceiverStatus);
        if (parser.isSet(u"demo"_s))
            window.showNotice(u"There is no demo in a session that another Roomscope receives into."_s);
        window.show();
        follower.start(lastRestored);
        return application.exec();
    }

    ReceiverHost host;
    const Feed feed(&host, &monitor, options->dataFolder);
    QObject::connect(&feed, &Feed::failed, &window, &MainWindow::showNotice);
    Demo demo;
    demo.setReceiverOptions(*options);
    if (keeper)
        QObject::connect(&*keeper, &CheckpointKeeper::failed, &window, &MainWindow::showNotice);
    QObject::connect(&host, &ReceiverHost::noticed, &window, &MainWindow::showNotice);
    QObject::connect(&host, &ReceiverHost::trimmed, &window, &MainWindow::dropLinesBefore);
    QObject::connect(&host, &ReceiverHost::repeated, &window, &MainWindow::showRepeats);
    QObject::connect(&host, &ReceiverHost::countersChanged, &window, &MainWindow::setReceiverCounters);
    QObject::connect(&window, &MainWindow::selfTestRequested, &host, &ReceiverHost::testSelf);
    QObject::connect(&host, &ReceiverHost::statusChanged, &window, &MainWindow::setReceiverStatus);
    QObject::connect(&host, &ReceiverHost::statusChanged, &demo, &Demo::setReceiverStatus);
    QObject::connect(&window, &MainWindow::startRequested, &demo, &Demo::setReceiverOptions);
    QObject::connect(&window, &MainWindow::startRequested, &host, &ReceiverHost::start);
    QObject::connect(&window, &MainWindow::stopRequested, &host, &ReceiverHost::stop);
    QObject::connect(&window, &MainWindow::demoRequested, &demo, &Demo::start);
    QObject::connect(&window, &MainWindow::demoStopRequested, &demo, &Demo::stop);
    QObject::connect(&window, &MainWindow::testCallbackRequested, &demo, &Demo::sendTestCallback);
    QObject::connect(&demo, &Demo::runningChanged, &window, &MainWindow::setDemoRunning);
    QObject::connect(&demo, &Demo::failed, &window, &MainWindow::showNotice);
    window.show();
    if (!isCopy)
        host.start(*options);
    if (parser.isSet(u"demo"_s))
        demo.start();
    return application.exec();
}

} // namespace Roomscope
