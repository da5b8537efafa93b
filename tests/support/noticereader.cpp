// SPDX-License-Identifier: GPL-3.0-or-later
// Loaded before the program (LD_PRELOAD), it writes what the notices of its window say into the file that SHOWN_NOTICES
// names, one a line, whenever they say something else.
#include <QApplication>
#include <QFile>
#include <QLabel>
#include <QTimer>

namespace {

QByteArray shownNotices()
{
    QByteArray texts;
    const QWidgetList widgets = QApplication::allWidgets();
    for (const QWidget *widget : widgets) {
        if (!widget->inherits("Roomscope::NoticeBar") || !widget->isVisible())
            continue;
        const QList<QLabel *> labels = widget->findChildren<QLabel *>();
        for (const QLabel *label : labels)
            texts += label->text().toUtf8() + '\n';
    }
    return texts;
}

void watch()
{
    auto *timer = new QTimer(QCoreApplication::instance());
    QObject::connect(timer, &QTimer::timeout, timer, [former = QByteArray()]() mutable {
        const QByteArray texts = shownNotices();
        if (texts == former)
            return;
        former = texts;
        QFile file(qEnvironmentVariable("SHOWN_NOTICES"));
        if (file.open(QIODevice::WriteOnly))
            file.write(texts);
    });
    timer->start(50);
}

} // namespace

Q_COREAPP_STARTUP_FUNCTION(watch)
