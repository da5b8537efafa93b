// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/outputstream.h"

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstdlib>
#include <limits>

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

namespace Roomscope {

OutputStream::OutputStream(int descriptor)
    : m_descriptor(descriptor)
    , m_atOnce(PIPE_BUF) // a pipe or a socket that can be written to takes as much
{
    struct stat status = {};
    if (::fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode))
        m_atOnce = std::numeric_limits<qsizetype>::max();
    // A terminal may take less. It can be opened once more, with flags of our own.
    char name[PATH_MAX];
    if (::isatty(descriptor) == 1 && ::ttyname_r(descriptor, name, sizeof name) == 0) {
        const int own = ::open(name, O_WRONLY | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
        m_isOwn = own >= 0;
        m_descriptor = m_isOwn ? own : descriptor;
    }
}

OutputStream::~OutputStream()
{
    if (m_isOwn)
        ::close(m_descriptor);
}

OutputStream::Written OutputStream::write(QByteArrayView bytes)
{
    Written written;
    while (written.size < bytes.size()) {
        pollfd room = {.fd = m_descriptor, .events = POLLOUT, .revents = 0};
        const int ready = ::poll(&room, 1, 0);
        if (ready == 0)
            return written;
        if (ready < 0 && errno == EINTR)
            continue;
        const QByteArrayView next = bytes.sliced(written.size);
        const ssize_t size = ::write(m_descriptor, next.data(), size_t(std::min(next.size(), m_atOnce)));
        if (size >= 0) {
            written.size += size;
        } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
            return written;
        } else if (errno != EINTR) {
            written.error = errno;
            return written;
        }
    }
    return written;
}

} // namespace Roomscope
