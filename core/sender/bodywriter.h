// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/sender/cast.h"

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <QByteArray>

namespace Roomscope {

/// Writes the body of one callback, fields in the order in which they are given, as the vendor's pages have them
/// (a QJsonObject would sort them).
class BodyWriter final
{
public:
    explicit BodyWriter(QByteArrayView command)
    {
        m_writer.StartObject();
        text("CallbackCommand", command);
    }

    void text(QByteArrayView name, QByteArrayView value)
    {
        key(name);
        text(value);
    }
    void text(QByteArrayView value) { m_writer.String(value.data(), static_cast<rapidjson::SizeType>(value.size())); }
    void integer(QByteArrayView name, qint64 value)
    {
        key(name);
        m_writer.Int64(value);
    }
    void integer(qint64 value) { m_writer.Int64(value); }
    void flag(QByteArrayView name, bool value)
    {
        key(name);
        m_writer.Bool(value);
    }
    /// A numeric account as the bare number that some of the vendor's samples show.
    void account(QByteArrayView name, const Account &account)
    {
        if (!account.isNumber)
            return text(name, account.id);
        key(name);
        m_writer.RawValue(account.id.data(), static_cast<size_t>(account.id.size()), rapidjson::kNumberType);
    }
    void beginObject(QByteArrayView name)
    {
        key(name);
        m_writer.StartObject();
    }
    void beginObject() { m_writer.StartObject(); }
    void endObject() { m_writer.EndObject(); }
    void beginArray(QByteArrayView name)
    {
        key(name);
        m_writer.StartArray();
    }
    void endArray() { m_writer.EndArray(); }

    /// Ends the body; nothing may be written after it.
    [[nodiscard]] QByteArray finish()
    {
        m_writer.EndObject();
        return {m_buffer.GetString(), static_cast<qsizetype>(m_buffer.GetSize())};
    }

private:
    void key(QByteArrayView name) { m_writer.Key(name.data(), static_cast<rapidjson::SizeType>(name.size())); }

    rapidjson::StringBuffer m_buffer;
    rapidjson::Writer<rapidjson::StringBuffer> m_writer {m_buffer};
};

} // namespace Roomscope
