// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QByteArrayView>
#include <QString>

#include <memory>
#include <optional>

namespace Roomscope {

/// Writes JSON without white space, members in the order of the calls (a QJsonObject sorts them). A function with a
/// name writes a member, one without a name an element or the whole text. One thread at a time.
class JsonWriter final
{
public:
    JsonWriter();
    ~JsonWriter();
    JsonWriter(JsonWriter &&other) noexcept;
    JsonWriter &operator=(JsonWriter &&other) noexcept;

    void beginObject();
    void beginObject(QByteArrayView name);
    void endObject();
    void beginArray(QByteArrayView name);
    void endArray();
    void object(const auto &members)
    {
        beginObject();
        members();
        endObject();
    }
    void object(QByteArrayView name, const auto &members)
    {
        beginObject(name);
        members();
        endObject();
    }
    void array(QByteArrayView name, const auto &elements)
    {
        beginArray(name);
        elements();
        endArray();
    }

    /// UTF-8; invalid bytes become replacement characters.
    void text(QByteArrayView value);
    void text(QStringView value);
    void text(QByteArrayView name, QByteArrayView value);
    void text(QByteArrayView name, QStringView value);
    void integer(QByteArrayView name, qint64 value);
    void integer(qint64 value);
    void decimal(QByteArrayView name, double value);
    /// Writes the digits as a number.
    void digits(QByteArrayView name, QByteArrayView value);
    void flag(QByteArrayView name, bool value);
    void null(QByteArrayView name);
    void textOrNull(QByteArrayView name, const QString &value); ///< Null when empty.
    void integerOrNull(QByteArrayView name, std::optional<qint64> value);

    /// Ends a line that holds a whole text; another text may follow.
    void endLine();
    /// Everything written so far.
    [[nodiscard]] QByteArray result() const;

private:
    struct Output;
    std::unique_ptr<Output> m_output;
};

} // namespace Roomscope
