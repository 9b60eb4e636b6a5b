#pragma once

#include <vector>

#include "sim/core/exact.h"

namespace nephoscope {

/// The law of organisations' reference AI budgets: Pareto with exponent ζ > 0, truncated to [minimum, maximum]
/// USD/month.
struct SizeLaw {
    double exponent = 1.06;
    double minimum = 400, maximum = 1.5e8;
};

struct SizeStrata {
    std::vector<double> budget;  ///< conditional mean of the law in the stratum [USD/month]
    std::vector<Weight> weight;  ///< its probability × organisations [2^-20]
};

/// Cuts the law into `count` strata of equal log width, ascending. Weights are differences of the rounded cumulative
/// mass, so that they sum to the rounded total whatever the count; sizes are not drawn (Axtell 2001;
/// docs/model.md#population). The second form gives strata [first, last) alone. Throws ModelError when a weight is
/// zero.
SizeStrata stratify_sizes(const SizeLaw& law, std::size_t count, double organisations);
SizeStrata stratify_sizes(const SizeLaw& law, std::size_t count, double organisations, std::size_t first,
                          std::size_t last);

}  // namespace nephoscope
