#pragma once

#include <array>
#include <vector>

#include "models/agreements/offers.h"
#include "models/customers/customers.h"
#include "models/customers/shocks.h"

namespace nephoscope {

/// F of one venue that is not the contract cloud [USD/month of this month] (docs/model.md#portfolio).
struct VenueCost {
    double other = 0, self = 0;  ///< F_seg; F_self at self-hosting
};
inline VenueCost venue_cost(const Scenario& scenario, const OfferTable& offers, int segment) {
    const double base = scenario.segments[static_cast<std::size_t>(segment)].venue_cost;
    const double self =
        (scenario.portfolio.self_cost_multiple * base + scenario.portfolio.self_cost_extra) * offers.self_cost_scale;
    return {base * offers.cost_index, self * offers.cost_index};
}

/// F_v of every venue for a customer of `segment` with the contract cloud `cloud` [USD/month of this month]: F_seg, or
/// F_self at self-hosting; 0 at the contract cloud (docs/model.md#portfolio).
inline std::array<double, kVenueLanes> venue_costs(const Scenario& scenario, const OfferTable& offers, int segment,
                                                   int cloud) {
    std::array<double, kVenueLanes> costs{};
    const VenueCost cost = venue_cost(scenario, offers, segment);
    for (std::size_t v = 0; v < scenario.venues.size(); ++v)
        if (static_cast<int>(v) != cloud)
            costs[v] = scenario.venues[v].kind == VenueKind::self_hosted ? cost.self : cost.other;
    return costs;
}

/// `factor` times F_v of every customer of a month, by segment and contract cloud.
class VenueCosts {
public:
    VenueCosts(const Scenario& scenario, const OfferTable& offers, double factor = 1)
        : venues_(scenario.venues.size()) {
        for (int s = 0; s < static_cast<int>(scenario.segments.size()); ++s)
            for (int v = 0; v < static_cast<int>(venues_); ++v) {
                costs_.push_back(venue_costs(scenario, offers, s, v));
                for (double& cost : costs_.back()) cost *= factor;
            }
    }
    const std::array<double, kVenueLanes>& of(int segment, int cloud) const {
        return costs_[static_cast<std::size_t>(segment) * venues_ + static_cast<std::size_t>(cloud)];
    }

private:
    std::size_t venues_;
    std::vector<std::array<double, kVenueLanes>> costs_;
};

}  // namespace nephoscope
