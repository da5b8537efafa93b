// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QByteArrayView>
#include <QString>

#include <memory>
#include <optional>

namespace Roomscope {

/// Writes JSON without white space, members in the order in which they are given (a QJsonObject sorts them). A function
/// with a name writes a member, one without it an element or the whole text. One thread at a time.
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

    /// UTF-8; bytes that are not become replacement characters.
    void text(QByteArrayView value);
    void text(QStringView value);
    void text(QByteArrayView name, QByteArrayView value);
    void text(QByteArrayView name, QStringView value);
    void integer(QByteArrayView name, qint64 value);
    void integer(qint64 value);
    void decimal(QByteArrayView name, double value);
    /// A number of these digits.
    void digits(QByteArrayView name, QByteArrayView value);
    void flag(QByteArrayView name, bool value);
    void null(QByteArrayView name);
    void textOrNull(QByteArrayView name, const QString &value); ///< Null when empty.
    void integerOrNull(QByteArrayView name, std::optional<qint64> value);

    /// Ends a line that is a whole text; another text may follow.
    void endLine();
    /// All that has been written.
    [[nodiscard]] QByteArray result() const;

private:
    struct Output;
    std::unique_ptr<Output> m_output;
};

} // namespace Roomscope
