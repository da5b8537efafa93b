// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/reception/receiverlimits.h"

#include "core/protocol/contentcoding.h"

#include <cmath>

using namespace Qt::StringLiterals;

namespace Roomscope {

const std::array<LimitDescription, limitCount> &ReceiverLimits::descriptions()
{
    using Unit = LimitDescription::Unit;
    constexpr qint64 kilo = 1024;
    constexpr qint64 mega = 1024 * kilo;
    // The least head and the least number of lines leave room for our own self-test; the most are what QHttpServer
    // reads (QHttpHeaderParser, from Qt 6.5 on).
    static const std::array<LimitDescription, limitCount> table {{
        {Limit::Head, "max-head"_L1, Unit::Bytes, 16 * kilo, kilo, 256 * kilo,
         "The largest request line with headers"_L1, "431"_L1},
        {Limit::Target, "max-target"_L1, Unit::Bytes, 8 * kilo, 64, mega, "The longest request target"_L1, "431"_L1},
        {Limit::Headers, "max-headers"_L1, Unit::Number, 100, 16, 100, "The most header lines"_L1, "431"_L1},
        {Limit::Body, "max-body"_L1, Unit::Bytes, usualBodySize, 1, mostBodySize, "The largest body"_L1, "413"_L1},
        {Limit::Connections, "max-connections"_L1, Unit::Number, 1024, 1, 100'000, "The most connections in all"_L1,
         "an idle one is closed, those that have sent nothing first; when none is, the new one"_L1},
        {Limit::ConnectionsPerPeer, "max-connections-per-peer"_L1, Unit::Number, 512, 1, 100'000,
         "The most connections of one address"_L1, "the same, among those of the address"_L1},
        {Limit::FirstByteTime, "first-byte-timeout"_L1, Unit::Seconds, 30'000, 10, 86'400'000,
         "How long a new connection may stay silent"_L1, "closed"_L1},
        {Limit::HeadTime, "head-timeout"_L1, Unit::Seconds, 10'000, 10, 86'400'000,
         "The time for a TLS handshake, and for a request line with headers"_L1, "408"_L1},
        {Limit::BodyTime, "body-timeout"_L1, Unit::Seconds, 30'000, 10, 86'400'000, "The time for a body"_L1, "408"_L1},
        {Limit::IdleTime, "idle-timeout"_L1, Unit::Seconds, 75'000, 10, 86'400'000,
         "How long a kept connection may wait for its next request"_L1, "closed"_L1},
        {Limit::AnswerTime, "answer-timeout"_L1, Unit::Seconds, 10'000, 10, 86'400'000,
         "How long a peer may leave an answer unread"_L1, "closed"_L1},
        {Limit::UnreadAnswers, "max-unread-answers"_L1, Unit::Bytes, 4 * mega, kilo, 1024 * mega,
         "The most memory for answers that peers leave unread, in all"_L1, "closed"_L1},
        {Limit::Unfinished, "max-unfinished"_L1, Unit::Bytes, 64 * mega, 64 * kilo, 4096 * mega,
         "The most memory for requests that have not come in whole, in all"_L1,
         "413 or 431 for the one that holds most"_L1},
    }};
    return table;
}

ReceiverLimits::ReceiverLimits()
{
    for (const LimitDescription &description : descriptions())
        m_values[size_t(description.limit)] = description.usual;
}

std::optional<Error> ReceiverLimits::set(Limit limit, QStringView text)
{
    const LimitDescription &row = description(limit);
    const bool isTime = row.unit == LimitDescription::Unit::Seconds;
    bool ok = false;
    qint64 value = 0;
    if (isTime) {
        const double seconds = text.trimmed().toDouble(&ok);
        ok = ok && std::isfinite(seconds) && seconds >= 0 && seconds * 1000 <= double(row.most);
        value = ok ? qint64(std::llround(seconds * 1000)) : 0;
    } else {
        value = text.trimmed().toLongLong(&ok);
    }
    if (!ok || value < row.least || value > row.most) {
        if (isTime)
            return Error {ErrorKind::NotLimitTime,
                          {text.toString(), double(row.least) / 1000, double(row.most) / 1000}};
        const bool isSize = row.unit == LimitDescription::Unit::Bytes;
        return Error {isSize ? ErrorKind::NotLimitSize : ErrorKind::NotLimitNumber,
                      {text.toString(), row.least, row.most}};
    }
    m_values[size_t(limit)] = value;
    return {};
}

QString ReceiverLimits::text(Limit limit) const
{
    const bool isTime = description(limit).unit == LimitDescription::Unit::Seconds;
    return isTime ? QString::number(double((*this)[limit]) / 1000, 'g', 10) : QString::number((*this)[limit]);
}

} // namespace Roomscope
