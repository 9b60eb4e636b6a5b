#pragma once

#include <cstdint>
#include <vector>

#include "models/agreements/offers.h"
#include "models/scenario/scenario.h"
#include "sim/core/random.h"

namespace nephoscope {

/// An offer that somebody may buy this month, in order of (lab, venue).
struct LegalOffer {
    int lab = 0, venue = 0;
    std::uint32_t workloads = 0;  ///< bit k: may be bought for workload k
    friend bool operator==(const LegalOffer&, const LegalOffer&) = default;
};

std::vector<LegalOffer> legal_offers(const OfferTable& offers);

/// Taste shocks of one population: nested by lab (docs/model.md#shocks, MODEL 5.3), ε_v = λ(ln S + Gumbel_v) with S
/// positive stable of index λ, so that P(ε_v ≤ x_v for all v) = exp(−(Σ_v e^(−x_v/λ))^λ) within a lab. A shock belongs
/// to customer, workload, lab, venue and project (epoch): it persists until the project is replaced, and an offer more
/// or less changes no other.
class Shocks {
public:
    Shocks(const Scenario& scenario, const Draws& draws) : scenario_(scenario), draws_(draws) {}

    /// ε of one offer.
    double of(std::uint32_t customer, int workload, int epoch, int lab, int venue) const;

    /// ε of every offer of `offers` that may be bought for `workload`, to `out` by position; 0 for others.
    void fill(std::uint32_t customer, int workload, int epoch, const std::vector<LegalOffer>& offers,
              double* out) const;

private:
    const Scenario& scenario_;
    const Draws& draws_;
};

}  // namespace nephoscope
