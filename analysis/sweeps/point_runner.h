#pragma once

#include "analysis/sweeps/study.h"
#include "analysis/sweeps/sweep.h"

namespace nephoscope {

/// The runner of a study: carries out the scenarios of a point on shared draws, and takes their outcomes.
///
/// Every point uses the draws of its replication (common random numbers), and scenarios whose start fingerprints agree
/// share their start, across points too while it is kept. `command` is what a failed run is to be repeated with, before
/// " --point P --replication R". `sources` are those that the study was read into. Both must outlive the runner.
Runner point_runner(const Study& study, const Sources& sources, std::string command);

}  // namespace nephoscope
