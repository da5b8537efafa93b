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

QString SimulatorOptions::problem() const
{
    if (!url.isValid() || (url.scheme() != "http"_L1 && url.scheme() != "https"_L1) || url.host().isEmpty())
        return u"The address must begin with http:// or https:// and name a host."_s;
    if (!fingerprint.isEmpty() && QByteArray::fromHex(fingerprint).size() != 32)
        return u"The fingerprint must be a SHA-256 in hexadecimal, 32 bytes with or without colons."_s;
    if (!isWithin(rate, minimumRate, maximumRate))
        return u"The rate must lie between %1 and %2 callbacks a second."_s.arg(minimumRate)
            .arg(static_cast<int>(maximumRate));
    if (rooms < 1 || rooms > maximumRooms)
        return u"The number of rooms must lie between 1 and %1."_s.arg(maximumRooms);
    if (seats < 1 || seats > maximumSeats)
        return u"The number of seats must lie between 1 and %1."_s.arg(maximumSeats);
    if (count < 0)
        return u"The number of callbacks must not be negative; 0 sends until stopped."_s;
    if (!isWithin(duplicates, 0, maximumShare))
        return u"The share of duplicates must lie between 0 and %1."_s.arg(maximumShare);
    if (!isWithin(late, 0, maximumShare))
        return u"The share of late callbacks must lie between 0 and %1."_s.arg(maximumShare);
    if (!isDigits(sdkAppId))
        return u"The SDKAppID must consist of digits."_s;
    if (token.size() > maximumTokenLength)
        return u"The token must not be longer than %1 bytes."_s.arg(maximumTokenLength);
    return {};
}

} // namespace Roomscope
