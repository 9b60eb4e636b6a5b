#pragma once

#include <map>
#include <string>

#include "analysis/report/cube.h"

namespace nephoscope::report {

/// Every quantity that the charts of a page draw, by the name that analysis/report/page/src/charts.js asks for.
/// What the file lacks is left out. Docs: docs/report.md.
std::map<std::string, Cube> collect_cubes(const ResultsReader& results, const Runs& runs);

}  // namespace nephoscope::report
