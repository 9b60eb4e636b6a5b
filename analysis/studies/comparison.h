#pragma once

#include <string>
#include <vector>

#include "analysis/studies/headlines.h"

namespace nephoscope {

/// Mean and 95 % interval of independent numbers, one per replication (Student t).
struct Interval {
    double mean = 0;
    double half_width = 0;  ///< NaN with fewer than two replications
    int replications = 0;
};

/// Student's t interval of the mean at `level`; exact 0 half-width when all values are equal.
Interval mean_interval(const std::vector<double>& values, double level = 0.95);

/// One line of a comparison: levels of both scenarios and their paired difference, alternative − base, over
/// replications that share all draws. docs/model.md#statistics.
struct PairedDifference {
    HeadlineKey key;
    Interval base, alternative, difference;
    double variance_reduction =
        0;  ///< (var base + var alternative) / var difference: +∞ for a constant difference, NaN when undefined
    double sign_share = 0;  ///< share of replications whose difference has the sign of the mean; 0 when it is 0
};

/// Rows in the order of the base's keys that the alternative has too. Replications are paired by position; both need
/// the same number, else ArgumentError.
std::vector<PairedDifference> compare_headlines(const Headlines& base, const Headlines& alternative);

/// "supported by the runs": the interval of the difference excludes 0.
bool excludes_zero(const Interval& difference);

}  // namespace nephoscope
