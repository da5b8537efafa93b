// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/words/errorwords.h"

#include "core/base/times.h"
#include "core/journal/idrange.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>
#include <QRegularExpression>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Roomscope {

namespace {

struct KindText
{
    ErrorKind kind;
    const char *text;
};

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(Roomscope::ErrorWords)
public:
    using enum ErrorKind;
    /// In the order of ErrorKind. "%1" is the first argument, "%1{HH:mm}" a moment in that form.
    static constexpr KindText ofKinds[] = {
        // core/base
        {CannotWriteFile, QT_TR_NOOP("“%1” cannot be written: %2")},
        {CannotWriteStandardOutput, QT_TR_NOOP("standard output cannot be written: %1")},
        {FileNotWritten, QT_TR_NOOP("“%1” could not be written: %2")},
        {SystemMessage, QT_TR_NOOP("%1")},

        // core/payload
        {PathEmpty, QT_TR_NOOP("expected the name of a member, like RoomInfo.RoomName")},
        {PathQuotesNotClosed, QT_TR_NOOP("the quotes are not closed")},
        {PathBracketEmpty, QT_TR_NOOP("expected a number or a name in quotes behind [")},
        {PathBracketNotClosed, QT_TR_NOOP("expected ]")},
        {PathNotSeparated, QT_TR_NOOP("expected . or [ behind ]")},
        {PathNameMissing, QT_TR_NOOP("expected the name of a member")},
        {PathNameNotQuoted, QT_TR_NOOP("a name with %1 has to stand in [\"…\"]")},

        // core/reception
        {ListenIsUrl, QT_TR_NOOP("\"%1\" is a URL, but an address and a port are wanted; write %2")},
        {ListenIsUrlOnly,
         QT_TR_NOOP("\"%1\" is a URL, but an address and a port are wanted; write for example 127.0.0.1:8480")},
        {ListenWithoutPort, QT_TR_NOOP("\"%1\" is not ADDR:PORT; write for example 127.0.0.1:8480")},
        {NotIPv6, QT_TR_NOOP("\"[%1]\" is not an IPv6 address; write for example [::1]:8480")},
        {IPv6WithoutBrackets, QT_TR_NOOP("an IPv6 address needs brackets; write for example [::1]:8480")},
        {NotNumericAddress,
         QT_TR_NOOP("\"%1\" is not an address of a machine in digits; write for example 127.0.0.1:8480, or "
                    "0.0.0.0:8480 for all addresses")},
        {NotPort, QT_TR_NOOP("\"%1\" is not a port; ports go from 0 (any free one) to 65535")},
        {PathWithoutSlash, QT_TR_NOOP("the path \"%1\" does not begin with a slash; write for example /callback")},
        {NotOnlyPath, QT_TR_NOOP("the path \"%1\" holds a blank, a ? or a #; give the path alone")},
        {NotSdkAppId, QT_TR_NOOP("\"%1\" is not an SDKAppID; it consists of digits, for example 1400000000")},
        {NotNetwork,
         QT_TR_NOOP("\"%1\" is not an address or a network of addresses; write for example 127.0.0.1 or 10.0.0.0/8")},
        {TokenTooLong, QT_TR_NOOP("the token has %1 characters; tokens have 1 to %2")},
        {RtcKeyTooLong, QT_TR_NOOP("the key has %1 characters; keys have 1 to %2")},
        {NotSignaturePolicy, QT_TR_NOOP("\"%1\" is not a policy; choose off, flag or require")},
        {NotSignatureTolerance, QT_TR_NOOP("\"%1\" is not a tolerance; give seconds from 1 to %2")},
        {TwoCertificates,
         QT_TR_NOOP("there is both a certificate file and a self-signed certificate; choose one of them")},
        {CertificateWithoutKey, QT_TR_NOOP("a certificate needs its key")},
        {KeyWithoutCertificate, QT_TR_NOOP("a key needs its certificate")},
        {PassphraseWithoutKey, QT_TR_NOOP("a passphrase needs a key to open")},
        {SignaturesWithoutToken,
         QT_TR_NOOP("signatures can be required only when there is a token to check them with")},
        {NotLimitTime, QT_TR_NOOP("\"%1\" is not a time; give seconds from %2 to %3")},
        {NotLimitSize, QT_TR_NOOP("\"%1\" is not a size; give bytes from %2 to %3")},
        {NotLimitNumber, QT_TR_NOOP("\"%1\" is not a number from %2 to %3")},
        {NotKeepDays, QT_TR_NOOP("\"%1\" is not a number of days; give 1 to %2, or 0 to keep everything")},
        {NotKeepBytes,
         QT_TR_NOOP("\"%1\" is not a size for a journal; give %2 or more, for example 500M or 20G, or 0 for no limit")},

        // core/journal
        {JournalDiskFull, QT_TR_NOOP("The disk of “%1” is full: free some space, storing goes on by itself.")},
        {JournalDiskFails, QT_TR_NOOP("“%1” cannot be read or written (%2): check the disk.")},
        {JournalReadOnly, QT_TR_NOOP("“%1” cannot be written: check its permissions.")},
        {CannotOpenJournal, QT_TR_NOOP("“%1” cannot be opened (%2): check the folder and its permissions.")},
        {JournalInUse, QT_TR_NOOP("“%1” is in use by another program: close that one first.")},
        {JournalUnusable, QT_TR_NOOP("“%1” cannot be used: %2.")},
        {NotAJournal, QT_TR_NOOP("“%1” is not a journal of Roomscope.")},
        {NotAJournalInFolder, QT_TR_NOOP("“%1” is not a journal of Roomscope: choose another folder.")},
        {JournalOfOtherVersion, QT_TR_NOOP("“%1” was written by another version of Roomscope: open it with that one.")},
        {SessionOfOtherVersion,
         QT_TR_NOOP("The journal in “%1” was written by another version of Roomscope: open it with that one, or choose "
                    "another folder.")},
        {NoJournal, QT_TR_NOOP("There is no journal in “%1”: name the folder of a session with --data-dir.")},
        {CannotMakeFolder, QT_TR_NOOP("The folder “%1” cannot be made: check its path and permissions.")},
        {FolderReadOnly, QT_TR_NOOP("The folder “%1” cannot be written: check its permissions.")},
        {SessionInUse,
         QT_TR_NOOP("The folder “%1” is in use by another Roomscope: stop that one, or choose another folder.")},
        {SessionDiskFull, QT_TR_NOOP("The disk of “%1” is full: free some space and start again.")},
        {JournalDamaged, QT_TR_NOOP("“%1” is damaged (%2).")},
        {BlocksOutOfOrder, QT_TR_NOOP("blocks are not in order")},
        {BlocksMissingBefore, QT_TR_NOOP("blocks are missing before callback %1")},
        {LastCommitsMissing, QT_TR_NOOP("its last commits are missing")},
        {LastBlocksUnreadable, QT_TR_NOOP("its last blocks are unreadable")},
        {TimeIndexWrong, QT_TR_NOOP("its index of times is wrong")},
        {RejectedOutOfOrder, QT_TR_NOOP("rejected requests are not in order")},
        {JournalEmptied, QT_TR_NOOP("“%1” is damaged: it is empty or missing.")},
        {JournalBeginningUnreadable, QT_TR_NOOP("“%1” is damaged: its beginning cannot be read.")},
        {CannotCopyDamagedJournal, QT_TR_NOOP("“%1” is damaged. What can be read of it cannot be copied: %2")},
        {CannotSetJournalAside, QT_TR_NOOP("“%1” is damaged and cannot be set aside: check the folder's permissions.")},
        {CannotRenameSalvagedJournal,
         QT_TR_NOOP("“%1” was damaged and is now “%2”; what could be read of it is in “%3”, which cannot be renamed.")},
        {JournalRepaired,
         QT_TR_NOOP("The journal was damaged. %1 callbacks could be read and are kept; nothing is missing. The damaged "
                    "journal is in “%2”.")},
        {JournalRepairedWithRejected,
         QT_TR_NOOP("The journal was damaged. %1 callbacks could be read and are kept, and %3 rejected requests; "
                    "nothing is missing. The damaged journal is in “%2”.")},
        {JournalRepairedInPart,
         QT_TR_NOOP("The journal was damaged. %1 callbacks could be read and are kept; what is missing: %3. The "
                    "damaged journal is in “%2”.")},
        {JournalRepairedInPartWithRejected,
         QT_TR_NOOP("The journal was damaged. %1 callbacks could be read and are kept, and %3 rejected requests; what "
                    "is missing: %4. The damaged journal is in “%2”.")},
        {JournalDamagedAndMissing, QT_TR_NOOP("%2 Missing are %1.")},
        {CallbacksMissing, QT_TR_NOOP("Of the journal “%1” %2 are missing.")},
        {CallbacksUnreadable, QT_TR_NOOP("“%1” is damaged: %2 are unreadable.")},
        {CallbacksUnreadableBesides, QT_TR_NOOP("“%1” is damaged: %2 are unreadable. %3")},
        {RejectedRequestUnreadable, QT_TR_NOOP("“%1” is damaged: a rejected request is unreadable.")},
        {BlockChecksumWrong, QT_TR_NOOP("Callbacks %1 to %2 cannot be read: their checksum is wrong.")},
        {BlockContradictsItsRow,
         QT_TR_NOOP("Callbacks %1 to %2 cannot be read: their row says something else than what is in it.")},
        {BlocksMissing, QT_TR_NOOP("Callbacks %1 to %2 are missing.")},
        {RejectedChecksumWrong, QT_TR_NOOP("The rejected request %1 cannot be read: its checksum is wrong.")},
        {AnswerTimesUnreadable,
         QT_TR_NOOP("How long the answers from callback %1 on took cannot be read: the checksum is wrong.")},
        {SomeAnswerTimesUnreadable, QT_TR_NOOP("Some of the times that answers took cannot be read.")},
        {BaseUnreadable, QT_TR_NOOP("The rooms' state before callback %1, where the journal begins, cannot be read.")},
        {DictionaryDamaged, QT_TR_NOOP("The dictionary is damaged; the usual one stands in for it.")},

        // core/rooms
        {InterpretationUnusable,
         QT_TR_NOOP("“%1” cannot be used: it says order (event-time, arrival) and seatLists (auto, changed-seats, "
                    "full-table). Callbacks are read by EventTime.")},

        // core/filter
        {SignMeansNothing,
         QT_TR_NOOP("“%1” means nothing here: all words must match, “-” before one excludes it, and values of one key "
                    "are joined like kind:seat-locked|seat-unlocked")},
        {OrNotBetweenWords,
         QT_TR_NOOP("“%1” stands between two words of which one has to match; in quotes it is looked for")},
        {NotBeforeNoWord, QT_TR_NOOP("“%1” stands before a word that must not match, like -kind:seat-locked")},
        {UnknownKey, QT_TR_NOOP("there is no key “%1”; the nearest is “%2”; a text with a colon is written in quotes")},
        {KeyWithoutColon, QT_TR_NOOP("“%1” has its value behind a colon: %1:…, and -%1:… excludes it")},
        {QuoteNotClosed, QT_TR_NOOP("this quote is not closed")},
        {QuotesEmpty, QT_TR_NOOP("there is nothing between these quotes")},
        {TextMissing, QT_TR_NOOP("a text is missing after “|”")},
        {ValueMissing, QT_TR_NOOP("a value is missing after “%1”")},
        {NotJoinable,
         QT_TR_NOOP(
             "“%1” joins values of one key, like kind:seat-locked|seat-unlocked; of different words all must match")},
        {NotDelay, QT_TR_NOOP("a delay is written like delay>2s, with <, <=, >, >= or =, and ms, s or m")},
        {UnitMissing, QT_TR_NOOP("a unit is missing after “%1”: ms, s or m")},
        {NotUnit, QT_TR_NOOP("“%1” is not a unit of time; units are ms, s and m")},
        {NotComparison,
         QT_TR_NOOP("numbers are compared like seat>3, with <, <=, >, >= or =; one of several is seat:3|4, and -seat:3 "
                    "excludes one")},
        {NotFilterTime,
         QT_TR_NOOP("“%1” is not a time; write 21:10, 2026-11-23, 2026-11-23T21:10 or 2026-11-23T21:10:00Z")},
        {SecondTime, QT_TR_NOOP("only one time can stand behind “%1:”")},
        {NotSeat, QT_TR_NOOP("“%1” is not a seat number; write seat:3, seat:3|4 or seat>3")},
        {NotLife, QT_TR_NOOP("“%1” is not the number of a room's life")},
        {NotApp, QT_TR_NOOP("“%1” is not an SDKAppID, which is a number like app:1400000001")},
        {UnknownChangeKind, QT_TR_NOOP("no kind of change is called “%1”; the nearest is “%2”")},
        {UnknownVerdict, QT_TR_NOOP("no verdict is called “%1”; the nearest is “%2”")},

        // core/timeline
        {CannotStoreLines, QT_TR_NOOP("The lines of the timeline cannot be stored in “%1”; they are kept in memory.")},
        {CannotStoreOlderLines,
         QT_TR_NOOP("The older lines of the timeline cannot be stored in “%1”; they are kept in memory.")},
        {StoredLinesDamaged,
         QT_TR_NOOP("Stored lines of the timeline are damaged; they are made again from the journal.")},
        {CannotReadMarks, QT_TR_NOOP("Marks cannot be read: “%1”: %2")},
        {MarksOfNewerVersion, QT_TR_NOOP("The marks of this session were written by a newer version of Roomscope.")},
        {MarksSetAside, QT_TR_NOOP("The marks of this session cannot be read (%2). Their file was set aside as “%1”.")},
        {CannotSetMarksAside,
         QT_TR_NOOP("The marks of this session cannot be read (%3), and “%1” cannot be set aside: %2")},
        {NotMarks, QT_TR_NOOP("it is no list of marks")},
        {CannotLockMarks, QT_TR_NOOP("Marks cannot be changed: “%1” cannot be locked.")},
        {CannotKeepMarks, QT_TR_NOOP("Marks cannot be kept: %1")},

        // core/session
        {RemovedFromJournal, QT_TR_NOOP("What was before %1 has been removed from the journal.")},
        {FirstRoomsUnreadable,
         QT_TR_NOOP("The rooms as they were at the beginning of the journal, %1, cannot be read: only what was "
                    "reported since then is known of them.")},
        {RemovedBeforeShown,
         QT_TR_NOOP("Callbacks from %1 to %2, in all %3, were removed from the journal before they could be shown; "
                    "what they told is missing in the rooms until the session is opened again.")},
        {CannotRemoveOldCallbacks, QT_TR_NOOP("Old callbacks cannot be removed: %1")},
        {CheckpointNotWritten,
         QT_TR_NOOP("A checkpoint could not be written to “%1”: the next start will take longer.")},
        {InterpretationNotKept, QT_TR_NOOP("How to read the session cannot be kept in “%1”; nothing was changed.")},
        {JournalEndsEarlier,
         QT_TR_NOOP("The journal in “%1” ends before callback %2, which was read from it: open the session again.")},
        {FollowedJournalDamaged,
         QT_TR_NOOP("The journal in “%1” is damaged. What could be read of it is shown; what comes is not, until the "
                    "Roomscope that receives is started again, which repairs it.")},
        {FollowedNotListening,
         QT_TR_NOOP("Another Roomscope has this session open; it does not listen yet. This window only follows.")},
        {FollowedStopped,
         QT_TR_NOOP("The Roomscope that received into this session has stopped. This window only follows; open the "
                    "session again to receive here.")},
        {FollowedSilent,
         QT_TR_NOOP("The Roomscope that receives into this session gives no sign of life; it may have crashed. This "
                    "window only follows; open the session again to receive here.")},
        {Followed,
         QT_TR_NOOP("Another Roomscope receives into this session at %1. This window follows it and changes nothing.")},
        {UnknownInterpretation,
         QT_TR_NOOP("“reading” is of a kind that is not known: it was written by a newer Roomscope")},
        {ListeningPeriodUnclear, QT_TR_NOOP("a period of “listening” does not say from when to when")},

        // core/exchange
        {InLine, QT_TR_NOOP("line %1: %2")},
        {InEntry, QT_TR_NOOP("entry %1: %2")},
        {InRequest, QT_TR_NOOP("request %1 (byte %2): %3")},
        {InFile, QT_TR_NOOP("%1: %2")},
        {InHarMetadata, QT_TR_NOOP("log._roomscope: %1")},
        {LineLeftOut, QT_TR_NOOP("Line %1 was left out: %2.")},
        {FileLeftOut, QT_TR_NOOP("%1 was left out: %2.")},
        {RequestLeftOut, QT_TR_NOOP("Request %1 (byte %2) was left out: %3.")},
        {EntryLeftOut, QT_TR_NOOP("Entry %1 (%2) was left out: %3.")},
        {NamelessEntryLeftOut, QT_TR_NOOP("Entry %1 was left out: %2.")},
        {OtherEntryLeftOut, QT_TR_NOOP("1 entry was left out: it is no callback.")},
        {OtherEntriesLeftOut, QT_TR_NOOP("%1 entries were left out: they are no callbacks.")},
        {OneMoreLeftOut, QT_TR_NOOP("1 more was left out for such a reason.")},
        {MoreLeftOut, QT_TR_NOOP("%1 more were left out for such reasons.")},
        {NotJson, QT_TR_NOOP("line %1, column %2: %3")},
        {NotJsonAtColumn, QT_TR_NOOP("column %1: %2")},
        {NoCallback, QT_TR_NOOP("it is JSON, but no callback")},
        {TooLarge, QT_TR_NOOP("it is larger than %1 bytes")},
        {BodyTooLarge, QT_TR_NOOP("its body is larger than %1 bytes")},
        {HeadTooLarge, QT_TR_NOOP("the head is larger than %1 bytes")},
        {OneTextTooLarge, QT_TR_NOOP("it is one JSON text of more than %1 bytes, and no HAR")},
        {NeitherCallbackNorHar,
         QT_TR_NOOP("it is JSON, but neither a callback (there is no CallbackCommand) nor HAR (there is no log)")},
        {NdjsonWithoutBytes,
         QT_TR_NOOP("it is NDJSON without the bytes of the callbacks; export with --format callbacks instead")},
        {NoSuchFile, QT_TR_NOOP("there is no such file")},
        {FileIsEmpty, QT_TR_NOOP("it is empty")},
        {UnknownForm,
         QT_TR_NOOP("it is none of the forms that can be imported: callbacks, HAR, a session, raw HTTP requests, JSON "
                    "bodies")},
        {NoBodiesInFolder, QT_TR_NOOP("there are no JSON bodies (.json) and no HTTP requests (.http) in this folder")},
        {CannotUnpack, QT_TR_NOOP("it cannot be unpacked")},
        {CannotUnpackIntoFile, QT_TR_NOOP("it cannot be unpacked into a temporary file: %1")},
        {NotGzip, QT_TR_NOOP("it is not what gzip has packed, or is damaged")},
        {GzipCutOff, QT_TR_NOOP("what gzip has packed ends too early: it was cut off")},
        {UnpackedTooLarge, QT_TR_NOOP("unpacked it is larger than 16 GB")},
        {NotOfEncoding, QT_TR_NOOP("it is not valid %1")},
        {CannotCopySource, QT_TR_NOOP("it cannot be copied: %1")},
        {NotHar, QT_TR_NOOP("there is no log.entries: this is not HAR")},
        {EntryWithoutReceived, QT_TR_NOOP("_roomscope.received is missing or is not a time")},
        {EntryBytesDamaged, QT_TR_NOOP("the bytes in _roomscope are damaged")},
        {EntryWithoutRequest, QT_TR_NOOP("there is no request")},
        {EntryWithoutTime, QT_TR_NOOP("startedDateTime is missing or is not a time")},
        {PostDataNotBase64, QT_TR_NOOP("postData is not base64")},
        {BodySplitIntoParams, QT_TR_NOOP("its body was split into params that make no JSON")},
        {EntryWithoutBody, QT_TR_NOOP("there is no body in it")},
        {NotRequestLine, QT_TR_NOOP("“%1” is not a request line")},
        {HeadNotEnded, QT_TR_NOOP("the head does not end with an empty line")},
        {NotContentLength, QT_TR_NOOP("“%1” is not a Content-Length")},
        {BodyCutOff, QT_TR_NOOP("the body ends after %1 of %2 bytes")},
        {ChunksUnreadable, QT_TR_NOOP("the chunked body cannot be read: %1")},
        {ChunksCutOff, QT_TR_NOOP("the chunked body is cut off")},
        {LineTooLong, QT_TR_NOOP("it is longer than any callback: more than %1 bytes")},
        {LastLineMissing, QT_TR_NOOP("the file ends here, without its last line: it was cut off")},
        {LineCutOff, QT_TR_NOOP("the file ends in the middle of this line: it was cut off")},
        {NewerCallbackFile, QT_TR_NOOP("version %1 of this form is not known: it was written by a newer Roomscope")},
        {CallbackCountWrong, QT_TR_NOOP("there should be %1 callbacks, there are %2")},
        {ChecksumWrong, QT_TR_NOOP("the checksum does not match: something above was changed or damaged")},
        {MoreThanLastLine, QT_TR_NOOP("something follows the last line")},
        {ReceivedNotTime, QT_TR_NOOP("“received” is missing or is not a time")},
        {MemberNotText, QT_TR_NOOP("“%1” is missing or is not a text")},
        {NotVerdict, QT_TR_NOOP("“%1” is not a verdict")},
        {StatusNotHttp, QT_TR_NOOP("“status” is missing or is not an HTTP status")},
        {CannotImport, QT_TR_NOOP("“%1” cannot be imported: %2")},
        {CannotImportStandardInput, QT_TR_NOOP("“standard input” cannot be imported: %1")},
        {StandardInputNotCopied, QT_TR_NOOP("Standard input cannot be read into a temporary file: %1")},
        {TooOldToImport,
         QT_TR_NOOP(
             "Nothing was imported: the oldest callback is of %1, the session's newest one of %2, and what is older "
             "does not go into the middle of a session. Give the import a session of its own with --data-dir.")},
        {InterpretationNotAdopted,
         QT_TR_NOOP("The callbacks were read into rooms in another way where they come from; this session keeps its "
                    "own. Rooms may look different.")},
        {CannotKeepInterpretation, QT_TR_NOOP("How to read the session cannot be kept in “%1”.")},
        {PartlyImported, QT_TR_NOOP("%2 The first %1 callbacks are stored.")},
        {SessionToStandardOutput, QT_TR_NOOP("A session cannot be written to standard output; name a file.")},
        {SessionToNoFile, QT_TR_NOOP("“%1” cannot be written: it is no file, and a session is a file as a whole.")},
        {CannotOpenToCopy, QT_TR_NOOP("The journal in “%1” cannot be opened: %2.")},
        {SessionNotWritten, QT_TR_NOOP("The session could not be written: %1.")},
        {CannotCopyFile, QT_TR_NOOP("“%1” cannot be copied to “%2”: %3.")},
        {SessionFileDamaged, QT_TR_NOOP("“%1” cannot be opened: it is damaged, or was cut off.")},
        {NotASession, QT_TR_NOOP("“%1” is not a session of Roomscope.")},
        {NewerSessionFile,
         QT_TR_NOOP("“%1” does not say how its callbacks are read in a way that is known: it was written by a newer "
                    "Roomscope.")},

        // core/receiver
        {CertificateFile, QT_TR_NOOP("the certificate \"%1\" %2")},
        {KeyFile, QT_TR_NOOP("the key \"%1\" %2")},
        {PassphraseFile, QT_TR_NOOP("the passphrase \"%1\" %2")},
        {NotAFile, QT_TR_NOOP("is not a file")},
        {FileUnreadable, QT_TR_NOOP("cannot be read: %1")},
        {FileTooLarge, QT_TR_NOOP("is too large to be one")},
        {NoCertificateInFile, QT_TR_NOOP("\"%1\" holds no certificate in PEM form (BEGIN CERTIFICATE)")},
        {NoKeyInFile, QT_TR_NOOP("\"%1\" holds no private key in PEM form (BEGIN PRIVATE KEY)")},
        {KeyNeedsPassphrase, QT_TR_NOOP("the key \"%1\" is encrypted; name a file with its passphrase")},
        {PassphraseWrong, QT_TR_NOOP("the passphrase in \"%1\" does not open the key \"%2\"")},
        {KeyOfOther,
         QT_TR_NOOP("the key \"%1\" does not belong to the first certificate in \"%2\"; are both of the same renewal, "
                    "and is the server's certificate the first one?")},
        {KeyNotSupported, QT_TR_NOOP("the key \"%1\" is neither RSA nor ECDSA; others are not supported")},
        {CertificateUnusable, QT_TR_NOOP("Qt cannot use the certificate \"%1\" with its key")},
        {SelfSignedUnusable, QT_TR_NOOP("%1; remove both files to have new ones made")},
        {SelfSignedNotMade, QT_TR_NOOP("OpenSSL could not make a self-signed certificate")},
        {SelfSignedNotWritten, QT_TR_NOOP("the self-signed certificate cannot be written to \"%1\"")},
        {NoTls, QT_TR_NOOP("TLS is not available: Qt has found no OpenSSL library")},
        {CertificateNotValidYet,
         QT_TR_NOOP("The certificate is not valid before %1{yyyy-MM-dd HH:mm 'UTC'}: senders that check it refuse to "
                    "connect.")},
        {CertificateExpired,
         QT_TR_NOOP("The certificate expired on %1{yyyy-MM-dd HH:mm 'UTC'}: senders that check it refuse to connect.")},
        {CertificateExpiresSoon,
         QT_TR_NOOP("The certificate expires on %1{yyyy-MM-dd HH:mm 'UTC'}, in %2 days: renew it.")},
        {RenewalRefused, QT_TR_NOOP("The new certificate is not used: %1. The former one stays in use.")},
        {CannotStartTls, QT_TR_NOOP("HTTPS cannot start: %1")},
        {HostNotAddress,
         QT_TR_NOOP(
             "\"%1\" is not an address; use 127.0.0.1 for this machine only, or 0.0.0.0 for all of its addresses")},
        {PortInUse,
         QT_TR_NOOP(
             "port %1 of %2 is used by another program; stop that one, or choose another port (0 picks a free one)")},
        {PortInUseBy,
         QT_TR_NOOP(
             "port %1 of %2 is used by %3 (process %4); stop that one, or choose another port (0 picks a free one)")},
        {ListeningNeedsRights,
         QT_TR_NOOP("%1 needs rights that this program does not have; choose a port from 1024 on")},
        {AddressOfOtherMachine,
         QT_TR_NOOP("%1 is not an address of this machine; use 127.0.0.1 for this machine only, or 0.0.0.0 for all of "
                    "its addresses")},
        {CannotListen, QT_TR_NOOP("cannot listen at %1: %2")},
        {ReceiverNotAnswering, QT_TR_NOOP("the receiver does not answer itself: %1")},
        {SelfTestUnanswered, QT_TR_NOOP("no answer came from %1 within %2 s")},
        {SelfTestUnreachable, QT_TR_NOOP("%1 cannot be reached: %2")},
        {SelfTestRefused, QT_TR_NOOP("%1 answered with status %2")},
        {MachineSlept,
         QT_TR_NOOP("This machine slept from %1{yyyy-MM-dd HH:mm:ss} to %2{yyyy-MM-dd HH:mm:ss}: callbacks that were "
                    "sent then did not arrive.")},
        {JournalNotAnswering,
         QT_TR_NOOP("the journal has not answered for more than %1 ms; is the disk of %2 all right?")},

        // core/sender
        {NotSimulatorUrl, QT_TR_NOOP("The address must begin with http:// or https:// and name a host.")},
        {NotFingerprint,
         QT_TR_NOOP("The fingerprint must be a SHA-256 in hexadecimal, 32 bytes with or without colons.")},
        {RateOutOfRange, QT_TR_NOOP("The rate must lie between %1 and %2 callbacks a second.")},
        {RoomsOutOfRange, QT_TR_NOOP("The number of rooms must lie between 1 and %1.")},
        {SeatsOutOfRange, QT_TR_NOOP("The number of seats must lie between 1 and %1.")},
        {NegativeCount, QT_TR_NOOP("The number of callbacks must not be negative; 0 sends until stopped.")},
        {DuplicatesOutOfRange, QT_TR_NOOP("The share of duplicates must lie between 0 and %1.")},
        {LateOutOfRange, QT_TR_NOOP("The share of late callbacks must lie between 0 and %1.")},
        {SimulatorSdkAppIdNotDigits, QT_TR_NOOP("The SDKAppID must consist of digits.")},
        {SimulatorTokenTooLong, QT_TR_NOOP("The token must not be longer than %1 bytes.")},
        {NobodyListens, QT_TR_NOOP("Nobody listens at %1: connection refused.")},
        {HostNotFound, QT_TR_NOOP("There is no host %1.")},
        {NoAnswer, QT_TR_NOOP("%1 did not answer within 2 seconds.")},
        {ConnectionBroken, QT_TR_NOOP("%1 broke the connection off: %2.")},
        {AnswerChunksUnreadable, QT_TR_NOOP("the answer's chunks cannot be read: %1")},
        {AnswerTooLong, QT_TR_NOOP("the answer is longer than 1 MiB")},
        {Refused, QT_TR_NOOP("%1 answered %2.")},
        {RefusedWithReason, QT_TR_NOOP("%1 answered %2: %3")},
        {AnsweredOtherwise, QT_TR_NOOP("%1 answered 200, but not with the ActionStatus OK that the vendor expects.")},

        // The command line
        {UnknownZone,
         QT_TR_NOOP("There is no time zone “%1”; the nearest is %2. Write UTC, local, a name like Asia/Seoul, or an "
                    "offset like +09:00.")},
        {NotTime, QT_TR_NOOP("“%1” is not a time; write it like 2026-11-23T21:14:03Z.")},
        {NoFileToOpen, QT_TR_NOOP("There is no file “%1”.")},
        {NoCallbacksInFolder,
         QT_TR_NOOP("There are no callbacks in “%1”: neither a session nor files called *.json or *.http.")},
    };
};

