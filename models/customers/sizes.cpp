#include "models/customers/sizes.h"

#include <fmt/format.h>

#include "sim/core/error.h"
#include "sim/core/math.h"

namespace nephoscope {

namespace {

/// (1 − e^(−x·width))/x, which is `width` at x = 0.
double discounted_width(double x, double width) { return x == 0 ? width : -math::expm1(-x * width) / x; }

}  // namespace

SizeStrata::SizeStrata(const SizeLaw& law, std::size_t count, double organisations)
    : law_(law),
      count_(count),
      organisations_(organisations),
      range_(math::log(law.maximum / law.minimum)),
      width_(range_ / static_cast<double>(count)),
      truncation_(-math::expm1(-law.exponent * range_)),
      relative_mean_(discounted_width(law.exponent - 1, width_) / discounted_width(law.exponent, width_)) {}

double SizeStrata::budget(std::size_t stratum) const {
    return law_.minimum * math::exp(width_ * static_cast<double>(stratum)) * relative_mean_;
}

Weight SizeStrata::mass_of_first(std::size_t strata) const {
    if (strata == 0) return 0;
    const double upper = range_ * (static_cast<double>(strata) / static_cast<double>(count_));
    const double cumulative = -math::expm1(-law_.exponent * upper) / truncation_;
    return to_fixed(cumulative * organisations_ * kWeightPerOrganisation);
}

Weight SizeStrata::weight(std::size_t stratum) const {
    const Weight weight = mass_of_first(stratum + 1) - mass_of_first(stratum);
    if (weight <= 0)
        throw ModelError(
            fmt::format("size stratum {} of {} stands for no organisation (2^-20 at least): use fewer agents or "
                        "more organisations",
                        stratum, count_));
    return weight;
}

}  // namespace nephoscope
