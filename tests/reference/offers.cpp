#include "tests/reference/reference.h"

/// MODEL 5.1 (known staleness) and 4.3: the offers of a month.
namespace nephoscope::reference {

Offers make_offers(const Scenario& s, const std::vector<Clause>& clauses, const Labs& labs, const Prices& prices,
                   Month month, int t, Planted planted) {
    const auto legal = legal_offers(s, clauses, month, planted);
    const auto lag = lags(s, clauses, month);
    Offers offers(s.labs.size(), std::vector<Offer>(s.venues.size()));
    for (std::size_t l = 0; l < s.labs.size(); ++l)
        for (std::size_t v = 0; v < s.venues.size(); ++v) {
            Offer& offer = offers[l][v];
            offer.lab = static_cast<int>(l);
            offer.venue = static_cast<int>(v);
            offer.legal = legal[l][v];
            offer.lag = planted == Planted::offers_ignore_lag ? 0 : lag[l][v];
            bool any = false;
            double newest = 0;
            for (const Version& version : labs.versions[l]) {
                if (version.month <= t) newest = version.quality;
                if (version.month > t - offer.lag) continue;
                offer.quality = version.quality;
                any = true;
            }
            const bool removed = latest(s, EventType::remove_offer, month, offer.lab, offer.venue) != nullptr;
            if (!any || removed) offer.legal.assign(s.workloads.size(), false);
            offer.known_quality = newest - gain_per_month(labs, s, offer.lab, t) * offer.lag;
            const bool self = s.venues[v].kind == VenueKind::self_hosted;
            offer.price = self ? prices.wholesale * prices.compute_per_unit[l] : prices.list[l] * (1 + prices.fee[v]);
            offer.counts_to_commit = s.venues[v].kind == VenueKind::cloud;
            for (const Clause& c : clauses)
                if (c.type == ClauseType::counts_to_commit && c.lab == offer.lab && c.venue == offer.venue &&
                    c.in_force(month))
                    offer.counts_to_commit = c.counts;
        }
    return offers;
}

}  // namespace nephoscope::reference
