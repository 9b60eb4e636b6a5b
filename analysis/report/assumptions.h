#pragma once

#include <string>
#include <vector>

#include "analysis/report/stored_input.h"

namespace nephoscope::report {

/// What was assumed, from the stored inputs and the table of parameters: first what differs between scenarios, then
/// every key with value, unit, range worth trying and source, assumptions before facts; last the inputs as stored.
std::string assumptions_html(const std::vector<StoredInput>& inputs);

}  // namespace nephoscope::report
