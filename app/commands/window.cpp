// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commandline.h"
#include "app/commands/commands.h"
#include "app/demo.h"
#include "app/feed.h"
#include "app/openedsession.h"
#include "app/session.h"
#include "app/stopsignals.h"
#include "core/checkpointkeeper.h"
#include "core/journalfollower.h"
#include "core/monitor.h"
#include "core/receiver/certificate.h"
#include "core/receiver/receiverhost.h"
#include "ui/mainwindow.h"
#include "ui/windowsettings.h"

#include <QApplication>
#include <QFileInfo>
#include <QMessageBox>
#include <QProcess>

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

} // namespace

int runWindow(int &argc, char **argv)
{
    QCommandLineParser parser;
    parser.setApplicationDescription(
        u"Roomscope, a monitor for Tencent RTC room callbacks. Without a command it opens the window.\n\n"
        "Commands:\n"
        "  serve     receives and stores without a display, prints NDJSON\n"
        "  rooms     prints the state of the rooms as JSON\n"
        "  export    writes stored callbacks to a file\n"
        "  import    reads callbacks from a file into a session\n"
        "  journal   checks, measures and trims a session's journal\n"
        "  simulate  sends believable room traffic to a receiver\n"
        "“roomscope COMMAND --help” tells more."_s);
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
    if (!hasDisplay())
        return complain(u"There is no display for the window; “roomscope serve” works without one."_s);

    QApplication::setDesktopFileName(u"org.roomscope.Roomscope"_s);
    const QApplication application(argc, argv);
    std::optional<ReceiverOptions> options = receiverOptions(parser, MainWindow::savedReceiverOptions());
    if (!options)
        return WrongUsage;
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
    auto &[state, recent, linesEnd, follows, notices] = std::get<Session>(session);

    Monitor monitor;
    const qint64 lastRestored = state.lastId;
    monitor.restore(std::move(state));
    std::optional<CheckpointKeeper> keeper;
    if (!follows)
        keeper.emplace(&monitor, options->dataFolder);

    MainWindow window(&monitor, options->dataFolder);
    window.restoreHistory(recent, follows ? Timeline::Access::Read : Timeline::Access::Write, linesEnd);
    window.setReceiverOptions(*options);
    window.setCertificateCheck([](const TlsOptions &tls) -> std::variant<CertificateFacts, QString> {
        auto loaded = loadCertificate(tls, {}, {});
        if (const auto *const problem = std::get_if<QString>(&loaded))
            return *problem;
        return std::get<ServerCertificate>(loaded).facts;
    });
    for (const QString &notice : std::as_const(notices))
        window.showNotice(notice);
    recent.clear();
    QObject::connect(&window, &MainWindow::sessionRequested, &window, [&window](const QString &path) {
        if (!QProcess::startDetached(QCoreApplication::applicationFilePath(), {path}))
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
        feed(follower, monitor, options->dataFolder);
        QObject::connect(&follower, &JournalFollower::repeated, &window, &MainWindow::showRepeats);
        QObject::connect(&follower, &JournalFollower::trimmed, &window, &MainWindow::dropLinesBefore);
        QObject::connect(&follower, &JournalFollower::readingChanged, &window, &MainWindow::followReading);
        QObject::connect(&follower, &JournalFollower::statusChanged, &window, &MainWindow::setReceiverStatus);
        if (parser.isSet(u"demo"_s))
            window.showNotice(u"There is no demo in a session that another Roomscope receives into."_s);
        window.show();
        follower.start(lastRestored);
        return application.exec();
    }

    ReceiverHost host;
    feed(host, monitor, options->dataFolder);
    Demo demo;
    demo.setReceiverOptions(*options);
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
