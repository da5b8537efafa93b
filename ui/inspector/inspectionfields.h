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

/// The keys that signatures are checked against; empty: none is set.
struct SignatureKeys
{
    QByteArray token;
    QByteArray rtcKey;
    int toleranceSeconds = 0;
};

/// The texts of the inspector's pages about a callback. The inspection must outlive this object. GUI thread.
class InspectionFields final
{
    Q_DECLARE_TR_FUNCTIONS(Roomscope::InspectionFields)

public:
    InspectionFields(const Inspection &shown, const QPalette &palette)
        : m_shown(shown)
        , m_palette(palette)
    {
    }

    /// Returns the verdict, the changes, the fields and the request in short. `findings` are those about the callback;
    /// `accepted`: see sdkAppIdText().
    [[nodiscard]] FieldList summary(const QList<Finding> &findings, const std::optional<QStringList> &accepted) const;
    [[nodiscard]] FieldList request(const SignatureKeys &keys) const;
    [[nodiscard]] FieldList reply() const;
    /// Returns the differences from the callback before.
    [[nodiscard]] FieldList differences() const;

private:
    void addSignature(FieldList &fields, const SignatureKeys &keys) const;
    void addRtcSignature(FieldList &fields, const QByteArray &key) const;

    const Inspection &m_shown;
    QPalette m_palette;
};

} // namespace Roomscope
