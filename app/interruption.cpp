// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/interruption.h"

#include <csignal>
#include <cstdio>
#include <utility>

#ifdef Q_OS_UNIX
#include <unistd.h>
#endif

namespace Roomscope {

namespace {

volatile std::sig_atomic_t interrupted = 0;

bool isTerminal()
{
#ifdef Q_OS_UNIX
    return ::isatty(STDERR_FILENO) == 1;
#else
    return false;
#endif
}

} // namespace

Interruption::Interruption()
{
    interrupted = 0;
    for (const int number : {SIGINT, SIGTERM})
        std::signal(number, [](int) { interrupted = 1; });
}

Interruption::~Interruption()
{
    for (const int number : {SIGINT, SIGTERM})
        std::signal(number, SIG_DFL);
    if (isTerminal())
        std::fputs("\r\033[K", stderr);
}

std::function<bool(qint64, qint64)> Interruption::progress() const
{
    return [shown = -1, terminal = isTerminal()](qint64 done, qint64 total) mutable {
        const int percent = total > 0 ? int(done * 100 / total) : 0;
        if (terminal && total > 0 && percent != std::exchange(shown, percent))
            std::fprintf(stderr, "\r%d %%", percent);
        return interrupted == 0;
    };
}

} // namespace Roomscope
