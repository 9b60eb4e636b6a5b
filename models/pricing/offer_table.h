#pragma once

#include "models/agreements/agreements.h"
#include "models/agreements/offers.h"
#include "models/labs/quality.h"

namespace nephoscope {

/// Phase 4: the offers of month t from legality and lags, versions and prices (list prices held, platform fees fixed).
/// `before` is last month's table, for the news of labs that became legal at a cloud; null when there is none.
OfferTable freeze_offers(const Scenario& scenario, const Agreements& agreements, const Legality& legality,
                         const QualityRace& quality, int t, const OfferTable* before);

/// The offers of burn-in: the clauses in force in the month before the start, onboarding complete, prices and quality
/// of the start, a_t = 1 (docs/model.md#burn-in).
OfferTable burn_in_offers(const Scenario& scenario);

}  // namespace nephoscope
