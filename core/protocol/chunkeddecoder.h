// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QByteArrayView>
#include <QString>

#include <limits>

namespace Roomscope {

/// Decodes a body in the chunked transfer coding (RFC 9112 7.1) from pieces of any size. Trailers are checked and
/// dropped: they cannot change where the message ends. A value; any one thread.
class ChunkedDecoder final
{
public:
    /// All in bytes.
    struct Limits
    {
        qint64 body = std::numeric_limits<qint64>::max();
        qint64 framing = std::numeric_limits<qint64>::max(); ///< Lines with sizes and their extensions, and line ends.
        qsizetype trailers = 16 * 1024;
    };
    enum class LineEnds : quint8 {
        Strict, ///< CR LF only, as required on a network.
        Lenient ///< LF alone, too, for files that an editor has changed.
    };
    enum class State : quint8 { Reading, Done, Failed };
    enum class Failure : quint8 { Malformed, BodyTooLarge, TrailersTooLarge };

    ChunkedDecoder() = default;
    explicit ChunkedDecoder(const Limits &limits, LineEnds lineEnds = LineEnds::Strict)
        : m_limits(limits)
        , m_lineEnds(lineEnds)
    {
    }

    /// Consumes bytes up to the end of the body and returns their number; appends the decoded bytes to `body`, which
    /// never grows beyond mostKept bytes. Consumes nothing after the end or a failure.
    [[nodiscard]] qsizetype feed(QByteArrayView bytes, QByteArray &body,
                                 qsizetype mostKept = std::numeric_limits<qsizetype>::max());

    [[nodiscard]] State state() const { return m_state; }
    /// Size of the body decoded so far.
    [[nodiscard]] qint64 bodySize() const { return m_bodySize; }
    /// Size of the trailers with the empty line after them, in bytes.
    [[nodiscard]] qint64 trailersSize() const { return m_trailersSize; }

    /// Valid only after a failure.
    [[nodiscard]] Failure failure() const { return m_failure; }
    /// English, lower case, without full stop: "a chunk size is not a hexadecimal number".
    [[nodiscard]] const QString &problem() const { return m_problem; }

private:
    enum class Step : quint8 { Size, Bytes, BytesEnd, Trailer };

    [[nodiscard]] qsizetype takeLine(QByteArrayView bytes);
    void useLine(QByteArrayView line);
    void useSize(QByteArrayView line);
    void useTrailer(QByteArrayView line);
    void fail(Failure failure, const QString &problem);

    Limits m_limits;
    LineEnds m_lineEnds = LineEnds::Strict;
    State m_state = State::Reading;
    Failure m_failure = Failure::Malformed;
    Step m_step = Step::Size;
    QByteArray m_line; ///< The unfinished line.
    QString m_problem;
    qint64 m_remaining = 0; ///< Bytes left in the chunk.
    qint64 m_bodySize = 0;
    qint64 m_framing = 0;
    qsizetype m_trailersSize = 0;
};

} // namespace Roomscope
