#include "models/theory/switching_cost.h"

#include <algorithm>
#include <cmath>

#include "models/theory/dynamics_arguments.h"
#include "sim/core/math.h"

namespace nephoscope::theory {

namespace {

void check(const SwitchingCostMarket& market) {
    require(market.switching_cost >= 0 && std::isfinite(market.switching_cost), "switching_cost", market.switching_cost,
            "finite and at least 0");
    require(market.price_sensitivity > 0 && std::isfinite(market.price_sensitivity), "price_sensitivity",
            market.price_sensitivity, "finite and above 0");
    require_finite_argument("marginal_cost", market.marginal_cost);
    require(market.discount >= 0 && market.discount < 1, "discount", market.discount, "in [0, 1)");
}

double logistic(double x) { return 1 / (1 + math::exp(-x)); }

double sinh(double x) {
    const double e = math::expm1(x);
    return (e + e / (e + 1)) / 2;
}

/// The root of x + 2 sinh x = κ. Newton's method from the right of the root of a convex, increasing function descends
/// without overshooting.
double logit_of_staying(double switching_cost) {
    double x = math::log1p(switching_cost);  // 2 sinh(log1p κ) + log1p κ ≥ κ
    for (int i = 0; i < 200; ++i) {
        const double s = sinh(x);
        const double step = (x + 2 * s - switching_cost) / (1 + 2 * std::sqrt(1 + s * s));
        x -= step;
        if (std::fabs(step) <= 2e-16 * std::max(1.0, x)) return std::max(x, 0.0);
    }
    throw NoConvergence("the switching-cost equilibrium", x + 2 * sinh(x) - switching_cost, 200);
}

/// The best gain of one firm over `own_price` on a fine grid of ±10/α around it, given the other's price and the
/// values.
double best_deviation(const SwitchingCostMarket& m, const SwitchingCostEquilibrium& e, bool incumbent) {
    const double own = incumbent ? e.incumbent_price : e.rival_price;
    const double other = incumbent ? e.rival_price : e.incumbent_price;
    const double head_start = incumbent ? m.switching_cost : -m.switching_cost;
    const auto payoff = [&](double price) {
        const double wins = logistic(head_start - m.price_sensitivity * (price - other));
        return wins * (price - m.marginal_cost + m.discount * e.incumbent_value) +
               (1 - wins) * m.discount * e.rival_value;
    };
    const double here = payoff(own);
    double best = -1;
    for (int i = 1; i <= 1000; ++i) {
        const double distance = 0.01 * i / m.price_sensitivity;
        const double gain = std::max(payoff(own + distance), payoff(own - distance)) - here;
        best = i == 1 ? gain : std::max(best, gain);
    }
    return best;
}

}  // namespace

SwitchingCostEquilibrium switching_cost_equilibrium(const SwitchingCostMarket& market) {
    check(market);
    const double alpha = market.price_sensitivity;
    const double x = logit_of_staying(market.switching_cost);
    const double odds = math::exp(x);
    const double advantage = 2 * sinh(x) / alpha;  // V_L − V_R
    SwitchingCostEquilibrium e;
    e.probability_of_staying = logistic(x);
    e.incumbent_price = market.marginal_cost + (1 + odds) / alpha - market.discount * advantage;
    e.rival_price = market.marginal_cost + (1 + 1 / odds) / alpha - market.discount * advantage;
    e.average_price_paid = e.probability_of_staying * e.incumbent_price + logistic(-x) * e.rival_price;
    e.rival_value = 1 / (odds * alpha * (1 - market.discount));
    e.incumbent_value = odds / alpha + market.discount * e.rival_value;
    e.price_without_switching_cost = market.marginal_cost + 2 / alpha;
    const double logit = market.switching_cost - alpha * (e.incumbent_price - e.rival_price);
    e.residual = std::fabs(logit - x);
    e.deviation_gain = std::max(best_deviation(market, e, true), best_deviation(market, e, false));
    return e;
}

}  // namespace nephoscope::theory
