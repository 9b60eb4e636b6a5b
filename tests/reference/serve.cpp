#include "tests/reference/reference.h"

/// MODEL 7, pass B with fill = 1: what was chosen is served at this month's quality and paid.
namespace nephoscope::reference {

std::vector<Purchase> serve(const World& w, const Agent& a) {
    std::vector<Purchase> purchases;
    for (std::size_t k = 0; k < a.workloads.size(); ++k) {
        const Workload& state = a.workloads[k];
        Purchase bought;
        bought.egress_to.assign(w.scenario.venues.size(), 0);
        if (w.t >= a.entry && state.active && state.lab >= 0) {
            const Offer& offer = w.now[static_cast<std::size_t>(state.lab)][static_cast<std::size_t>(state.venue)];
            const Segment& segment = w.scenario.segments[static_cast<std::size_t>(a.segment)];
            const double log_pi = log_price(w, a, static_cast<int>(k), offer, offer.quality, w.prices, state.epoch);
            const double spent = outlay(w, a, static_cast<int>(k), log_pi, w.prices.budget_growth);
            const bool cloud = w.scenario.venues[static_cast<std::size_t>(state.venue)].kind == VenueKind::cloud;
            bool discount = cloud && state.venue == a.home && segment.contract;
            if (w.planted == Planted::serve_bills_without_discount) discount = false;
            const double price = offer.price * (1 - (discount ? segment.discount : 0));
            double egress_price = 0;
            std::vector<double> fee(w.scenario.venues.size(), 0);
            for (std::size_t c = 0; c < fee.size(); ++c)
                if (w.scenario.venues[c].kind == VenueKind::cloud && static_cast<int>(c) != state.venue) {
                    fee[c] = a.base_share[c] * w.scenario.venues[c].egress_fee * w.scenario.workloads[k].data_gb;
                    egress_price += fee[c];
                }
            const double units = spent / (price + egress_price);
            bought.lab = state.lab;
            bought.venue = state.venue;
            bought.paid = price * units;
            bought.egress = w.planted == Planted::serve_forgets_egress ? 0 : egress_price * units;
            for (std::size_t c = 0; c < fee.size(); ++c) bought.egress_to[c] = fee[c] * units;
            bought.list_value = w.prices.list[static_cast<std::size_t>(state.lab)] * units;
            bought.compute = w.prices.compute_per_unit[static_cast<std::size_t>(state.lab)] * units;
            bought.surplus = surplus(w, a, static_cast<int>(k), log_pi, w.prices.budget_growth);
        }
        purchases.push_back(bought);
    }
    return purchases;
}

}  // namespace nephoscope::reference
