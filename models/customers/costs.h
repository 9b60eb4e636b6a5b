#pragma once

#include <array>

#include "models/agreements/offers.h"
#include "models/customers/customers.h"

namespace nephoscope {

/// F_v of every venue for a customer of `profile` [USD/month of this month]: F_seg, or F_self at self-hosting; 0 at the
/// contract cloud (docs/model.md#portfolio).
inline std::array<double, kMaxVenues> venue_costs(const Scenario& scenario, const OfferTable& offers,
                                                  const Profile& profile) {
    std::array<double, kMaxVenues> costs{};
    const double base = scenario.segments[profile.segment].venue_cost;
    const double self = scenario.portfolio.self_cost_multiple * base + scenario.portfolio.self_cost_extra;
    for (std::size_t v = 0; v < scenario.venues.size(); ++v)
        if (v != profile.contract_cloud)
            costs[v] = (scenario.venues[v].kind == VenueKind::self_hosted ? self : base) * offers.cost_index;
    return costs;
}

}  // namespace nephoscope
