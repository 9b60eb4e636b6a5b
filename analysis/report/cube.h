#pragma once

#include <string>
#include <vector>

#include "analysis/report/grid.h"

namespace nephoscope::report {

/// Which runs of a file a page shows, and which of them are finished.
struct Runs {
    std::vector<std::size_t> scenarios;       ///< positions on the file's scenario axis, in order of display
    int base = -1;                            ///< position in `scenarios` of the one others are compared with
    std::vector<std::vector<bool>> finished;  ///< [position on the file's scenario axis][replication]
    std::vector<std::string> display_order;   ///< labels in the order in which entities are shown
};

/// How a chart names and rounds a quantity; `title` is what the browser's description says.
struct CubeStyle {
    std::string title, unit;
    int decimals = 2;
    std::vector<std::string> strong;  ///< labels that stand for a sum
};

/// A quantity summarised over replications: per scenario and cell the mean and the half-width of its 95 % interval
/// (Student t), and of the paired difference from the base over replications that both finished. NaN where a scenario
/// lacks the cell; half-widths NaN with fewer than two replications.
struct Cube {
    CubeStyle style;
    std::vector<Axis> axes;  ///< of a cell
    struct Estimate {
        std::vector<double> mean, half;  ///< [cells]; empty where there is none
    };
    std::vector<Estimate> levels, differences;  ///< [scenario, in order of display]
};

Cube summarise(const Grid& grid, const Runs& runs, const CubeStyle& style);

/// The cube as the page's script reads it (analysis/report/page/src/cube.js).
std::string json_of(const Cube& cube);

}  // namespace nephoscope::report
