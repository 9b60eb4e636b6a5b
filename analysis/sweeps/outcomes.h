#pragma once

#include <vector>

#include "analysis/sweeps/study.h"
#include "sim/run/recording.h"

namespace nephoscope {

/// The outcomes of one replication of one point, from the recordings of its scenarios.
///
/// An outcome of a variable with months is its mean over the headline window that ends in the outcome's month
/// (docs/model.md#metrics), as `compare` prints it; money is in USD. A paired outcome is the scenario's value minus
/// that of the base in the same replication; the base has none, NaN.
struct OutcomeValues {
    std::vector<double> values;  ///< [scenarios][outcomes]
    std::vector<double> months;  ///< Month::count of each recorded month; empty without trajectories
    std::vector<double>
        trajectories;  ///< [scenarios][outcomes][recorded months], of the month alone; NaN without months
};

/// Throws ArgumentError when a recording does not have an outcome's variable, label or month.
OutcomeValues outcome_values(const Study& study, const std::vector<Recording>& recordings);

}  // namespace nephoscope
