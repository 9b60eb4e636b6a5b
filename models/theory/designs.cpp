#include "models/theory/designs.h"

#include "models/theory/designs_draws.h"
#include "models/theory/dynamics_arguments.h"

namespace nephoscope::theory {

namespace {

void check_shape(int points, int inputs) {
    require(points >= 1, "points", points, "1 or more");
    require(inputs >= 1, "inputs", inputs, "1 or more");
}

/// Digits of `index` in `base`, mirrored at the point.
double radical_inverse(std::uint64_t index, std::uint64_t base) {
    double value = 0, digit_value = 1;
    for (; index > 0; index /= base) {
        digit_value /= static_cast<double>(base);
        value += static_cast<double>(index % base) * digit_value;
    }
    return value;
}

}  // namespace

Design grid_design(const std::vector<int>& levels) {
    require(!levels.empty(), "levels", "empty", "a number of levels per input");
    Eigen::Index rows = 1;
    for (std::size_t i = 0; i < levels.size(); ++i) {
        require(levels[i] >= 1, fmt::format("levels[{}]", i), levels[i], "1 or more");
        rows *= levels[i];
        require(rows <= 100'000'000, "levels", fmt::format("a grid of {} points or more", rows), "1e8 points or fewer");
    }
    Design design{DesignKind::grid, 0, Eigen::MatrixXd(rows, static_cast<Eigen::Index>(levels.size()))};
    for (Eigen::Index row = 0; row < rows; ++row) {
        Eigen::Index rest = row;
        for (std::size_t i = levels.size(); i-- > 0; rest /= levels[i]) {
            const auto level = static_cast<double>(rest % levels[i]);
            design.points(row, static_cast<Eigen::Index>(i)) = levels[i] == 1 ? 0.5 : level / (levels[i] - 1);
        }
    }
    return design;
}

Design latin_hypercube(int points, int inputs, std::uint64_t seed, CellPosition position) {
    check_shape(points, inputs);
    Design design{DesignKind::latin_hypercube, seed, Eigen::MatrixXd(points, inputs)};
    for (int input = 0; input < inputs; ++input) {
        const auto column = static_cast<std::uint32_t>(input);
        const std::vector<int> cells = permutation(points, seed, column);
        for (int row = 0; row < points; ++row) {
            const Words words = design_words(seed, DrawPurpose::cell, static_cast<std::uint32_t>(row), column);
            const double within = position == CellPosition::centre ? 0.5 : unit_uniform(words[0]);
            design.points(row, input) = (cells[static_cast<std::size_t>(row)] + within) / points;
        }
    }
    return design;
}

Design halton_points(const std::vector<int>& bases, int points, std::uint64_t first) {
    check_shape(points, static_cast<int>(bases.size()));
    for (std::size_t i = 0; i < bases.size(); ++i) {
        require(bases[i] >= 2, fmt::format("bases[{}]", i), bases[i], "2 or more");
    }
    Design design{DesignKind::halton, 0, Eigen::MatrixXd(points, static_cast<Eigen::Index>(bases.size()))};
    for (int row = 0; row < points; ++row) {
        for (std::size_t i = 0; i < bases.size(); ++i) {
            design.points(row, static_cast<Eigen::Index>(i)) =
                radical_inverse(first + static_cast<std::uint64_t>(row), static_cast<std::uint64_t>(bases[i]));
        }
    }
    return design;
}

double morris_step(int levels) {
    require(levels >= 2, "levels", levels, "2 or more");
    return levels / (2.0 * (levels - 1));
}

Design morris_trajectories(int trajectories, int inputs, int levels, std::uint64_t seed) {
    require(trajectories >= 1, "trajectories", trajectories, "1 or more");
    require(inputs >= 1, "inputs", inputs, "1 or more");
    require(levels >= 2 && levels % 2 == 0, "levels", levels, "even and at least 2");
    const auto half = static_cast<std::uint32_t>(levels / 2);  // a step in grid cells
    Design design{DesignKind::morris, seed, Eigen::MatrixXd(Eigen::Index{trajectories} * (inputs + 1), inputs)};
    for (int trajectory = 0; trajectory < trajectories; ++trajectory) {
        const auto who = static_cast<std::uint32_t>(trajectory);
        const Eigen::Index start = Eigen::Index{trajectory} * (inputs + 1);
        Eigen::RowVectorXd point(inputs), target(inputs);
        for (int input = 0; input < inputs; ++input) {
            const auto what = static_cast<std::uint32_t>(input);
            const std::uint32_t low = integer_below(design_words(seed, DrawPurpose::morris_base, who, what)[0], half);
            const bool upwards = design_words(seed, DrawPurpose::morris_sign, who, what)[0] < 0x80000000U;
            point(input) = (upwards ? low : low + half) / (levels - 1.0);
            target(input) = (upwards ? low + half : low) / (levels - 1.0);
        }
        design.points.row(start) = point;
        const std::vector<int> order = permutation(inputs, seed, who);
        for (int k = 0; k < inputs; ++k) {
            const int input = order[static_cast<std::size_t>(k)];
            point(input) = target(input);
            design.points.row(start + k + 1) = point;
        }
    }
    return design;
}

Eigen::MatrixXd scale_to_bounds(const Eigen::MatrixXd& unit_points, const Eigen::VectorXd& lower,
                                const Eigen::VectorXd& upper) {
    require_size("lower", lower.size(), unit_points.cols());
    require_size("upper", upper.size(), unit_points.cols());
    require_finite_elements("lower", lower);
    require_finite_elements("upper", upper);
    Eigen::MatrixXd scaled(unit_points.rows(), unit_points.cols());
    for (Eigen::Index i = 0; i < lower.size(); ++i) {
        require(lower(i) <= upper(i), fmt::format("lower[{}]", i), lower(i),
                fmt::format("at most upper = {}", upper(i)));
        scaled.col(i) = (unit_points.col(i).array() * (upper(i) - lower(i)) + lower(i)).matrix();
    }
    return scaled;
}

}  // namespace nephoscope::theory
