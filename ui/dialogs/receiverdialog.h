// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/reception/receiveroptions.h"
#include "core/reception/receiverstatus.h"

#include <QDialog>
#include <QStringList>

class QAction;

namespace Roomscope {

class FieldBrowser;

/// The complete status of the receiver: address, certificate, self-test, and refused requests. Stays open beside the
/// window and updates itself. GUI thread.
class ReceiverDialog final : public QDialog
{
    Q_OBJECT

public:
    ReceiverDialog(QAction *selfTest, QAction *copyUrl, QAction *settings, QWidget *parent = nullptr);

    void setFields(const ReceiverStatus &status, const ReceiverOptions &options, const ReceiverCounters &counters,
                   qint64 lastCallbackUs);

protected:
    void changeEvent(QEvent *event) override;

private:
    void fill();

    FieldBrowser *m_fields;
    ReceiverStatus m_status;
    ReceiverLimits m_limits;
    QStringList m_sdkAppIds; ///< The accepted ones.
    ReceiverCounters m_counters;
    qint64 m_lastCallbackUs = 0;
};

} // namespace Roomscope
