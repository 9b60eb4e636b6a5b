#include "sim/core/exact.h"

#include <fmt/format.h>

#include "sim/core/error.h"

namespace nephoscope {

std::int64_t to_fixed(double value) {
    constexpr double bound = 9.2e18;  // below 2^63 = 9.223e18
    if (!(value >= -bound && value <= bound)) {
        throw ModelError(fmt::format("{} cannot enter an exact sum: it must be finite and within ±9.2e18", value));
    }
    const std::int64_t whole = static_cast<std::int64_t>(value);  // towards zero
    const double fraction = value - static_cast<double>(whole);   // exact
    return whole + (fraction >= 0.5 ? 1 : 0) - (fraction <= -0.5 ? 1 : 0);
}

}  // namespace nephoscope
