// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sessionwindow.h"

#include "core/receiver/certificate.h"
#include "ui/window/receivercontrols.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QProcess>

using namespace Qt::StringLiterals;

namespace Roomscope {

SessionWindow::SessionWindow(std::unique_ptr<Session> session, const ReceiverOptions &options, const ReceiverPace &pace)
    : m_session(std::move(session))
    , m_options(options)
    , m_window(m_session.get())
{
    ReceiverControls *controls = m_window.receiver();
    controls->setOptions(options);
    controls->setCertificateCheck([](const TlsOptions &tls) -> Result<CertificateSummary> {
        const auto loaded = loadCertificate(tls, {}, {});
        if (!loaded)
            return loaded.error();
        return loaded->summary;
    });
    for (const Error &notice : m_session->notices())
        m_window.showError(notice);
    QObject::connect(&m_window, &MainWindow::sessionRequested, &m_window, [this](const QString &path) {
        const QFileInfo chosen(path);
        if (!chosen.exists()) // of the recent ones, some go
            m_window.showNotice(u"There is no file or folder “%1” any more."_s.arg(path));
        else if (!QProcess::startDetached(QCoreApplication::applicationFilePath(), {chosen.absoluteFilePath()}))
            m_window.showNotice(u"Another window could not be opened for “%1”."_s.arg(path));
    });
    if (m_session->isFollowed()) {
        m_follower.emplace(m_session->dataFolder());
        m_session->attach(&*m_follower);
        QObject::connect(&*m_follower, &Feed::statusChanged, controls, &ReceiverControls::setStatus);
    } else {
        m_host.emplace(pace, nullptr);
        m_session->attach(&*m_host);
        connectReceiver();
    }
}

void SessionWindow::connectReceiver()
{
    ReceiverHost *host = &*m_host;
    ReceiverControls *controls = m_window.receiver();
    m_demo.setReceiverOptions(m_options);
    QObject::connect(host, &ReceiverHost::noticed, &m_window, &MainWindow::showError);
    QObject::connect(host, &ReceiverHost::countersChanged, controls, &ReceiverControls::setCounters);
    QObject::connect(host, &Feed::statusChanged, controls, &ReceiverControls::setStatus);
    QObject::connect(host, &Feed::statusChanged, &m_demo, &Demo::setReceiverStatus);
    QObject::connect(controls, &ReceiverControls::selfTestRequested, host, &ReceiverHost::testSelf);
    QObject::connect(controls, &ReceiverControls::startRequested, &m_demo, &Demo::setReceiverOptions);
    QObject::connect(controls, &ReceiverControls::startRequested, host, &ReceiverHost::start);
    QObject::connect(controls, &ReceiverControls::stopRequested, host, &ReceiverHost::stop);
    QObject::connect(controls, &ReceiverControls::demoRequested, &m_demo, &Demo::start);
    QObject::connect(controls, &ReceiverControls::demoStopRequested, &m_demo, &Demo::stop);
    QObject::connect(controls, &ReceiverControls::testCallbackRequested, &m_demo, &Demo::sendTestCallback);
    QObject::connect(&m_demo, &Demo::runningChanged, controls, &ReceiverControls::setDemoRunning);
    QObject::connect(&m_demo, &Demo::failed, &m_window, &MainWindow::showNotice);
}

void SessionWindow::start()
{
    if (m_follower)
        m_follower->start(m_session->monitor()->state().lastId);
    else
        m_host->start(m_options);
}

void SessionWindow::startDemo()
{
    if (m_follower)
        m_window.showNotice(u"There is no demo in a session that another Roomscope receives into."_s);
    else
        m_demo.start();
}

} // namespace Roomscope
