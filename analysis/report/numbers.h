#pragma once

#include <string>

#include "analysis/studies/comparison.h"

/// Numbers as a page shows them: rounded, with a true minus sign, never "-0.0".
namespace nephoscope::report {

std::string level_text(double value, int decimals);       ///< "1.23", "0", "–" for NaN
std::string difference_text(double value, int decimals);  ///< the same with a sign

/// "[4.38, 5.88]", scaled; "no interval" with fewer than two replications.
std::string interval_text(const Interval& interval, double scale, int decimals, bool with_sign);

/// "5.13 percentage points [4.38, 5.88]".
std::string estimate_text(const Interval& interval, double scale, int decimals, const std::string& unit);

/// The unit of a difference: percentage points of a share, else the metric's own.
std::string difference_unit(const MetricStyle& style);

}  // namespace nephoscope::report
