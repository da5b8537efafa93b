// SPDX-License-Identifier: GPL-3.0-or-later
// Loaded before the C library (LD_PRELOAD), it makes writing to files go wrong, to those with FAULTY_PATH in their
// path, else to the journal's, its lock among them. Which way says the first word of the file that FAULTY_FILES names,
// at each call anew; no file, no fault:
//   full      write: ENOSPC           broken  write: EIO
//   readonly  write: EROFS            short   write: at most 100 bytes at a time
//   unsynced  fsync, fdatasync: EIO   torn    write: half of it, then EIO
//   slow N    fsync, fdatasync: N ms; the file with ".slow" behind its name says that one has begun
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <dlfcn.h>
#include <fcntl.h>
#include <string>
#include <thread>
#include <unistd.h>
#include <utility>

namespace {

bool isFaulty(int file)
{
    char link[64];
    char path[4096];
    std::snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    const ssize_t length = ::readlink(link, path, sizeof path - 1);
    if (length <= 0)
        return false;
    path[length] = 0;
    const char *const part = std::getenv("FAULTY_PATH");
    return std::strstr(path, part ? part : "/journal.") != nullptr && std::strstr(path, "-shm") == nullptr;
}

/// What stands in the file.
std::string fault()
{
    const char *const name = std::getenv("FAULTY_FILES");
    const int control = name ? ::open(name, O_RDONLY | O_CLOEXEC) : -1;
    if (control < 0)
        return {};
    char text[16] = {};
    const ssize_t length = ::read(control, text, sizeof text - 1);
    ::close(control);
    return {text, length > 0 ? size_t(length) : 0};
}

bool isFault(const char *word)
{
    return fault().starts_with(word);
}

template<typename Function> Function *next(const char *name)
{
    return reinterpret_cast<Function *>(::dlsym(RTLD_NEXT, name));
}

/// How much of size may be written: all of it, or less; -1 after setting errno.
ssize_t allowed(int file, size_t size)
{
    if (!isFaulty(file))
        return ssize_t(size);
    const int savedError = errno;
    for (const auto &[word, error] :
         {std::pair("full", ENOSPC), std::pair("broken", EIO), std::pair("readonly", EROFS)}) {
        if (isFault(word)) {
            errno = error;
            return -1;
        }
    }
    if (isFault("torn")) {
        if (size < 2) {
            errno = EIO;
            return -1;
        }
        return ssize_t(size / 2); // the rest is tried again, down to nothing
    }
    const bool isShort = isFault("short");
    errno = savedError;
    return ssize_t(isShort && size > 100 ? 100 : size);
}

int synced(const char *name, int file)
{
    if (isFaulty(file) && isFault("unsynced")) {
        errno = EIO;
        return -1;
    }
    if (isFaulty(file) && isFault("slow")) {
        const int milliseconds = std::atoi(fault().c_str() + std::strlen("slow"));
        const int begun
            = ::open((std::string(std::getenv("FAULTY_FILES")) + ".slow").c_str(), O_CREAT | O_CLOEXEC, 0600);
        ::close(begun);
        std::this_thread::sleep_for(std::chrono::milliseconds(milliseconds));
    }
    return next<int(int)>(name)(file);
}

} // namespace

extern "C" {

ssize_t write(int file, const void *bytes, size_t size)
{
    const ssize_t part = allowed(file, size);
    return part < 0 ? -1 : next<ssize_t(int, const void *, size_t)>("write")(file, bytes, size_t(part));
}

ssize_t pwrite(int file, const void *bytes, size_t size, off_t at)
{
    const ssize_t part = allowed(file, size);
    return part < 0 ? -1 : next<ssize_t(int, const void *, size_t, off_t)>("pwrite")(file, bytes, size_t(part), at);
}

ssize_t pwrite64(int file, const void *bytes, size_t size, off64_t at)
{
    const ssize_t part = allowed(file, size);
    return part < 0 ? -1 : next<ssize_t(int, const void *, size_t, off64_t)>("pwrite64")(file, bytes, size_t(part), at);
}

int fsync(int file)
{
    return synced("fsync", file);
}

int fdatasync(int file)
{
    return synced("fdatasync", file);
}

} // extern "C"
