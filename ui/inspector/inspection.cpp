// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspector/inspection.h"

#include "core/journal/journalreader.h"
#include "core/protocol/contentcoding.h"
#include "core/protocol/decoder.h"
#include "core/protocol/requesthead.h"
#include "ui/inspector/curlcommand.h"
#include "ui/words/errorwords.h"
#include "ui/words/eventwords.h"

#include <QHash>
#include <QSet>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Roomscope {

namespace {

QLatin1StringView fieldOf(ChangeKind kind)
{
    switch (kind) {
    case ChangeKind::SeatTaken:
    case ChangeKind::SeatLeft:
    case ChangeKind::SeatSwapped:
    case ChangeKind::SeatMoved: return "Member_Account"_L1;
    case ChangeKind::SeatLocked:
    case ChangeKind::SeatUnlocked: return "IsTakenDisabled"_L1;
    case ChangeKind::AudioProhibited:
    case ChangeKind::AudioAllowed: return "IsAudioDisabled"_L1;
    case ChangeKind::VideoProhibited:
    case ChangeKind::VideoAllowed: return "IsVideoDisabled"_L1;
    default: return {};
    }
}

QList<PayloadLine> plainLines(const QByteArray &body)
{
    QList<PayloadLine> lines;
    qsizetype start = 0;
    while (true) {
        qsizetype end = body.indexOf('\n', start);
        const bool last = end < 0;
        if (last)
            end = body.size();
        const bool carriage = end > start && body.at(end - 1) == '\r';
        lines.append({.text = QString::fromUtf8(body.sliced(start, end - start - (carriage ? 1 : 0)))});
        if (last)
            return lines;
        start = end + 1;
    }
}

/// A short value as it stands on the line; empty when there is none.
QByteArray shortValueOf(const PayloadLine &line)
{
    constexpr qsizetype longestTime = 40;
    for (auto span = line.spans.crbegin(); span != line.spans.crend(); ++span) {
        const bool isValue = span->kind == PayloadSpan::Kind::Number || span->kind == PayloadSpan::Kind::String;
        if (isValue && span->length <= longestTime)
            return QStringView(line.text).sliced(span->start, span->length).toUtf8();
    }
    return {};
}

QSet<int> seatsOf(const Event &event)
{
    QSet<int> seats;
    if (const auto *changed = std::get_if<SeatInfoChanged>(&event.content)) {
        for (const ListedSeat &seat : changed->seats)
            seats.insert(seat.index);
    }
    return seats;
}

/// What result.event is compared with; says why in the result.
std::optional<Callback> chooseFormer(const JournalReader &reader, const InspectionRequest &request, Inspection &result)
{
    if (request.comparedWith != 0) {
        result.formerId = request.comparedWith;
        result.formerIs = Inspection::Former::Chosen;
        return reader.read(request.comparedWith);
    }
    const QSet<int> seats = seatsOf(result.event);
    std::optional<Callback> chosen;
    for (const qint64 id : request.formerIds) {
        std::optional<Callback> candidate = reader.read(id);
        if (!candidate)
            continue;
        const Event event = decodeEvent(*candidate).event;
        const auto is = seatsOf(event).intersects(seats) ? Inspection::Former::SameSeats
            : event.command == result.event.command      ? Inspection::Former::SameCommand
                                                         : Inspection::Former::SameRoom;
        if (chosen && is >= result.formerIs)
            continue;
        result.formerId = id;
        result.formerIs = is;
        chosen = std::move(candidate);
        if (is == Inspection::Former::SameSeats || (is == Inspection::Former::SameCommand && seats.isEmpty()))
            break;
    }
    if (!chosen && !request.formerIds.isEmpty())
        result.formerId = request.formerIds.first(); // there is one; it cannot be read any more
    return chosen;
}

} // namespace

