#include "analysis/report/cube.h"

#include <fmt/format.h>

#include "analysis/report/html.h"
#include "analysis/studies/comparison.h"

namespace nephoscope::report {

namespace {

/// Significant digits on the page: more than any chart or table shows.
constexpr int kMeanDigits = 6, kDifferenceDigits = 5, kHalfDigits = 4;

/// One value per cell of a scenario's replication, [cells].
const double* cells_of(const Grid& grid, std::size_t scenario, std::size_t replication) {
    const std::size_t replications = grid.axes[1].labels.size();
    return grid.values.data() + (scenario * replications + replication) * grid.cells();
}

/// Mean and half-width per cell over `replications` of `value(replication, cell)`.
template <class Value>
Cube::Estimate estimate(std::size_t cells, const std::vector<std::size_t>& replications, Value value) {
    Cube::Estimate out;
    if (replications.empty()) return out;
    std::vector<double> values(replications.size());
    for (std::size_t c = 0; c < cells; ++c) {
        for (std::size_t r = 0; r < replications.size(); ++r) values[r] = value(replications[r], c);
        const Interval interval = mean_interval(values);
        out.mean.push_back(interval.mean);
        out.half.push_back(interval.half_width);
    }
    return out;
}

std::vector<std::size_t> finished_in(const Runs& runs, std::size_t a, std::size_t b) {
    std::vector<std::size_t> replications;
    for (std::size_t r = 0; r < runs.finished[a].size(); ++r)
        if (runs.finished[a][r] && runs.finished[b][r]) replications.push_back(r);
    return replications;
}

std::string json_numbers(const std::vector<double>& values, int digits) {
    if (values.empty()) return "null";
    std::string out = "[";
    for (const double value : values) {
        if (out.size() > 1) out += ',';
        out += json_number(value, digits);
    }
    return out + "]";
}

template <class Part>
std::string json_list(const std::vector<Cube::Estimate>& estimates, Part part, int digits) {
    std::string out = "[";
    for (const Cube::Estimate& estimate : estimates)
        out += (out.size() > 1 ? "," : "") + json_numbers(estimate.*part, digits);
    return out + "]";
}

}  // namespace

Cube summarise(const Grid& grid, const Runs& runs, const CubeStyle& style) {
    Cube cube{style, {grid.axes.begin() + 2, grid.axes.end()}, {}, {}};
    const std::size_t cells = grid.cells();
    for (const std::size_t s : runs.scenarios)
        cube.levels.push_back(estimate(cells, finished_in(runs, s, s),
                                       [&](std::size_t r, std::size_t c) { return cells_of(grid, s, r)[c]; }));
    for (std::size_t i = 0; i < runs.scenarios.size(); ++i) {
        const auto base = static_cast<std::size_t>(runs.base);
        if (runs.base < 0 || i == base) {
            cube.differences.emplace_back();
            continue;
        }
        const std::size_t s = runs.scenarios[i], b = runs.scenarios[base];
        cube.differences.push_back(estimate(cells, finished_in(runs, s, b), [&](std::size_t r, std::size_t c) {
            return cells_of(grid, s, r)[c] - cells_of(grid, b, r)[c];
        }));
    }
    return cube;
}

std::string json_of(const Cube& cube) {
    const auto list = [](const std::vector<std::string>& labels) {
        std::string out;
        for (const std::string& label : labels) out += (out.empty() ? "" : ",") + json_string(label);
        return out;
    };
    std::string axes;
    for (const Axis& axis : cube.axes)
        axes += fmt::format("{}{{\"name\":{},\"labels\":[{}]}}", axes.empty() ? "" : ",", json_string(axis.name),
                            list(axis.labels));
    return fmt::format(
        "{{\"title\":{},\"unit\":{},\"decimals\":{},\"strong\":[{}],\"axes\":[{}],\n\"mean\":{},\n\"half\":{},"
        "\n\"dmean\":{},"
        "\n\"dhalf\":{}}}",
        json_string(cube.style.title), json_string(cube.style.unit), cube.style.decimals, list(cube.style.strong), axes,
        json_list(cube.levels, &Cube::Estimate::mean, kMeanDigits),
        json_list(cube.levels, &Cube::Estimate::half, kHalfDigits),
        json_list(cube.differences, &Cube::Estimate::mean, kDifferenceDigits),
        json_list(cube.differences, &Cube::Estimate::half, kHalfDigits));
}

}  // namespace nephoscope::report
