// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/doctor/figures.h"

#include <QDataStream>

#include <algorithm>
#include <vector>

namespace Roomscope {

namespace {

constexpr qint64 secondUs = 1'000'000;
constexpr qint64 behindMs = 1000;

} // namespace

void DelaySeries::add(qint64 receivedUs, std::optional<qint64> delayMs, Flags flags)
{
    qint64 fromUs = receivedUs - receivedUs % m_sliceUs;
    const auto isBefore = [](const DelaySlice &slice, qint64 wanted) { return slice.fromUs < wanted; };
    auto slice = m_slices.end();
    if (!m_slices.isEmpty() && m_slices.last().fromUs >= fromUs) // the last one, unless our clock was set back
        slice = std::lower_bound(m_slices.begin(), m_slices.end(), fromUs, isBefore);
    if (slice == m_slices.end() || slice->fromUs != fromUs) {
        m_slices.insert(slice, DelaySlice {.fromUs = fromUs});
        while (m_slices.size() > m_maximumSlices)
            lengthen();
        fromUs = receivedUs - receivedUs % m_sliceUs;
        slice = std::lower_bound(m_slices.begin(), m_slices.end(), fromUs, isBefore);
    }
    ++slice->callbacks;
    slice->late += flags.testFlag(Flag::Late) ? 1 : 0;
    slice->duplicates += flags.testFlag(Flag::Duplicate) ? 1 : 0;
    if (delayMs)
        slice->delays.add(*delayMs);
}

void DelaySeries::lengthen()
{
    m_sliceUs *= 2;
    QList<DelaySlice> longer;
    for (const DelaySlice &slice : std::as_const(m_slices)) {
        const qint64 fromUs = slice.fromUs - slice.fromUs % m_sliceUs;
        if (longer.isEmpty() || longer.last().fromUs != fromUs)
            longer.append(DelaySlice {.fromUs = fromUs});
        longer.last().callbacks += slice.callbacks;
        longer.last().late += slice.late;
        longer.last().duplicates += slice.duplicates;
        longer.last().delays.add(slice.delays);
    }
    m_slices = longer;
}

void Figures::count(quint16 command, const Verdict &verdict, qint64 receivedUs, std::optional<qint64> delayMs)
{
    ++callbacks;
    late += verdict.flags.testFlag(Flag::Late) ? 1 : 0;
    duplicates += verdict.flags.testFlag(Flag::Duplicate) ? 1 : 0;
    rejected += verdict.isRejected() ? 1 : 0;
    const auto tally = std::find_if(tallies.begin(), tallies.end(), [&](const Tally &candidate) {
        return candidate.command == command && candidate.verdict == verdict;
    });
    if (tally == tallies.end())
        tallies.append({.command = command, .verdict = verdict, .callbacks = 1});
    else
        ++tally->callbacks;

    firstUs = firstUs == 0 ? receivedUs : std::min(firstUs, receivedUs);
    lastUs = std::max(lastUs, receivedUs);
    if (m_second != receivedUs / secondUs) {
        m_second = receivedUs / secondUs;
        m_inSecond = 0;
    }
    busiestSecond = std::max(busiestSecond, ++m_inSecond);

    const std::optional<qint64> measured = verdict.isRejected() ? std::nullopt : delayMs;
    if (measured)
        delays.add(*measured);
    series.add(receivedUs, measured, verdict.flags);
}

double Figures::rate() const
{
    return callbacks == 0 ? 0 : double(callbacks) * secondUs / double(std::max(lastUs - firstUs, secondUs));
}

SenderClock Figures::senderClock() const
{
    std::vector<qint64> least;
    for (const DelaySlice &slice : series.slices()) {
        if (const auto delay = slice.delays.least())
            least.push_back(*delay);
    }
    if (least.empty())
        return {};
    const auto middle = least.begin() + std::ptrdiff_t((least.size() - 1) / 2);
    std::nth_element(least.begin(), middle, least.end());
    using State = SenderClock::State;
    return {.state = *middle < 0     ? State::Ahead
                : *middle > behindMs ? State::Behind
                                     : State::Agrees,
            .leastDelayMs = *middle};
}

QDataStream &operator<<(QDataStream &stream, const DelaySeries &series)
{
    stream << qint32(series.m_maximumSlices) << series.m_sliceUs << qint32(series.m_slices.size());
    for (const DelaySlice &slice : series.m_slices)
        stream << slice.fromUs << slice.callbacks << slice.late << slice.duplicates << slice.delays;
    return stream;
}

QDataStream &operator>>(QDataStream &stream, DelaySeries &series)
{
    qint32 size = 0;
    stream >> series.m_maximumSlices >> series.m_sliceUs >> size;
    series.m_slices.clear();
    for (qint32 i = 0; i < size && stream.status() == QDataStream::Ok; ++i) {
        DelaySlice slice;
        stream >> slice.fromUs >> slice.callbacks >> slice.late >> slice.duplicates >> slice.delays;
        series.m_slices.append(slice);
    }
    return stream;
}

QDataStream &operator<<(QDataStream &stream, const Figures &figures)
{
    stream << figures.callbacks << figures.late << figures.duplicates << figures.rejected << figures.firstUs
           << figures.lastUs << figures.busiestSecond << figures.delays << figures.series << figures.m_second
           << figures.m_inSecond << qint32(figures.tallies.size());
    for (const Tally &tally : figures.tallies)
        stream << tally.command << tally.verdict.flags.toInt() << quint8(tally.verdict.rejection) << tally.callbacks;
    return stream;
}

QDataStream &operator>>(QDataStream &stream, Figures &figures)
{
    qint32 size = 0;
    stream >> figures.callbacks >> figures.late >> figures.duplicates >> figures.rejected >> figures.firstUs
        >> figures.lastUs >> figures.busiestSecond >> figures.delays >> figures.series >> figures.m_second
        >> figures.m_inSecond >> size;
    figures.tallies.clear();
    for (qint32 i = 0; i < size && stream.status() == QDataStream::Ok; ++i) {
        Tally tally;
        Flags::Int flags = 0;
        quint8 rejection = 0;
        stream >> tally.command >> flags >> rejection >> tally.callbacks;
        tally.verdict = {.flags = Flags::fromInt(flags), .rejection = Rejection(rejection)};
        figures.tallies.append(tally);
    }
    return stream;
}

} // namespace Roomscope
