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

/// Text that is like most callbacks, so that even a block of one compresses well. A journal keeps the one it was made
/// with; a change here concerns new journals only.
[[nodiscard]] QByteArray typicalText();

/// Packs callbacks. A block is one zstd frame with a checksum; see schema.h for what is in it.
/// Reply::durationUs is not in it: it is not known yet. One thread at a time.
class BlockPacker final
{
public:
    explicit BlockPacker(const QByteArray &dictionary);
    ~BlockPacker();

    /// Ids have to be ascending. Not more than a gigabyte.
    [[nodiscard]] QByteArray pack(std::span<const Callback> callbacks);

private:
    struct Free
    {
        void operator()(ZSTD_CCtx_s *context) const;
    };
    std::unique_ptr<ZSTD_CCtx_s, Free> m_context;
};

/// The bodies of a block where they stand in it. To be used again for the next block: it keeps its memory.
struct BlockBodies
{
    struct Body
    {
        qint64 callbackId = 0;
        QByteArrayView head; ///< Within plain, as the bytes.
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

    /// Nothing when the bytes are damaged.
    [[nodiscard]] std::optional<QList<Callback>> unpack(const QByteArray &block) const;
    /// The bodies alone, without a Callback made. False when the bytes are damaged; there are no bodies then.
    [[nodiscard]] bool unpackBodies(QByteArrayView block, BlockBodies &into) const;

private:
    struct Free
    {
        void operator()(ZSTD_DCtx_s *context) const;
    };
    std::unique_ptr<ZSTD_DCtx_s, Free> m_context;
};

/// How long answers took, microseconds each, with a checksum.
[[nodiscard]] QByteArray packDurations(const QList<qint64> &durationsUs);
/// Nothing when the bytes are damaged.
[[nodiscard]] std::optional<QList<qint64>> unpackDurations(const QByteArray &bytes);

/// Other bytes as one zstd frame with checksum, without a dictionary.
[[nodiscard]] QByteArray packFrame(const QByteArray &plain);
/// False when the frame is damaged. Of plain the memory is used again.
[[nodiscard]] bool unpackFrame(const QByteArray &frame, QByteArray &plain);

} // namespace Roomscope
