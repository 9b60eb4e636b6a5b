#pragma once

#include "models/agreements/agreements.h"
#include "models/agreements/offers.h"
#include "models/labs/quality.h"
#include "models/pricing/price_setting.h"

namespace nephoscope {

/// What phase 4 reads.
struct OfferInputs {
    const Scenario& scenario;
    const Agreements& agreements;
    const Legality& legality;
    const QualityRace& quality;
    const Prices& prices;
    const std::vector<double>& reliability;  ///< [venues]
    int t = 0;
    const OfferTable* before = nullptr;  ///< last month's, for the news of labs that became legal at a cloud
};

/// Phase 4: the offers of month t from legality and lags, versions, prices, costs and dated events.
OfferTable freeze_offers(const OfferInputs& inputs);

/// The offers of burn-in: the clauses in force in the month before the start, onboarding complete, prices and quality
/// of the start, a_t = 1, no events (docs/model.md#burn-in).
OfferTable burn_in_offers(const Scenario& scenario);

}  // namespace nephoscope
