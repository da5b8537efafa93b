// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/receiver/rejectionthrottle.h"

#include <utility>

namespace Roomscope {

RejectionThrottle::Fate RejectionThrottle::add(Rejection reason, qint64 nowMs)
{
    Window &window = m_windows[reason];
    if (window.count == 0 || nowMs - window.beginMs >= windowMs || nowMs < window.beginMs) {
        if (window.hasGrown && window.openId != 0)
            m_closed.append({.id = window.openId, .count = window.folded + 1});
        window = {.beginMs = nowMs};
    }
    ++window.count;
    if (window.count <= keptWhole)
        return Fate::Keep;
    if (window.count == keptWhole + 1)
        return Fate::Open;
    ++window.folded;
    window.hasGrown = true;
    return Fate::Fold;
}

void RejectionThrottle::opened(Rejection reason, qint64 id)
{
    m_windows[reason].openId = id;
}

QList<RejectionThrottle::Repeats> RejectionThrottle::takeGrown()
{
    QList<Repeats> grown = std::exchange(m_closed, {});
    for (Window &window : m_windows) {
        if (window.hasGrown && window.openId != 0) {
            grown.append({.id = window.openId, .count = window.folded + 1});
            window.hasGrown = false;
        }
    }
    return grown;
}

} // namespace Roomscope
