// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

#include <random>

namespace Roomscope {

/// Random numbers that are the same on every platform: the C++ standard defines the engine exactly, but not its
/// distributions, so that they are not used.
class Random final
{
public:
    explicit Random(quint64 seed)
        : m_engine(seed)
    {
    }

    /// Returns 0 to limit - 1.
    template<typename Integer> [[nodiscard]] Integer below(Integer limit)
    {
        return static_cast<Integer>(m_engine() % static_cast<quint64>(limit));
    }
    /// Returns least to most, both included.
    template<typename Integer> [[nodiscard]] Integer between(Integer least, Integer most)
    {
        return static_cast<Integer>(least + below(static_cast<Integer>(most - least + 1)));
    }
    [[nodiscard]] bool chance(double probability)
    {
        return static_cast<double>(m_engine() >> 11) * 0x1p-53 < probability;
    }
    template<typename Container> [[nodiscard]] const auto &of(const Container &container)
    {
        return container[below(std::size(container))];
    }

private:
    std::mt19937_64 m_engine;
};

} // namespace Roomscope
