// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/filter/filter.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Roomscope {

constinit const std::array<Filter::KeyWord, 8> Filter::keyWords {{
    {"room"_L1, Key::Room},
    {"seat"_L1, Key::Seat},
    {"user"_L1, Key::User},
    {"operator"_L1, Key::Operator},
    {"cmd"_L1, Key::Command},
    {"kind"_L1, Key::Kind},
    {"verdict"_L1, Key::Verdict},
    {"platform"_L1, Key::Platform},
}};

namespace {

/// The words of the expression with their places; quotes hold a word together.
struct Word
{
    qsizetype position = 0;
    qsizetype length = 0;
};

std::variant<QList<Word>, FilterError> split(const QString &expression)
{
    QList<Word> words;
    for (qsizetype at = 0; at < expression.size();) {
        if (expression.at(at).isSpace()) {
            ++at;
            continue;
        }
        const qsizetype start = at;
        bool quoted = false;
        qsizetype quote = 0;
        for (; at < expression.size() && (quoted || !expression.at(at).isSpace()); ++at) {
            if (expression.at(at) == u'"') {
                quoted = !quoted;
                quote = at;
            }
        }
        if (quoted)
            return FilterError {quote, expression.size() - quote, u"this quote is not closed"_s};
        words.append({start, at - start});
    }
    return words;
}

QString withoutQuotes(QStringView text)
{
    return text.toString().remove(u'"');
}

QString patternFor(const QString &value)
{
    return QRegularExpression::escape(value).replace("\\*"_L1, ".*"_L1);
}

/// Whether any word that the program itself gives (a kind, a verdict) can match.
template<typename Words> bool matchesAny(const QRegularExpression &pattern, const Words &words)
{
    return std::any_of(words.begin(), words.end(), [&](const QString &word) { return pattern.match(word).hasMatch(); });
}

QStringList kindWords()
{
    QStringList words;
    for (int kind = 0; kind < changeKindCount; ++kind)
        words.append(changeName(ChangeKind(kind)));
    return words;
}

/// "rejected", "rejected:sdkappid" and "sdkappid" all find that verdict.
QStringList verdictWords(const Verdict &verdict)
{
    const QString text = verdict.toString();
    const qsizetype colon = text.indexOf(u':');
    if (colon < 0)
        return {text};
    return QStringList {text, text.first(colon)} + text.sliced(colon + 1).split(u',');
}

QStringList allVerdictWords()
{
    QStringList words {u"accepted"_s, u"flagged"_s, u"rejected"_s};
    for (int bit = 0; bit < 8; ++bit)
        words += verdictWords({.flags = Flag(1 << bit)});
    for (int rejection = 1; rejection <= int(Rejection::Tls); ++rejection)
        words += verdictWords({.rejection = Rejection(rejection)});
    return words;
}

} // namespace

QStringList Filter::keys()
{
    QStringList result;
    for (const KeyWord &keyWord : keyWords)
        result.append(keyWord.word);
    return result;
}