/// "callbacks 501 to 750, 1501 to 1750 and 3 more spans".
QString rangesText(const QList<IdRange> &ranges)
{
    constexpr qsizetype mostNamed = 5;
    QStringList texts;
    for (const IdRange &range : ranges.first(std::min(ranges.size(), mostNamed)))
        texts.append(Texts::tr("%1 to %2").arg(range.first).arg(range.last));
    const QString named = texts.join(", "_L1);
    const qsizetype more = ranges.size() - texts.size();
    if (more == 0)
        return Texts::tr("callbacks %1").arg(named);
    return more == 1 ? Texts::tr("callbacks %1 and 1 more span").arg(named)
                     : Texts::tr("callbacks %1 and %2 more spans").arg(named, QString::number(more));
}

QString argumentText(const QVariant &argument, const QString &format)
{
    if (argument.metaType() == QMetaType::fromType<QList<IdRange>>())
        return rangesText(argument.value<QList<IdRange>>());
    if (argument.typeId() != QMetaType::QDateTime)
        return argument.toString();
    const QDateTime moment = argument.toDateTime();
    return format.isEmpty() ? QString::fromLatin1(isoMilliseconds(moment.toMSecsSinceEpoch() * 1000))
                            : QLocale::c().toString(moment, format);
}

/// Not by QString::arg(), one after the other: an argument may contain "%1".
QString withArguments(const QString &text, const QVariantList &arguments)
{
    static const QRegularExpression place(u"%(\\d)(?:\\{([^}]*)\\})?"_s);
    QString result;
    qsizetype end = 0;
    for (auto places = place.globalMatch(text); places.hasNext();) {
        const QRegularExpressionMatch match = places.next();
        result += QStringView(text).sliced(end, match.capturedStart() - end);
        result += argumentText(arguments.value(match.captured(1).toInt() - 1), match.captured(2));
        end = match.capturedEnd();
    }
    return result + QStringView(text).sliced(end);
}

} // namespace

QString errorText(const Error &error)
{
    const auto *const found = std::ranges::find(Texts::ofKinds, error.kind, &KindText::kind);
    if (found == std::end(Texts::ofKinds))
        return {};
    QVariantList arguments = error.arguments;
    for (const Error &cause : error.causes)
        arguments.append(errorText(cause));
    return withArguments(Texts::tr(found->text), arguments);
}

} // namespace Roomscope
