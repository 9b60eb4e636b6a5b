#include "models/pricing/unit_terms.h"

#include <algorithm>

#include "models/pricing/paths.h"

namespace nephoscope {

UnitTerms unit_terms(const PriceInputs& in, int lab, int venue) {
    const VenueKind kind = in.scenario.venues[static_cast<std::size_t>(venue)].kind;
    const double compute = in.wholesale_price * compute_per_unit(in.scenario, lab, in.t);
    if (kind == VenueKind::direct) return {{1, 0}, compute, false};
    const ResaleTerms resale = in.agreements.resale(lab, venue, in.scenario.simulation.start + in.t);
    if (kind == VenueKind::self_hosted || !resale.agreed) return {};
    switch (resale.mode) {
        case ResaleMode::royalty:
            return {{resale.rate, 0}, 0, false};
        case ResaleMode::gp_split:
            return {{1 - resale.rate, -(1 - resale.rate) * compute}, 0, true};
        case ResaleMode::agency:
            return {{1 - resale.rate, 0}, compute, false};
    }
    return {};
}

double passed_on(const PriceInputs& in, int lab) {
    double rate = 0;
    for (std::size_t v = 0; v < in.scenario.venues.size(); ++v)
        rate += in.share_rate[v * in.scenario.labs.size() + static_cast<std::size_t>(lab)];
    return rate;
}

double receipts_per_unit(const UnitTerms& terms, double list_price) {
    const double receipts = terms.receipts.at(list_price);
    return terms.not_below_zero ? std::max(0.0, receipts) : receipts;
}

double lab_payment(const UnitTerms& terms, double list_price) {
    return receipts_per_unit(terms, list_price) - terms.own_compute;
}

}  // namespace nephoscope
