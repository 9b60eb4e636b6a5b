#pragma once

#include <cstdint>

/// Exact sums: integers in a stated fixed-point unit, so that a total does not depend on the order of its terms
/// (docs/decisions/, "integer sums"). Bounds against overflow stand beside each unit.
namespace nephoscope {

__extension__ typedef __int128 int128;

/// Money and surplus, 1e-4 USD. |Money| < 9.2e14 USD; a month of the whole market is below 1e12 USD.
using Money = std::int64_t;
inline constexpr double kMoneyPerUsd = 1e4;

/// Compute, 1e-9 MW-months: |Compute| < 9.2e9 MW-months.
using Compute = std::int64_t;
inline constexpr double kComputePerMwMonth = 1e9;

/// Organisations, 2^-20 each: up to 8.8e12 organisations.
using Weight = std::int64_t;
inline constexpr double kWeightPerOrganisation = 1048576.0;

/// Rounds half away from zero to the nearest integer; the one way from floating point into an exact sum.
/// Throws ModelError when `value` is not finite or beyond ±9.2e18.
std::int64_t to_fixed(double value);

/// Rounds towards zero instead: for quantities whose sum must not exceed a bound. Throws like to_fixed.
std::int64_t to_whole(double value);

/// Throws ModelError: a sum has left the range of 64 bits.
[[noreturn]] void refuse_sum(std::int64_t sum, std::int64_t term);

/// sum += term, checked: a total never wraps round silently.
inline void add_exact(std::int64_t& sum, std::int64_t term) {
    std::int64_t result = 0;
    if (__builtin_add_overflow(sum, term, &result)) refuse_sum(sum, term);
    sum = result;
}

/// Throws ModelError: a value beyond ±2^51, or no number.
[[noreturn]] void refuse_tick(double value);

/// Rounds to the nearest integer, ties to even, as the kernels do. Throws ModelError when `value` is not finite or not
/// within ±2^51.
inline std::int64_t nearest_tick(double value) {
    if (!(value > -0x1p51 && value < 0x1p51)) refuse_tick(value);
    return static_cast<std::int64_t>(value + 0x1.8p52 - 0x1.8p52);
}

inline Money to_money(double usd) { return to_fixed(usd * kMoneyPerUsd); }
inline double to_usd(Money money) { return static_cast<double>(money) / kMoneyPerUsd; }
inline double organisations(Weight weight) { return static_cast<double>(weight) / kWeightPerOrganisation; }

}  // namespace nephoscope
