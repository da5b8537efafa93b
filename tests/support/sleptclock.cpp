// SPDX-License-Identifier: GPL-3.0-or-later
// Loaded before the C library (LD_PRELOAD), it lets the wall clock be as far ahead as after a sleep of the machine: by
// the seconds in the file that SLEPT_CLOCK names, read at each call anew; no file, no sleep. Other clocks stay.
#include <cstdlib>
#include <ctime>
#include <dlfcn.h>
#include <fcntl.h>
#include <unistd.h>

namespace {

long sleptSeconds()
{
    const char *const name = std::getenv("SLEPT_CLOCK");
    const int control = name ? ::open(name, O_RDONLY | O_CLOEXEC) : -1;
    if (control < 0)
        return 0;
    char text[24] = {};
    const ssize_t length = ::read(control, text, sizeof text - 1);
    ::close(control);
    return length > 0 ? std::strtol(text, nullptr, 10) : 0;
}

} // namespace

extern "C" int clock_gettime(clockid_t clock, timespec *time)
{
    static auto *const next = reinterpret_cast<int (*)(clockid_t, timespec *)>(::dlsym(RTLD_NEXT, "clock_gettime"));
    const int result = next(clock, time);
    if (result == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE))
        time->tv_sec += sleptSeconds();
    return result;
}
