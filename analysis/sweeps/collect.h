#pragma once

#include <string>

#include "analysis/sweeps/store.h"
#include "analysis/sweeps/study.h"

namespace nephoscope {

/// One HDF5 file, also valid netCDF-4, of a store in which nothing is left. Root group, axes in this order:
///
///   point                                                     0, 1, 2 ... in the study's order
///   replication, scenario, outcome, parameter[, month]        labels in the study's order; month with trajectories
///   only parameter_value(point, parameter)                         what was set, as the study's numbers <key, dots as
///   underscores>(point)                         the same, a coordinate of xarray for each parameter parameter_low,
///   parameter_high, parameter_logarithmic(parameter) outcome_value(point, replication, scenario, outcome)      NaN
///   where a run failed, and for the base of a difference outcome_trajectory(point, replication, scenario, outcome,
///   month) outcome_variable, outcome_labels, outcome_month, outcome_units(outcome) texts; outcome_paired(outcome)
///   status(point, replication)                                1 done, 2 failed
///   message(point), command(point)                            of its first failed replication, else empty
///   result_hash(point, replication, scenario)                 empty where a run failed
///
/// Attributes: study, study_text, question, base_scenario (empty for none), design, design_size, design_levels,
/// design_seed, seed, agents, replications, failed_runs, results_version, format_version, program_version, commit,
/// limitations, outcome_hash (of all statuses, hashes and values). The same store gives the same bytes.
///
/// Throws MachineError when the file cannot be written, or, with what to do, when runs are left: nothing that was not
/// computed is ever filled in. `force` replaces an existing file.
void collect(const Store& store, const Study& study, const std::string& path, bool force);

/// Where a sweep collects by itself: "results.nc" in the store.
std::string results_file_of(const std::string& store);

}  // namespace nephoscope
