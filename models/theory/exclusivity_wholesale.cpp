#include <algorithm>
#include <cmath>

#include "models/theory/errors.h"
#include "models/theory/exclusivity.h"

namespace nephoscope::theory {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

namespace {

/// The retail stage as a function of the wholesale price; parties are X, Y and the lab.
class RetailStage {
public:
    RetailStage(const WholesaleGame& game, HostingRegime regime)
        : game_(game), bundles_(hosted_bundles(regime)), demand_(restrict_products(game.demand, bundles_)) {
        labs_ = VectorXd::Zero(demand_.products());
        for (Index k = 0; k < labs_.size(); ++k) labs_[k] = bundles_[static_cast<std::size_t>(k)] < 2 ? 1.0 : 0.0;
    }

    Contracts contracts(double wholesale) const {
        const Index n = labs_.size();
        Contracts contracts{MatrixXd::Zero(3, n), MatrixXd::Zero(3, n), {}};
        for (Index k = 0; k < n; ++k) {
            const int bundle = bundles_[static_cast<std::size_t>(k)];
            contracts.control.push_back(bundle % 2);
            contracts.revenue(bundle % 2, k) = 1.0;
            contracts.cost(bundle % 2, k) = game_.cost[bundle] + labs_[k] * wholesale;
            contracts.cost(2, k) = labs_[k] * (game_.lab_cost - wholesale);
        }
        return contracts;
    }

    /// Moves `prices` to the retail equilibrium at `wholesale`, by Newton's method from where they are if that works.
    void follow(double wholesale, VectorXd& prices) const {
        const Contracts terms = contracts(wholesale);
        std::vector<int> products;
        for (int j = 0; j < demand_.products(); ++j) products.push_back(j);
        VectorXd moved = prices;
        const double residual = polish(demand_, terms, products, moved);
        if (residual <= 1e-12 * (1.0 + moved.cwiseAbs().maxCoeff())) {
            prices = moved;
        } else {
            prices = equilibrium(wholesale, prices).prices;
        }
    }

    Equilibrium equilibrium(double wholesale, const VectorXd& start) const {
        EquilibriumOptions options;
        options.starts = {start};
        return find_equilibrium(demand_, contracts(wholesale), options);
    }

    double lab_profit(double wholesale, const VectorXd& prices) const {
        return (wholesale - game_.lab_cost) * labs_.dot(demand_.shares(prices));
    }

    /// d(lab profit)/dw along retail equilibria: Σ s + (w − c) Σ ∂s/∂p · dp/dw over the lab's bundles.
    double lab_incentive(double wholesale, const VectorXd& prices) const {
        const Contracts terms = contracts(wholesale);
        const VectorXd response = pass_through(demand_, terms, terms.revenue, prices) * labs_;
        const DemandPoint point = demand_.at(prices);
        return labs_.dot(point.shares) + (wholesale - game_.lab_cost) * labs_.dot(point.slope * response);
    }

    const ChoiceDemand& demand() const { return demand_; }

private:
    const WholesaleGame& game_;
    std::vector<int> bundles_;
    ChoiceDemand demand_;
    VectorXd labs_;  ///< 1 for the lab's bundles
};

/// A wholesale price, the retail prices there and the lab's profit.
struct Candidate {
    double wholesale = 0.0;
    VectorXd prices;
    double profit = 0.0;
};

/// The best grid point from which the lab's profit has fallen to a hundredth again.
Candidate best_on_grid(const RetailStage& stage, double lab_cost, double step) {
    VectorXd prices = stage.equilibrium(lab_cost, VectorXd::Constant(stage.demand().products(), lab_cost)).prices;
    Candidate best{lab_cost, prices, 0.0};
    for (int i = 1; i <= 100000; ++i) {
        const double wholesale = lab_cost + i * step;
        stage.follow(wholesale, prices);
        const double profit = stage.lab_profit(wholesale, prices);
        if (profit > best.profit) best = {wholesale, prices, profit};
        if (profit < 0.01 * best.profit) return best;
    }
    throw NoConvergence("the wholesale price", best.profit, 100000);
}

}  // namespace

WholesaleOutcome wholesale_equilibrium(const WholesaleGame& game, HostingRegime regime) {
    require(game.demand.products() == 4, "demand", game.demand.products(), "over 4 bundles");
    require_size("cost", game.cost.size(), 4);
    require(std::isfinite(game.lab_cost), "lab_cost", game.lab_cost, "finite");
    require(regime != HostingRegime::none, "regime", 0.0, "one that hosts the lab's model");
    const RetailStage stage(game, regime);
    const double step = 0.1 * game.demand.coarsest_price_step();
    const Candidate best = best_on_grid(stage, game.lab_cost, step);
    double low = best.wholesale - step;
    double high = best.wholesale + step;
    VectorXd prices = best.prices;
    for (int halving = 0; halving < 60; ++halving) {
        const double middle = 0.5 * (low + high);
        stage.follow(middle, prices);
        (stage.lab_incentive(middle, prices) > 0.0 ? low : high) = middle;
    }
    const double wholesale = 0.5 * (low + high);
    return {wholesale, stage.equilibrium(wholesale, prices)};
}

}  // namespace nephoscope::theory
