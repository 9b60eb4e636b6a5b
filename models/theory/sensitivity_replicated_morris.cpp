#include <algorithm>
#include <cmath>
#include <limits>

#include "models/theory/bootstrap.h"
#include "models/theory/crossed.h"
#include "models/theory/dynamics_arguments.h"
#include "models/theory/sensitivity_replicated.h"

namespace nephoscope::theory {

namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::RowVectorXd;
using Eigen::VectorXd;

/// Rows of the trajectories whose outputs are all there.
std::vector<Index> whole_rows(const MatrixXd& outputs, Index length) {
    std::vector<Index> rows;
    for (Index first = 0; first + length <= outputs.rows(); first += length)
        if (outputs.middleRows(first, length).allFinite())
            for (Index row = first; row < first + length; ++row) rows.push_back(row);
    return rows;
}

/// The effects of each input, by input [trajectories, replications].
std::vector<MatrixXd> effects_by_input(const MatrixXd& unit_points, const MatrixXd& outputs) {
    const Index k = unit_points.cols(), trajectories = unit_points.rows() / (k + 1);
    std::vector<MatrixXd> effects(static_cast<std::size_t>(k), MatrixXd(trajectories, outputs.cols()));
    for (Index r = 0; r < outputs.cols(); ++r) {
        const MatrixXd of_replication = elementary_effects(unit_points, outputs.col(r));
        for (Index i = 0; i < k; ++i) effects[static_cast<std::size_t>(i)].col(r) = of_replication.col(i);
    }
    return effects;
}

double sign(double x) { return x > 0 ? 1 : (x < 0 ? -1 : 0); }

/// Effect × sign of the same effect in the other replications, averaged over replications; [trajectories].
VectorXd signed_by_others(const MatrixXd& effects) {
    if (effects.cols() == 1) return effects.col(0).cwiseAbs();
    VectorXd result = VectorXd::Zero(effects.rows());
    for (Index t = 0; t < effects.rows(); ++t) {
        const double sum = effects.row(t).sum();
        for (Index r = 0; r < effects.cols(); ++r) result(t) += effects(t, r) * sign(sum - effects(t, r));
    }
    return result / static_cast<double>(effects.cols());
}

double standard_error_of(const MatrixXd& effects) {
    const Index replications = effects.cols();
    if (replications == 1) return std::numeric_limits<double>::quiet_NaN();
    const double squares = (effects.colwise() - effects.rowwise().mean()).squaredNorm();
    const double variance = squares / (static_cast<double>(effects.rows()) * static_cast<double>(replications - 1));
    return std::sqrt(variance / static_cast<double>(replications));
}

/// μ, μ* and σ of one input over the trajectories `rows`.
struct Measures {
    double mu, mu_star, sigma;
};

Measures measures_of(const MatrixXd& effects, const VectorXd& signed_effects, const std::vector<Index>& rows) {
    const double n = static_cast<double>(rows.size());
    const MatrixXd drawn = effects(rows, Eigen::all);
    const RowVectorXd mean = drawn.colwise().mean();
    const MatrixXd deviations = drawn.rowwise() - mean;  // their crossed mean is 0: no cancellation of large means
    const double variance = crossed_product(deviations, deviations).sum() / (n - 1);
    return {mean.mean(), signed_effects(rows).mean(), std::sqrt(std::max(variance, 0.0))};
}

}  // namespace

ReplicatedMorris estimate_replicated_morris(const MatrixXd& unit_points, const MatrixXd& outputs,
                                            const BootstrapOptions& options) {
    const Index k = unit_points.cols(), length = k + 1;
    require_size("outputs", outputs.rows(), unit_points.rows());
    require(outputs.cols() >= 1, "outputs", "without a column", "one column per replication");
    const std::vector<Index> rows = whole_rows(outputs, length);
    const Index trajectories = static_cast<Index>(rows.size()) / length;
    check_bootstrap(options, trajectories);
    const auto effects = effects_by_input(unit_points(rows, Eigen::all), outputs(rows, Eigen::all));
    std::vector<Index> all(static_cast<std::size_t>(trajectories));
    for (Index t = 0; t < trajectories; ++t) all[static_cast<std::size_t>(t)] = t;

    ReplicatedMorris result;
    result.trajectories = static_cast<int>(trajectories);
    result.left_out = static_cast<int>(outputs.rows() / length - trajectories);
    result.plain_mu_star = result.standard_error = VectorXd(k);
    VectorXd mu(k), mu_star(k), sigma(k);
    MatrixXd mus(options.resamples, k), mu_stars(options.resamples, k), sigmas(options.resamples, k);
    for (Index i = 0; i < k; ++i) {
        const MatrixXd& of_input = effects[static_cast<std::size_t>(i)];
        const VectorXd signed_effects = signed_by_others(of_input);
        result.plain_mu_star(i) = of_input.rowwise().mean().cwiseAbs().mean();
        result.standard_error(i) = standard_error_of(of_input);
        const Measures found = measures_of(of_input, signed_effects, all);
        mu(i) = found.mu, mu_star(i) = found.mu_star, sigma(i) = found.sigma;
        for (int resample = 0; resample < options.resamples; ++resample) {
            const Measures drawn =
                measures_of(of_input, signed_effects, resampled_rows(trajectories, options.seed, resample));
            mus(resample, i) = drawn.mu, mu_stars(resample, i) = drawn.mu_star, sigmas(resample, i) = drawn.sigma;
        }
    }
    result.mu = with_interval(mu, mus, options.confidence);
    result.mu_star = with_interval(mu_star, mu_stars, options.confidence);
    result.sigma = with_interval(sigma, sigmas, options.confidence);
    return result;
}

}  // namespace nephoscope::theory
