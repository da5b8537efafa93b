// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/doctor/doctorreport.h"

#include <QString>

namespace Roomscope {

/// Returns the doctor's report for a terminal, in English.
[[nodiscard]] QString doctorText(const Doctor &doctor, qint64 atUs, const DoctorScope &scope);
/// Returns the catalogue of rules.
[[nodiscard]] QString rulesText();

} // namespace Roomscope
