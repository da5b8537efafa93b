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

constexpr unsigned longestEnd = 3; // seconds

volatile std::sig_atomic_t interrupted = 0; // by that signal

bool isTerminal()
{
#ifdef Q_OS_UNIX
    return ::isatty(STDERR_FILENO) == 1;
#else
    return false;
#endif
}

// Both use only calls that are safe in a signal handler.
void noteSignal(int number)
{
    interrupted = number;
#ifdef Q_OS_UNIX
    ::alarm(longestEnd);
#endif
}

#ifdef Q_OS_UNIX
void endAtOnce(int)
{
    const int number = interrupted;
    std::signal(number, SIG_DFL);
    std::raise(number);
}
#endif

} // namespace

Interruption::Interruption()
{
    interrupted = 0;
    for (const int number : {SIGINT, SIGTERM})
        std::signal(number, noteSignal);
#ifdef Q_OS_UNIX
    std::signal(SIGALRM, endAtOnce);
#endif
}

Interruption::~Interruption()
{
    for (const int number : {SIGINT, SIGTERM})
        std::signal(number, SIG_DFL);
#ifdef Q_OS_UNIX
    ::alarm(0);
    std::signal(SIGALRM, SIG_DFL);
#endif
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
