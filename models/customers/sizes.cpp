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
    return stratify_sizes(law, count, organisations, 0, count);
}

SizeStrata stratify_sizes(const SizeLaw& law, std::size_t count, double organisations, std::size_t first,
                          std::size_t last) {
    SizeStrata strata;
    strata.budget.reserve(last - first);
    strata.weight.reserve(last - first);
    const double range = math::log(law.maximum / law.minimum);
    const double width = range / static_cast<double>(count);
    const double truncation = -math::expm1(-law.exponent * range);
    const double relative_mean =
        discounted_width(law.exponent - 1, width) / discounted_width(law.exponent, width);  // of the lower edge
    const auto mass_of = [&](std::size_t strata_below) {
        const double upper = range * (static_cast<double>(strata_below) / static_cast<double>(count));
        const double cumulative = -math::expm1(-law.exponent * upper) / truncation;
        return to_fixed(cumulative * organisations * kWeightPerOrganisation);
    };
    Weight below = first == 0 ? 0 : mass_of(first);
    for (std::size_t j = first; j < last; ++j) {
        const Weight mass = mass_of(j + 1);
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
