// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMetaType>
#include <QVariantList>

#include <utility>
#include <variant>
#include <vector>

namespace Roomscope {

/// Everything that can go wrong in core. errorText() (ui/words/errorwords.h) has the sentence of each kind; the
/// comments list the arguments that a kind needs, in order. Arguments are texts or whole numbers unless a type follows
/// the name; `error` is a cause.
enum class ErrorKind : quint16 {
    // core/base
    CannotWriteFile,           ///< file, reason
    CannotWriteStandardOutput, ///< reason
    FileNotWritten,            ///< file, reason
    SystemMessage,             ///< message

    // core/payload
    PathEmpty,
    PathQuotesNotClosed,
    PathBracketEmpty,
    PathBracketNotClosed,
    PathNotSeparated,
    PathNameMissing,
    PathNameNotQuoted, ///< character

    // core/reception
    ListenIsUrl,       ///< url, address
    ListenIsUrlOnly,   ///< url
    ListenWithoutPort, ///< text
    NotIPv6,           ///< address
    IPv6WithoutBrackets,
    NotNumericAddress,     ///< host
    NotPort,               ///< text
    PathWithoutSlash,      ///< path
    NotOnlyPath,           ///< path
    NotSdkAppId,           ///< text
    NotNetwork,            ///< text
    TokenTooLong,          ///< length, most
    RtcKeyTooLong,         ///< length, most
    NotSignaturePolicy,    ///< text
    NotSignatureTolerance, ///< text, most seconds
    TwoCertificates,
    CertificateWithoutKey,
    KeyWithoutCertificate,
    PassphraseWithoutKey,
    SignaturesWithoutToken,
    NotLimitTime,   ///< text, least seconds (double), most seconds (double)
    NotLimitSize,   ///< text, least bytes, most bytes
    NotLimitNumber, ///< text, least, most
    NotKeepDays,    ///< text, most days
    NotKeepBytes,   ///< text, least size

    // core/journal
    JournalDiskFull,       ///< file
    JournalDiskFails,      ///< file, reason
    JournalReadOnly,       ///< file
    CannotOpenJournal,     ///< file, reason
    JournalInUse,          ///< file
    JournalUnusable,       ///< file, reason
    NotAJournal,           ///< file
    NotAJournalInFolder,   ///< file
    JournalOfOtherVersion, ///< file
    SessionOfOtherVersion, ///< folder
    NoJournal,             ///< folder
    CannotMakeFolder,      ///< folder
    FolderReadOnly,        ///< folder
    SessionInUse,          ///< folder
    SessionDiskFull,       ///< folder
    JournalDamaged,        ///< file, reason (text or error)
    BlocksOutOfOrder,
    BlocksMissingBefore, ///< callback
    LastCommitsMissing,
    LastBlocksUnreadable,
    TimeIndexWrong,
    RejectedOutOfOrder,
    JournalEmptied,                    ///< file
    JournalBeginningUnreadable,        ///< file
    CannotCopyDamagedJournal,          ///< file, reason
    CannotSetJournalAside,             ///< file
    CannotRenameSalvagedJournal,       ///< file, damaged file, new file
    JournalRepaired,                   ///< callbacks, damaged file
    JournalRepairedWithRejected,       ///< callbacks, damaged file, rejected
    JournalRepairedInPart,             ///< callbacks, damaged file, missing (QList<IdRange>)
    JournalRepairedInPartWithRejected, ///< callbacks, damaged file, rejected, missing (QList<IdRange>)
    JournalDamagedAndMissing,          ///< missing (QList<IdRange>), error
    CallbacksMissing,                  ///< file, missing (QList<IdRange>)
    CallbacksUnreadable,               ///< file, unreadable (QList<IdRange>)
    CallbacksUnreadableBesides,        ///< file, unreadable (QList<IdRange>), error
    RejectedRequestUnreadable,         ///< file
    BlockChecksumWrong,                ///< first, last
    BlockContradictsItsRow,            ///< first, last
    BlocksMissing,                     ///< first, last
    RejectedChecksumWrong,             ///< request
    AnswerTimesUnreadable,             ///< callback
    SomeAnswerTimesUnreadable,
    BaseUnreadable, ///< callback
    DictionaryDamaged,

    // core/rooms
    InterpretationUnusable, ///< file

