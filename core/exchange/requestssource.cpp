// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exchange/sources.h"

#include "core/protocol/chunkeddecoder.h"
#include "core/protocol/requesthead.h"
#include "core/reception/receiverlimits.h"

#include <QRegularExpression>

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace Roomscope {

namespace {

constexpr qint64 step = 1 << 18;

/// Raw HTTP requests, one after the other as on a connection, or as in a file that is sent by an editor: with comments
/// before them, `###` between them, and without a Content-Length.
class RequestsSource final : public CallbackSource
{
public:
    RequestsSource(std::unique_ptr<QFile> file, const SourceOptions &options)
        : m_file(std::move(file))
        , m_options(options)
    {
    }

    std::optional<Error> forEach(const Visit &visit) override
    {
        while (findRequest()) {
            m_start = m_passed + m_at;
            ++m_number;
            Callback callback {.receivedUs = m_options.importedUs + m_number - 1};
            if (const auto trouble = takeHead(callback.head))
                return inRequest(*trouble);
            const RequestHead head = RequestHead::parse(callback.head);
            if (head.version.isEmpty())
                return inRequest({ErrorKind::NotRequestLine,
                                  {QString::fromUtf8(callback.head.split('\n').first().trimmed().left(80))}});
            const bool isChunked = head.value("Transfer-Encoding").toLower().contains("chunked");
            if (const auto trouble = isChunked ? takeChunks(callback.body) : takeBody(head, callback.body))
                return inRequest(*trouble);
            if (callback.body.size() > largestBody()) {
                leaveOut(
                    {ErrorKind::RequestLeftOut, {m_number, m_start + 1}, {{ErrorKind::BodyTooLarge, {largestBody()}}}});
                continue;
            }
            judgeImported(callback);
            if (!visit(callback))
                break;
        }
        return {};
    }

private:
    [[nodiscard]] Error inRequest(const Error &cause) const
    {
        return {ErrorKind::InRequest, {m_number, m_start + 1}, {cause}};
    }

    /// Reads on; false at the end of the file. What has been taken already goes.
    bool readMore()
    {
        m_bytes.remove(0, m_at);
        m_passed += std::exchange(m_at, 0);
        const QByteArray part = m_file->read(step);
        m_bytes += part;
        return !part.isEmpty();
    }

    /// Of the line that begins here, its LF included; of one that is longer than a step, the end of a part of it.
    qsizetype endOfLine()
    {
        for (;;) {
            const qsizetype end = m_bytes.indexOf('\n', m_at) + 1;
            if (end > 0)
                return end;
            if (m_bytes.size() - m_at >= step || !readMore())
                return m_bytes.size();
        }
    }

    /// Goes to the next request: empty lines are passed over (RFC 9112 2.2; editors leave them, too), and comments.
    bool findRequest()
    {
        bool isInComment = false;
        while (m_at < m_bytes.size() || readMore()) {
            const qsizetype end = endOfLine();
            const QByteArrayView line = QByteArrayView(m_bytes).sliced(m_at, end - m_at);
            const QByteArrayView text = line.trimmed();
            isInComment = isInComment || text.startsWith('#') || text.startsWith("//");
            if (!isInComment && !text.isEmpty())
                return true;
            isInComment = isInComment && !line.endsWith('\n');
            m_at = end;
        }
        return false;
    }

    /// Up to and without the empty line.
    std::optional<Error> takeHead(QByteArray &head)
    {
        const qint64 largestHead = ReceiverLimits::description(Limit::Head).most;
        for (;;) {
            const qsizetype crlf = m_bytes.indexOf("\r\n\r\n", m_at);
            const qsizetype lf = m_bytes.indexOf("\n\n", m_at);
            const bool isLf = lf >= 0 && (crlf < 0 || lf < crlf);
            const qsizetype end = isLf ? lf : crlf;
            if ((end < 0 ? m_bytes.size() : end) - m_at > largestHead)
                return Error {ErrorKind::HeadTooLarge, {largestHead}};
            if (end >= 0) {
                head = m_bytes.sliced(m_at, end - m_at);
                m_at = end + (isLf ? 2 : 4);
                return {};
            }
            if (!readMore())
                return Error {ErrorKind::HeadNotEnded};
        }
    }

    /// No more of a body than what tells that it is too large.
    static void append(QByteArray &body, QByteArrayView bytes)
    {
        body += bytes.first(std::min<qint64>(bytes.size(), largestBody() + 1 - body.size()));
    }

    std::optional<Error> takeBody(const RequestHead &head, QByteArray &body)
    {
        const QByteArray field = head.value("Content-Length");
        if (field.isNull()) {
            takeRest(body);
            return {};
        }
        bool isNumber = false;
        const qint64 length = field.toLongLong(&isNumber);
        if (!isNumber || length < 0)
            return Error {ErrorKind::NotContentLength, {QString::fromUtf8(field)}};
        qint64 taken = 0;
        while (taken < length && (m_at < m_bytes.size() || readMore())) {
            const qsizetype part = std::min<qint64>(m_bytes.size() - m_at, length - taken);
            append(body, QByteArrayView(m_bytes).sliced(m_at, part));
            m_at += part;
            taken += part;
        }
        return taken < length ? std::optional(Error {ErrorKind::BodyCutOff, {taken, length}}) : std::nullopt;
    }

    /// A body whose length nobody says: up to the next request, to a line with `###`, or to the end of the file;
    /// without the white space at its ends.
    void takeRest(QByteArray &body)
    {
        static const QRegularExpression nextRequest(u"^([A-Z]{3,20} \\S+ HTTP/\\d|###)"_s);
        qint64 passed = 0;
        qint64 size = 0; // up to the last character that is no white space
        bool isAtLine = true;
        while (m_at < m_bytes.size() || readMore()) {
            const qsizetype end = endOfLine();
            const QByteArrayView line = QByteArrayView(m_bytes).sliced(m_at, end - m_at);
            if (isAtLine
                && nextRequest.match(QString::fromLatin1(line.first(std::min<qsizetype>(line.size(), 4096))))
                       .hasMatch())
                break;
            isAtLine = line.endsWith('\n');
            if (const QByteArrayView text = line.trimmed(); !text.isEmpty())
                size = passed + (text.end() - line.begin());
            append(body, line);
            passed += line.size();
            m_at = end;
        }
        if (size <= largestBody())
            body = body.trimmed();
    }

    std::optional<Error> takeChunks(QByteArray &body)
    {
        ChunkedDecoder chunks({}, ChunkedDecoder::LineEnds::Lenient);
        do {
            m_at += chunks.feed(QByteArrayView(m_bytes).sliced(m_at), body, largestBody() + 1);
        } while (chunks.state() == ChunkedDecoder::State::Reading && readMore());
        switch (chunks.state()) {
        case ChunkedDecoder::State::Done: return {};
        case ChunkedDecoder::State::Failed: return Error {ErrorKind::ChunksUnreadable, {chunks.problem()}};
        case ChunkedDecoder::State::Reading: break;
        }
        return Error {ErrorKind::ChunksCutOff};
    }

    std::unique_ptr<QFile> m_file;
    SourceOptions m_options;
    QByteArray m_bytes;  ///< A part of the file.
    qint64 m_passed = 0; ///< What is before it.
    qsizetype m_at = 0;  ///< In the part.
    qint64 m_start = 0;  ///< Of the request, in the file.
    qint64 m_number = 0;
};

} // namespace

std::unique_ptr<CallbackSource> requestsSource(std::unique_ptr<QFile> file, const SourceOptions &options)
{
    return std::make_unique<RequestsSource>(std::move(file), options);
}

} // namespace Roomscope
