#include "models/theory/sensitivity.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "models/theory/designs_draws.h"
#include "models/theory/dynamics_arguments.h"

namespace nephoscope::theory {

namespace {

void check(const SaltelliOutputs& outputs) {
    require(outputs.a.size() > 0, "a", "empty", "a list of at least one output");
    require_size("b", outputs.b.size(), outputs.a.size());
    require_size("ab", outputs.ab.rows(), outputs.a.size());
    require(outputs.ab.cols() >= 1, "ab", "without a column", "one column per input");
    require(
        outputs.ba.size() == 0 || (outputs.ba.rows() == outputs.ab.rows() && outputs.ba.cols() == outputs.ab.cols()),
        "ba", fmt::format("{} x {}", outputs.ba.rows(), outputs.ba.cols()), "empty or of the shape of ab");
}

/// Population variance of [Y_A, Y_B].
double total_variance(const SaltelliOutputs& outputs) {
    const double n = static_cast<double>(outputs.a.size());
    const double mean = (outputs.a.sum() + outputs.b.sum()) / (2 * n);
    const double variance =
        ((outputs.a.array() - mean).square().sum() + (outputs.b.array() - mean).square().sum()) / (2 * n);
    require(variance > 0 && std::isfinite(variance), "outputs", fmt::format("of variance {}", variance),
            "finite and not all equal");
    return variance;
}

double mean_of_all_rows(const SaltelliOutputs& outputs) {
    const auto count = outputs.a.size() + outputs.b.size() + outputs.ab.size() + outputs.ba.size();
    return (outputs.a.sum() + outputs.b.sum() + outputs.ab.sum() + outputs.ba.sum()) / static_cast<double>(count);
}

}  // namespace

SaltelliOutputs split_outputs(const SaltelliDesign& layout, const Eigen::VectorXd& outputs) {
    require_size("outputs", outputs.size(), layout.design.points.rows());
    require_finite_elements("outputs", outputs);
    const Eigen::Index n = layout.base_points, k = layout.inputs;
    SaltelliOutputs result;
    result.a = outputs.head(n);
    result.b = outputs.segment(n, n);
    result.ab = Eigen::Map<const Eigen::MatrixXd>(outputs.data() + 2 * n, n, k);
    if (layout.with_ba) result.ba = Eigen::Map<const Eigen::MatrixXd>(outputs.data() + (2 + k) * n, n, k);
    return result;
}

Eigen::VectorXd saltelli_first_order(const SaltelliOutputs& outputs, Centring centring) {
    check(outputs);
    const double variance = total_variance(outputs);
    const double centre = centring == Centring::all_rows ? mean_of_all_rows(outputs) : 0.0;
    const Eigen::VectorXd b = (outputs.b.array() - centre).matrix();
    return (outputs.ab.colwise() - outputs.a).transpose() * b / (static_cast<double>(b.size()) * variance);
}

Eigen::VectorXd jansen_total(const SaltelliOutputs& outputs) {
    check(outputs);
    const double scale = 2 * total_variance(outputs) * static_cast<double>(outputs.a.size());
    return (outputs.ab.colwise() - outputs.a).colwise().squaredNorm().transpose() / scale;
}

Eigen::VectorXd jansen_first_order(const SaltelliOutputs& outputs) {
    check(outputs);
    const double scale = 2 * total_variance(outputs) * static_cast<double>(outputs.a.size());
    return (1 - (outputs.ab.colwise() - outputs.b).colwise().squaredNorm().transpose().array() / scale).matrix();
}

Eigen::MatrixXd elementary_effects(const Eigen::MatrixXd& unit_points, const Eigen::VectorXd& outputs) {
    const Eigen::Index k = unit_points.cols();
    require(k >= 1 && unit_points.rows() > 0 && unit_points.rows() % (k + 1) == 0, "unit_points",
            fmt::format("{} x {}", unit_points.rows(), k), "inputs + 1 rows per trajectory");
    require_size("outputs", outputs.size(), unit_points.rows());
    require_finite_elements("outputs", outputs);
    Eigen::MatrixXd effects(unit_points.rows() / (k + 1), k);
    for (Eigen::Index trajectory = 0; trajectory < effects.rows(); ++trajectory) {
        std::vector<int> changes(static_cast<std::size_t>(k), 0);
        for (Eigen::Index step = 0; step < k; ++step) {
            const Eigen::Index row = trajectory * (k + 1) + step;
            for (Eigen::Index input = 0; input < k; ++input) {
                const double change = unit_points(row + 1, input) - unit_points(row, input);
                if (change == 0) continue;
                ++changes[static_cast<std::size_t>(input)];
                effects(trajectory, input) = (outputs(row + 1) - outputs(row)) / change;
            }
        }
        const bool each_once = std::all_of(changes.begin(), changes.end(), [](int count) { return count == 1; });
        require(each_once, "unit_points", fmt::format("no Morris trajectory at row {}", trajectory * (k + 1)),
                "steps that change every input exactly once");
    }
    return effects;
}

MorrisMeasures morris_measures(const Eigen::MatrixXd& effects, EffectsAre kind) {
    const Eigen::Index least = kind == EffectsAre::sample ? 2 : 1;
    require(effects.rows() >= least && effects.cols() >= 1, "effects",
            fmt::format("{} x {}", effects.rows(), effects.cols()), fmt::format("{} or more trajectories", least));
    const double n = static_cast<double>(effects.rows());
    const double divisor = kind == EffectsAre::sample ? n - 1 : n;
    MorrisMeasures measures;
    measures.mu = effects.colwise().sum().transpose() / n;
    measures.mu_star = effects.cwiseAbs().colwise().sum().transpose() / n;
    const Eigen::MatrixXd deviations = effects.rowwise() - measures.mu.transpose();
    measures.sigma = (deviations.colwise().squaredNorm().transpose() / divisor).cwiseSqrt();
    return measures;
}

}  // namespace nephoscope::theory
