#pragma once

#include <string>
#include <vector>

#include "analysis/studies/comparison.h"

namespace nephoscope::report {

/// What differs between two scenarios, in three sentences of HTML: who gains and loses spend share; customers' surplus
/// and concentration; payoffs, the incumbent's first. Every number stands with its 95 % interval; where the interval
/// holds 0 the sentence says that it cannot be told. `incumbent` may be empty.
std::vector<std::string> answer(const Headlines& base, const Headlines& alternative, const std::string& incumbent);

/// The same for a scenario alone: levels with intervals.
std::vector<std::string> answer(const Headlines& scenario);

}  // namespace nephoscope::report
