// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/doctor/doctorreport.h"

#include <QString>

namespace Roomscope {

/// The doctor's report for a reader in a terminal, English.
[[nodiscard]] QString doctorText(const Doctor &doctor, qint64 atUs, const DoctorScope &scope);
/// The catalogue of rules.
[[nodiscard]] QString rulesText();

} // namespace Roomscope
