#pragma once

#include <Eigen/Core>
#include <vector>

#include "models/theory/pricing.h"

/// Global best responses, and what makes a stationary point an equilibrium.
namespace nephoscope::theory {

/// How well a price vector does as an equilibrium.
struct EquilibriumChecks {
    double first_order_residual = 0.0;  ///< max |p − ζ(p)| [price]
    double largest_curvature =
        0.0;  ///< largest eigenvalue of the payoffs' Hessians in own prices, scaled by |Λ|; < 0 holds
    bool second_order = false;    ///< every setter's Hessian is negative definite
    double deviation_gain = 0.0;  ///< largest gain [payoff] any party finds by changing all its own prices
    int deviating_party = -1;     ///< who gains it; −1 when none gains
    bool no_deviation = false;    ///< no party gains more than 1e-9 of its own payoff (1e-13 of the largest)

    bool all_hold() const { return second_order && no_deviation; }
};

/// Prices with party `party`'s own set to its best response to the others', shape [products].
///
/// The maximum is global up to the search: from several starts each own price, and all own prices together, are scanned
/// from below cost to where demand vanishes, with steps that grow from a hundredth of the finest price step, then
/// polished by Newton's method. Other parties' prices are left alone. Raises ArgumentError naming `party`, and as
/// check_contracts() does.
Eigen::VectorXd best_response(const Demand& demand, const Contracts& contracts, const Eigen::VectorXd& prices,
                              int party);

/// Checks `prices`; raises ArgumentError as check_contracts() and check_prices() do.
EquilibriumChecks check_equilibrium(const Demand& demand, const Contracts& contracts, const Eigen::VectorXd& prices);

/// Moves `prices` of `products` by Newton's method on the first-order conditions while the residual max |p − ζ(p)| over
/// these products falls, and returns that residual [price]. The point reached may be any stationary one.
double polish(const Demand& demand, const Contracts& contracts, const std::vector<int>& products,
              Eigen::VectorXd& prices);

/// Prices [price] at which each setter's unit margin on the product alone is zero, K_fj/R_fj; shape [products].
Eigen::VectorXd break_even_prices(const Contracts& contracts);

}  // namespace nephoscope::theory
