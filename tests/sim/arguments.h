#pragma once

#include <cmath>
#include <cstdint>

#include "sim/core/random.h"

/// Arguments for the accuracy tests, the same in every run: argument i is a function of i alone.
namespace nephoscope::test {

/// Uniform in (0, 1) with 53 bits; `which` tells sequences apart.
inline double uniform(std::uint64_t i, std::uint32_t which) {
    const Words words =
        philox({static_cast<std::uint32_t>(i), static_cast<std::uint32_t>(i >> 32), which, 0}, {0x2026U, 0x05U});
    const std::uint64_t bits = (static_cast<std::uint64_t>(words[0]) << 32 | words[1]) >> 11;
    return (static_cast<double>(bits) + 0.5) * 0x1p-53;
}

/// Uniform in (low, high).
inline double between(double low, double high, std::uint64_t i, std::uint32_t which) {
    return low + (high - low) * uniform(i, which);
}

/// ±2^e·(1 … 2), with e uniform among the integers from `low` to `high` − 1; the sign alternates when `both_signs`.
inline double over_octaves(int low, int high, std::uint64_t i, std::uint32_t which, bool both_signs = false) {
    const int exponent = low + static_cast<int>(uniform(i, which) * (high - low));
    const double size = std::ldexp(1 + uniform(i, which + 1000), exponent);
    return both_signs && i % 2 == 1 ? -size : size;
}

}  // namespace nephoscope::test
