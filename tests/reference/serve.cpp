#include "tests/reference/reference.h"

/// MODEL 6.5 and 7, pass B: of what was chosen the share `fill` is served at this month's quality and paid.
namespace nephoscope::reference {

namespace {

Purchase buy(const World& w, const Agent& a, std::size_t k, double fill) {
    const Workload& state = a.workloads[k];
    const auto lab = static_cast<std::size_t>(state.lab), venue = static_cast<std::size_t>(state.venue);
    const Offer& offer = w.now[lab][venue];
    const Segment& segment = w.scenario.segments[static_cast<std::size_t>(a.segment)];
    const int workload = static_cast<int>(k);
    const double log_pi = log_price(w, a, workload, offer, offer.quality, w.prices, state.epoch);

    const bool discount =
        w.scenario.venues[venue].kind == VenueKind::cloud && state.venue == a.home && segment.contract;
    const double price = offer.price * (1 - (discount ? segment.discount : 0));
    Row fee(w.scenario.venues.size(), 0);
    double cash = price;
    for (std::size_t c = 0; c < fee.size(); ++c) cash += fee[c] = egress_fee(w, a, workload, state.venue, c, w.prices);

    Purchase bought;
    bought.lab = state.lab;
    bought.venue = state.venue;
    bought.fill = fill;
    bought.outlay = outlay(w, a, workload, log_pi, w.prices.budget_growth);
    const double desired = bought.outlay / cash, gained = surplus(w, a, workload, log_pi, w.prices.budget_growth);
    const double units = desired * fill, billed = w.planted == Planted::serve_bills_unserved ? desired : units;
    bought.wanted = w.prices.compute_per_unit[lab] * desired;
    bought.compute = w.prices.compute_per_unit[lab] * units;
    bought.paid = (w.planted == Planted::serve_bills_without_discount ? offer.price : price) * billed;
    for (const double part : fee) bought.egress_to.push_back(part * units);
    for (const double part : bought.egress_to) bought.egress += part;
    if (w.planted == Planted::serve_forgets_egress) bought.egress_to.assign(fee.size(), bought.egress = 0);
    bought.list_value = w.prices.list[lab] * units;
    bought.surplus = gained * fill;
    bought.unmet = gained * (1 - fill);
    return bought;
}

}  // namespace

std::vector<Purchase> serve(const World& w, const Agent& a, const Table& offer_fill) {
    std::vector<Purchase> purchases;
    for (std::size_t k = 0; k < a.workloads.size(); ++k) {
        const Workload& state = a.workloads[k];
        if (w.t < a.entry || !state.active || state.lab < 0)
            purchases.emplace_back();
        else
            purchases.push_back(
                buy(w, a, k, offer_fill[static_cast<std::size_t>(state.lab)][static_cast<std::size_t>(state.venue)]));
    }
    return purchases;
}

}  // namespace nephoscope::reference
