#pragma once

#include "models/theory/equilibrium.h"
#include "models/theory/mixed_logit.h"

namespace nephoscope::theory {

/// The mixed logit's types as buyer segments of price setting: types that weigh less than 1e-20 are left out and the
/// rest rescaled to sum to 1. Prices of `market` are not used.
///
/// Raises ArgumentError naming `price_coefficient` when a type does not dislike the price, for whom no price is too
/// high, and `available` when products are masked: leave them out instead.
ChoiceDemand mixed_demand(const MixedMarket& market, const TasteTypes& types);

/// The Bertrand-Nash equilibrium in a mixed-logit market, on quadrature that has settled at the prices found; the
/// prices of `market` are the first start. Raises what mixed_demand(), settled_types() and find_equilibrium() raise,
/// and NoConvergence when quadrature and prices do not settle together. Source: Berry, Levinsohn & Pakes 1995; Morrow &
/// Skerlos 2011; docs/model.md#pricing.
Equilibrium mixed_logit_equilibrium(const MixedMarket& market, const Contracts& contracts);

}  // namespace nephoscope::theory
