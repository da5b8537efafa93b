// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rooms/interpretation.h"

#include <QDataStream>
#include <QDir>
#include <QJsonDocument>
#include <QSaveFile>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace Roomscope {

namespace {

constexpr std::array orders {"event-time"_L1, "arrival"_L1};
constexpr std::array seatListWords {"auto"_L1, "changed-seats"_L1, "full-table"_L1};

QString fileOf(const QString &dataFolder)
{
    return QDir(dataFolder).filePath(u"reading.json"_s);
}

/// Takes the value that the word names; an absent word leaves the default.
template<typename T> bool readWord(const QJsonValue &word, const auto &words, T &target)
{
    if (word.isUndefined())
        return true;
    const auto found = std::find(words.begin(), words.end(), word.toString());
    if (found == words.end())
        return false;
    target = T(found - words.begin());
    return true;
}

} // namespace

QJsonObject Interpretation::toJson() const
{
    return {{u"order"_s, QString(orders[size_t(order)])}, {u"seatLists"_s, QString(seatListWords[size_t(seatLists)])}};
}

std::optional<Interpretation> Interpretation::fromJson(const QJsonObject &object)
{
    Interpretation interpretation;
    if (readWord(object[u"order"_s], orders, interpretation.order)
        && readWord(object[u"seatLists"_s], seatListWords, interpretation.seatLists))
        return interpretation;
    return {};
}

QDataStream &operator<<(QDataStream &stream, const Interpretation &interpretation)
{
    return stream << quint8(interpretation.order) << quint8(interpretation.seatLists);
}

QDataStream &operator>>(QDataStream &stream, Interpretation &interpretation)
{
    quint8 order = 0;
    quint8 lists = 0;
    stream >> order >> lists;
    interpretation = {.order = Interpretation::Order(order), .seatLists = Interpretation::SeatLists(lists)};
    return stream;
}

Result<Interpretation> readInterpretation(const QString &dataFolder)
{
    QFile file(fileOf(dataFolder));
    if (!file.exists())
        return Interpretation();
    const bool opened = file.open(QIODevice::ReadOnly);
    const QJsonDocument document = opened ? QJsonDocument::fromJson(file.readAll()) : QJsonDocument();
    if (const auto interpretation = document.isObject() ? Interpretation::fromJson(document.object()) : std::nullopt)
        return *interpretation;
    return Error {ErrorKind::InterpretationUnusable, {file.fileName()}};
}

Interpretation loadInterpretation(const QString &dataFolder)
{
    const Result<Interpretation> interpretation = readInterpretation(dataFolder);
    return interpretation ? *interpretation : Interpretation();
}

bool saveInterpretation(const QString &dataFolder, const Interpretation &interpretation)
{
    QSaveFile file(fileOf(dataFolder));
    if (!file.open(QIODevice::WriteOnly))
        return false;
    file.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
    file.write(QJsonDocument(interpretation.toJson()).toJson());
    return file.commit();
}

} // namespace Roomscope
