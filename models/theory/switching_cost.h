#pragma once

/// The Markov-perfect equilibrium of price competition for one customer with a switching cost.
namespace nephoscope::theory {

/// Two symmetric firms set a price for one customer each period, over an infinite horizon, knowing who served it last.
/// The customer is myopic, has a logit shock per firm and no outside good.
struct SwitchingCostMarket {
    double switching_cost = 0.0;     ///< κ ≥ 0 [log points] lost when the customer changes firm
    double price_sensitivity = 1.0;  ///< α > 0 [log points per unit of price]
    double marginal_cost = 0.0;      ///< c [price]
    double discount = 0.0;           ///< d in [0, 1) per period
};

/// The equilibrium, with the evidence that it is one.
struct SwitchingCostEquilibrium {
    double probability_of_staying = 0.0;
    double incumbent_price = 0.0;
    double rival_price = 0.0;
    double average_price_paid = 0.0;
    double incumbent_value = 0.0;  ///< discounted profit of the firm that served last [price]
    double rival_value = 0.0;
    double price_without_switching_cost = 0.0;  ///< c + 2/α
    double residual = 0.0;                      ///< of the first-order conditions and demand [log points]
    double deviation_gain = 0.0;                ///< best gain found of either firm from another price, ≤ 0 [price]
    int equilibria = 1;                         ///< the condition below is strictly increasing: one root
};

/// Solves for the symmetric Markov-perfect equilibrium. With x = logit(q), q the probability of staying, the
/// first-order conditions and demand reduce to x + 2 sinh x = κ, whose left side is strictly increasing. Then V_L − V_R
/// = 2 sinh(x)/α, p_L = c + (1 + e^x)/α − d(V_L − V_R), p_R = c + (1 + e^−x)/α − d(V_L − V_R). A small switching cost
/// lowers the average price (firms invest in customers); a large one or impatience raises it. Throws ArgumentError
/// outside the ranges above and NoConvergence if the root is not found. Source: model of Cabral 2016, RED 21; Dubé,
/// Hitsch & Rossi 2009, JMR 46; Arie & Grieco 2014, QME.
SwitchingCostEquilibrium switching_cost_equilibrium(const SwitchingCostMarket& market);

}  // namespace nephoscope::theory
