#include "models/customers/expected.h"

#include "models/customers/tastes.h"
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
    std::vector<double> scaled(n), nests;
    for (std::size_t o = 0; o < n; ++o) scaled[o] = precision * attraction[o] / dissimilarity;
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
    const double marginal = choice.legacy > 0 ? u * choice.legacy : 0.0;
    choice.outlay_slope = excess / taste_precision * choice.outlay + marginal;
    if (excess > 0) choice.surplus = (choice.outlay - (1 - choice.legacy)) / excess;
    return choice;
}

namespace {

/// Spend by offer and responses, as a sum over customers.
struct SpendSum {
    std::vector<Money> by_offer, response;
    void merge(const SpendSum& other) {
        for (std::size_t o = 0; o < by_offer.size(); ++o) by_offer[o] += other.by_offer[o];
        for (std::size_t j = 0; j < response.size(); ++j) response[j] += other.response[j];
    }
};

/// One workload's choice, laid out by lab and venue.
class ExpectedWorkload {
public:
    ExpectedWorkload(const Customers& customers, const Scenario& scenario, const MonthTerms& terms)
        : customers_(customers), scenario_(scenario), terms_(terms), labs_(scenario.labs.size()) {}

    void add(std::size_t i, int k, const TasteRow& tastes, SpendSum& sum) {
        choose(i, k, tastes);
        const double budget = organisations(customers_.weight[i]) * customers_.budget[i] *
                              customers_.workload_share[customers_.slot(i, k)];
        const double spend = budget * choice_.outlay;
        for (std::size_t o = 0; o < places_.size(); ++o)
            sum.by_offer[places_[o].offer] += to_money(spend * choice_.share[o]);
        if (spend > 0) add_response(spend, choice_.outlay_slope / choice_.outlay, sum);
    }

private:
    void choose(std::size_t i, int k, const TasteRow& tastes) {
        const std::size_t venues = scenario_.venues.size();
        const OfferTerms* its = terms_.of(customers_.profile[i], k);
        attraction_.clear(), lab_.clear(), places_.clear();
        for (std::size_t o = 0; o < terms_.offers().size(); ++o) {
            const LegalOffer& offer = terms_.offers()[o];
            if ((offer.workloads >> k & 1U) == 0) continue;
            const auto l = static_cast<std::size_t>(offer.lab), v = static_cast<std::size_t>(offer.venue);
            attraction_.push_back(its[o].attraction + tastes.lab()[l] + tastes.venue()[v]);
            lab_.push_back(offer.lab);
            places_.push_back({l * venues + v, l, labs_ + v});
        }
        const ChoiceParameters& choice = scenario_.choice;
        choice_ = expected_choice(attraction_, lab_, choice.taste_precision, choice.nest_dissimilarity,
                                  choice.demand_elasticity, choice.legacy);
    }

    /// With s the shares and ε the elasticity of outlay in u, an offer's spend answers a log point of the attraction of
    /// another by α·spend·s·s'·(ε − 1), by α·spend·(s/λ_n)·1[the same], and by −α·spend·(1/λ_n − 1)·s·s'/s_lab within a
    /// lab. Sums of it by lab and venue:
    void add_response(double spend, double elasticity, SpendSum& sum) {
        const std::size_t entities = labs_ + scenario_.venues.size(), offers = places_.size();
        const double scale = spend * scenario_.choice.taste_precision;
        const double spread = 1 / scenario_.choice.nest_dissimilarity;
        share_.assign(entities, 0);
        matrix_.assign(entities * entities, 0);
        for (std::size_t o = 0; o < offers; ++o) {
            share_[places_[o].lab] += choice_.share[o];
            share_[places_[o].venue] += choice_.share[o];
        }
        for (std::size_t first = 0, last = 0; first < offers; first = last) {
            const std::size_t l = places_[first].lab;
            while (last < offers && places_[last].lab == l) ++last;
            for (std::size_t o = first; o < last; ++o) {
                double* row = matrix_.data() + places_[o].venue * entities;
                matrix_[l * entities + places_[o].venue] += choice_.share[o];
                if (!(share_[l] > 0)) continue;
                for (std::size_t p = first; p < last; ++p)
                    row[places_[p].venue] -= (spread - 1) * choice_.share[o] * choice_.share[p] / share_[l];
            }
        }
        for (std::size_t e = 0; e < entities; ++e) {
            matrix_[e * entities + e] += e < labs_ ? share_[e] : spread * share_[e];
            for (std::size_t d = e; d < entities; ++d)
                sum.response[e * entities + d] +=
                    to_money(scale * (matrix_[e * entities + d] + (elasticity - 1) * share_[e] * share_[d]));
        }
    }

    /// Where an offer is counted: among offers, and its lab and venue among entities.
    struct Place {
        std::size_t offer, lab, venue;
    };

    const Customers& customers_;
    const Scenario& scenario_;
    const MonthTerms& terms_;
    std::size_t labs_;
    ExpectedChoice choice_;
    std::vector<double> attraction_, share_, matrix_;  ///< of the last workload; share and matrix by entity
    std::vector<int> lab_;
    std::vector<Place> places_;
};

}  // namespace

ExpectedSpend expected_spend(const Customers& customers, const Scenario& scenario, const Draws& draws,
                             const StartValues& start, const OfferTable& offers, int threads) {
    const Tastes tastes(scenario, draws);
    LaggedStatistics lagged;
    for (const Lab& lab : scenario.labs)
        lagged.lab_in_use.insert(lagged.lab_in_use.end(), scenario.segments.size(), lab.target_share);
    MonthTerms terms(scenario, offers, customers.profiles);
    terms.set_values(start, lagged);

    const std::size_t entities = scenario.labs.size() + scenario.venues.size();
    const auto make = [&] {
        return SpendSum{std::vector<Money>(static_cast<std::size_t>(offers.count()), 0),
                        std::vector<Money>(entities * entities, 0)};
    };
    SpendSum total = make();
    accumulate_blocks<SpendSum>(customers.size(), kBlock, threads, total, make,
                                [&](std::size_t first, std::size_t last, SpendSum& sum) {
                                    ExpectedWorkload workload(customers, scenario, terms);
                                    TasteRow its;
                                    for (std::size_t i = first; i < last; ++i) {
                                        tastes.of(customers.id[i], its);
                                        for (int k = 0; k < customers.workloads; ++k)
                                            if (customers.is_active(i, k)) workload.add(i, k, its, sum);
                                    }
                                });
    customers.ranks->sum(total.by_offer);
    customers.ranks->sum(total.response);
    for (std::size_t e = 0; e < entities; ++e)
        for (std::size_t d = 0; d < e; ++d) total.response[e * entities + d] = total.response[d * entities + e];
    return {total.by_offer, total.response};
}

}  // namespace nephoscope
