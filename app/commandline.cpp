// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commandline.h"

#include "core/base/nearestword.h"
#include "ui/words/errorwords.h"

#include <QCoreApplication>
#include <QFile>
#include <QStandardPaths>
#include <QStringDecoder>

#include <algorithm>
#include <array>
#include <cstdio>
#include <limits>

using namespace Qt::StringLiterals;

namespace Roomscope {

namespace {

struct ZoneAbbreviation
{
    QLatin1StringView name;
    QLatin1StringView zones;
};

// What people write: an abbreviation says neither where nor, often, which of several.
constexpr std::array zoneAbbreviations {
    ZoneAbbreviation {"KST"_L1, "Asia/Seoul"_L1},
    ZoneAbbreviation {"JST"_L1, "Asia/Tokyo"_L1},
    ZoneAbbreviation {"CST"_L1, "Asia/Shanghai, or America/Chicago"_L1},
    ZoneAbbreviation {"HKT"_L1, "Asia/Hong_Kong"_L1},
    ZoneAbbreviation {"SGT"_L1, "Asia/Singapore"_L1},
    ZoneAbbreviation {"ICT"_L1, "Asia/Bangkok"_L1},
    ZoneAbbreviation {"WIB"_L1, "Asia/Jakarta"_L1},
    ZoneAbbreviation {"IST"_L1, "Asia/Kolkata, Asia/Jerusalem, or Europe/Dublin"_L1},
    ZoneAbbreviation {"MSK"_L1, "Europe/Moscow"_L1},
    ZoneAbbreviation {"EET"_L1, "Europe/Helsinki"_L1},
    ZoneAbbreviation {"EEST"_L1, "Europe/Helsinki"_L1},
    ZoneAbbreviation {"CET"_L1, "Europe/Berlin"_L1},
    ZoneAbbreviation {"CEST"_L1, "Europe/Berlin"_L1},
    ZoneAbbreviation {"GMT"_L1, "UTC, or Europe/London"_L1},
    ZoneAbbreviation {"BST"_L1, "Europe/London"_L1},
    ZoneAbbreviation {"BRT"_L1, "America/Sao_Paulo"_L1},
    ZoneAbbreviation {"EST"_L1, "America/New_York"_L1},
    ZoneAbbreviation {"EDT"_L1, "America/New_York"_L1},
    ZoneAbbreviation {"CDT"_L1, "America/Chicago"_L1},
    ZoneAbbreviation {"MST"_L1, "America/Denver"_L1},
    ZoneAbbreviation {"MDT"_L1, "America/Denver"_L1},
    ZoneAbbreviation {"PST"_L1, "America/Los_Angeles"_L1},
    ZoneAbbreviation {"PDT"_L1, "America/Los_Angeles"_L1},
    ZoneAbbreviation {"AEST"_L1, "Australia/Sydney"_L1},
    ZoneAbbreviation {"AEDT"_L1, "Australia/Sydney"_L1},
};

/// By the whole name or by the city alone.
QString nearestZone(const QString &name)
{
    const auto abbreviation
        = std::find_if(zoneAbbreviations.begin(), zoneAbbreviations.end(), [&](const ZoneAbbreviation &candidate) {
              return name.compare(candidate.name, Qt::CaseInsensitive) == 0;
          });
    if (abbreviation != zoneAbbreviations.end())
        return abbreviation->zones;
    const QString start = name.left(64);
    QString nearest;
    int least = std::numeric_limits<int>::max();
    const QList<QByteArray> ids = QTimeZone::availableTimeZoneIds();
    for (const QByteArray &each : ids) {
        const QString id = QString::fromLatin1(each);
        if (!id.contains(u'/'))
            continue;
        const int far = std::min(wordDistance(start, id), wordDistance(start, id.sliced(id.lastIndexOf(u'/') + 1)));
        if (far < least) {
            least = far;
            nearest = id;
        }
    }
    return nearest;
}

/// A variable of a script that is not set ends up as an empty text; taken as a path it would be the working folder, as
/// a choice it would be all.
QString objectionToEmptyTexts(const QCommandLineParser &parser, const QStringList &arguments)
{
    if (parser.positionalArguments().contains(QString()))
        return u"An argument is an empty text."_s;
    for (qsizetype i = 1; i < arguments.size(); ++i) {
        const QString &argument = arguments[i];
        const bool isOptionOnly = argument.startsWith("--"_L1) && argument.indexOf(u'=') == argument.size() - 1;
        if (!argument.isEmpty() && !isOptionOnly)
            continue;
        const QString option = argument.isEmpty() ? arguments[i - 1] : argument.chopped(1);
        if (option != "--filter"_L1)
            return u"%1 needs a value; it was given an empty text."_s.arg(option);
    }
    return {};
}

/// Without a byte-order mark; some editors write UTF-16 with one.
QByteArray asUtf8(const QByteArray &text)
{
    const auto encoding = QStringConverter::encodingForData(text);
    return encoding ? QString(QStringDecoder(*encoding)(text)).toUtf8() : text;
}

} // namespace

std::optional<int> parseArguments(QCommandLineParser &parser, const QStringList &arguments)
{
    const QCommandLineOption help = parser.addHelpOption();
    const QCommandLineOption version = parser.addVersionOption();
    if (!parser.parse(arguments)) {
        QString sentence = parser.errorText();
        if (!sentence.endsWith(u'.'))
            sentence += u'.';
        return complain(u"%1 See %2 --help."_s.arg(sentence, arguments.first()), WrongUsage);
    }
    if (parser.isSet(version)) {
        std::printf("roomscope %s\n", ROOMSCOPE_VERSION);
        return Done;
    }
    if (parser.isSet(help) || parser.isSet(u"help-all"_s)) {
        // The text names the program, which Qt knows from an application object only.
        int argc = 1;
        QByteArray name = arguments.first().toLocal8Bit();
        char *argv[] = {name.data(), nullptr};
        const QCoreApplication application(argc, argv);
        std::fputs(qPrintable(parser.helpText()), stdout);
        return Done;
    }
    if (const QString objection = objectionToEmptyTexts(parser, arguments); !objection.isEmpty())
        return complain(u"%1 See %2 --help."_s.arg(objection, arguments.first()), WrongUsage);
    return {};
}

QString defaultDataFolder()
{
    return QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation) + u"/roomscope"_s;
}

