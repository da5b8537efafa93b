// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/import/sources.h"

#include "core/protocol/chunkeddecoder.h"
#include "core/protocol/requesthead.h"

#include <QRegularExpression>

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace Roomscope {

namespace {

constexpr qint64 step = 1 << 18;
constexpr qsizetype largestHead = 8 << 20;

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

    QString forEach(const Visit &visit) override
    {
        while (findRequest()) {
            m_start = m_passed + m_at;
            ++m_number;
            Callback callback {.receivedUs = m_options.importedUs + m_number - 1};
            if (!takeHead(callback.head))
                return problem(u"the head does not end with an empty line"_s);
            const RequestHead head = RequestHead::parse(callback.head);
            if (head.version.isEmpty())
                return problem(u"“%1” is not a request line"_s.arg(
                    QString::fromUtf8(callback.head.split('\n').first().trimmed().left(80))));
            const bool isChunked = head.value("Transfer-Encoding").toLower().contains("chunked");
            const QString trouble = isChunked ? takeChunks(callback.body) : takeBody(head, callback.body);
            if (!trouble.isEmpty())
                return problem(trouble);
            judgeImported(callback);
            if (!visit(callback))
                break;
        }
        return {};
    }

private:
    [[nodiscard]] QString problem(const QString &what) const
    {
        return u"request %1 (byte %2): %3"_s.arg(m_number).arg(m_start + 1).arg(what);
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

    /// Of the line that begins here, its LF excluded.
    qsizetype endOfLine()
    {
        for (qsizetype lookedAt = m_at;;) {
            const qsizetype end = m_bytes.indexOf('\n', lookedAt);
            if (end >= 0)
                return end;
            lookedAt = m_bytes.size() - m_at; // readMore() takes away what is before m_at
            if (!readMore())
                return m_bytes.size();
        }
    }

    /// Goes to the next request: empty lines are passed over (RFC 9112 2.2; editors leave them, too), and comments.
    bool findRequest()
    {
        while (m_at < m_bytes.size() || readMore()) {
            const qsizetype end = endOfLine();
            const QByteArrayView line = QByteArrayView(m_bytes).sliced(m_at, end - m_at).trimmed();
            if (!line.isEmpty() && !line.startsWith('#') && !line.startsWith("//"))
                return true;
            m_at = std::min(end + 1, m_bytes.size());
        }
        return false;
    }

    /// Up to and without the empty line.
    bool takeHead(QByteArray &head)
    {
        for (;;) {
            const qsizetype crlf = m_bytes.indexOf("\r\n\r\n", m_at);
            const qsizetype lf = m_bytes.indexOf("\n\n", m_at);
            const bool isLf = lf >= 0 && (crlf < 0 || lf < crlf);
            const qsizetype end = isLf ? lf : crlf;
            if (end >= 0) {
                head = m_bytes.sliced(m_at, end - m_at);
                m_at = end + (isLf ? 2 : 4);
                return true;
            }
            if (m_bytes.size() - m_at > largestHead || !readMore())
                return false;
        }
    }

    QString takeBody(const RequestHead &head, QByteArray &body)
    {
        const QByteArray field = head.value("Content-Length");
        if (field.isNull()) {
            body = takeRest();
            return {};
        }
        bool isNumber = false;
        const qint64 length = field.toLongLong(&isNumber);
        if (!isNumber || length < 0)
            return u"“%1” is not a Content-Length"_s.arg(QString::fromUtf8(field));
        while (m_bytes.size() - m_at < length && readMore()) { }
        const qint64 left = m_bytes.size() - m_at;
        if (left < length)
            return u"the body ends after %1 of %2 bytes"_s.arg(left).arg(length);
        body = m_bytes.sliced(m_at, length);
        m_at += length;
        return {};
    }

    /// A body whose length nobody says: up to the next request, to a line with `###`, or to the end of the file.
    QByteArray takeRest()
    {
        static const QRegularExpression nextRequest(u"^([A-Z]{3,20} \\S+ HTTP/\\d|###)"_s);
        QByteArray body;
        while (m_at < m_bytes.size() || readMore()) {
            const qsizetype end = std::min(endOfLine() + 1, m_bytes.size());
            const QByteArray line = m_bytes.sliced(m_at, end - m_at);
            if (nextRequest.match(QString::fromLatin1(line.left(4096))).hasMatch())
                break;
            body += line;
            m_at = end;
        }
        return body.trimmed();
    }

    QString takeChunks(QByteArray &body)
    {
        ChunkedDecoder chunks({}, ChunkedDecoder::LineEnds::Lenient);
        do {
            m_at += chunks.feed(QByteArrayView(m_bytes).sliced(m_at), body);
        } while (chunks.state() == ChunkedDecoder::State::Reading && readMore());
        switch (chunks.state()) {
        case ChunkedDecoder::State::Done: return {};
        case ChunkedDecoder::State::Failed: return u"the chunked body cannot be read: %1"_s.arg(chunks.problem());
        case ChunkedDecoder::State::Reading: break;
        }
        return u"the chunked body is cut off"_s;
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
