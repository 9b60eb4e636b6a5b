#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "sim/io/results.h"

/// Arrays with named axes, and the few operations that turn what a file records into what a chart shows.
namespace nephoscope::report {

struct Axis {
    std::string name;
    std::vector<std::string> labels;
};

/// Row-major; the first two axes are scenario and replication. NaN where a scenario does not have the cell.
struct Grid {
    std::vector<Axis> axes;
    std::vector<double> values;

    std::size_t cells() const;                            ///< of one scenario and replication
    std::size_t position(const std::string& axis) const;  ///< of the axis; axes.size() when it is not there
    const std::vector<std::string>& labels(const std::string& axis) const;
};

/// A variable of a results file whose axes are `axes` behind scenario and replication; nothing when the file does not
/// have it, or has it with other axes. Money in USD.
std::optional<Grid> read_grid(const ResultsReader& results, const std::string& group, const std::string& name,
                              const std::vector<std::string>& axes);

/// The labels of `axis` that stand in `first`, in that order, then the others as they were.
Grid reordered(const Grid& grid, const std::string& axis, const std::vector<std::string>& first);

/// Sums cells of `axis` into groups: `group_of[i]` is the position in `groups` of label i. A cell that is NaN is left
/// out; a group of nothing but NaN is NaN.
Grid grouped(const Grid& grid, const std::string& axis, const std::vector<std::string>& groups,
             const std::vector<std::size_t>& group_of);

/// Sums over `axis`, which goes.
Grid summed(const Grid& grid, const std::string& axis);

/// The months summed by calendar year: axis "month" becomes "year", "2026 (8 months)" where fewer than 12 are there.
Grid by_year(const Grid& grid);

/// Cell by cell sum of two grids with the same axes.
Grid plus(Grid a, const Grid& b);

Grid scaled(Grid grid, double factor);

/// Every cell as a share of the sum over `axis`; NaN where that sum is 0.
Grid shares_along(const Grid& grid, const std::string& axis);

/// Grids with the same axes side by side along a new axis, the first behind replication.
Grid stacked(const std::string& axis, const std::vector<std::string>& labels, const std::vector<Grid>& grids);

}  // namespace nephoscope::report