    // core/filter
    SignMeansNothing,  ///< sign
    OrNotBetweenWords, ///< operator
    NotBeforeNoWord,   ///< operator
    UnknownKey,        ///< name, nearest key
    KeyWithoutColon,   ///< key
    QuoteNotClosed,
    QuotesEmpty,
    TextMissing,
    ValueMissing, ///< text before it
    NotJoinable,  ///< operator
    NotDelay,
    UnitMissing, ///< number
    NotUnit,     ///< text
    NotComparison,
    NotFilterTime,     ///< text
    SecondTime,        ///< key
    NotSeat,           ///< text
    NotLife,           ///< text
    NotApp,            ///< text
    UnknownChangeKind, ///< text, nearest kind
    UnknownVerdict,    ///< text, nearest verdict

    // core/timeline
    CannotStoreLines,      ///< folder
    CannotStoreOlderLines, ///< folder
    StoredLinesDamaged,
    CannotReadMarks, ///< file, reason
    MarksOfNewerVersion,
    MarksSetAside,       ///< new file, error
    CannotSetMarksAside, ///< file, reason, error
    NotMarks,
    CannotLockMarks, ///< file
    CannotKeepMarks, ///< error

    // core/session
    RemovedFromJournal,       ///< since (QDateTime)
    FirstRoomsUnreadable,     ///< since (QDateTime)
    RemovedBeforeShown,       ///< first, last, count
    CannotRemoveOldCallbacks, ///< error
    CheckpointNotWritten,     ///< folder
    InterpretationNotKept,    ///< folder
    JournalEndsEarlier,       ///< folder, callback
    FollowedJournalDamaged,   ///< folder
    FollowedNotListening,
    FollowedStopped,
    FollowedSilent,
    Followed, ///< url
    UnknownInterpretation,
    ListeningPeriodUnclear,

    // core/exchange
    InLine,               ///< number, error
    InEntry,              ///< number, error
    InRequest,            ///< number, byte, error
    InFile,               ///< name, error
    InHarMetadata,        ///< error
    LineLeftOut,          ///< number, error
    FileLeftOut,          ///< name, error
    RequestLeftOut,       ///< number, byte, error
    EntryLeftOut,         ///< number, request, error
    NamelessEntryLeftOut, ///< number, error
    OtherEntryLeftOut,
    OtherEntriesLeftOut, ///< count
    OneMoreLeftOut,
    MoreLeftOut,     ///< count
    NotJson,         ///< line, column, reason
    NotJsonAtColumn, ///< column, reason
    NoCallback,
    TooLarge,        ///< most bytes
    BodyTooLarge,    ///< most bytes
    HeadTooLarge,    ///< most bytes
    OneTextTooLarge, ///< most bytes
    NeitherCallbackNorHar,
    NdjsonWithoutBytes,
    NoSuchFile,
    FileIsEmpty,
    UnknownForm,
    NoBodiesInFolder,
    CannotUnpack,
    CannotUnpackIntoFile, ///< reason
    NotGzip,
    GzipCutOff,
    UnpackedTooLarge,
    NotOfEncoding,    ///< encoding
    CannotCopySource, ///< reason
    NotHar,
    EntryWithoutReceived,
    EntryBytesDamaged,
    EntryWithoutRequest,
    EntryWithoutTime,
    PostDataNotBase64,
    BodySplitIntoParams,
    EntryWithoutBody,
    NotRequestLine, ///< text
    HeadNotEnded,
    NotContentLength, ///< text
    BodyCutOff,       ///< bytes there, bytes announced
    ChunksUnreadable, ///< reason
    ChunksCutOff,
    LineTooLong, ///< most bytes
    LastLineMissing,
    LineCutOff,
    NewerCallbackFile,  ///< version
    CallbackCountWrong, ///< announced, present
    ChecksumWrong,
    MoreThanLastLine,
    ReceivedNotTime,
    MemberNotText, ///< member
    NotVerdict,    ///< text
    StatusNotHttp,
    CannotImport,              ///< source, error
    CannotImportStandardInput, ///< error
    StandardInputNotCopied,    ///< reason
    TooOldToImport,            ///< oldest (QDateTime), newest in the session (QDateTime)
    InterpretationNotAdopted,
    CannotKeepInterpretation, ///< folder
    PartlyImported,           ///< callbacks, error
    SessionToStandardOutput,
    SessionToNoFile,    ///< file
    CannotOpenToCopy,   ///< folder, reason
    SessionNotWritten,  ///< reason
    CannotCopyFile,     ///< file, folder, reason
    SessionFileDamaged, ///< file
    NotASession,        ///< file
    NewerSessionFile,   ///< file

