#include "sim/core/exact.h"

#include <fmt/format.h>

#include "sim/core/error.h"

namespace nephoscope {

void refuse_sum(std::int64_t sum, std::int64_t term) {
    throw ModelError(
        fmt::format("an exact sum of {} cannot take {} more: it would leave the range of 64 bits", sum, term));
}

std::int64_t to_fixed(double value) {
    constexpr double bound = 9.2e18;  // below 2^63 = 9.223e18
    if (!(value >= -bound && value <= bound)) {
        throw ModelError(fmt::format("{} cannot enter an exact sum: it must be finite and within ±9.2e18", value));
    }
    const std::int64_t whole = static_cast<std::int64_t>(value);  // towards zero
    const double fraction = value - static_cast<double>(whole);   // exact
    return whole + (fraction >= 0.5 ? 1 : 0) - (fraction <= -0.5 ? 1 : 0);
}

void refuse_tick(double value) {
    throw ModelError(fmt::format("{} cannot enter an exact sum: it must be finite and within ±2^51 ticks", value));
}

std::int64_t to_whole(double value) {
    constexpr double bound = 9.2e18;
    if (!(value >= -bound && value <= bound)) to_fixed(value);  // throws
    return static_cast<std::int64_t>(value);
}

}  // namespace nephoscope
