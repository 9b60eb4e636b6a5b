#include "models/customers/expected.h"

#include "models/customers/terms.h"
#include "sim/core/math.h"
#include "sim/core/parallel.h"

namespace nephoscope {

namespace {

constexpr std::size_t kBlock = 1024;

/// Choice shares of nested offers from δ: fills share, returns ln u = α ln I; −∞ without offers.
double nested_shares(const std::vector<double>& attraction, const std::vector<int>& lab, double precision,
                     double dissimilarity, std::vector<double>& share) {
    const std::size_t n = attraction.size();
    share.assign(n, 0);
    std::vector<double> scaled(n);
    for (std::size_t o = 0; o < n; ++o) scaled[o] = precision * attraction[o] / dissimilarity;
    std::vector<double> nests;
    for (std::size_t first = 0, last = 0; first < n; first = last) {
        while (last < n && lab[last] == lab[first]) ++last;
        const double inclusive = math::log_sum_exp(scaled.data() + first, static_cast<int>(last - first));
        for (std::size_t o = first; o < last; ++o) share[o] = math::exp(scaled[o] - inclusive);
        nests.push_back(dissimilarity * inclusive);
    }
    const double log_u = math::log_sum_exp(nests.data(), static_cast<int>(nests.size()));
    std::size_t nest = 0;
    for (std::size_t o = 0; o < n; ++o) {
        if (o > 0 && lab[o] != lab[o - 1]) ++nest;
        share[o] *= math::exp(nests[nest] - log_u);
    }
    return log_u;
}

}  // namespace

ExpectedChoice expected_choice(const std::vector<double>& attraction, const std::vector<int>& lab,
                               double taste_precision, double nest_dissimilarity, double demand_elasticity,
                               bool legacy_allowed) {
    ExpectedChoice choice;
    if (attraction.empty()) return choice;
    const double log_u = nested_shares(attraction, lab, taste_precision, nest_dissimilarity, choice.share);
    const double excess = demand_elasticity - 1;
    const double a = 1 - excess / taste_precision;
    const double u = math::exp(log_u);
    choice.legacy = legacy_allowed ? math::exp(-u) : 0.0;
    const double scale = math::exp(excess * log_u / taste_precision);  // I^(η−1)
    // Beyond u = 700 the incomplete function is the complete one to the last bit.
    const double truncated = legacy_allowed && u < 700 ? math::lower_incomplete_gamma(a, u) : math::gamma(a);
    choice.outlay = scale * truncated;
    if (excess > 0) choice.surplus = (choice.outlay - (1 - choice.legacy)) / excess;
    return choice;
}

ExpectedSpend expected_spend(const Customers& customers, const Scenario& scenario, const StartValues& start,
                             const OfferTable& offers, int threads) {
    LaggedStatistics lagged;
    for (const Lab& lab : scenario.labs)
        lagged.lab_in_use.insert(lagged.lab_in_use.end(), scenario.segments.size(), lab.target_share);
    MonthTerms terms(scenario, offers, customers.profiles);
    terms.set_values(start, lagged);
    const std::vector<LegalOffer>& legal = terms.offers();

    struct Sum {
        std::vector<Money> by_offer;
        void merge(const Sum& other) {
            for (std::size_t o = 0; o < by_offer.size(); ++o) by_offer[o] += other.by_offer[o];
        }
    };
    const auto make = [&] { return Sum{std::vector<Money>(static_cast<std::size_t>(offers.count()), 0)}; };
    const auto add = [&](std::size_t i, int k, Sum& sum) {
        const std::size_t slot = customers.slot(i, k);
        std::vector<double> attraction;
        std::vector<int> lab, offer;
        const OfferTerms* its = terms.of(customers.profile[i], k);
        for (std::size_t o = 0; o < legal.size(); ++o) {
            if ((legal[o].workloads >> k & 1U) == 0) continue;
            const auto l = static_cast<std::size_t>(legal[o].lab), v = static_cast<std::size_t>(legal[o].venue);
            attraction.push_back(its[o].attraction + customers.lab_taste[i * scenario.labs.size() + l] +
                                 customers.venue_taste[i * scenario.venues.size() + v]);
            lab.push_back(legal[o].lab);
            offer.push_back(offers.offer(legal[o].lab, legal[o].venue));
        }
        const ExpectedChoice choice =
            expected_choice(attraction, lab, scenario.choice.taste_precision, scenario.choice.nest_dissimilarity,
                            scenario.choice.demand_elasticity, scenario.choice.legacy);
        const double budget = organisations(customers.weight[i]) * customers.budget[i] * customers.workload_share[slot];
        for (std::size_t o = 0; o < offer.size(); ++o)
            sum.by_offer[static_cast<std::size_t>(offer[o])] += to_money(budget * choice.outlay * choice.share[o]);
    };
    Sum total = make();
    accumulate_blocks<Sum>(customers.size(), kBlock, threads, total, make,
                           [&](std::size_t first, std::size_t last, Sum& sum) {
                               for (std::size_t i = first; i < last; ++i)
                                   for (int k = 0; k < customers.workloads; ++k)
                                       if (customers.active[customers.slot(i, k)] != 0) add(i, k, sum);
                           });
    customers.ranks->sum(total.by_offer);
    return {total.by_offer};
}

}  // namespace nephoscope
