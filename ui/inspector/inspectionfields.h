// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/rooms/finding.h"
#include "ui/inspector/fieldbrowser.h"
#include "ui/inspector/inspection.h"

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
class InspectionFields final
{
    Q_DECLARE_TR_FUNCTIONS(Roomscope::InspectionFields)

public:
    InspectionFields(const Inspection &shown, const QPalette &palette)
        : m_shown(shown)
        , m_palette(palette)
    {
    }

    /// Its verdict, what it changed and says, and the request in short. findings: those about it. accepted: the
    /// SDKAppIDs, see sdkAppIdText().
    [[nodiscard]] FieldList summary(const QList<Finding> &findings, const std::optional<QStringList> &accepted) const;
    [[nodiscard]] FieldList request(const SignatureKeys &keys) const;
    [[nodiscard]] FieldList reply() const;
    /// To the callback before.
    [[nodiscard]] FieldList differences() const;

private:
    void addSignature(FieldList &fields, const SignatureKeys &keys) const;
    void addRtcSignature(FieldList &fields, const QByteArray &key) const;

    const Inspection &m_shown;
    QPalette m_palette;
};

} // namespace Roomscope
