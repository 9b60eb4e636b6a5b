// Apart from designs.cpp because the tables of Boost's Sobol' engine are heavy to compile.
#include <boost/random/sobol.hpp>

#include "models/theory/designs.h"
#include "models/theory/designs_draws.h"
#include "models/theory/dynamics_arguments.h"

namespace nephoscope::theory {

namespace {

/// The digital shift of each coordinate, as 64 binary digits; zero without randomisation.
std::vector<std::uint64_t> digital_shifts(int inputs, Randomisation randomisation, std::uint64_t seed) {
    std::vector<std::uint64_t> shifts(static_cast<std::size_t>(inputs), 0);
    if (randomisation == Randomisation::none) return shifts;
    for (std::size_t i = 0; i < shifts.size(); ++i) {
        const Words words = design_words(seed, DrawPurpose::digital_shift, 0, static_cast<std::uint32_t>(i));
        shifts[i] = (std::uint64_t{words[0]} << 32) | words[1];
    }
    return shifts;
}

Eigen::MatrixXd rows_of(const SaltelliDesign& layout, const Eigen::MatrixXd& a, const Eigen::MatrixXd& b) {
    const Eigen::Index n = layout.base_points, k = layout.inputs;
    Eigen::MatrixXd rows(n * (2 + k * (layout.with_ba ? 2 : 1)), k);
    rows.topRows(n) = a;
    rows.middleRows(n, n) = b;
    for (Eigen::Index i = 0; i < k; ++i) {
        rows.middleRows(n * (2 + i), n) = a;
        rows.block(n * (2 + i), i, n, 1) = b.col(i);
        if (!layout.with_ba) continue;
        rows.middleRows(n * (2 + k + i), n) = b;
        rows.block(n * (2 + k + i), i, n, 1) = a.col(i);
    }
    return rows;
}

}  // namespace

Design sobol_points(int points, int inputs, Randomisation randomisation, std::uint64_t seed, std::uint64_t first) {
    require(points >= 1, "points", points, "1 or more");
    const int most = static_cast<int>(boost::random::default_sobol_table::max_dimension);
    require(inputs >= 1 && inputs <= most, "inputs", inputs, fmt::format("in [1, {}]", most));
    Design design{DesignKind::sobol, seed, Eigen::MatrixXd(points, inputs)};
    const std::vector<std::uint64_t> shifts = digital_shifts(inputs, randomisation, seed);
    boost::random::sobol engine(static_cast<std::size_t>(inputs));
    if (first > 1) engine.seed(first - 1);  // Boost's engine leaves out the origin
    for (int row = 0; row < points; ++row) {
        const bool origin = first == 0 && row == 0;
        for (int input = 0; input < inputs; ++input) {
            const std::uint64_t digits = origin ? 0 : engine();
            const std::uint64_t shifted = digits ^ shifts[static_cast<std::size_t>(input)];
            design.points(row, input) = static_cast<double>(shifted >> 11) * 0x1p-53;
        }
    }
    return design;
}

SaltelliDesign saltelli_design(int base_points, int inputs, bool with_ba, Randomisation randomisation,
                               std::uint64_t seed) {
    require(base_points >= 1, "base_points", base_points, "1 or more");
    require(inputs >= 1, "inputs", inputs, "1 or more");
    const Design both = sobol_points(base_points, 2 * inputs, randomisation, seed);
    SaltelliDesign result = saltelli_design_of(both.points.leftCols(inputs), both.points.rightCols(inputs), with_ba);
    result.design.seed = seed;
    return result;
}

SaltelliDesign saltelli_design_of(const Eigen::MatrixXd& a, const Eigen::MatrixXd& b, bool with_ba) {
    require(a.size() > 0, "a", "empty", "a matrix of at least one row and column");
    require(a.rows() == b.rows() && a.cols() == b.cols(), "b", fmt::format("{} x {}", b.rows(), b.cols()),
            fmt::format("{} x {}, the shape of a", a.rows(), a.cols()));
    SaltelliDesign result;
    result.base_points = static_cast<int>(a.rows());
    result.inputs = static_cast<int>(a.cols());
    result.with_ba = with_ba;
    result.design = {DesignKind::saltelli, 0, rows_of(result, a, b)};
    return result;
}

}  // namespace nephoscope::theory
