#pragma once

#include <cstddef>

#include "sim/core/exact.h"

namespace nephoscope {

/// The law of organisations' reference AI budgets: Pareto with exponent ζ > 0, truncated to [minimum, maximum]
/// USD/month.
struct SizeLaw {
    double exponent = 1.06;
    double minimum = 400, maximum = 1.5e8;
};

/// The law cut into `count` strata of equal log width, ascending, each of which can be asked for alone. Weights are
/// differences of the rounded cumulative mass, so that they sum to the rounded total whatever the count; sizes are not
/// drawn (Axtell 2001; docs/model.md#population).
class SizeStrata {
public:
    SizeStrata(const SizeLaw& law, std::size_t count, double organisations);

    std::size_t count() const { return count_; }
    double budget(std::size_t stratum) const;  ///< conditional mean of the law in the stratum [USD/month]

    /// Probability × organisations of the first `strata` [2^-20]; of all of them the total.
    Weight mass_of_first(std::size_t strata) const;

    /// Probability × organisations of one stratum [2^-20]. Throws ModelError when it is zero.
    Weight weight(std::size_t stratum) const;

private:
    SizeLaw law_;
    std::size_t count_;
    double organisations_;
    double range_, width_;  ///< of all strata and of one [log]
    double truncation_;     ///< mass of the law below its maximum
    double relative_mean_;  ///< of a stratum, in its lower edge
};

}  // namespace nephoscope
