// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/protocol/verdict.h"

#include <QStringList>

#include <array>

using namespace Qt::StringLiterals;

namespace Roomscope {

namespace {

struct FlagWord
{
    Flag flag;
    QLatin1StringView word;
};
constexpr std::array flagWords {
    FlagWord {Flag::Duplicate, "duplicate"_L1},   FlagWord {Flag::Late, "late"_L1},
    FlagWord {Flag::Recovered, "recovered"_L1},   FlagWord {Flag::CommandMismatch, "command-mismatch"_L1},
    FlagWord {Flag::Unsigned, "unsigned"_L1},     FlagWord {Flag::StaleSignature, "stale-signature"_L1},
    FlagWord {Flag::ClockSkew, "clock-skew"_L1},  FlagWord {Flag::EmptyBody, "empty-body"_L1},
    FlagWord {Flag::TimeUnit, "time-unit"_L1},    FlagWord {Flag::NoEventTime, "no-event-time"_L1},
    FlagWord {Flag::Incomplete, "incomplete"_L1},
};

struct RejectionWord
{
    Rejection rejection;
    QLatin1StringView word;
};
constexpr std::array rejectionWords {
    RejectionWord {Rejection::SdkAppId, "sdkappid"_L1},
    RejectionWord {Rejection::Signature, "signature"_L1},
    RejectionWord {Rejection::Malformed, "malformed"_L1},
    RejectionWord {Rejection::TooLarge, "too-large"_L1},
    RejectionWord {Rejection::Method, "method"_L1},
    RejectionWord {Rejection::Path, "path"_L1},
    RejectionWord {Rejection::Tls, "tls"_L1},
};

constexpr auto flaggedPrefix = "flagged:"_L1;
constexpr auto rejectedPrefix = "rejected:"_L1;

} // namespace

QString Verdict::toString() const
{
    for (const RejectionWord &entry : rejectionWords) {
        if (entry.rejection == rejection)
            return rejectedPrefix + entry.word;
    }
    QStringList words;
    for (const FlagWord &entry : flagWords) {
        if (flags.testFlag(entry.flag))
            words.append(entry.word);
    }
    return words.isEmpty() ? u"accepted"_s : QString(flaggedPrefix + words.join(u','));
}

Verdict Verdict::fromString(QStringView text)
{
    Verdict verdict;
    if (text.startsWith(rejectedPrefix)) {
        for (const RejectionWord &entry : rejectionWords) {
            if (text.sliced(rejectedPrefix.size()) == entry.word)
                verdict.rejection = entry.rejection;
        }
    } else if (text.startsWith(flaggedPrefix)) {
        for (const QStringView word : text.sliced(flaggedPrefix.size()).tokenize(u',')) {
            for (const FlagWord &entry : flagWords) {
                if (word == entry.word)
                    verdict.flags |= entry.flag;
            }
        }
    }
    return verdict;
}

} // namespace Roomscope
