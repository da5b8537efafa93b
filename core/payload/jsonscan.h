// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/payload/json.h"

#include <QByteArrayList>
#include <QIODevice>
#include <QList>

#include <functional>
#include <optional>
#include <variant>

namespace Roomscope {

/// Reads a JSON text of any size from a device and passes the values at the wanted places to a function, each as a text
/// of its own; it checks and skips everything else. Needs the memory of one such value; a value that is too large is
/// skipped. One thread at a time.
class JsonScan final
{
public:
    static constexpr qsizetype largestPiece = 12 << 20; ///< Bytes.
    static constexpr qint64 mostValues = 250'000;       ///< Within one piece.

    /// Member names from the root on; "*" stands for the elements of an array.
    using Place = QByteArrayList;
    /// The error says why a single value cannot be read: it is not UTF-8, or too large. A value without members or
    /// elements is passed as null.
    using Piece = std::variant<JsonText, JsonError>;
    /// Returning false ends the scan.
    using Visit = std::function<bool(qsizetype place, const Piece &piece)>;

    /// The device must be open, at the beginning of the text, and not sequential.
    JsonScan(QIODevice *device, const QList<Place> &places);

    /// Returns why the text is not JSON; the values before the error have been passed on.
    [[nodiscard]] std::optional<JsonError> run(const Visit &visit);
    /// Whether the text contains the array whose elements are wanted.
    [[nodiscard]] bool hasArray(qsizetype place) const { return m_hasArray.value(place); }

private:
    friend class ScanHandler;

    QIODevice *m_device;
    QList<Place> m_places;
    QList<bool> m_hasArray;
};

} // namespace Roomscope
