// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/words/receiverwords.h"

#include "ui/words/errorwords.h"
#include "ui/words/showntext.h"
#include "ui/words/words.h"

#include <QCoreApplication>

namespace Roomscope {

namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(Roomscope::ReceiverWords)
};

} // namespace

QString sdkAppIdText(const QString &sdkAppId, const std::optional<QStringList> &accepted)
{
    const QString shown = shownName(sdkAppId);
    if (!accepted)
        return shown;
    if (accepted->isEmpty())
        return Texts::tr("%1, not checked").arg(shown);
    return (accepted->contains(sdkAppId) ? Texts::tr("%1 ✓ checked") : Texts::tr("%1 ✗ not accepted")).arg(shown);
}

ReceiverWords receiverWords(const ReceiverStatus &status)
{
    using Shape = MarkShape;
    const auto words = [&status](Shape shape, Tone tone, const QString &word, const QString &otherwise) {
        return ReceiverWords {.shape = shape,
                              .tone = tone,
                              .word = word,
                              .sentence = status.error ? errorText(*status.error) : otherwise};
    };
    switch (status.state) {
    case ReceiverStatus::State::Stopped:
        return words(Shape::Square, Tone::Muted, Texts::tr("Stopped"),
                     Texts::tr("The receiver is stopped: callbacks that are sent now do not arrive."));
    case ReceiverStatus::State::Starting:
        return words(Shape::Ring, Tone::Accent, Texts::tr("Starting"), Texts::tr("The receiver is starting."));
    case ReceiverStatus::State::Listening:
        if (!status.warnings.isEmpty()) {
            QStringList sentences;
            for (const Error &warning : status.warnings)
                sentences.append(errorText(warning));
            return {.shape = Shape::Triangle,
                    .tone = Tone::Warning,
                    .word = Texts::tr("Listening"),
                    .sentence = sentences.join(u' ')};
        }
        return words(Shape::Dot, Tone::Good, Texts::tr("Listening"),
                     status.sinceUs > 0
                         ? Texts::tr("Listening since %1. Every callback is stored before it is answered.")
                               .arg(clockText(status.sinceUs, ClockPrecision::Seconds))
                         : Texts::tr("Listening. Every callback is stored before it is answered."));
    case ReceiverStatus::State::AddressInUse:
        return words(
            Shape::Triangle, Tone::Bad, Texts::tr("Port in use"),
            Texts::tr("Another program listens on this address. Stop it, or choose another port in the settings."));
    case ReceiverStatus::State::CannotListen:
        return words(Shape::Triangle, Tone::Bad, Texts::tr("Cannot listen"),
                     Texts::tr("The receiver cannot listen on this address. Choose another one in the settings."));
    case ReceiverStatus::State::CertificateRefused:
        return words(Shape::Triangle, Tone::Bad, Texts::tr("Certificate refused"),
                     Texts::tr("The certificate cannot be used for HTTPS. Choose another one in the settings."));
    case ReceiverStatus::State::NotAnswering:
        return words(Shape::Triangle, Tone::Bad, Texts::tr("Not answering"),
                     Texts::tr("The receiver does not answer itself, so it will answer nobody else."));
    case ReceiverStatus::State::DiskFull:
        return words(Shape::Triangle, Tone::Bad, Texts::tr("Disk full"),
                     Texts::tr("The disk is full: callbacks are answered with an error, because they cannot be stored. "
                               "Make room on it; storing resumes by itself."));
    case ReceiverStatus::State::Following:
        return words(status.url.isEmpty() ? Shape::Square : Shape::Ring,
                     status.url.isEmpty() ? Tone::Warning : Tone::Accent, Texts::tr("Following"),
                     Texts::tr("Another Roomscope receives into this session. This window follows it."));
    case ReceiverStatus::State::JournalFailed:
        return words(Shape::Triangle, Tone::Bad, Texts::tr("Not storing"),
                     Texts::tr("Callbacks cannot be stored, so none is accepted."));
    }
    return {};
}

} // namespace Roomscope
