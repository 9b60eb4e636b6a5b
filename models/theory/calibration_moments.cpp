#include "models/theory/calibration_moments.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "models/theory/errors.h"
#include "sim/core/math.h"

namespace nephoscope::theory {

namespace {

double logit_of(double probability) { return math::log(probability) - math::log1p(-probability); }

}  // namespace

InertiaParameters invert_inertia(double share_1, double churn) {
    require(share_1 > 0.0 && share_1 < 1.0, "share_1", share_1, "in (0, 1)");
    const double ceiling = 2.0 * std::min(share_1, 1.0 - share_1);
    require(churn > 0.0 && churn < ceiling, "churn", churn,
            fmt::format("in (0, {:.17g}), twice the smaller share", ceiling));
    InertiaParameters result;
    result.p12 = churn / (2.0 * share_1);
    result.p21 = churn / (2.0 * (1.0 - share_1));
    const double stay_1 = -logit_of(result.p12);
    const double stay_2 = -logit_of(result.p21);
    result.value_difference = 0.5 * (stay_1 - stay_2);
    result.staying_bonus = 0.5 * (stay_1 + stay_2);
    return result;
}

SimulatedMoments binary_logit_smm(double target_share, double observations, double simulations) {
    require(target_share > 0.0 && target_share < 1.0, "target_share", target_share, "in (0, 1)");
    require(observations >= 1.0 && std::isfinite(observations), "N", observations, "at least 1");
    require(simulations >= 1.0, "S_simulations_per_obs", simulations, "at least 1");
    SimulatedMoments result;
    result.theta = logit_of(target_share);
    result.standard_error = 1.0 / std::sqrt(observations * target_share * (1.0 - target_share));
    result.simulated_standard_error = result.standard_error * std::sqrt(1.0 + 1.0 / simulations);
    return result;
}

double moment_distance(const Eigen::VectorXd& simulated, const Eigen::VectorXd& target, const Eigen::MatrixXd& weight) {
    require_size("simulated", static_cast<long>(simulated.size()), static_cast<long>(target.size()));
    require_size("weight", static_cast<long>(weight.rows()), static_cast<long>(target.size()));
    require_size("weight", static_cast<long>(weight.cols()), static_cast<long>(target.size()));
    for (const double moment : simulated) require(std::isfinite(moment), "simulated", moment, "finite");
    for (const double moment : target) require(std::isfinite(moment), "target", moment, "finite");
    for (const double entry : weight.reshaped()) require(std::isfinite(entry), "weight", entry, "finite");
    const Eigen::VectorXd gap = simulated - target;
    const double distance = gap.dot(weight * gap);
    const double rounding = 1e-12 * gap.cwiseAbs().dot(weight.cwiseAbs() * gap.cwiseAbs());
    require(distance >= -rounding, "weight", distance, "positive semi-definite (this is the distance it gives)");
    return std::max(distance, 0.0);
}

Acceptance abc_accept(const Eigen::VectorXd& distances, double tolerance) {
    require(tolerance >= 0.0, "tolerance", tolerance, "at least 0");
    if (distances.size() == 0) throw ArgumentError("distances", "empty", "a list of at least one distance");
    Acceptance result;
    for (Eigen::Index i = 0; i < distances.size(); ++i) {
        require(distances[i] >= 0.0, fmt::format("distances[{}]", i), distances[i], "at least 0");
        if (distances[i] <= tolerance) result.accepted.push_back(static_cast<int>(i));
    }
    result.rate = double(result.accepted.size()) / double(distances.size());
    return result;
}

BinomialAbc binomial_abc(int trials, int successes, double tolerance) {
    require(trials >= 1, "n", trials, "at least 1");
    require(successes >= 0 && successes <= trials, "y", successes, fmt::format("in [0, {}]", trials));
    require(tolerance >= 0.0, "tolerance", tolerance, "at least 0");
    const double n = trials;
    double kept = 0.0, mean_count = 0.0;
    for (int z = 0; z <= trials; ++z) {
        if (std::abs(z - successes) > tolerance) continue;
        kept += 1.0;
        mean_count += z + 1.0;
    }
    mean_count /= kept;
    double within = 0.0, between = 0.0;  // the mixture's variance is the mean variance plus the variance of the means
    for (int z = 0; z <= trials; ++z) {
        if (std::abs(z - successes) > tolerance) continue;
        within += (z + 1.0) * (n - z + 1.0) / (n + 3.0) / kept;
        between += (z + 1.0 - mean_count) * (z + 1.0 - mean_count) / kept;
    }
    BinomialAbc result;
    result.acceptance_rate = kept / (n + 1.0);
    result.posterior_mean = mean_count / (n + 2.0);
    result.posterior_variance = (within + between) / ((n + 2.0) * (n + 2.0));
    result.exact_posterior_mean = (successes + 1.0) / (n + 2.0);
    return result;
}

}  // namespace nephoscope::theory
