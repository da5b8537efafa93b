// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fuzz/fuzz.h"

#include "core/protocol/contentcoding.h"
#include "core/protocol/forwardedpeer.h"
#include "core/protocol/requesthead.h"
#include "core/protocol/signature.h"

using namespace Roomscope;

/// The head of a request, with all that is read from its query, who has sent it and how its body is packed.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const QByteArray bytes = fuzzed(data, size);
    const RequestHead head = RequestHead::parse(bytes);
    require(head.method.size() + head.target.size() + head.version.size() <= bytes.size());
    require(head.path.size() <= head.target.size() + 1 && head.query.size() <= head.target.size());
    for (const RequestHead::Field &field : head.fields)
        require(!head.value(field.name).isNull());
    const CallbackParameters parameters = head.parameters();
    require(parameters.sdkAppId.size() <= head.query.size());
    const SignatureCheck check
        = SignatureCheck::of(parameters.sign, parameters.requestTime, "xxxxyyyy", 1'669'872'112'000'000, 60);
    require(check.expected.size() == 64);
    require((check.result == SignatureCheck::Result::Missing) == parameters.sign.isEmpty());
    static const QList<IpNetwork> proxies {*IpNetwork::parse(QStringLiteral("10.0.0.0/8"))};
    const std::optional<QString> peer = forwardedPeer(head, QStringLiteral("10.0.0.1:80"), proxies);
    require(!peer || (!peer->isEmpty() && !peer->contains(u'\n') && !addressOfPeer(*peer).isEmpty()));
    require(contentCodings(withoutContentCoding(bytes)).isEmpty());
    return 0;
}