std::variant<Filter::Term, FilterError> Filter::termFor(QStringView word, qsizetype position)
{
    Term term;
    QStringView rest = word;
    if (rest.size() > 1 && rest.startsWith(u'-')) {
        term.excluded = true;
        rest = rest.sliced(1);
    }
    const qsizetype colon = rest.indexOf(u':');
    const bool hasKey = colon > 0 && !rest.first(colon).contains(u'"')
        && std::all_of(rest.begin(), rest.begin() + colon, [](QChar c) { return c.isLetter(); });
    if (!hasKey) {
        const QString text = withoutQuotes(rest);
        term.pattern = QRegularExpression(patternFor(text), QRegularExpression::CaseInsensitiveOption);
        return term;
    }

    const QStringView name = rest.first(colon);
    const qsizetype valuePosition = position + (word.size() - rest.size()) + colon + 1;
    const auto keyWord = std::find_if(keyWords.begin(), keyWords.end(), [&](const KeyWord &candidate) {
        return candidate.word.compare(name, Qt::CaseInsensitive) == 0;
    });
    if (keyWord == keyWords.end())
        return FilterError {position + (word.size() - rest.size()), name.size(),
                            u"there is no key “%1”; keys are %2"_s.arg(name, keys().join(", "_L1))};
    term.key = keyWord->key;

    QStringList patterns;
    for (const QStringView part : rest.sliced(colon + 1).tokenize(u'|')) {
        const QString value = withoutQuotes(part);
        if (value.isEmpty())
            return FilterError {position, word.size(), u"a value is missing after “%1:”"_s.arg(name)};
        bool isNumber = false;
        value.toInt(&isNumber);
        if (term.key == Key::Seat && !isNumber)
            return FilterError {valuePosition, rest.size() - colon - 1, u"“%1” is not a seat number"_s.arg(value)};
        // "kind:seat" finds all kinds that begin with "seat-".
        patterns.append(term.key == Key::Kind ? QString(patternFor(value) + "(-.*)?"_L1) : patternFor(value));
        const QRegularExpression alone(QRegularExpression::anchoredPattern(patterns.last()),
                                       QRegularExpression::CaseInsensitiveOption);
        if (term.key == Key::Kind && !matchesAny(alone, kindWords()))
            return FilterError {valuePosition, rest.size() - colon - 1,
                                u"no kind of change is called “%1”"_s.arg(value)};
        if (term.key == Key::Verdict && !matchesAny(alone, allVerdictWords()))
            return FilterError {valuePosition, rest.size() - colon - 1, u"no verdict is called “%1”"_s.arg(value)};
    }
    term.pattern = QRegularExpression(QRegularExpression::anchoredPattern(patterns.join(u'|')),
                                      QRegularExpression::CaseInsensitiveOption);
    return term;
}

std::variant<Filter, FilterError> Filter::parse(const QString &expression)
{
    Filter filter;
    filter.m_expression = expression.trimmed();
    const auto words = split(expression);
    if (const auto *error = std::get_if<FilterError>(&words))
        return *error;
    for (const Word &word : std::get<QList<Word>>(words)) {
        auto term = termFor(QStringView(expression).sliced(word.position, word.length), word.position);
        if (const auto *error = std::get_if<FilterError>(&term))
            return *error;
        filter.m_terms.append(std::get<Term>(std::move(term)));
    }
    return filter;
}

bool Filter::matchesText(const Term &term, quint32 text, const TextPool &texts)
{
    if (term.answers.size() <= text)
        term.answers.resize(texts.size(), 0);
    qint8 &answer = term.answers[text];
    if (answer == 0)
        answer = term.pattern.match(texts.at(text)).hasMatch() ? 1 : -1;
    return answer > 0;
}

bool Filter::matchesTerm(const Term &term, const TimelineRow &row, const TextPool &texts)
{
    const auto matches = [&](quint32 text) { return matchesText(term, text, texts); };
    switch (term.key) {
    case Key::Room: return matches(row.room);
    case Key::Seat: return term.pattern.match(QString::number(row.seat)).hasMatch();
    case Key::User: return matches(row.member) || matches(row.previous);
    case Key::Operator: return matches(row.operatorAccount);
    case Key::Command: return matches(row.command);
    case Key::Platform: return matches(row.platform);
    case Key::Kind: return !row.isFinding && !row.verdict.isRejected() && term.pattern.match(changeName(row.kind)).hasMatch();
    case Key::Verdict: return matchesAny(term.pattern, verdictWords(row.verdict));
    case Key::Text:
        return matches(row.room) || matches(row.member) || matches(row.previous) || matches(row.operatorAccount)
            || matches(row.command) || matches(row.platform) || matches(row.detail)
            || term.pattern.match(changeName(row.kind)).hasMatch();
    }
    return false;
}

bool Filter::matches(const TimelineRow &row, const TextPool &texts) const
{
    return std::all_of(m_terms.begin(), m_terms.end(),
                       [&](const Term &term) { return matchesTerm(term, row, texts) != term.excluded; });
}

} // namespace Roomscope
