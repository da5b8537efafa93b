// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/doctor/finding.h"
#include "ui/factsbrowser.h"
#include "ui/inspection.h"

#include <QByteArray>
#include <QCoreApplication>
#include <QList>
#include <QPalette>
#include <QStringList>

#include <optional>

namespace Roomscope {

/// Against what signatures are shown; empty: nothing is set.
struct SignatureKeys
{
    QByteArray token;
    QByteArray rtcKey;
    int toleranceSeconds = 0;
};

/// What there is to say of a callback, in words: the texts of the inspector's pages. The inspection has to live as
/// long. GUI thread.
class InspectionFacts final
{
    Q_DECLARE_TR_FUNCTIONS(Roomscope::InspectionFacts)

public:
    InspectionFacts(const Inspection &shown, const QPalette &palette)
        : m_shown(shown)
        , m_palette(palette)
    {
    }

    /// Its verdict, what it changed and says, and the request in short. findings: those about it. accepted: the
    /// SDKAppIDs, see sdkAppIdText().
    [[nodiscard]] FactsText summary(const QList<Finding> &findings, const std::optional<QStringList> &accepted) const;
    [[nodiscard]] FactsText request(const SignatureKeys &keys) const;
    [[nodiscard]] FactsText reply() const;
    /// To the callback before.
    [[nodiscard]] FactsText differences() const;

private:
    void addSignature(FactsText &facts, const SignatureKeys &keys) const;
    void addRtcSignature(FactsText &facts, const QByteArray &key) const;

    const Inspection &m_shown;
    QPalette m_palette;
};

} // namespace Roomscope
