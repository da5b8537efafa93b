// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QWidget;

namespace Roomscope {

/// Shows the program's name, version and licence; returns when the user closes the dialog. GUI thread.
void showAbout(QWidget *parent);

} // namespace Roomscope
