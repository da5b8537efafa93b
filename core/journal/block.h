// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/protocol/callback.h"

#include <QByteArray>
#include <QByteArrayView>
#include <QList>

#include <memory>
#include <optional>
#include <span>
#include <vector>

struct ZSTD_CCtx_s;
struct ZSTD_DCtx_s;

namespace Roomscope {

/// Text that resembles most callbacks, so that even a block of one compresses well. A journal keeps the dictionary it
/// was created with; a change here affects new journals only.
[[nodiscard]] QByteArray typicalText();

/// Packs callbacks. A block is one zstd frame with a checksum; schema.h describes its content. It lacks
/// Reply::durationUs, which is not known yet. One thread at a time.
class BlockPacker final
{
public:
    explicit BlockPacker(const QByteArray &dictionary);
    ~BlockPacker();

    /// Ids must ascend. At most a gigabyte.
    [[nodiscard]] QByteArray pack(std::span<const Callback> callbacks);

private:
    struct Free
    {
        void operator()(ZSTD_CCtx_s *context) const;
    };
    std::unique_ptr<ZSTD_CCtx_s, Free> m_context;
};

/// The bodies of a block, as views of its bytes. Reuse the object for the next block: it keeps its memory.
struct BlockBodies
{
    struct Body
    {
        qint64 callbackId = 0;
        QByteArrayView head; ///< A view of plain, as bytes is.
        QByteArrayView bytes;
    };
    std::vector<Body> bodies; ///< In order of ids.
    QByteArray plain;
};

class BlockUnpacker final
{
public:
    explicit BlockUnpacker(const QByteArray &dictionary);
    ~BlockUnpacker();

    /// Returns nothing when the bytes are damaged.
    [[nodiscard]] std::optional<QList<Callback>> unpack(const QByteArray &block) const;
    /// Reads only the bodies, without making Callbacks. Returns false, with no bodies, when the bytes are damaged.
    [[nodiscard]] bool unpackBodies(QByteArrayView block, BlockBodies &into) const;

private:
    struct Free
    {
        void operator()(ZSTD_DCtx_s *context) const;
    };
    std::unique_ptr<ZSTD_DCtx_s, Free> m_context;
};

/// The durations of replies, microseconds each, with a checksum.
[[nodiscard]] QByteArray packDurations(const QList<qint64> &durationsUs);
/// Returns nothing when the bytes are damaged.
[[nodiscard]] std::optional<QList<qint64>> unpackDurations(const QByteArray &bytes);

/// Packs other bytes as one zstd frame with checksum, without a dictionary.
[[nodiscard]] QByteArray packFrame(const QByteArray &plain);
/// Returns false when the frame is damaged. Reuses the memory of `plain`.
[[nodiscard]] bool unpackFrame(const QByteArray &frame, QByteArray &plain);

} // namespace Roomscope
