#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "sim/io/results.h"

namespace nephoscope {

/// The mean over finished replications in every recorded month, by metric and entity; NaN where there is none.
using Trajectories = std::map<std::pair<std::string, std::string>, std::vector<double>>;

/// Trajectories of every headline metric that has months, by scenario.
std::map<std::string, Trajectories> read_trajectories(const ResultsReader& results);

/// Alternative − base, month by month, for what both have.
Trajectories difference_of(const Trajectories& base, const Trajectories& alternative);

}  // namespace nephoscope
