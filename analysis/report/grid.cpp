#include "analysis/report/grid.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "sim/core/error.h"

namespace nephoscope::report {

namespace {

/// Cells before, along and behind an axis: an array is [outer][along][inner] around it.
struct Extent {
    std::size_t outer = 1, along = 1, inner = 1;
};

Extent extent(const Grid& grid, std::size_t axis) {
    Extent e;
    for (std::size_t a = 0; a < grid.axes.size(); ++a) {
        std::size_t& part = a < axis ? e.outer : a == axis ? e.along : e.inner;
        part *= grid.axes[a].labels.size();
    }
    return e;
}

std::size_t require_axis(const Grid& grid, const std::string& axis) {
    const std::size_t position = grid.position(axis);
    if (position == grid.axes.size()) throw ArgumentError("axis", axis, "an axis of the grid");
    return position;
}

}  // namespace

std::size_t Grid::cells() const {
    std::size_t count = 1;
    for (std::size_t a = 2; a < axes.size(); ++a) count *= axes[a].labels.size();
    return count;
}

std::size_t Grid::position(const std::string& axis) const {
    const auto found = std::find_if(axes.begin(), axes.end(), [&](const Axis& a) { return a.name == axis; });
    return static_cast<std::size_t>(found - axes.begin());
}

const std::vector<std::string>& Grid::labels(const std::string& axis) const {
    return axes[require_axis(*this, axis)].labels;
}

std::optional<Grid> read_grid(const ResultsReader& results, const std::string& group, const std::string& name,
                              const std::vector<std::string>& axes) {
    if (!results.has(group, name)) return std::nullopt;
    std::vector<std::string> all{"scenario", "replication"};
    all.insert(all.end(), axes.begin(), axes.end());
    ResultsReader::Array array = results.read(group, name);
    if (array.axes != all || array.shape.size() != all.size()) return std::nullopt;
    Grid grid;
    for (std::size_t a = 0; a < all.size(); ++a) {
        grid.axes.push_back({all[a], results.axis(all[a])});
        if (grid.axes.back().labels.size() != array.shape[a]) return std::nullopt;
    }
    grid.values = std::move(array.values);
    return grid;
}

Grid reordered(const Grid& grid, const std::string& axis, const std::vector<std::string>& first) {
    const std::size_t a = require_axis(grid, axis);
    const std::vector<std::string>& labels = grid.axes[a].labels;
    const auto rank = [&](std::size_t i) { return std::find(first.begin(), first.end(), labels[i]) - first.begin(); };
    std::vector<std::size_t> order(labels.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::size_t x, std::size_t y) { return rank(x) < rank(y); });
    Grid out{grid.axes, std::vector<double>(grid.values.size())};
    const Extent e = extent(grid, a);
    for (std::size_t i = 0; i < order.size(); ++i) out.axes[a].labels[i] = labels[order[i]];
    for (std::size_t o = 0; o < e.outer; ++o)
        for (std::size_t i = 0; i < e.along; ++i)
            std::copy_n(grid.values.data() + (o * e.along + order[i]) * e.inner, e.inner,
                        out.values.data() + (o * e.along + i) * e.inner);
    return out;
}

Grid grouped(const Grid& grid, const std::string& axis, const std::vector<std::string>& groups,
             const std::vector<std::size_t>& group_of) {
    const std::size_t a = require_axis(grid, axis);
    const Extent e = extent(grid, a);
    Grid out{grid.axes, std::vector<double>(e.outer * groups.size() * e.inner, std::nan(""))};
    out.axes[a].labels = groups;
    for (std::size_t o = 0; o < e.outer; ++o)
        for (std::size_t i = 0; i < e.along; ++i)
            for (std::size_t n = 0; n < e.inner; ++n) {
                const double value = grid.values[(o * e.along + i) * e.inner + n];
                double& sum = out.values[(o * groups.size() + group_of[i]) * e.inner + n];
                if (!std::isnan(value)) sum = std::isnan(sum) ? value : sum + value;
            }
    return out;
}

Grid summed(const Grid& grid, const std::string& axis) {
    const std::size_t a = require_axis(grid, axis);
    Grid out = grouped(grid, axis, {""}, std::vector<std::size_t>(grid.axes[a].labels.size(), 0));
    out.axes.erase(out.axes.begin() + static_cast<std::ptrdiff_t>(a));
    return out;
}

Grid by_year(const Grid& grid) {
    const std::size_t a = require_axis(grid, "month");
    std::vector<std::string> years;
    std::vector<std::size_t> group_of, counts;
    for (const std::string& month : grid.axes[a].labels) {
        if (years.empty() || years.back() != month.substr(0, 4)) {
            years.push_back(month.substr(0, 4));
            counts.push_back(0);
        }
        ++counts.back();
        group_of.push_back(years.size() - 1);
    }
    for (std::size_t y = 0; y < years.size(); ++y)
        if (counts[y] != 12) years[y] += fmt::format(" ({} month{})", counts[y], counts[y] == 1 ? "" : "s");
    Grid out = grouped(grid, "month", years, group_of);
    out.axes[a].name = "year";
    return out;
}

Grid plus(Grid a, const Grid& b) {
    if (a.values.size() != b.values.size()) throw ArgumentError("grid", "of another size", "of the same axes");
    for (std::size_t i = 0; i < a.values.size(); ++i) a.values[i] += b.values[i];
    return a;
}

Grid scaled(Grid grid, double factor) {
    for (double& value : grid.values) value *= factor;
    return grid;
}

Grid shares_along(const Grid& grid, const std::string& axis) {
    const Extent e = extent(grid, require_axis(grid, axis));
    const Grid totals = summed(grid, axis);
    Grid out = grid;
    for (std::size_t o = 0; o < e.outer; ++o)
        for (std::size_t i = 0; i < e.along; ++i)
            for (std::size_t n = 0; n < e.inner; ++n) {
                const double total = totals.values[o * e.inner + n];
                double& value = out.values[(o * e.along + i) * e.inner + n];
                value = total == 0 ? std::nan("") : value / total;
            }
    return out;
}

Grid stacked(const std::string& axis, const std::vector<std::string>& labels, const std::vector<Grid>& grids) {
    const std::size_t cells = grids.front().cells(), runs = grids.front().values.size() / cells;
    Grid out{grids.front().axes, {}};
    out.axes.insert(out.axes.begin() + 2, {axis, labels});
    out.values.reserve(runs * cells * grids.size());
    for (std::size_t run = 0; run < runs; ++run)
        for (const Grid& grid : grids) {
            if (grid.cells() != cells) throw ArgumentError("grid", "of another size", "of the same axes");
            const auto begin = grid.values.begin() + static_cast<std::ptrdiff_t>(run * cells);
            out.values.insert(out.values.end(), begin, begin + static_cast<std::ptrdiff_t>(cells));
        }
    return out;
}

}  // namespace nephoscope::report
