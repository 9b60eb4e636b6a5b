#pragma once

#include <vector>

#include "analysis/studies/headlines.h"
#include "sim/io/results.h"

namespace nephoscope {

/// The headlines of every scenario and segment of a results file, unfinished replications left out: scenario by
/// scenario, segments in byte order. Metrics are those of headline_metrics() that the file holds by segment: spend
/// shares, multi-homing, outlay and consumer surplus, with the same definitions (docs/model.md#metrics). Empty for a
/// file without segments.
std::vector<Headlines> read_segment_headlines(const ResultsReader& results);

}  // namespace nephoscope
