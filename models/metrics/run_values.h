#pragma once

#include <vector>

#include "models/market.h"
#include "sim/run/recording.h"

namespace nephoscope {

/// What a run records once: payoffs, the incumbent's trade-off, months in which something happened, start values.
std::vector<VariableSpec> run_variables();

/// Fills those of them that `recording` holds, after the last month.
void fill_run_values(const Market& market, const StartState& start, Recording& recording);

/// The first recorded month, as month number t, in which holds(index of the recorded month); NaN for never.
double first_month(const Recording& recording, const Scenario& scenario, const std::function<bool(int)>& holds);

}  // namespace nephoscope
