#pragma once

#include <string>
#include <vector>

#include "analysis/sweeps/sensitivity.h"

namespace nephoscope::cli {

/// Parameters by rank for each outcome: Sobol' indices or Morris measures with intervals. The formats csv and json hold
/// one table of all parameters in stored units with all digits; the table for people holds the `most` strongest.
std::string sensitivity_report(const StudyResults& results, const std::vector<OutcomeSensitivity>& analyses,
                               const theory::BootstrapOptions& options, const std::string& format, std::size_t most);

}  // namespace nephoscope::cli
