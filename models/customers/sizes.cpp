#include "models/customers/sizes.h"

#include <fmt/format.h>

#include "sim/core/error.h"
#include "sim/core/math.h"

namespace nephoscope {

namespace {

/// (1 − e^(−x·width))/x, which is `width` at x = 0.
double discounted_width(double x, double width) { return x == 0 ? width : -math::expm1(-x * width) / x; }

}  // namespace

SizeStrata stratify_sizes(const SizeLaw& law, std::size_t count, double organisations) {
    SizeStrata strata;
    strata.budget.reserve(count);
    strata.weight.reserve(count);
    const double range = math::log(law.maximum / law.minimum);
    const double width = range / static_cast<double>(count);
    const double truncation = -math::expm1(-law.exponent * range);
    const double relative_mean =
        discounted_width(law.exponent - 1, width) / discounted_width(law.exponent, width);  // of the lower edge
    Weight below = 0;
    for (std::size_t j = 0; j < count; ++j) {
        const double upper = range * (static_cast<double>(j + 1) / static_cast<double>(count));
        const double cumulative = -math::expm1(-law.exponent * upper) / truncation;
        const Weight mass = to_fixed(cumulative * organisations * kWeightPerOrganisation);
        if (mass <= below)
            throw ModelError(
                fmt::format("size stratum {} of {} stands for no organisation (2^-20 at least): use fewer agents or "
                            "more organisations",
                            j, count));
        strata.budget.push_back(law.minimum * math::exp(width * static_cast<double>(j)) * relative_mean);
        strata.weight.push_back(mass - below);
        below = mass;
    }
    return strata;
}

}  // namespace nephoscope
