#pragma once

#include <string>

#include "models/scenario/scenario.h"

namespace nephoscope {

/// Every key in which two resolved scenarios differ and that acts in month m or before
/// (docs/checkpoints.md#what-may-differ), as diff_scenarios shows it: empty when a run of either has the same months up
/// to and with m. `sources` are those of both.
std::string diff_until(const Scenario& a, const Scenario& b, Month m, const Sources& sources);

}  // namespace nephoscope
