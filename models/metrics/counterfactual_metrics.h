#pragma once

#include <string>
#include <vector>

#include "models/metrics/counterfactual.h"

namespace nephoscope {

/// W and its parts by segment [USD/month]: surplus without all barriers less surplus as it is, split by Shapley over
/// the 2^5 cells of barriers removed. Parts sum to W, W ≥ 0; a part may be negative.
struct LockIn {
    std::vector<double> wedge;              ///< [segments] W
    std::vector<std::vector<double>> part;  ///< [barriers][segments]
    std::vector<double> surplus;            ///< [segments] as it is
    double index() const;                   ///< W/(W + surplus), all segments
};
LockIn lock_in(Rerun& rerun);

/// Shapley values from the value of every subset [2^n]: φ_j = Σ_S |S|!(n−|S|−1)!/n!·(v(S ∪ j) − v(S)).
/// Source: Shapley 1953.
std::vector<double> shapley(const std::vector<double>& value_of_subset);

/// Share of desired spend whose venue or lab would be another if there were no switching costs and all decided now.
double captive_share(Rerun& rerun);

/// Where the spend of an offer goes [offers][offers + 1], the last column legacy; rows sum to 1, or are NaN without
/// anything to divert. Spend is each workload's outlay before.
struct Diversion {
    std::vector<std::vector<double>> by_removal;  ///< the offer is gone; its workloads alone decide: second choices
    std::vector<std::vector<double>> by_price;    ///< its price rises by 1 %, all decide: of the spend that leaves
};

/// Relative change of units for 1 % on the seller's price, divided by 0.01 [offers][offers]; NaN for units 0.
struct Elasticities {
    std::vector<std::vector<double>> short_run;  ///< this month's deciders
    std::vector<std::vector<double>> long_run;   ///< all decide
};

/// Both from the same experiments.
struct Substitution {
    Diversion diversion;
    Elasticities elasticities;
};
Substitution substitution(Rerun& rerun);

/// The same for the list price of a lab, at all venues at once [labs][labs].
Elasticities lab_elasticities(Rerun& rerun);

/// Mean over active workloads, by organisations, of exp(entropy of the choice probabilities over offers, shocks not
/// drawn): how many offers are really in play.
double effective_choice(const Rerun& rerun);

/// Positions of the offers that can exist: labs at clouds and at their own channel, open weights at self-hosting. The
/// labels of axis offer_from, "lab at venue"; axis offer_to has legacy behind them.
std::vector<std::size_t> possible_offers(const Scenario& scenario);

std::vector<VariableSpec> counterfactual_variables();
void add_counterfactual_labels(const Scenario& scenario, AxisLabels& labels);

/// t = 0, t = 12 or a December.
bool is_counterfactual_month(const Scenario& scenario, Month month);

/// Fills the cells of one recorded month: NaN unless `due`.
void record_counterfactuals(const Panel& panel, const Market& market, bool due, Recording& recording, int month_index);

}  // namespace nephoscope