void markChangedLines(QList<PayloadLine> &lines, const QList<Change> &changes)
{
    if (std::all_of(changes.begin(), changes.end(), [](const Change &c) { return fieldOf(c.kind).isEmpty(); }))
        return; // a large body has many lines
    // The element of SeatList that is about a seat.
    QHash<int, QString> elementOf;
    QHash<QString, qsizetype> lineOf;
    for (qsizetype i = 0; i < lines.size(); ++i) {
        const PayloadLine &line = lines[i];
        if (!lineOf.contains(line.path))
            lineOf.insert(line.path, i);
        if (!line.path.startsWith("SeatList["_L1) || !line.path.endsWith("].Index"_L1))
            continue;
        for (const PayloadSpan &span : line.spans) {
            if (span.kind != PayloadSpan::Kind::Number && span.kind != PayloadSpan::Kind::String)
                continue;
            QString digits = line.text.sliced(span.start, span.length);
            digits.remove(u'"');
            elementOf.insert(digits.toInt(), line.path.chopped(qsizetype(qstrlen(".Index"))));
        }
    }
    for (const Change &change : changes) {
        const QLatin1StringView field = fieldOf(change.kind);
        const QString element = elementOf.value(change.seat);
        if (field.isEmpty() || element.isEmpty())
            continue;
        // An empty seat has no Member_Account: its Index stands for it.
        qsizetype line = lineOf.value(QString(element + u'.' + field), -1);
        if (line < 0)
            line = lineOf.value(element + u".Index"_s, -1);
        if (line >= 0)
            lines[line].changed = true;
    }
}

Inspection inspect(const InspectionRequest &request)
{
    Inspection result {.id = request.id, .changes = request.changes, .againstId = request.againstId};
    JournalReader reader;
    if (const std::optional<Error> failure = reader.open(request.dataFolder)) {
        result.trouble = errorText(*failure);
        return result;
    }
    const std::optional<Callback> callback = reader.read(request.id);
    if (!callback) {
        result.trouble = request.verdict && request.verdict->isRejected()
            ? u"This request is no longer in the journal: only the last rejected ones are kept."_s
            : u"This callback cannot be read from the journal; its file may be damaged or may have been replaced."_s;
        return result;
    }
    result.callback = *callback;
    result.body = plainBody(*callback);
    result.verdict = request.verdict.value_or(callback->verdict);
    result.event = decodeEvent(*callback).event;
    result.unknownFields = unknownFields(result.body);
    result.scheme = schemeAt(reader, callback->receivedUs);

    const QByteArray &body = result.body;
    const ParsedBody parsed = parseBody(body);
    result.readable = parsed.json.has_value();
    result.jsonError = parsed.error;
    if (!result.readable && !contentCodings(callback->head).isEmpty())
        result.jsonError.reset(); // it is about packed bytes

    std::optional<Callback> former = chooseFormer(reader, request, result);
    if (former) {
        result.formerCommand = decodeEvent(*former).event.command;
        result.formerReceivedUs = former->receivedUs;
        former->body = plainBody(*former);
        result.formerReadable = parseBody(former->body).json.has_value();
        if (result.formerReadable && result.readable)
            result.differences = payloadDifferences(former->body, body);
    }

    const bool aboutSeats
        = std::any_of(request.changes.begin(), request.changes.end(), [](const Change &c) { return c.seat >= 0; });
    const bool comparable
        = result.readable && former && result.formerReadable && result.formerCommand == result.event.command;
    const bool changedAnything = std::any_of(request.changes.begin(), request.changes.end(),
                                             [](const Change &c) { return c.kind != ChangeKind::NoChange; });
    if (aboutSeats || !comparable || !changedAnything) {
        result.lines = result.readable ? payloadLines(body) : plainLines(body);
        markChangedLines(result.lines, request.changes);
    } else {
        result.lines = payloadLines(body, former->body);
        for (PayloadLine &line : result.lines) {
            if (line.path == u"EventTime"_s)
                line.changed = false; // it always differs
        }
    }
    for (int i = 0; i < int(result.lines.size()); ++i) {
        if (const QString words = timeWords(result.lines[i].path, shortValueOf(result.lines[i])); !words.isEmpty())
            result.notes.insert(i, words);
    }
    result.rawLines = plainLines(body);
    return result;
}

} // namespace Roomscope
