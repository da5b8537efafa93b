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

/// Reads a JSON text of any size from a device and hands over the values at the wanted places, each as a text of its
/// own; everything else is checked and passed over. Takes the memory of one such value, which is passed over, too, when
/// it is too large. One thread at a time.
class JsonScan final
{
public:
    static constexpr qsizetype largestPiece = 12 << 20; ///< Bytes.
    static constexpr qint64 mostValues = 250'000;       ///< Within one.

    /// Names of members from the root on; "*" stands for the elements of an array.
    using Place = QByteArrayList;
    /// Why a value alone cannot be read: its text is not UTF-8, or it is too large. A value without members or elements
    /// comes as null.
    using Piece = std::variant<JsonText, JsonError>;
    /// False ends the scan.
    using Visit = std::function<bool(qsizetype place, const Piece &piece)>;

    /// The device is open, at the beginning of the text and not sequential.
    JsonScan(QIODevice *device, const QList<Place> &places);

    /// Why the text is not JSON; what is before that place was handed over.
    [[nodiscard]] std::optional<JsonError> run(const Visit &visit);
    /// Whether the array is there whose elements are wanted.
    [[nodiscard]] bool hasArray(qsizetype place) const { return m_hasArray.value(place); }

private:
    friend class ScanHandler;

    QIODevice *m_device;
    QList<Place> m_places;
    QList<bool> m_hasArray;
};

} // namespace Roomscope
