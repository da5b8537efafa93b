// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/payload/payloadpath.h"

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace Roomscope {

namespace {

bool isSpecial(QChar letter)
{
    return letter == u'.' || letter == u'[' || letter == u']' || letter == u'"';
}

/// The name in quotes that begins at that quote; place is behind the closing one then. Nothing when there is none.
std::optional<QString> quotedName(const QString &text, qsizetype &place)
{
    QString name;
    for (++place; place < text.size() && text.at(place) != u'"'; ++place) {
        if (text.at(place) == u'\\' && place + 1 < text.size())
            ++place;
        name += text.at(place);
    }
    if (place++ >= text.size())
        return std::nullopt;
    return name;
}

} // namespace

QString PayloadPath::member(const QString &before, const QString &name)
{
    if (name.isEmpty() || std::any_of(name.begin(), name.end(), isSpecial)) {
        QString quoted = name;
        quoted.replace(u'\\', "\\\\"_L1).replace(u'"', "\\\""_L1);
        return QString(before + u"[\""_s + quoted + u"\"]"_s);
    }
    return before.isEmpty() ? name : QString(before + u'.' + name);
}

QString PayloadPath::element(const QString &before, qsizetype place)
{
    return u"%1[%2]"_s.arg(before, QString::number(place));
}

std::variant<PayloadPath, PayloadPathError> PayloadPath::parse(const QString &text)
{
    PayloadPath path;
    path.m_text = text.trimmed();
    const QString &all = path.m_text;
    if (all.isEmpty())
        return PayloadPathError {0, {ErrorKind::PathEmpty}};
    for (qsizetype place = 0; place < all.size();) {
        if (all.at(place) == u'[') {
            const qsizetype begin = ++place;
            if (place < all.size() && all.at(place) == u'"') {
                const std::optional<QString> name = quotedName(all, place);
                if (!name)
                    return PayloadPathError {begin, {ErrorKind::PathQuotesNotClosed}};
                path.m_steps.append(name->toUtf8());
            } else {
                while (place < all.size() && all.at(place) >= u'0' && all.at(place) <= u'9')
                    ++place;
                bool isNumber = false;
                path.m_steps.append(qsizetype(all.sliced(begin, place - begin).toLongLong(&isNumber)));
                if (!isNumber)
                    return PayloadPathError {begin, {ErrorKind::PathBracketEmpty}};
            }
            if (place >= all.size() || all.at(place) != u']')
                return PayloadPathError {place, {ErrorKind::PathBracketNotClosed}};
            ++place;
            if (place < all.size() && all.at(place) != u'.' && all.at(place) != u'[')
                return PayloadPathError {place, {ErrorKind::PathNotSeparated}};
            continue;
        }
        if (all.at(place) == u'.' && place > 0)
            ++place;
        const qsizetype begin = place;
        while (place < all.size() && !isSpecial(all.at(place)))
            ++place;
        if (place == begin)
            return PayloadPathError {place, {ErrorKind::PathNameMissing}};
        if (place < all.size() && (all.at(place) == u']' || all.at(place) == u'"'))
            return PayloadPathError {place, {ErrorKind::PathNameNotQuoted, {all.at(place)}}};
        path.m_steps.append(all.sliced(begin, place - begin).toUtf8());
    }
    return path;
}

JsonValue PayloadPath::in(const JsonValue &root) const
{
    JsonValue value = root;
    for (const Step &step : m_steps) {
        if (const auto *name = std::get_if<QByteArray>(&step)) {
            value = value[*name];
            continue;
        }
        const qsizetype place = std::get<qsizetype>(step);
        if (!value.isArray() || place >= value.count())
            return {};
        JsonValue element = value.firstChild();
        for (qsizetype i = 0; i < place; ++i)
            element = element.nextSibling(value);
        value = element;
    }
    return value;
}

QString plainValue(const JsonValue &value)
{
    if (!value.exists())
        return {};
    return value.type() == JsonText::Type::String ? value.toString() : QString::fromUtf8(value.raw());
}

QStringList plainValues(const QByteArray &body, const QList<PayloadPath> &paths)
{
    const std::optional<JsonText> json = parseBody(body).json;
    QStringList values;
    for (const PayloadPath &path : paths)
        values.append(json ? plainValue(path.in(json->root())) : QString());
    return values;
}

} // namespace Roomscope
