#pragma once

#include <Eigen/Core>
#include <vector>

#include "models/theory/pricing_demand.h"

/// Who earns what on which product, and the conditions that prices then satisfy.
namespace nephoscope::theory {

/// The terms between parties. Party f's payoff is Σ_k (revenue[f, k] p_k − cost[f, k]) s_k, which covers ownership,
/// partial equity, revenue shares, royalties and direct sales; `control[j]` is the party that sets p_j. Source: O'Brien
/// & Salop 2000 (interests); docs/model.md#payoffs.
struct Contracts {
    Eigen::MatrixXd revenue;   ///< R, part of product k's price that reaches party f, shape [parties, products]
    Eigen::MatrixXd cost;      ///< K, party f's cost per unit of product k sold [price], shape [parties, products]
    std::vector<int> control;  ///< party that sets product j's price, shape [products]

    int parties() const { return static_cast<int>(revenue.rows()); }
    int products() const { return static_cast<int>(revenue.cols()); }
};

/// Raises ArgumentError naming `revenue`, `cost`, `control` or `prices` unless shapes agree with `demand`, all numbers
/// are finite and each product's setter keeps some of its price.
void check_contracts(const Demand& demand, const Contracts& contracts);
void check_prices(const Demand& demand, const Eigen::VectorXd& prices);

/// Firm `firm[j]` owns product j at unit cost `cost[j]`. Raises ArgumentError naming `firm` for a negative index.
Contracts ownership(const std::vector<int>& firm, const Eigen::VectorXd& cost);

/// As ownership(), and the setter of firm f's prices weighs firm g's operating profit by `interest[f, g]` (1 on the
/// diagonal). Raises ArgumentError naming `interest` for a wrong shape or a diagonal other than 1.
Contracts ownership_with_interests(const std::vector<int>& firm, const Eigen::VectorXd& cost,
                                   const Eigen::MatrixXd& interest);

/// One party that earns what all parties together earn and sets every price: the benchmark of joint profit.
Contracts joint(const Contracts& contracts);

/// R p − K per unit of each product, shape [parties, products].
Eigen::MatrixXd unit_margins(const Contracts& contracts, const Eigen::VectorXd& prices);

/// Payoff of each party, shape [parties], from shares of shape [products].
Eigen::VectorXd payoffs(const Contracts& contracts, const Eigen::VectorXd& prices, const Eigen::VectorXd& shares);

/// Products whose price each party sets, ascending; shape [parties].
std::vector<std::vector<int>> controlled_products(const Contracts& contracts);

/// g_j = R_fj s_j + Σ_k (R_fk p_k − K_fk) ∂s_k/∂p_j, f the setter of p_j: the gradient of the setters' payoffs, shape
/// [products].
Eigen::VectorXd first_order_conditions(const Demand& demand, const Contracts& contracts, const Eigen::VectorXd& prices);

/// ∂g_j/∂p_l, shape [j, l]; the block of one party's products is the Hessian of its payoff.
Eigen::MatrixXd first_order_derivative(const Demand& demand, const Contracts& contracts, const Eigen::VectorXd& prices);

/// The prices that solve the first-order conditions if margins and slopes stayed as they are at `prices`; a fixed point
/// is a stationary point, and p − ζ(p) is the residual in units of price. Shape [products].
///
/// ζ_j = [K_fj + R_fj s_j/|Λ_j| − Σ_k (R_fk p_k − K_fk)(∂s_k/∂p_j/Λ_j − 1{k=j})] / R_fj, with Λ of DemandPoint.
/// Source: Morrow & Skerlos 2011, Oper. Res. 59(2), for R = ownership.
Eigen::VectorXd zeta(const Demand& demand, const Contracts& contracts, const Eigen::VectorXd& prices);

/// Price elasticities ∂ log s_k/∂ log p_j, shape [k, j].
Eigen::MatrixXd elasticities(const Demand& demand, const Eigen::VectorXd& prices);

/// Diversion ratios D[j, k] = −(∂s_k/∂p_j)/(∂s_j/∂p_j): the part of what j loses that k gains. The diagonal holds the
/// diversion to the outside good. Shape [j, k], rows sum to 1.
Eigen::MatrixXd diversion_ratios(const Demand& demand, const Eigen::VectorXd& prices);

/// Unit costs [price] at which `prices` are stationary under ownership with `interest` (identity for none), shape
/// [products]. Raises ArgumentError as ownership_with_interests() does. Source: Nevo 2001; Berry, Levinsohn & Pakes
/// 1995, eq. 3.6.
Eigen::VectorXd implied_costs(const Demand& demand, const std::vector<int>& firm, const Eigen::MatrixXd& interest,
                              const Eigen::VectorXd& prices);

/// ∂p_i/∂c_l at an equilibrium, shape [i, l], by the implicit function theorem. `incidence[f, l]` = ∂K_fl/∂c_l says who
/// bears product l's unit cost; under ownership it is the contracts' `revenue`. Raises NoEquilibrium when the
/// conditions are singular. Source: Weyl & Fabinger 2013, JPE 121(3); Jaffe & Weyl 2013.
Eigen::MatrixXd pass_through(const Demand& demand, const Contracts& contracts, const Eigen::MatrixXd& incidence,
                             const Eigen::VectorXd& prices);

}  // namespace nephoscope::theory
