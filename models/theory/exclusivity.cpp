#include "models/theory/exclusivity.h"

#include <algorithm>
#include <cmath>

#include "models/theory/errors.h"
#include "models/theory/pricing_logit.h"
#include "sim/core/error.h"
#include "sim/core/math.h"

namespace nephoscope::theory {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

namespace {

constexpr int cloud_x = 0;
constexpr int cloud_y = 1;
constexpr int lab = 2;

bool is_labs(int bundle) { return bundle < 2; }
int cloud_of(int bundle) { return bundle % 2 == 0 ? cloud_x : cloud_y; }

/// Who earns what on the bundles offered; with `stake`, X's payoff includes its part of the lab's income.
Contracts hosting_contracts(const HostingGame& game, const std::vector<int>& bundles, double stake) {
    const Index n = static_cast<Index>(bundles.size());
    Contracts contracts{MatrixXd::Zero(3, n), MatrixXd::Zero(3, n), {}};
    for (Index k = 0; k < n; ++k) {
        const int bundle = bundles[static_cast<std::size_t>(k)];
        const int cloud = cloud_of(bundle);
        const double shared = is_labs(bundle) ? game.revenue_share : 0.0;
        contracts.revenue(cloud, k) = 1.0 - shared;
        contracts.cost(cloud, k) = game.cost[bundle];
        contracts.revenue(lab, k) = shared;
        contracts.revenue(cloud_x, k) += stake * shared;
        contracts.control.push_back(cloud);
    }
    return contracts;
}

void check_game(const HostingGame& game) {
    require(game.demand.products() == 4, "demand", game.demand.products(), "over 4 bundles");
    require_size("cost", game.cost.size(), 4);
    require(game.revenue_share >= 0.0 && game.revenue_share < 1.0, "revenue_share", game.revenue_share, "in [0, 1)");
    require(game.stake >= 0.0 && game.stake <= 1.0, "stake", game.stake, "in [0, 1]");
}

/// The root t of t + e^t + (1 + e^t)² = x: convex and rising, so Newton's method from the right descends to it.
double chain_log_w(double x) {
    double t = std::min(x - 1.0, 0.5 * math::log(std::max(x, 1.0)) + 1.0);
    for (int step = 0; step < 200; ++step) {
        const double w = math::exp(t);
        const double change = (t + w + (1.0 + w) * (1.0 + w) - x) / (1.0 + w + 2.0 * w * (1.0 + w));
        t -= change;
        if (std::fabs(change) <= 1e-16 * (1.0 + std::fabs(t))) break;
    }
    return t;
}

}  // namespace

std::vector<int> hosted_bundles(HostingRegime regime) {
    switch (regime) {
        case HostingRegime::none:
            return {2, 3};
        case HostingRegime::only_x:
            return {0, 2, 3};
        case HostingRegime::only_y:
            return {1, 2, 3};
        case HostingRegime::both:
            return {0, 1, 2, 3};
    }
    return {};
}

HostingOutcome hosting_outcome(const HostingGame& game, HostingRegime regime) {
    check_game(game);
    const std::vector<int> bundles = hosted_bundles(regime);
    const Contracts pricing = hosting_contracts(game, bundles, game.prices_with_stake ? game.stake : 0.0);
    HostingOutcome outcome;
    outcome.equilibrium = find_equilibrium(restrict_products(game.demand, bundles), pricing);
    const VectorXd earned =
        payoffs(hosting_contracts(game, bundles, 0.0), outcome.equilibrium.prices, outcome.equilibrium.shares);
    outcome.operating_profit_x = earned[cloud_x];
    outcome.operating_profit_y = earned[cloud_y];
    outcome.lab_income = earned[lab];
    outcome.total_x = earned[cloud_x] + game.stake * earned[lab];
    outcome.lab_to_others = (1.0 - game.stake) * earned[lab];
    outcome.joint_x_and_lab = earned[cloud_x] + earned[lab];
    outcome.consumer_surplus = outcome.equilibrium.consumer_surplus;
    outcome.welfare = outcome.consumer_surplus + earned.sum();
    return outcome;
}

ExclusivityComparison compare_exclusivity(const HostingOutcome& exclusive_x, const HostingOutcome& both) {
    return {exclusive_x.joint_x_and_lab - both.joint_x_and_lab, exclusive_x.total_x - both.total_x,
            both.lab_to_others - exclusive_x.lab_to_others, exclusive_x.consumer_surplus - both.consumer_surplus,
            both.operating_profit_y - exclusive_x.operating_profit_y};
}

Bargain nash_bargain(double willingness_to_pay, double minimum_compensation, double payee_weight) {
    require(std::isfinite(willingness_to_pay), "willingness_to_pay", willingness_to_pay, "finite");
    require(std::isfinite(minimum_compensation), "minimum_compensation", minimum_compensation, "finite");
    require(payee_weight >= 0.0 && payee_weight <= 1.0, "payee_weight", payee_weight, "in [0, 1]");
    const double surplus = willingness_to_pay - minimum_compensation;
    if (surplus < 0.0) return {};
    return {true, minimum_compensation + payee_weight * surplus, surplus};
}

DoubleMargin double_marginalisation(const WholesaleChain& chain) {
    require(std::isfinite(chain.cloud_cost), "cloud_cost", chain.cloud_cost, "finite");
    require(std::isfinite(chain.lab_cost), "lab_cost", chain.lab_cost, "finite");
    const Monopoly integrated = logit_monopoly(chain.mean_utility, chain.price_coefficient,
                                               chain.cloud_cost + chain.lab_cost, chain.outside_utility);
    const double alpha = chain.price_coefficient;
    const double w = math::exp(
        chain_log_w(chain.mean_utility - alpha * (chain.cloud_cost + chain.lab_cost) - chain.outside_utility - 1.0));
    DoubleMargin result;
    const double lab_margin = (1.0 + w) * (1.0 + w) / alpha;
    result.wholesale = chain.lab_cost + lab_margin;
    result.retail = chain.cloud_cost + result.wholesale + (1.0 + w) / alpha;
    result.share = w / (1.0 + w);
    result.lab_profit = lab_margin * result.share;
    result.cloud_profit = w / alpha;
    result.integrated_price = integrated.price;
    result.integrated_share = integrated.share;
    result.integrated_profit = integrated.profit;
    return result;
}

}  // namespace nephoscope::theory