void addDataFolderOption(QCommandLineParser &parser)
{
    parser.addOption({u"data-dir"_s, u"The session's folder (%1)."_s.arg(defaultDataFolder()), u"folder"_s});
}

void addDamageOption(QCommandLineParser &parser)
{
    parser.addOption({u"allow-damage"_s,
                      u"Take what can be read of a damaged session: what cannot is still told, the exit code is 0."_s});
}

int complainOfDamage(const QCommandLineParser &parser, const QString &damage, int exitCode)
{
    if (damage.isEmpty())
        return exitCode;
    complain(damage);
    return parser.isSet(u"allow-damage"_s) ? exitCode : Failed;
}

int complainOfDamage(const QCommandLineParser &parser, const std::optional<Error> &failure, int exitCode)
{
    if (failure && !isDamage(failure->kind))
        return complain(errorText(*failure));
    return complainOfDamage(parser, failure ? errorText(*failure) : QString(), exitCode);
}

QString dataFolder(const QCommandLineParser &parser)
{
    return parser.isSet(u"data-dir"_s) ? parser.value(u"data-dir"_s) : defaultDataFolder();
}

void addZoneOption(QCommandLineParser &parser, const QString &what)
{
    parser.addOption({u"zone"_s,
                      u"The zone of %1 (UTC): UTC, local, a name like Asia/Seoul or an offset like +09:00."_s.arg(what),
                      u"zone"_s, u"UTC"_s});
}

Result<QTimeZone> zoneOption(const QCommandLineParser &parser)
{
    const QString name = parser.value(u"zone"_s);
    if (const auto zone = zoneFromName(name))
        return *zone;
    return Error {ErrorKind::UnknownZone, {name, nearestZone(name)}};
}

Result<std::optional<qint64>> timeOption(const QCommandLineParser &parser, const QString &name, const QTimeZone &zone,
                                         Occurrence occurrence)
{
    if (!parser.isSet(name))
        return std::optional<qint64>();
    const std::optional<qint64> time = timeFromIso(parser.value(name), zone, occurrence);
    if (time)
        return time;
    return Error {ErrorKind::NotTime, {parser.value(name)}};
}

std::optional<QByteArray> readToken(const QString &fileName, const QString &what)
{
    QFile file(fileName);
    if (!file.open(QIODevice::ReadOnly)) {
        complain(u"The %1 file “%2” cannot be read: %3."_s.arg(what, fileName, file.errorString()));
        return {};
    }
    const QByteArray contents = asUtf8(file.read(4096)).trimmed();
    const qsizetype lineEnd = contents.indexOf('\n');
    const QByteArray token = (lineEnd < 0 ? contents : contents.first(lineEnd)).trimmed();
    if (lineEnd >= 0)
        complain(u"The %1 file “%2” has more than one line; the first one is taken as the %1."_s.arg(what, fileName));
    if (token.isEmpty() || token.size() > 128) {
        complain(u"The %1 file “%2” must hold a %1 of 1 to 128 characters."_s.arg(what, fileName));
        return {};
    }
    return token;
}

/// Options given here stand for all of it: a certificate from the settings is not mixed with a key from here.
void setTls(const QCommandLineParser &parser, TlsOptions &tls)
{
    const TlsOptions given {.certificateFile = parser.value(u"tls-cert"_s),
                            .keyFile = parser.value(u"tls-key"_s),
                            .passphraseFile = parser.value(u"tls-passphrase-file"_s),
                            .selfSigned = parser.isSet(u"tls-self-signed"_s)};
    if (given != TlsOptions())
        tls = given;
}

