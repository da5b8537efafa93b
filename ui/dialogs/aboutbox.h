// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QWidget;

namespace Roomscope {

/// Shows the program's name, version and licence in a dialog. GUI thread.
void showAbout(QWidget *parent);

} // namespace Roomscope
