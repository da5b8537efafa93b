// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fuzz/fuzz.h"

#include "core/payload/json.h"

using namespace Roomscope;

namespace {

/// Asks every value everything; all of it lies within the text.
qsizetype visited(const JsonText &text, const JsonValue &value)
{
    const QByteArrayView raw = value.raw();
    require(value.offset() >= 0 && value.offset() + raw.size() <= text.text().size());
    require(raw.isEmpty() || raw.data() == text.text().constData() + value.offset());
    static_cast<void>(value.key());
    static_cast<void>(value.rawKey());
    static_cast<void>(value.toString());
    static_cast<void>(value.toInteger());
    static_cast<void>(value.toBool());
    static_cast<void>(value["RoomId"]);
    qsizetype count = 1;
    const QList<JsonValue> children = value.children();
    require(children.size() == value.count());
    for (const JsonValue &child : children)
        count += visited(text, child);
    return count;
}

void requireAlike(const JsonValue &one, const JsonValue &other)
{
    require(one.type() == other.type() && one.offset() == other.offset());
    require(one.raw() == other.raw() && one.rawKey() == other.rawKey());
    require(one.key() == other.key() && one.toString() == other.toString());
    const QList<JsonValue> children = one.children();
    const QList<JsonValue> others = other.children();
    require(children.size() == others.size());
    for (qsizetype i = 0; i < children.size(); ++i)
        requireAlike(children[i], others[i]);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const QByteArray bytes = fuzzed(data, size);
    const auto strict = JsonText::parse(bytes, JsonText::Grammar::Strict);
    const auto tolerant = JsonText::parse(bytes, JsonText::Grammar::Tolerant);
    for (const auto *const parsed : {&strict, &tolerant}) {
        if (const auto *const error = std::get_if<JsonError>(parsed)) {
            require(error->offset >= 0 && error->line >= 1 && error->column >= 1 && !error->reason.isEmpty());
        } else {
            const auto &text = std::get<JsonText>(*parsed);
            require(visited(text, text.root()) >= 1);
        }
    }
    if (const auto *const text = std::get_if<JsonText>(&strict)) { // tolerance changes nothing about what is right
        require(text->text() == bytes);
        require(std::get<JsonText>(tolerant).text() == bytes);
        requireAlike(text->root(), std::get<JsonText>(tolerant).root());
    }
    return 0;
}
