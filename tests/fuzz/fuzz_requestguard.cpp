// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fuzz/fuzz.h"

#include "core/receiver/requestguard.h"

#include <QList>

#include <algorithm>

using namespace Roomscope;

namespace {

constexpr RequestGuard::Limits limits {.head = 600, .target = 200, .headers = 20, .body = 400};

/// All that can be told of the requests of one connection.
struct Outcome
{
    QByteArrayList heads;
    QByteArrayList bodies;
    int status = 0;
    QString sentence;

    friend bool operator==(const Outcome &, const Outcome &) = default;
};

/// The bytes as one connection brings them, in pieces of that size.
Outcome framed(const QByteArray &bytes, qsizetype piece)
{
    Outcome outcome;
    RequestGuard guard(limits);
    for (qsizetype at = 0; at < bytes.size();) {
        const QByteArrayView part = QByteArrayView(bytes).sliced(at, std::min(piece, bytes.size() - at));
        const qsizetype taken = guard.feed(part);
        require(taken > 0 && taken <= part.size());
        require(guard.head().size() <= limits.head + 5 && guard.bodyBegin().size() <= limits.body);
        at += taken;
        if (guard.state() == RequestGuard::State::Refused) {
            require(guard.refusal().status >= 400 && !guard.refusal().sentence.isEmpty() && guard.closesAfter());
            require(guard.feed("POST / HTTP/1.1\r\n") == 0);
            outcome.status = guard.refusal().status;
            outcome.sentence = guard.refusal().sentence;
            return outcome;
        }
        if (guard.state() == RequestGuard::State::Complete) {
            require(!guard.awaitsContinue() && guard.size() >= guard.head().size() + 4 + guard.bodySize());
            require(guard.trailersSize() <= guard.size() && guard.bodyBegin().size() == guard.bodySize());
            outcome.heads.append(guard.head());
            outcome.bodies.append(guard.bodyBegin());
            guard.next();
        } else {
            require(taken == part.size());
        }
    }
    return outcome;
}

} // namespace

/// Wherever the bytes of a connection are split, they are the same requests.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const QByteArray bytes = fuzzed(data, size);
    const Outcome whole = framed(bytes, std::max<qsizetype>(1, bytes.size()));
    require(framed(bytes, 1) == whole);
    require(framed(bytes, 7) == whole);
    return 0;
}