void addReceiverOptions(QCommandLineParser &parser)
{
    const ReceiverOptions defaults;
    parser.addOption(
        {u"listen"_s, u"Where to listen (%1); port 0 picks a free one."_s.arg(defaults.listen()), u"addr:port"_s});
    parser.addOption({u"path"_s, u"The only path to accept (any)."_s, u"path"_s});
    parser.addOption({u"sdkappid"_s, u"An application to accept (any); can be given several times."_s, u"number"_s});
    parser.addOption(
        {u"trust-forwarded"_s,
         u"A proxy, or a network of them, whose X-Forwarded-For or Forwarded tells the peer (none); can be "
         "given several times."_s,
         u"addr[/bits]"_s});
    parser.addOption({u"token-file"_s, u"Check signatures with the token in this file."_s, u"file"_s});
    parser.addOption(
        {u"rtc-key-file"_s, u"Check the signatures of RTC event callbacks with the key in this file."_s, u"file"_s});
    parser.addOption({u"signature"_s,
                      u"What becomes of a callback whose signature is missing or too old: off (not looked at), flag, "
                      "require (rejected). A wrong one is rejected by both (%1)."_s.arg(
                          ReceiverOptions::word(defaults.signaturePolicy)),
                      u"policy"_s});
    parser.addOption({u"signature-tolerance"_s,
                      u"How old a signature may be, or how far ahead, seconds (%1)."_s.arg(defaults.signatureTolerance),
                      u"seconds"_s});
    parser.addOption(
        {u"tls-cert"_s, u"HTTPS with the certificate in this PEM file, its issuers after it."_s, u"file"_s});
    parser.addOption({u"tls-key"_s, u"The certificate's key, a PEM file."_s, u"file"_s});
    parser.addOption(
        {u"tls-passphrase-file"_s, u"Opens an encrypted key with the passphrase in this file."_s, u"file"_s});
    parser.addOption(
        {u"tls-self-signed"_s, u"HTTPS with a certificate of our own, made once and kept in the data folder."_s});
    for (const LimitDescription &limit : ReceiverLimits::descriptions()) {
        const QString unit = limit.unit == LimitDescription::Unit::Bytes ? u"bytes"_s
            : limit.unit == LimitDescription::Unit::Seconds              ? u"seconds"_s
                                                                         : u"number"_s;
        parser.addOption(
            {limit.option,
             u"%1%2 (%3)."_s.arg(limit.what,
                                 limit.unit == LimitDescription::Unit::Number ? QString() : QString(u", "_s + unit),
                                 defaults.limits.text(limit.limit)),
             unit});
    }
    parser.addOption({u"keep-days"_s, u"Remove callbacks from the journal that are older (never)."_s, u"number"_s});
    parser.addOption({u"keep-bytes"_s,
                      u"Remove the oldest callbacks when the journal becomes larger, for example 20G (never)."_s,
                      u"size"_s});
    addDataFolderOption(parser);
}

std::optional<ReceiverOptions> receiverOptions(const QCommandLineParser &parser, const ReceiverOptions &defaults)
{
    ReceiverOptions options = defaults;
    options.dataFolder = dataFolder(parser);
    std::optional<Error> problem;
    const auto set = [&](const QString &name, const auto &setter) {
        if (problem || !parser.isSet(name))
            return;
        problem = setter();
        if (problem)
            complain(u"--%1: %2."_s.arg(name, errorText(*problem)), WrongUsage);
    };
    set(u"listen"_s, [&] { return options.setListen(parser.value(u"listen"_s)); });
    set(u"path"_s, [&] { return options.setPath(parser.value(u"path"_s)); });
    set(u"sdkappid"_s, [&] { return options.setSdkAppIds(parser.values(u"sdkappid"_s)); });
    set(u"trust-forwarded"_s, [&] { return options.setTrustedForwarders(parser.values(u"trust-forwarded"_s)); });
    set(u"signature"_s, [&] { return options.setSignaturePolicy(parser.value(u"signature"_s)); });
    set(u"signature-tolerance"_s,
        [&] { return options.setSignatureTolerance(parser.value(u"signature-tolerance"_s)); });
    set(u"keep-days"_s, [&] { return options.retention.setKeepDays(parser.value(u"keep-days"_s)); });
    set(u"keep-bytes"_s, [&] { return options.retention.setKeepBytes(parser.value(u"keep-bytes"_s)); });
    for (const LimitDescription &limit : ReceiverLimits::descriptions())
        set(limit.option, [&] { return options.limits.set(limit.limit, parser.value(limit.option)); });
    if (problem)
        return {};
    setTls(parser, options.tls);
    for (const auto &[name, what, secret] : {std::tuple(u"token-file"_s, u"token"_s, &options.token),
                                             std::tuple(u"rtc-key-file"_s, u"key"_s, &options.rtcKey)}) {
        if (!parser.isSet(name))
            continue;
        const std::optional<QByteArray> read = readToken(parser.value(name), what);
        if (!read)
            return {};
        *secret = *read;
    }
    if (const auto contradiction = options.contradiction()) {
        complain(u"The options contradict each other: %1."_s.arg(errorText(*contradiction)), WrongUsage);
        return {};
    }
    return options;
}

} // namespace Roomscope