    // core/receiver
    CertificateFile, ///< file, error
    KeyFile,         ///< file, error
    PassphraseFile,  ///< file, error
    NotAFile,
    FileUnreadable, ///< reason
    FileTooLarge,
    NoCertificateInFile, ///< file
    NoKeyInFile,         ///< file
    KeyNeedsPassphrase,  ///< key
    PassphraseWrong,     ///< passphrase file, key
    KeyOfOther,          ///< key, certificate
    KeyNotSupported,     ///< key
    CertificateUnusable, ///< certificate
    SelfSignedUnusable,  ///< error
    SelfSignedNotMade,
    SelfSignedNotWritten, ///< folder
    NoTls,
    CertificateNotValidYet, ///< begin (QDateTime)
    CertificateExpired,     ///< end (QDateTime)
    CertificateExpiresSoon, ///< end (QDateTime), days
    RenewalRefused,         ///< error
    CannotStartTls,         ///< error
    HostNotAddress,         ///< host
    PortInUse,              ///< port, host
    PortInUseBy,            ///< port, host, program, process
    ListeningNeedsRights,   ///< address
    AddressOfOtherMachine,  ///< host
    CannotListen,           ///< address, reason
    ReceiverNotAnswering,   ///< error
    SelfTestUnanswered,     ///< url, seconds
    SelfTestUnreachable,    ///< url, reason
    SelfTestRefused,        ///< url, status
    MachineSlept,           ///< begin (QDateTime), end (QDateTime)
    JournalNotAnswering,    ///< milliseconds, folder

    // core/sender
    NotSimulatorUrl,
    NotFingerprint,
    RateOutOfRange,  ///< least (double), most
    RoomsOutOfRange, ///< most
    SeatsOutOfRange, ///< most
    NegativeCount,
    DuplicatesOutOfRange, ///< most (double)
    LateOutOfRange,       ///< most (double)
    SimulatorSdkAppIdNotDigits,
    SimulatorTokenTooLong,  ///< most bytes
    NobodyListens,          ///< url
    HostNotFound,           ///< host
    NoAnswer,               ///< url
    ConnectionBroken,       ///< url, error
    AnswerChunksUnreadable, ///< reason
    AnswerTooLong,
    Refused,           ///< url, status
    RefusedWithReason, ///< url, status, reason
    AnsweredOtherwise, ///< url

    // The command line
    UnknownZone,         ///< name, nearest zone
    NotTime,             ///< text
    NoFileToOpen,        ///< file
    NoCallbacksInFolder, ///< folder
};

/// What went wrong: a kind with its arguments, without a sentence. A value; any thread.
struct Error
{
    ErrorKind kind;
    QVariantList arguments = {};    ///< QString, an integer, or QDateTime.
    std::vector<Error> causes = {}; ///< Errors that the sentence quotes, after the arguments.

    friend bool operator==(const Error &, const Error &) = default;
};

/// A value, or the error that prevented it. Functions without a value return std::optional<Error>.
template<typename Value> class [[nodiscard]] Result final
{
public:
    Result(Value value)
        : m_state(std::in_place_index<0>, std::move(value))
    {
    }
    Result(Error error)
        : m_state(std::in_place_index<1>, std::move(error))
    {
    }

    [[nodiscard]] explicit operator bool() const { return m_state.index() == 0; }
    /// Only when there is a value.
    [[nodiscard]] Value &operator*() & { return *std::get_if<0>(&m_state); }
    [[nodiscard]] const Value &operator*() const & { return *std::get_if<0>(&m_state); }
    [[nodiscard]] Value &&operator*() && { return std::move(*std::get_if<0>(&m_state)); }
    [[nodiscard]] Value *operator->() { return std::get_if<0>(&m_state); }
    [[nodiscard]] const Value *operator->() const { return std::get_if<0>(&m_state); }
    /// Requires an error.
    [[nodiscard]] const Error &error() const { return *std::get_if<1>(&m_state); }

private:
    std::variant<Value, Error> m_state;
};

} // namespace Roomscope

Q_DECLARE_METATYPE(Roomscope::Error)
