#include <cmath>

#include "tests/reference/reference.h"

/// MODEL 5.1 (known staleness), 5.8, 6.3 with held list prices.
namespace nephoscope::reference {

Prices prices_of(const Scenario& s, int t) {
    Prices p;
    p.unit_cost = s.compute.unit_cost * std::pow(1 - s.compute.unit_cost_decline, t / 12.0);
    p.wholesale = p.unit_cost * (1 + s.compute.wholesale_markup);
    const double wholesale_at_start = s.compute.unit_cost * (1 + s.compute.wholesale_markup);
    for (const Lab& lab : s.labs) {
        p.list.push_back(lab.list_price);
        p.compute_per_unit.push_back(lab.compute_bill_share * lab.list_price / wholesale_at_start *
                                     std::pow(1 - s.compute.intensity_decline, t / 12.0));
    }
    double log_growth = 0;
    for (int m = 0; m < t; ++m)
        log_growth += s.growth.initial * std::exp(-m / s.growth.decay_months) + s.growth.long_run;
    p.budget_growth = std::exp(log_growth);
    p.cost_index = std::pow(p.budget_growth, s.portfolio.cost_indexation);
    return p;
}

Offers make_offers(const Scenario& s, const Labs& labs, const Prices& prices, int t, Planted planted) {
    const Month month = s.simulation.start + t;
    const auto legal = legal_offers(s, month, planted);
    const auto lag = lags(s, month);
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
            if (!any) offer.legal.assign(s.workloads.size(), false);
            offer.known_quality = newest - gain_per_month(labs, s, offer.lab, t) * offer.lag;
            const bool self = s.venues[v].kind == VenueKind::self_hosted;
            offer.price =
                self ? prices.wholesale * prices.compute_per_unit[l] : prices.list[l] * (1 + s.venues[v].platform_fee);
            offer.counts_to_commit = s.venues[v].kind == VenueKind::cloud;
            for (const Clause& c : s.clauses)
                if (c.type == ClauseType::counts_to_commit && c.lab == offer.lab && c.venue == offer.venue &&
                    c.in_force(month))
                    offer.counts_to_commit = c.counts;
        }
    return offers;
}

}  // namespace nephoscope::reference
