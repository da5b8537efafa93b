// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sender/simulatoroptions.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Roomscope {

namespace {

// Also false for "not a number".
bool isWithin(double value, double least, double most)
{
    return value >= least && value <= most;
}

bool isDigits(QStringView text)
{
    return !text.isEmpty() && std::all_of(text.begin(), text.end(), [](QChar c) { return c >= u'0' && c <= u'9'; });
}

} // namespace

std::optional<Error> SimulatorOptions::problem() const
{
    if (!url.isValid() || (url.scheme() != "http"_L1 && url.scheme() != "https"_L1) || url.host().isEmpty())
        return Error {ErrorKind::NotSimulatorUrl};
    if (!fingerprint.isEmpty() && QByteArray::fromHex(fingerprint).size() != 32)
        return Error {ErrorKind::NotFingerprint};
    if (!isWithin(rate, minimumRate, maximumRate))
        return Error {ErrorKind::RateOutOfRange, {minimumRate, static_cast<int>(maximumRate)}};
    if (rooms < 1 || rooms > maximumRooms)
        return Error {ErrorKind::RoomsOutOfRange, {maximumRooms}};
    if (seats < 1 || seats > maximumSeats)
        return Error {ErrorKind::SeatsOutOfRange, {maximumSeats}};
    if (count < 0)
        return Error {ErrorKind::NegativeCount};
    if (!isWithin(duplicates, 0, maximumShare))
        return Error {ErrorKind::DuplicatesOutOfRange, {maximumShare}};
    if (!isWithin(late, 0, maximumShare))
        return Error {ErrorKind::LateOutOfRange, {maximumShare}};
    if (!isDigits(sdkAppId))
        return Error {ErrorKind::SimulatorSdkAppIdNotDigits};
    if (token.size() > maximumTokenLength)
        return Error {ErrorKind::SimulatorTokenTooLong, {maximumTokenLength}};
    return {};
}

} // namespace Roomscope
