#include "models/theory/calibration.h"

#include <fmt/format.h>

#include <Eigen/LU>
#include <cmath>
#include <limits>

#include "models/theory/errors.h"
#include "sim/core/math.h"

namespace nephoscope::theory {

namespace {

constexpr double residual_tolerance = 1e-13;
constexpr int most_iterations = 10000;

Eigen::VectorXd logarithm(const Eigen::VectorXd& values) {
    Eigen::VectorXd result(values.size());
    for (Eigen::Index j = 0; j < values.size(); ++j) result[j] = math::log(values[j]);
    return result;
}

struct Residual {
    Eigen::VectorXd gap;   ///< log s − log s(δ)
    double largest = 0.0;  ///< its largest absolute entry
    MixedLaw law;
};

Residual residual_at(const MixedMarket& market, const TasteTypes& types, const Eigen::VectorXd& log_target) {
    Residual residual;
    residual.law = mixed_logit(market, types);
    residual.gap = log_target - logarithm(residual.law.demand.share);
    residual.largest = residual.gap.cwiseAbs().maxCoeff();
    if (!(residual.largest < std::numeric_limits<double>::infinity())) residual.largest = 1e300;
    return residual;
}

/// Solves log s(δ) = `log_target` on given types, starting from the market's mean utilities, which it moves.
void solve_on(const TasteTypes& types, const Eigen::VectorXd& log_target, MixedMarket& market) {
    Residual now = residual_at(market, types, log_target);
    for (int iteration = 0; now.largest > residual_tolerance; ++iteration) {
        if (iteration == most_iterations) {
            throw NoConvergence("the inversion of mixed-logit shares", now.largest, iteration);
        }
        MixedMarket trial = market;
        if (iteration >= 5) {
            const Eigen::MatrixXd log_derivative =
                now.law.demand.share.cwiseInverse().asDiagonal() * now.law.utility_derivative;
            trial.mean_utility += log_derivative.partialPivLu().solve(now.gap);
            const bool usable = trial.mean_utility.allFinite();
            Residual next = usable ? residual_at(trial, types, log_target) : now;
            if (usable && next.largest < now.largest) {
                market = trial;
                now = next;
                continue;
            }
        }
        market.mean_utility += now.gap;
        now = residual_at(market, types, log_target);
    }
}

}  // namespace

double outside_share(const Eigen::VectorXd& shares) {
    if (shares.size() == 0) throw ArgumentError("shares", "empty", "a list of at least one share");
    for (Eigen::Index j = 0; j < shares.size(); ++j) {
        require(shares[j] > 0.0 && shares[j] < 1.0, fmt::format("shares[{}]", j), shares[j], "in (0, 1)");
    }
    const double inside = shares.sum();
    require(inside < 1.0, "shares", inside, "a list that sums to less than 1");
    return 1.0 - inside;
}

Eigen::VectorXd invert_logit(const Eigen::VectorXd& shares) {
    const double log_outside = math::log(outside_share(shares));
    return logarithm(shares).array() - log_outside;
}

Eigen::VectorXd invert_nested_logit(const Eigen::VectorXd& shares, const NestLevel& nests) {
    const double log_outside = math::log(outside_share(shares));
    check_dissimilarity(nests.name, nests.dissimilarity);
    require_size(nests.label_name, static_cast<long>(nests.nest.size()), static_cast<long>(shares.size()));
    Eigen::VectorXd nest_share = Eigen::VectorXd::Zero(nests.dissimilarity.size());
    for (Eigen::Index j = 0; j < shares.size(); ++j) {
        const int nest = nests.nest[static_cast<std::size_t>(j)];
        require(nest >= 0 && nest < nest_share.size(), nests.label_name, nest,
                fmt::format("a nest that has a '{}', below {}", nests.name, nest_share.size()));
        nest_share[nest] += shares[j];
    }
    Eigen::VectorXd mean_utility = logarithm(shares).array() - log_outside;
    for (Eigen::Index j = 0; j < shares.size(); ++j) {
        const int nest = nests.nest[static_cast<std::size_t>(j)];
        mean_utility[j] -= (1.0 - nests.dissimilarity[nest]) * math::log(shares[j] / nest_share[nest]);
    }
    return mean_utility;
}

Eigen::VectorXd invert_mixed_logit(const Eigen::VectorXd& shares, const MixedMarket& market) {
    const Eigen::VectorXd log_target = logarithm(shares);
    MixedMarket solved = market;
    solved.mean_utility = invert_logit(shares);
    solved.available.clear();
    solved.outside = market.outside.value_or(0.0);
    require_size("p", static_cast<long>(market.price.size()), static_cast<long>(shares.size()));
    solved.mean_utility -= market.price_coefficient.at(0.0) * market.price;
    solved.mean_utility.array() += *solved.outside;
    for (int round = 0; round < 4; ++round) {
        solve_on(settled_types(solved), log_target, solved);
        const Residual check = residual_at(solved, settled_types(solved), log_target);
        if (check.largest < 10.0 * residual_tolerance) return solved.mean_utility;
    }
    throw NoConvergence("the inversion of mixed-logit shares", residual_tolerance, 4);
}

double alpha_from_elasticity(double own_elasticity, double price, double share) {
    require(own_elasticity < 0.0 && std::isfinite(own_elasticity), "own_elasticity", own_elasticity, "below 0");
    require(price > 0.0 && std::isfinite(price), "p", price, "positive and finite");
    require(share > 0.0 && share < 1.0, "share", share, "in (0, 1)");
    return -own_elasticity / (price * (1.0 - share));
}

double lerner_index(double own_elasticity) {
    require(own_elasticity < -1.0 && std::isfinite(own_elasticity), "own_elasticity", own_elasticity, "below -1");
    return -1.0 / own_elasticity;
}

}  // namespace nephoscope::theory
