#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

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

/// Whether the step of trajectory `t` that changes `input` comes from or leads to a missing output.
bool touches(const MatrixXd& unit_points, const VectorXd& missing, Index t, Index input) {
    const Index length = unit_points.cols() + 1;
    for (Index row = t * length; row < (t + 1) * length - 1; ++row)
        if (unit_points(row, input) != unit_points(row + 1, input)) return missing(row) + missing(row + 1) > 0;
    return true;
}

/// The effects of each input, by input [effects that are whole, replications]. A step from or to an output that is not
/// finite in some replication has no effect; the other steps of its trajectory have theirs.
std::vector<MatrixXd> effects_by_input(const MatrixXd& unit_points, const MatrixXd& outputs) {
    const Index k = unit_points.cols(), replications = outputs.cols();
    VectorXd missing(outputs.rows());  // 1 or 0
    for (Index row = 0; row < outputs.rows(); ++row) missing(row) = outputs.row(row).allFinite() ? 0 : 1;
    const MatrixXd finite = outputs.array().isFinite().select(outputs, 0);
    std::vector<MatrixXd> all;
    for (Index r = 0; r < replications; ++r) all.push_back(elementary_effects(unit_points, finite.col(r)));
    std::vector<MatrixXd> effects;
    for (Index i = 0; i < k; ++i) {
        std::vector<Index> whole;
        for (Index t = 0; t < all.front().rows(); ++t)
            if (!touches(unit_points, missing, t, i)) whole.push_back(t);
        MatrixXd of_input(static_cast<Index>(whole.size()), replications);
        for (Index r = 0; r < replications; ++r) of_input.col(r) = all[static_cast<std::size_t>(r)](whole, i);
        effects.push_back(std::move(of_input));
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
    const Index k = unit_points.cols();
    require_size("outputs", outputs.rows(), unit_points.rows());
    require(outputs.cols() >= 1, "outputs", "without a column", "one column per replication");
    check_bootstrap(options, 2);
    const auto effects = effects_by_input(unit_points, outputs);

    ReplicatedMorris result;
    result.trajectories = static_cast<int>(outputs.rows() / (k + 1));
    result.used = Eigen::VectorXi(k);
    const double none = std::numeric_limits<double>::quiet_NaN();
    result.plain_mu_star = result.standard_error = VectorXd::Constant(k, none);
    VectorXd mu = VectorXd::Constant(k, none), mu_star = mu, sigma = mu;
    MatrixXd mus = MatrixXd::Constant(options.resamples, k, none), mu_stars = mus, sigmas = mus;
    for (Index i = 0; i < k; ++i) {
        const MatrixXd& of_input = effects[static_cast<std::size_t>(i)];
        const Index count = of_input.rows();
        result.used(i) = static_cast<int>(count);
        if (count < 2) continue;
        const VectorXd signed_effects = signed_by_others(of_input);
        result.plain_mu_star(i) = of_input.rowwise().mean().cwiseAbs().mean();
        result.standard_error(i) = standard_error_of(of_input);
        std::vector<Index> all(static_cast<std::size_t>(count));
        std::iota(all.begin(), all.end(), Index{0});
        const Measures found = measures_of(of_input, signed_effects, all);
        mu(i) = found.mu, mu_star(i) = found.mu_star, sigma(i) = found.sigma;
        for (int resample = 0; resample < options.resamples; ++resample) {
            const Measures drawn = measures_of(of_input, signed_effects, resampled_rows(count, options.seed, resample));
            mus(resample, i) = drawn.mu, mu_stars(resample, i) = drawn.mu_star, sigmas(resample, i) = drawn.sigma;
        }
    }
    check_bootstrap(options, result.used.maxCoeff());
    result.mu = with_interval(mu, mus, options.confidence);
    result.mu_star = with_interval(mu_star, mu_stars, options.confidence);
    result.sigma = with_interval(sigma, sigmas, options.confidence);
    return result;
}

}  // namespace nephoscope::theory
