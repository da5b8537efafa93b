// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/payload/jsonwriter.h"

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

namespace Roomscope {

struct JsonWriter::Output
{
    void key(QByteArrayView name) { writer.Key(name.data(), rapidjson::SizeType(name.size())); }
    void string(QByteArrayView utf8) { writer.String(utf8.data(), rapidjson::SizeType(utf8.size())); }

    rapidjson::StringBuffer buffer;
    rapidjson::Writer<rapidjson::StringBuffer> writer {buffer};
};

JsonWriter::JsonWriter()
    : m_output(std::make_unique<Output>())
{
}

JsonWriter::~JsonWriter() = default;
JsonWriter::JsonWriter(JsonWriter &&other) noexcept = default;
JsonWriter &JsonWriter::operator=(JsonWriter &&other) noexcept = default;

void JsonWriter::beginObject()
{
    m_output->writer.StartObject();
}

void JsonWriter::beginObject(QByteArrayView name)
{
    m_output->key(name);
    m_output->writer.StartObject();
}

void JsonWriter::endObject()
{
    m_output->writer.EndObject();
}

void JsonWriter::beginArray(QByteArrayView name)
{
    m_output->key(name);
    m_output->writer.StartArray();
}

void JsonWriter::endArray()
{
    m_output->writer.EndArray();
}

void JsonWriter::text(QByteArrayView value)
{
    if (value.isEmpty())
        m_output->string("");
    else if (value.isValidUtf8())
        m_output->string(value);
    else
        text(QString::fromUtf8(value));
}

void JsonWriter::text(QStringView value)
{
    m_output->string(value.toUtf8());
}

void JsonWriter::text(QByteArrayView name, QByteArrayView value)
{
    m_output->key(name);
    text(value);
}

void JsonWriter::text(QByteArrayView name, QStringView value)
{
    m_output->key(name);
    text(value);
}

void JsonWriter::integer(qint64 value)
{
    m_output->writer.Int64(value);
}

void JsonWriter::integer(QByteArrayView name, qint64 value)
{
    m_output->key(name);
    integer(value);
}

void JsonWriter::decimal(QByteArrayView name, double value)
{
    m_output->key(name);
    m_output->writer.Double(value);
}

void JsonWriter::digits(QByteArrayView name, QByteArrayView value)
{
    m_output->key(name);
    m_output->writer.RawValue(value.data(), size_t(value.size()), rapidjson::kNumberType);
}

void JsonWriter::flag(QByteArrayView name, bool value)
{
    m_output->key(name);
    m_output->writer.Bool(value);
}

void JsonWriter::null(QByteArrayView name)
{
    m_output->key(name);
    m_output->writer.Null();
}

void JsonWriter::textOrNull(QByteArrayView name, const QString &value)
{
    if (value.isEmpty())
        null(name);
    else
        text(name, value);
}

void JsonWriter::integerOrNull(QByteArrayView name, std::optional<qint64> value)
{
    if (value)
        integer(name, *value);
    else
        null(name);
}

void JsonWriter::endLine()
{
    m_output->buffer.Put('\n');
    m_output->writer.Reset(m_output->buffer);
}

QByteArray JsonWriter::result() const
{
    return {m_output->buffer.GetString(), qsizetype(m_output->buffer.GetSize())};
}

} // namespace Roomscope
