// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/filter/filter.h"

#include "core/base/packedtext.h"
#include "core/filter/bodysearch.h"
#include "core/filter/bodytext.h"
#include "core/filter/concerned.h"

#include <algorithm>
#include <optional>

using namespace Qt::StringLiterals;

namespace Roomscope {

namespace {

bool isAnyIn(const QList<Wildcard> &values, QStringView text)
{
    return std::any_of(values.begin(), values.end(), [text](const Wildcard &value) { return value.isIn(text); });
}

bool isAny(const QList<Wildcard> &values, QStringView text)
{
    return std::any_of(values.begin(), values.end(), [text](const Wildcard &value) { return value.matches(text); });
}

} // namespace

Filter Filter::renewed() const
{
    Filter result = *this;
    for (Term &term : result.m_terms) // which makes them its own
        term.answers.clear();
    return result;
}

bool Filter::mayMatch(quint64 kinds, qint64 leastUs, qint64 mostUs) const
{
    return std::none_of(m_terms.begin(), m_terms.end(), [&](const Term &term) {
        const bool isOutside = mostUs < term.least || term.most < leastUs;
        const bool isTime = term.key == Key::After || term.key == Key::Before;
        return !term.excluded && ((isTime && isOutside) || (term.key == Key::Kind && (term.kinds & kinds) == 0));
    });
}

bool Filter::needsBody() const
{
    return std::any_of(m_terms.begin(), m_terms.end(), [](const Term &term) { return term.key == Key::Text; });
}

QList<QList<Wildcard>> Filter::bodyTexts() const
{
    QList<QList<Wildcard>> texts;
    for (const Term &term : m_terms) {
        if (term.key == Key::Text)
            texts.append(term.values);
    }
    return texts;
}

bool Filter::matchesText(const Term &term, quint32 text, const TextPool &texts, bool isPacked)
{
    if (text == 0)
        return false;
    const size_t place = 2 * size_t(text) + (isPacked ? 1 : 0);
    if (term.answers.size() <= place)
        term.answers.resize(2 * size_t(texts.size()), 0);
    qint8 &answer = term.answers[place];
    if (answer == 0) {
        const QStringView shown = texts.at(text);
        const bool found = isPacked ? matchesPacked(term, shown)
            : term.key == Key::Text ? isAnyIn(term.values, shown)
                                    : isAny(term.values, shown);
        answer = found ? 1 : -1;
    }
    return answer > 0;
}

/// Of a text ChangeDetails, of all others Concerned.
bool Filter::matchesPacked(const Term &term, QStringView packed)
{
    if (term.key == Key::Text)
        return isAnyIn(term.values, unpackedText<ChangeDetails>(packed).toText());
    const auto concerned = unpackedText<Concerned>(packed);
    if (term.key == Key::Seat)
        return std::any_of(concerned.seats.begin(), concerned.seats.end(),
                           [&](int seat) { return matchesNumber(term, seat); });
    return std::any_of(concerned.users.begin(), concerned.users.end(),
                       [&](const QString &user) { return isAny(term.values, user); });
}

bool Filter::matchesNumber(const Term &term, qint64 number)
{
    if (term.values.isEmpty())
        return term.least <= number && number <= term.most;
    return isAny(term.values, QString::number(number));
}

bool Filter::matchesVerdict(const Term &term, const Verdict &verdict)
{
    const Verdicts &wanted = term.verdicts;
    if (wanted.combined.contains(verdict))
        return true;
    if (verdict.isRejected())
        return (wanted.rejections >> quint32(verdict.rejection) & 1) != 0;
    return verdict.isAccepted() ? wanted.accepted : bool(verdict.flags & wanted.flags);
}

bool Filter::matchesTerm(const Term &term, const TimelineRow &row, const TextPool &texts)
{
    const auto matches = [&](quint32 text) { return matchesText(term, text, texts); };
    const auto concerns = [&](const TimelineRow &of) { return matchesText(term, of.concerned, texts, true); };
    const auto isWithin = [&](qint64 value) { return term.least <= value && value <= term.most; };
    switch (term.key) {
    case Key::Room: return matches(row.room);
    case Key::Seat: return (row.seat >= 0 && matchesNumber(term, row.seat)) || concerns(row);
    case Key::User: return matches(row.member) || matches(row.previous) || concerns(row);
    case Key::Operator: return matches(row.operatorAccount);
    case Key::Command: return matches(row.command);
    case Key::Platform: return matches(row.platform);
    case Key::Life: return row.life > 0 && matchesNumber(term, row.life);
    case Key::App: return matches(row.sdkAppId);
    case Key::Ip: return matches(row.clientIp) || matches(row.peer);
    case Key::Kind: return row.isChange() && (term.kinds >> quint32(row.kind) & 1) != 0;
    case Key::Verdict: return matchesVerdict(term, row.verdict);
    case Key::Delay: {
        const std::optional<qint64> delayMs = row.delayMs();
        return delayMs && isWithin(*delayMs);
    }
    case Key::After:
    case Key::Before: return isWithin(row.receivedUs);
    case Key::Text:
        return matches(row.room) || matches(row.member) || matches(row.previous) || matches(row.operatorAccount)
            || matches(row.command) || matches(row.platform) || matchesText(term, row.detail, texts, row.isChange())
            || matches(row.sdkAppId) || matches(row.clientIp)
            || (row.isChange() && (term.kinds >> quint32(row.kind) & 1) != 0) || matchesVerdict(term, row.verdict);
    }
    return false;
}

Filter::Decision Filter::decide(const TimelineRow &row, const TextPool &texts) const
{
    auto decision = Decision::Passes;
    for (const Term &term : m_terms) {
        const bool found = matchesTerm(term, row, texts);
        if (term.key == Key::Text && !found)
            decision = Decision::BodyDecides;
        else if (found == term.excluded)
            return Decision::Fails;
    }
    return decision;
}

bool Filter::matches(const TimelineRow &row, const TextPool &texts, const BodyHits &hits) const
{
    qsizetype text = 0;
    return std::all_of(m_terms.begin(), m_terms.end(), [&](const Term &term) {
        const bool isInBody = term.key == Key::Text && hits.contains(text++, row.callbackId);
        return (isInBody || matchesTerm(term, row, texts)) != term.excluded;
    });
}

bool Filter::matches(const TimelineRow &row, const TextPool &texts, const BodySource &bodyOf) const
{
    QList<const Term *> undecided; // in the row there is nothing of it; the body may say otherwise
    for (const Term &term : m_terms) {
        const bool found = matchesTerm(term, row, texts);
        if (term.key == Key::Text && !found && bodyOf)
            undecided.append(&term);
        else if (found == term.excluded)
            return false;
    }
    if (undecided.isEmpty())
        return true;
    const QString body = QString::fromUtf8(bodyOf(row.callbackId));
    return std::all_of(undecided.begin(), undecided.end(),
                       [&](const Term *term) { return isInBody(term->values, body) != term->excluded; });
}

} // namespace Roomscope
