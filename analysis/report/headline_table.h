#pragma once

#include <string>

#include "analysis/studies/comparison.h"

namespace nephoscope::report {

/// Tables, one per month quoted and one for the whole horizon, the last month and the horizon open: both levels, the
/// paired difference, its interval, the share of replications with its sign, and what can be told. Every number carries
/// the exact value in `data-value`, in stored units.
std::string comparison_tables(const Headlines& base, const Headlines& alternative);

/// The same for a scenario alone: level and interval.
std::string level_tables(const Headlines& scenario);

}  // namespace nephoscope::report
