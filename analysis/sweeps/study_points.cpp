#include "analysis/sweeps/study_points.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "sim/core/error.h"
#include "sim/core/math.h"

namespace nephoscope {

namespace {

const std::pair<DesignKind, const char*> kNames[] = {
    {DesignKind::list, "list"},
    {DesignKind::grid, "grid"},
    {DesignKind::latin_hypercube, "latin_hypercube"},
    {DesignKind::sobol_points, "sobol_points"},
    {DesignKind::saltelli, "saltelli"},
    {DesignKind::morris, "morris"},
};

std::vector<std::vector<double>> list_points(const std::vector<StudyParameter>& parameters) {
    std::vector<std::vector<double>> points(parameters.empty() ? 0 : parameters.front().values.size());
    for (std::size_t i = 0; i < points.size(); ++i)
        for (const StudyParameter& parameter : parameters) points[i].push_back(parameter.values.at(i));
    return points;
}

std::vector<std::vector<double>> grid_points(const std::vector<StudyParameter>& parameters) {
    std::vector<std::vector<double>> points{{}};
    for (const StudyParameter& parameter : parameters) {
        std::vector<std::vector<double>> longer;
        for (const std::vector<double>& point : points)
            for (const double value : parameter.values) {
                longer.push_back(point);
                longer.back().push_back(value);
            }
        points = std::move(longer);
    }
    return points;
}

/// One of `count` ≥ 1 cells.
double cell_at(double count, DesignKind kind, double u) {
    if (kind == DesignKind::morris) return std::round(u * (count - 1));
    return std::min(std::floor(u * count), count - 1);
}

}  // namespace

const char* design_name(DesignKind kind) {
    for (const auto& [known, name] : kNames)
        if (known == kind) return name;
    return "";
}

std::optional<DesignKind> design_of_name(const std::string& name) {
    for (const auto& [kind, known] : kNames)
        if (known == name) return kind;
    return std::nullopt;
}

const std::vector<std::string>& design_names() {
    static const std::vector<std::string> names = [] {
        std::vector<std::string> all;
        for (const auto& [kind, name] : kNames) all.emplace_back(name);
        return all;
    }();
    return names;
}

bool fills_ranges(DesignKind kind) { return kind != DesignKind::list && kind != DesignKind::grid; }

double point_count(const DesignSize& design, const std::vector<StudyParameter>& parameters) {
    const double size = design.size, inputs = design.inputs;
    switch (design.kind) {
        case DesignKind::list:
            return parameters.empty() ? 0 : static_cast<double>(parameters.front().values.size());
        case DesignKind::grid: {
            double count = 1;
            for (const StudyParameter& parameter : parameters) count *= static_cast<double>(parameter.values.size());
            return count;
        }
        case DesignKind::latin_hypercube:
        case DesignKind::sobol_points:
            return size;
        case DesignKind::saltelli:
            return size * (inputs + 2);
        case DesignKind::morris:
            return size * (inputs + 1);
    }
    return 0;
}

theory::SaltelliDesign saltelli_design_of_size(const DesignSize& design) {
    return theory::saltelli_design(design.size, design.inputs, false, theory::Randomisation::digital_shift,
                                   design.seed);
}

Eigen::MatrixXd unit_points(const DesignSize& design) {
    switch (design.kind) {
        case DesignKind::latin_hypercube:
            return theory::latin_hypercube(design.size, design.inputs, design.seed).points;
        case DesignKind::sobol_points:
            return theory::sobol_points(design.size, design.inputs, theory::Randomisation::digital_shift, design.seed)
                .points;
        case DesignKind::saltelli:
            return saltelli_design_of_size(design).design.points;
        case DesignKind::morris:
            return theory::morris_trajectories(design.size, design.inputs, design.levels, design.seed).points;
        default:
            throw ArgumentError("design", design_name(design.kind), "one that fills ranges");
    }
}

double value_at(const StudyParameter& parameter, DesignKind kind, double u) {
    if (!parameter.values.empty())
        return parameter
            .values[static_cast<std::size_t>(cell_at(static_cast<double>(parameter.values.size()), kind, u))];
    const double low = parameter.low, high = parameter.high;
    if (parameter.kind == ValueKind::real || parameter.logarithmic) {
        const double value =
            parameter.logarithmic ? low * math::exp(u * math::log(high / low)) : low + u * (high - low);
        const double rounded = parameter.kind == ValueKind::real ? value : std::round(value);
        return std::clamp(rounded, low, high);
    }
    return low + cell_at(high - low + 1, kind, u);
}

std::vector<std::vector<double>> design_points(const Study& study) {
    if (study.design == DesignKind::list) return list_points(study.parameters);
    if (study.design == DesignKind::grid) return grid_points(study.parameters);
    const Eigen::MatrixXd unit = unit_points({study.design, study.design_seed, study.design_size, study.design_levels,
                                              static_cast<int>(study.parameters.size())});
    std::vector<std::vector<double>> points(static_cast<std::size_t>(unit.rows()));
    for (Eigen::Index i = 0; i < unit.rows(); ++i)
        for (Eigen::Index p = 0; p < unit.cols(); ++p)
            points[static_cast<std::size_t>(i)].push_back(
                value_at(study.parameters[static_cast<std::size_t>(p)], study.design, unit(i, p)));
    return points;
}

}  // namespace nephoscope
