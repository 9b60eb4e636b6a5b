#pragma once

#include <vector>

#include "models/agreements/offers.h"
#include "models/customers/customers.h"
#include "sim/core/exact.h"

namespace nephoscope {

/// Expected spend and what θ and γ do to it.
struct ExpectedSpend {
    std::vector<Money> by_offer;  ///< [labs×venues] [1e-4 USD/month]
    /// [entities×entities], entities being the labs, then the venues: derivative of spend at the row by θ or γ of the
    /// column [1e-4 USD/month per log point]. Symmetric.
    std::vector<Money> response;
};

/// Choice of one workload among nested offers with the outside option (docs/model.md#expected-choice, MODEL 5.3): for
/// u = I^α and a = 1 − (η−1)/α, P(legacy) = e^(−u), E[Y] = A·I^(η−1)·γ(a, u), E[CS] = (E[Y] − A(1 − e^(−u)))/(η−1).
struct ExpectedChoice {
    std::vector<double> share;       ///< of each offer, given that one is chosen; sums to 1
    double legacy = 1;               ///< probability of the outside option
    double outlay = 0, surplus = 0;  ///< per USD of budget A
    double outlay_slope = 0;         ///< d outlay / d ln u
};

/// `attraction` δ [log points] by offer without shocks, `lab` of each, offers of a lab side by side. `legacy_allowed`
/// false gives the limit u → ∞ of a choice that must hold an offer (then η − 1 < α is needed). With no offers, all is
/// legacy. Source: McFadden 1978; Hanemann 1984.
ExpectedChoice expected_choice(const std::vector<double>& attraction, const std::vector<int>& lab,
                               double taste_precision, double nest_dissimilarity, double demand_elasticity,
                               bool legacy_allowed);

/// Sum over customers of the expected outlay of their active workloads, given their persistent traits, with free choice
/// of venues: no fixed or switching costs, no attention. Peer effects are those of the lab targets. The derivatives
/// take the peer effects as given. `draws` are those that made the customers: their tastes follow from them. Source:
/// docs/model.md#inversion.
ExpectedSpend expected_spend(const Customers& customers, const Scenario& scenario, const Draws& draws,
                             const StartValues& start, const OfferTable& offers, int threads);

}  // namespace nephoscope
