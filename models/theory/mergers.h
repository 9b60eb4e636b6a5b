#pragma once

#include <Eigen/Core>
#include <optional>
#include <vector>

#include "models/theory/equilibrium.h"

/// Merger simulation: equilibria before and after, and a logit calibrated from shares and one margin.
namespace nephoscope::theory {

/// Equilibria under two sets of contracts, products and demand the same.
struct MergerOutcome {
    Equilibrium before;
    Equilibrium after;
    Eigen::VectorXd price_change;          ///< fraction of the price before, shape [products]
    double consumer_surplus_change = 0.0;  ///< per buyer [price]
};

/// Raises as find_equilibria(). Source: Werden & Froeb 1994, JLEO 10(2); Nevo 2000.
MergerOutcome simulate_merger(const Demand& demand, const Contracts& before, const Contracts& after);

/// Operating profit Σ (p − c) s of each firm's own products, shape [firms].
Eigen::VectorXd operating_profits(const std::vector<int>& firm, const Eigen::VectorXd& cost,
                                  const Equilibrium& equilibrium);

/// A logit market that reproduces observed prices, shares and one margin.
struct CalibratedLogit {
    double price_coefficient = 0.0;  ///< α
    Eigen::VectorXd mean_utility;    ///< δ, the outside good's utility being 0
    Eigen::VectorXd cost;
    ChoiceDemand demand() const { return logit_demand(mean_utility, price_coefficient, 0.0); }
};

/// α = 1/(m p (1 − S)) from the margin m = (p − c)/p of one `product` whose firm's products have the shares S together;
/// then δ = log(s/s₀) + αp, and every firm's common markup 1/(α(1 − S)).
///
/// `shares` in (0, 1) with a sum below 1, the rest being the outside good's s₀. Raises ArgumentError naming `prices`,
/// `shares`, `owner`, `margin` (outside (0, 1)) or `product`. Source: Werden & Froeb 1994; Berry 1994.
CalibratedLogit calibrate_logit(const Eigen::VectorXd& prices, const Eigen::VectorXd& shares,
                                const std::vector<int>& owner, int product, double margin);

}  // namespace nephoscope::theory
