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
