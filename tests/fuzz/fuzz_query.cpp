// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fuzz/fuzz.h"

#include "core/protocol/requesthead.h"
#include "core/protocol/signature.h"

using namespace Roomscope;

/// The head of a request, with all that is read from its query.
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
    return 0;
}
