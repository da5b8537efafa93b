// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QWidget;

namespace Roomscope {

/// Shows what the program is, its version and its licence, until it is closed. GUI thread.
void showAbout(QWidget *parent);

} // namespace Roomscope
