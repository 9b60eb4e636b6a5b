#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "sim/core/random.h"

/// Keyed draws of designs and resampling: a pure function of (seed, purpose, row, column).
namespace nephoscope::theory {

/// What a draw is for; different purposes never share a word.
enum class DrawPurpose : std::uint32_t {
    permutation = 1,    ///< row: position, column: input or trajectory
    cell = 2,           ///< position within a Latin-hypercube cell
    digital_shift = 3,  ///< column: input
    morris_base = 4,    ///< row: trajectory, column: input
    morris_sign = 5,
    bootstrap = 6,  ///< row: observation, column: resample
};

/// Four words at (seed, purpose, row, column).
inline Words design_words(std::uint64_t seed, DrawPurpose purpose, std::uint32_t row, std::uint32_t column) {
    return philox({row, column, static_cast<std::uint32_t>(purpose), 0x64736e67U},
                  {static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32)});
}

/// An integer in [0, bound) from one word, bias below bound·2⁻³².
inline std::uint32_t integer_below(std::uint32_t word, std::uint32_t bound) {
    return static_cast<std::uint32_t>((static_cast<std::uint64_t>(word) * bound) >> 32);
}

/// A random permutation of 0 … size − 1 (Fisher & Yates), a function of (seed, column).
inline std::vector<int> permutation(int size, std::uint64_t seed, std::uint32_t column) {
    std::vector<int> order(static_cast<std::size_t>(size));
    for (int i = 0; i < size; ++i) order[static_cast<std::size_t>(i)] = i;
    for (int i = size - 1; i > 0; --i) {
        const Words words = design_words(seed, DrawPurpose::permutation, static_cast<std::uint32_t>(i), column);
        const std::uint32_t other = integer_below(words[0], static_cast<std::uint32_t>(i) + 1);
        std::swap(order[static_cast<std::size_t>(i)], order[other]);
    }
    return order;
}

}  // namespace nephoscope::theory
