// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/aboutbox.h"

#include <QApplication>
#include <QIcon>
#include <QMessageBox>

using namespace Qt::StringLiterals;

namespace Roomscope {

namespace {

struct AboutBox
{
    Q_DECLARE_TR_FUNCTIONS(AboutBox)
};

} // namespace

void showAbout(QWidget *parent)
{
    QMessageBox box(QMessageBox::NoIcon, AboutBox::tr("About Roomscope"), {}, QMessageBox::Close, parent);
    box.setIconPixmap(parent->windowIcon().pixmap(64, 64));
    box.setText(u"<b>Roomscope %1</b>"_s.arg(QApplication::applicationVersion().toHtmlEscaped()));
    box.setInformativeText(
        AboutBox::tr("A monitor with a receiver of its own for the room callbacks of Tencent RTC.\n\n"
                     "Free software under the GNU General Public License, version 3 or later, "
                     "without any warranty.\n\nQt %1")
            .arg(QLatin1StringView(qVersion())));
    box.exec();
}

} // namespace Roomscope
