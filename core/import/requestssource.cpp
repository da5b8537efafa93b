// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/import/sources.h"

#include "core/protocol/chunkeddecoder.h"
#include "core/protocol/requesthead.h"

#include <algorithm>
#include <optional>

using namespace Qt::StringLiterals;

namespace Roomscope {

namespace {

/// Raw HTTP requests, one after the other as on a connection.
class RequestsSource final : public CallbackSource
{
public:
    RequestsSource(const QByteArray &bytes, const SourceOptions &options)
        : m_bytes(bytes)
        , m_options(options)
    {
    }

    Next next() override
    {
        while (m_at < m_bytes.size() && (m_bytes[m_at] == '\r' || m_bytes[m_at] == '\n'))
            ++m_at; // RFC 9112 2.2; editors leave them, too
        if (m_at == m_bytes.size())
            return std::monostate();
        m_start = m_at;
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
        return callback;
    }

private:
    [[nodiscard]] QString problem(const QString &what) const
    {
        return u"request %1 (byte %2): %3"_s.arg(m_number).arg(m_start + 1).arg(what);
    }

    /// Up to and without the empty line.
    bool takeHead(QByteArray &head)
    {
        const qsizetype crlf = m_bytes.indexOf("\r\n\r\n", m_at);
        const qsizetype lf = m_bytes.indexOf("\n\n", m_at);
        const bool isLf = lf >= 0 && (crlf < 0 || lf < crlf);
        const qsizetype end = isLf ? lf : crlf;
        if (end < 0)
            return false;
        head = m_bytes.sliced(m_at, end - m_at);
        m_at = end + (isLf ? 2 : 4);
        return true;
    }

    QString takeBody(const RequestHead &head, QByteArray &body)
    {
        const QByteArray field = head.value("Content-Length");
        if (field.isNull())
            return {};
        bool isNumber = false;
        const qint64 length = field.toLongLong(&isNumber);
        if (!isNumber || length < 0)
            return u"“%1” is not a Content-Length"_s.arg(QString::fromUtf8(field));
        const qint64 left = m_bytes.size() - m_at;
        if (left < length)
            return u"the body ends after %1 of %2 bytes"_s.arg(left).arg(length);
        body = m_bytes.sliced(m_at, length);
        m_at += length;
        return {};
    }

    QString takeChunks(QByteArray &body)
    {
        ChunkedDecoder chunks({}, ChunkedDecoder::LineEnds::Lenient);
        m_at += chunks.feed(QByteArrayView(m_bytes).sliced(m_at), body);
        switch (chunks.state()) {
        case ChunkedDecoder::State::Done: return {};
        case ChunkedDecoder::State::Failed: return u"the chunked body cannot be read: %1"_s.arg(chunks.problem());
        case ChunkedDecoder::State::Reading: break;
        }
        return u"the chunked body is cut off"_s;
    }

    QByteArray m_bytes;
    SourceOptions m_options;
    qsizetype m_at = 0;
    qsizetype m_start = 0;
    qint64 m_number = 0;
};

} // namespace

std::unique_ptr<CallbackSource> requestsSource(const QByteArray &bytes, const SourceOptions &options)
{
    return std::make_unique<RequestsSource>(bytes, options);
}

} // namespace Roomscope
