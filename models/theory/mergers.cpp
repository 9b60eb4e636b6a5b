#include "models/theory/mergers.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "models/theory/errors.h"
#include "sim/core/error.h"
#include "sim/core/math.h"

namespace nephoscope::theory {

using Eigen::Index;
using Eigen::VectorXd;

namespace {

void check_observations(const VectorXd& prices, const VectorXd& shares, const std::vector<int>& owner) {
    require_size("shares", shares.size(), prices.size());
    require_size("owner", static_cast<long>(owner.size()), prices.size());
    for (double price : prices) require(price > 0.0 && std::isfinite(price), "prices", price, "above 0");
    for (double share : shares) require(share > 0.0 && share < 1.0, "shares", share, "in (0, 1)");
    require(shares.sum() < 1.0, "shares", shares.sum(), "a list with a sum below 1, the rest being the outside good's");
}

}  // namespace

MergerOutcome simulate_merger(const Demand& demand, const Contracts& before, const Contracts& after) {
    MergerOutcome outcome{find_equilibrium(demand, before), find_equilibrium(demand, after), {}, 0.0};
    outcome.price_change = outcome.after.prices.cwiseQuotient(outcome.before.prices).array() - 1.0;
    outcome.consumer_surplus_change = outcome.after.consumer_surplus - outcome.before.consumer_surplus;
    return outcome;
}

VectorXd operating_profits(const std::vector<int>& firm, const VectorXd& cost, const Equilibrium& equilibrium) {
    return payoffs(ownership(firm, cost), equilibrium.prices, equilibrium.shares);
}

CalibratedLogit calibrate_logit(const VectorXd& prices, const VectorXd& shares, const std::vector<int>& owner,
                                int product, double margin) {
    check_observations(prices, shares, owner);
    require(product >= 0 && product < prices.size(), "product", product, fmt::format("in [0, {})", prices.size()));
    require(margin > 0.0 && margin < 1.0, "margin", margin, "in (0, 1)");
    VectorXd rivals_and_outside(prices.size());
    for (Index j = 0; j < prices.size(); ++j) {
        double own = 0.0;
        for (Index k = 0; k < prices.size(); ++k) {
            if (owner[static_cast<std::size_t>(k)] == owner[static_cast<std::size_t>(j)]) own += shares[k];
        }
        rivals_and_outside[j] = 1.0 - own;
    }
    CalibratedLogit logit;
    logit.price_coefficient = 1.0 / (margin * prices[product] * rivals_and_outside[product]);
    const double outside = 1.0 - shares.sum();
    logit.mean_utility = VectorXd(prices.size());
    for (Index j = 0; j < prices.size(); ++j) {
        logit.mean_utility[j] = math::log(shares[j] / outside) + logit.price_coefficient * prices[j];
    }
    logit.cost = prices - (logit.price_coefficient * rivals_and_outside).cwiseInverse();
    return logit;
}

}  // namespace nephoscope::theory
