// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/words/errorwords.h"

#include "core/base/times.h"

#include <QCoreApplication>
#include <QDateTime>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Roomscope {

namespace {

struct KindText
{
    ErrorKind kind;
    const char *text;
};

/// In the order of ErrorKind.
constexpr KindText kindTexts[] = {
    // core/base
    {ErrorKind::CannotWriteFile, QT_TRANSLATE_NOOP("Roomscope::ErrorWords", "“%1” cannot be written: %2")},
    {ErrorKind::CannotWriteStandardOutput,
     QT_TRANSLATE_NOOP("Roomscope::ErrorWords", "standard output cannot be written: %1")},
    {ErrorKind::FileNotWritten, QT_TRANSLATE_NOOP("Roomscope::ErrorWords", "“%1” could not be written: %2")},
    {ErrorKind::SystemMessage, QT_TRANSLATE_NOOP("Roomscope::ErrorWords", "%1")},

    // core/payload
    {ErrorKind::PathEmpty,
     QT_TRANSLATE_NOOP("Roomscope::ErrorWords", "expected the name of a member, like RoomInfo.RoomName")},
    {ErrorKind::PathQuotesNotClosed, QT_TRANSLATE_NOOP("Roomscope::ErrorWords", "the quotes are not closed")},
    {ErrorKind::PathBracketEmpty,
     QT_TRANSLATE_NOOP("Roomscope::ErrorWords", "expected a number or a name in quotes behind [")},
    {ErrorKind::PathBracketNotClosed, QT_TRANSLATE_NOOP("Roomscope::ErrorWords", "expected ]")},
    {ErrorKind::PathNotSeparated, QT_TRANSLATE_NOOP("Roomscope::ErrorWords", "expected . or [ behind ]")},
    {ErrorKind::PathNameMissing, QT_TRANSLATE_NOOP("Roomscope::ErrorWords", "expected the name of a member")},
    {ErrorKind::PathNameNotQuoted,
     QT_TRANSLATE_NOOP("Roomscope::ErrorWords", "a name with %1 has to stand in [\"…\"]")},

    // core/reception
    {ErrorKind::ListenIsUrl,
     QT_TRANSLATE_NOOP("Roomscope::ErrorWords", "\"%1\" is a URL, but an address and a port are wanted; write %2")},
    {ErrorKind::ListenIsUrlOnly,
     QT_TRANSLATE_NOOP("Roomscope::ErrorWords",
                       "\"%1\" is a URL, but an address and a port are wanted; write for example 127.0.0.1:8480")},
    {ErrorKind::ListenWithoutPort,
     QT_TRANSLATE_NOOP("Roomscope::ErrorWords", "\"%1\" is not ADDR:PORT; write for example 127.0.0.1:8480")},
    {ErrorKind::NotIPv6,
     QT_TRANSLATE_NOOP("Roomscope::ErrorWords", "\"[%1]\" is not an IPv6 address; write for example [::1]:8480")},
    {ErrorKind::IPv6WithoutBrackets,
     QT_TRANSLATE_NOOP("Roomscope::ErrorWords", "an IPv6 address needs brackets; write for example [::1]:8480")},
    {ErrorKind::NotNumericAddress,
     QT_TRANSLATE_NOOP("Roomscope::ErrorWords",
                       "\"%1\" is not an address of a machine in digits; write for example 127.0.0.1:8480, or "
                       "0.0.0.0:8480 for all addresses")},
    {ErrorKind::NotPort,
     QT_TRANSLATE_NOOP("Roomscope::ErrorWords", "\"%1\" is not a port; ports go from 0 (any free one) to 65535")},
    {ErrorKind::PathWithoutSlash,
     QT_TRANSLATE_NOOP("Roomscope::ErrorWords",
                       "the path \"%1\" does not begin with a slash; write for example /callback")},
    {ErrorKind::NotOnlyPath,
     QT_TRANSLATE_NOOP("Roomscope::ErrorWords", "the path \"%1\" holds a blank, a ? or a #; give the path alone")},
    {ErrorKind::NotSdkAppId,
     QT_TRANSLATE_NOOP("Roomscope::ErrorWords",
                       "\"%1\" is not an SDKAppID; it consists of digits, for example 1400000000")},
    {ErrorKind::NotNetwork,
     QT_TRANSLATE_NOOP(
         "Roomscope::ErrorWords",
         "\"%1\" is not an address or a network of addresses; write for example 127.0.0.1 or 10.0.0.0/8")},
    {ErrorKind::TokenTooLong,
     QT_TRANSLATE_NOOP("Roomscope::ErrorWords", "the token has %1 characters; tokens have 1 to %2")},
    {ErrorKind::RtcKeyTooLong,
     QT_TRANSLATE_NOOP("Roomscope::ErrorWords", "the key has %1 characters; keys have 1 to %2")},
    {ErrorKind::NotSignaturePolicy,
     QT_TRANSLATE_NOOP("Roomscope::ErrorWords", "\"%1\" is not a policy; choose off, flag or require")},
    {ErrorKind::NotSignatureTolerance,
     QT_TRANSLATE_NOOP("Roomscope::ErrorWords", "\"%1\" is not a tolerance; give seconds from 1 to %2")},
    {ErrorKind::TwoCertificates,
     QT_TRANSLATE_NOOP("Roomscope::ErrorWords",
                       "there is both a certificate file and a self-signed certificate; choose one of them")},
    {ErrorKind::CertificateWithoutKey, QT_TRANSLATE_NOOP("Roomscope::ErrorWords", "a certificate needs its key")},
    {ErrorKind::KeyWithoutCertificate, QT_TRANSLATE_NOOP("Roomscope::ErrorWords", "a key needs its certificate")},
    {ErrorKind::PassphraseWithoutKey, QT_TRANSLATE_NOOP("Roomscope::ErrorWords", "a passphrase needs a key to open")},
    {ErrorKind::SignaturesWithoutToken,
     QT_TRANSLATE_NOOP("Roomscope::ErrorWords",
                       "signatures can be required only when there is a token to check them with")},
    {ErrorKind::NotLimitTime,
     QT_TRANSLATE_NOOP("Roomscope::ErrorWords", "\"%1\" is not a time; give seconds from %2 to %3")},
    {ErrorKind::NotLimitSize,
     QT_TRANSLATE_NOOP("Roomscope::ErrorWords", "\"%1\" is not a size; give bytes from %2 to %3")},
    {ErrorKind::NotLimitNumber, QT_TRANSLATE_NOOP("Roomscope::ErrorWords", "\"%1\" is not a number from %2 to %3")},
    {ErrorKind::NotKeepDays,
     QT_TRANSLATE_NOOP("Roomscope::ErrorWords",
                       "\"%1\" is not a number of days; give 1 to %2, or 0 to keep everything")},
    {ErrorKind::NotKeepBytes,
     QT_TRANSLATE_NOOP(
         "Roomscope::ErrorWords",
         "\"%1\" is not a size for a journal; give %2 or more, for example 500M or 20G, or 0 for no limit")},

    // core/filter
    {ErrorKind::SignMeansNothing,
     QT_TRANSLATE_NOOP("Roomscope::ErrorWords",
                       "“%1” means nothing here: all words must match, “-” before one excludes it, and values of one "
                       "key are joined like kind:seat-locked|seat-unlocked")},
    {ErrorKind::OrNotBetweenWords,
     QT_TRANSLATE_NOOP("Roomscope::ErrorWords",
                       "“%1” stands between two words of which one has to match; in quotes it is looked for")},
    {ErrorKind::NotBeforeNoWord,
     QT_TRANSLATE_NOOP("Roomscope::ErrorWords",
                       "“%1” stands before a word that must not match, like -kind:seat-locked")},
    {ErrorKind::UnknownKey,
     QT_TRANSLATE_NOOP("Roomscope::ErrorWords",
                       "there is no key “%1”; the nearest is “%2”; a text with a colon is written in quotes")},
    {ErrorKind::KeyWithoutColon,
     QT_TRANSLATE_NOOP("Roomscope::ErrorWords", "“%1” has its value behind a colon: %1:…, and -%1:… excludes it")},
    {ErrorKind::QuoteNotClosed, QT_TRANSLATE_NOOP("Roomscope::ErrorWords", "this quote is not closed")},
    {ErrorKind::QuotesEmpty, QT_TRANSLATE_NOOP("Roomscope::ErrorWords", "there is nothing between these quotes")},
    {ErrorKind::TextMissing, QT_TRANSLATE_NOOP("Roomscope::ErrorWords", "a text is missing after “|”")},
    {ErrorKind::ValueMissing, QT_TRANSLATE_NOOP("Roomscope::ErrorWords", "a value is missing after “%1”")},
    {ErrorKind::NotJoinable,
     QT_TRANSLATE_NOOP(
         "Roomscope::ErrorWords",
         "“%1” joins values of one key, like kind:seat-locked|seat-unlocked; of different words all must match")},
    {ErrorKind::NotDelay,
     QT_TRANSLATE_NOOP("Roomscope::ErrorWords",
                       "a delay is written like delay>2s, with <, <=, >, >= or =, and ms, s or m")},
    {ErrorKind::UnitMissing, QT_TRANSLATE_NOOP("Roomscope::ErrorWords", "a unit is missing after “%1”: ms, s or m")},
    {ErrorKind::NotUnit,
     QT_TRANSLATE_NOOP("Roomscope::ErrorWords", "“%1” is not a unit of time; units are ms, s and m")},
    {ErrorKind::NotComparison,
     QT_TRANSLATE_NOOP("Roomscope::ErrorWords",
                       "numbers are compared like seat>3, with <, <=, >, >= or =; one of several is seat:3|4, and "
                       "-seat:3 excludes one")},
    {ErrorKind::NotFilterTime,
     QT_TRANSLATE_NOOP("Roomscope::ErrorWords",
                       "“%1” is not a time; write 21:10, 2026-11-23, 2026-11-23T21:10 or 2026-11-23T21:10:00Z")},
    {ErrorKind::SecondTime, QT_TRANSLATE_NOOP("Roomscope::ErrorWords", "only one time can stand behind “%1:”")},
    {ErrorKind::NotSeat,
     QT_TRANSLATE_NOOP("Roomscope::ErrorWords", "“%1” is not a seat number; write seat:3, seat:3|4 or seat>3")},
    {ErrorKind::NotLife, QT_TRANSLATE_NOOP("Roomscope::ErrorWords", "“%1” is not the number of a room's life")},
    {ErrorKind::NotApp,
     QT_TRANSLATE_NOOP("Roomscope::ErrorWords", "“%1” is not an SDKAppID, which is a number like app:1400000001")},
    {ErrorKind::UnknownChangeKind,
     QT_TRANSLATE_NOOP("Roomscope::ErrorWords", "no kind of change is called “%1”; the nearest is “%2”")},
    {ErrorKind::UnknownVerdict,
     QT_TRANSLATE_NOOP("Roomscope::ErrorWords", "no verdict is called “%1”; the nearest is “%2”")},

    // core/sender
    {ErrorKind::NotSimulatorUrl,
     QT_TRANSLATE_NOOP("Roomscope::ErrorWords", "The address must begin with http:// or https:// and name a host.")},
    {ErrorKind::NotFingerprint,
     QT_TRANSLATE_NOOP("Roomscope::ErrorWords",
                       "The fingerprint must be a SHA-256 in hexadecimal, 32 bytes with or without colons.")},
    {ErrorKind::RateOutOfRange,
     QT_TRANSLATE_NOOP("Roomscope::ErrorWords", "The rate must lie between %1 and %2 callbacks a second.")},
    {ErrorKind::RoomsOutOfRange,
     QT_TRANSLATE_NOOP("Roomscope::ErrorWords", "The number of rooms must lie between 1 and %1.")},
    {ErrorKind::SeatsOutOfRange,
     QT_TRANSLATE_NOOP("Roomscope::ErrorWords", "The number of seats must lie between 1 and %1.")},
    {ErrorKind::NegativeCount,
     QT_TRANSLATE_NOOP("Roomscope::ErrorWords",
                       "The number of callbacks must not be negative; 0 sends until stopped.")},
    {ErrorKind::DuplicatesOutOfRange,
     QT_TRANSLATE_NOOP("Roomscope::ErrorWords", "The share of duplicates must lie between 0 and %1.")},
    {ErrorKind::LateOutOfRange,
     QT_TRANSLATE_NOOP("Roomscope::ErrorWords", "The share of late callbacks must lie between 0 and %1.")},
    {ErrorKind::SimulatorSdkAppIdNotDigits,
     QT_TRANSLATE_NOOP("Roomscope::ErrorWords", "The SDKAppID must consist of digits.")},
    {ErrorKind::SimulatorTokenTooLong,
     QT_TRANSLATE_NOOP("Roomscope::ErrorWords", "The token must not be longer than %1 bytes.")},
    {ErrorKind::NobodyListens, QT_TRANSLATE_NOOP("Roomscope::ErrorWords", "Nobody listens at %1: connection refused.")},
    {ErrorKind::HostNotFound, QT_TRANSLATE_NOOP("Roomscope::ErrorWords", "There is no host %1.")},
    {ErrorKind::NoAnswer, QT_TRANSLATE_NOOP("Roomscope::ErrorWords", "%1 did not answer within 2 seconds.")},
    {ErrorKind::ConnectionBroken, QT_TRANSLATE_NOOP("Roomscope::ErrorWords", "%1 broke the connection off: %2.")},
    {ErrorKind::AnswerChunksUnreadable,
     QT_TRANSLATE_NOOP("Roomscope::ErrorWords", "the answer's chunks cannot be read: %1")},
    {ErrorKind::AnswerTooLong, QT_TRANSLATE_NOOP("Roomscope::ErrorWords", "the answer is longer than 1 MiB")},
    {ErrorKind::Refused, QT_TRANSLATE_NOOP("Roomscope::ErrorWords", "%1 answered %2.")},
    {ErrorKind::RefusedWithReason, QT_TRANSLATE_NOOP("Roomscope::ErrorWords", "%1 answered %2: %3")},
    {ErrorKind::AnsweredOtherwise,
     QT_TRANSLATE_NOOP("Roomscope::ErrorWords",
                       "%1 answered 200, but not with the ActionStatus OK that the vendor expects.")},

    // The command line
    {ErrorKind::UnknownZone,
     QT_TRANSLATE_NOOP("Roomscope::ErrorWords",
                       "There is no time zone “%1”; the nearest is %2. Write UTC, local, a name like Asia/Seoul, or an "
                       "offset like +09:00.")},
    {ErrorKind::NotTime,
     QT_TRANSLATE_NOOP("Roomscope::ErrorWords", "“%1” is not a time; write it like 2026-11-23T21:14:03Z.")},

    {ErrorKind::Sentence, QT_TRANSLATE_NOOP("Roomscope::ErrorWords", "%1")},
};

QString argumentText(const QVariant &argument)
{
    if (argument.typeId() == QMetaType::QDateTime)
        return QLatin1StringView(isoMilliseconds(argument.toDateTime().toMSecsSinceEpoch() * 1000));
    return argument.toString();
}

/// Not by QString::arg(), one after the other: an argument may contain "%1".
QString withArguments(const QString &text, const QStringList &arguments)
{
    QString result;
    for (qsizetype i = 0; i < text.size(); ++i) {
        const bool isPlace = text.at(i) == u'%' && i + 1 < text.size() && text.at(i + 1).isDigit();
        if (isPlace)
            result += arguments.value(text.at(++i).digitValue() - 1);
        else
            result += text.at(i);
    }
    return result;
}

} // namespace

QString errorText(const Error &error)
{
    const auto *const found = std::ranges::find(kindTexts, error.kind, &KindText::kind);
    if (found == std::end(kindTexts))
        return {};
    QStringList arguments;
    for (const QVariant &argument : error.arguments)
        arguments.append(argumentText(argument));
    for (const Error &cause : error.causes)
        arguments.append(errorText(cause));
    return withArguments(QCoreApplication::translate("Roomscope::ErrorWords", found->text), arguments);
}

} // namespace Roomscope
