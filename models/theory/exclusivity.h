#pragma once

#include <Eigen/Core>
#include <vector>

#include "models/theory/equilibrium.h"

/// Where a lab's model is hosted, and who gains: exclusive against non-exclusive hosting, fees and wholesale prices.
namespace nephoscope::theory {

/// Which clouds may host the lab's model.
enum class HostingRegime { none, only_x, only_y, both };

/// The bundles a regime offers, ascending: 0 = lab's model on X, 1 = on Y, 2 = X's own model, 3 = Y's own.
std::vector<int> hosted_bundles(HostingRegime regime);

/// Two clouds that sell the lab's model and one of their own, each setting the prices of its bundles.
struct HostingGame {
    ChoiceDemand demand;             ///< over the four bundles in that order
    Eigen::VectorXd cost;            ///< serving cost per unit, borne by the cloud [price], shape [4]
    double revenue_share = 0.0;      ///< part of the lab's bundles' revenue that goes to the lab, in [0, 1)
    double stake = 0.0;              ///< X's part of the lab's equity, in [0, 1]
    bool prices_with_stake = false;  ///< whether X's prices take that stake into account
};

/// One regime's equilibrium. All amounts per buyer [price].
struct HostingOutcome {
    Equilibrium equilibrium;  ///< of the bundles on offer, in the order of hosted_bundles()
    double operating_profit_x = 0.0;
    double operating_profit_y = 0.0;
    double lab_income = 0.0;
    double total_x = 0.0;        ///< operating profit plus the stake's part of the lab's income
    double lab_to_others = 0.0;  ///< the rest of the lab's income
    double joint_x_and_lab = 0.0;
    double consumer_surplus = 0.0;
    double welfare = 0.0;  ///< consumer surplus plus everyone's profit, each dollar once
};

/// Raises ArgumentError naming `demand`, `cost`, `revenue_share` or `stake`, and what find_equilibrium() raises.
HostingOutcome hosting_outcome(const HostingGame& game, HostingRegime regime);

/// Exclusivity at X against hosting on both.
struct ExclusivityComparison {
    double bilateral_gain = 0.0;        ///< of X and the lab together; exclusivity pays for the pair when positive
    double willingness_to_pay = 0.0;    ///< X's gain, stake included
    double minimum_compensation = 0.0;  ///< what the lab's other owners lose
    double consumer_surplus_change = 0.0;
    double harm_to_rival = 0.0;
};

/// Source: Bernheim & Whinston 1998, JPE 106(1); Lee 2013, AER 103(7); Armstrong & Wright 2007.
ExclusivityComparison compare_exclusivity(const HostingOutcome& exclusive_x, const HostingOutcome& both);

/// A lump-sum fee by Nash bargaining.
struct Bargain {
    bool deal = false;
    double fee = 0.0;
    double surplus = 0.0;  ///< what there is to share; 0 without a deal
};

/// fee = C + b (W − C) when the willingness to pay W is at least the compensation C, else no deal; b = `payee_weight`
/// in [0, 1]. Raises ArgumentError naming the argument at fault. Source: Nash 1950; Horn & Wolinsky 1988.
Bargain nash_bargain(double willingness_to_pay, double minimum_compensation, double payee_weight);

/// One lab sells through one cloud at a linear wholesale price, logit demand.
struct WholesaleChain {
    double mean_utility = 0.0;       ///< δ
    double price_coefficient = 1.0;  ///< α > 0
    double cloud_cost = 0.0;
    double lab_cost = 0.0;
    double outside_utility = 0.0;
};

/// What two mark-ups do, beside the integrated firm.
struct DoubleMargin {
    double wholesale = 0.0;
    double retail = 0.0;
    double share = 0.0;
    double lab_profit = 0.0;
    double cloud_profit = 0.0;
    double integrated_price = 0.0;
    double integrated_share = 0.0;
    double integrated_profit = 0.0;
};

/// W + log W = δ − α(c + c_lab) − 1 − u₀ − (1 + W)², wholesale c_lab + (1 + W)²/α, retail c + wholesale + (1 + W)/α.
/// Raises ArgumentError naming the member at fault. Source: Spengler 1950.
DoubleMargin double_marginalisation(const WholesaleChain& chain);

/// A lab names one wholesale price per unit; then clouds price all their bundles.
struct WholesaleGame {
    ChoiceDemand demand;    ///< over the four bundles of HostingGame
    Eigen::VectorXd cost;   ///< of the clouds, without the wholesale price, shape [4]
    double lab_cost = 0.0;  ///< per unit of the lab's model
};

struct WholesaleOutcome {
    double wholesale = 0.0;
    Equilibrium retail;  ///< payoffs of X, Y and the lab
};

/// The subgame-perfect wholesale price: the highest of the lab's profits along retail equilibria, followed from w = lab
/// cost by steps of a tenth of the coarsest price step, then the root of its derivative by pass-through. Raises
/// ArgumentError naming `regime` for none, or `cost`; what find_equilibrium() raises; NoConvergence when retail
/// equilibria cannot be followed. Source: Rey & Vergé 2008; Spengler 1950.
WholesaleOutcome wholesale_equilibrium(const WholesaleGame& game, HostingRegime regime);

}  // namespace nephoscope::theory
