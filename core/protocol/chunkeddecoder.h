// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QByteArrayView>
#include <QString>

#include <limits>

namespace Roomscope {

/// Decodes a body in the chunked transfer coding (RFC 9112 7.1) as its bytes come, in whatever pieces. Trailers are
/// checked and dropped: nothing in them can change where the message ends. A value; any one thread.
class ChunkedDecoder final
{
public:
    /// Bytes.
    struct Limits
    {
        qint64 body = std::numeric_limits<qint64>::max();
        qint64 framing = std::numeric_limits<qint64>::max(); ///< Lines with sizes and their extensions, line ends.
        qsizetype trailers = 16 * 1024;
    };
    enum class LineEnds : quint8 {
        Strict, ///< CR LF only, as everything that comes from a network must have.
        Lenient ///< LF alone, too: files that went through an editor.
    };
    enum class State : quint8 { Interpretation, Done, Failed };
    enum class Failure : quint8 { Malformed, BodyTooLarge, TrailersTooLarge };

    ChunkedDecoder() = default;
    explicit ChunkedDecoder(const Limits &limits, LineEnds lineEnds = LineEnds::Strict)
        : m_limits(limits)
        , m_lineEnds(lineEnds)
    {
    }

    /// Takes bytes up to the end of the body and returns how many; what they say is appended to body, never more than
    /// mostKept bytes in all. Takes nothing any more when it is done or has failed.
    [[nodiscard]] qsizetype feed(QByteArrayView bytes, QByteArray &body,
                                 qsizetype mostKept = std::numeric_limits<qsizetype>::max());

    [[nodiscard]] State state() const { return m_state; }
    /// Of what has been decoded so far.
    [[nodiscard]] qint64 bodySize() const { return m_bodySize; }
    /// Of the trailers, with the empty line behind them; bytes.
    [[nodiscard]] qint64 trailersSize() const { return m_trailersSize; }

    /// Only when it has failed.
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
    State m_state = State::Interpretation;
    Failure m_failure = Failure::Malformed;
    Step m_step = Step::Size;
    QByteArray m_line; ///< Unfinished.
    QString m_problem;
    qint64 m_remaining = 0; ///< Of the chunk.
    qint64 m_bodySize = 0;
    qint64 m_framing = 0;
    qsizetype m_trailersSize = 0;
};

} // namespace Roomscope
