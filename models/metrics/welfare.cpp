#include "models/metrics/welfare.h"

#include "models/customers/standing.h"
#include "models/metrics/declare.h"

namespace nephoscope {

namespace {

using namespace declare;

/// Means over customers by weight, as sums to divide [organisations]; [segments].
struct ChoiceSets {
    std::vector<double> weight, labs_at_home, served, chosen;
};

/// Labs that may be bought at each venue.
std::vector<Weight> labs_at_venues(const OfferTable& offers) {
    std::vector<Weight> labs(static_cast<std::size_t>(offers.venues), 0);
    for (int l = 0; l < offers.labs; ++l)
        for (int v = 0; v < offers.venues; ++v)
            if (offers.legal[static_cast<std::size_t>(offers.offer(l, v))] != 0) ++labs[static_cast<std::size_t>(v)];
    return labs;
}

/// A customer is a user once of every offer that its workloads are on.
ChoiceSets sets_of(const MonthTotals& counts, const std::vector<Weight>& labs) {
    const std::size_t segments = counts.born.size();
    ChoiceSets sets;
    for (std::size_t s = 0; s < segments; ++s) {
        Weight at_home = 0, chosen = 0;
        for (std::size_t v = 0; v < labs.size(); ++v) at_home += labs[v] * counts.homes[v * segments + s];
        for (std::size_t o = 0; o < counts.users.size() / segments; ++o) chosen += counts.users[o * segments + s];
        sets.weight.push_back(organisations(counts.born[s]));
        sets.labs_at_home.push_back(organisations(at_home));
        sets.served.push_back(organisations(counts.served[s]));
        sets.chosen.push_back(organisations(chosen));
    }
    return sets;
}

/// Of customers as drawn: in expected mode the month's totals hold expectations, so that they are counted anew.
ChoiceSets choice_sets(const Market& market) {
    const Scenario& scenario = market.scenario();
    const std::vector<Weight> labs = labs_at_venues(market.offers());
    if (!scenario.simulation.expected) return sets_of(market.totals(), labs);
    MonthTotals counted(scenario);
    count_users(market.customers(), scenario, scenario.month_number(market.offers().month), market.threads(), counted);
    return sets_of(counted, labs);
}

double sum_of(const std::vector<double>& values) { return std::accumulate(values.begin(), values.end(), 0.0); }

double legal_offers(const Market& m) {
    double count = 0;
    for (const std::uint32_t workloads : m.offers().legal) count += workloads != 0 ? 1 : 0;
    return count;
}

double intensive_margin(const Market& m) {
    return ratio(to_usd(m.totals().desired), to_usd(m.totals().budget_in_use) * m.offers().budget_growth);
}

}  // namespace

Money customer_cost(const MonthTotals& t, std::size_t segment) {
    return t.venue_cost[segment] + t.onboarding_cost[segment] + t.switching_cost[segment] + t.migration_cost[segment];
}

Money customer_cost(const MonthTotals& t) {
    Money sum = 0;
    for (std::size_t s = 0; s < t.venue_cost.size(); ++s) sum += customer_cost(t, s);
    return sum;
}

Money producer_surplus(const Market& market) {
    Money sum = 0;
    for (const CloudMonth& cloud : market.accounts().clouds) sum += cloud.cash_flow() + cloud.equity_bought;
    for (const LabMonth& lab : market.accounts().labs) sum += cash_flow(lab);
    return sum;
}

const std::vector<Variable>& welfare_variables() {
    using M = MonthTotals;
    static const std::vector<Variable> variables{
        amount("", "producer_surplus", "Cash flow of all clouds and labs, base cloud included, equity left out",
               producer_surplus),
        amount("", "total_surplus", "Consumer surplus net of moving costs and producer surplus",
               [](const Market& m) {
                   return total(m.totals().surplus) - customer_cost(m.totals()) + producer_surplus(m);
               }),
        amount("", "deadweight", "Costs of venues and moving, and surplus of what was desired but not served",
               [](const Market& m) { return customer_cost(m.totals()) + total(m.totals().unmet_surplus); }),
        reals("", "venue_churn", {"month"}, "1",
              "Share of workloads at a venue last month that are at another venue or on legacy now, by organisations",
              [](const Market& m, Reals out) { out[0] = churn(m.totals().venue_flow, m.totals().venues); }),
        reals("", "lab_churn", {"month"}, "1",
              "Share of workloads on a lab last month that are on another lab or on legacy now, by organisations",
              [](const Market& m, Reals out) { out[0] = churn(m.totals().lab_flow, m.totals().labs); }),
        number("choice", "legal_offers", "1", "Offers that may be bought for some workload", legal_offers),
        reals("choice", "labs_at_home", {"month", "segment"}, "1",
              "Choice set: labs that a born customer may buy at its contract cloud, mean",
              [](const Market& m, Reals out) {
                  const ChoiceSets sets = choice_sets(m);
                  for (std::size_t s = 0; s < out.size(); ++s) out[s] = ratio(sets.labs_at_home[s], sets.weight[s]);
              }),
        number("choice", "labs_at_home_all", "1", "The same over all segments",
               [](const Market& m) {
                   const ChoiceSets sets = choice_sets(m);
                   return ratio(sum_of(sets.labs_at_home), sum_of(sets.weight));
               }),
        reals("choice", "offers_in_use", {"month", "segment"}, "1",
              "Different offers that a served customer's workloads are on, mean",
              [](const Market& m, Reals out) {
                  const ChoiceSets sets = choice_sets(m);
                  for (std::size_t s = 0; s < out.size(); ++s) out[s] = ratio(sets.chosen[s], sets.served[s]);
              }),
        money_total("segments", "unmet_surplus", {"month", "segment"},
                    "Consumer surplus of desired tasks that were not served", &M::unmet_surplus),
        money_total("segments", "venue_cost", {"month", "segment"},
                    "Standing cost F of venues beside the contract cloud", &M::venue_cost),
        money_total("segments", "onboarding_cost", {"month", "segment"}, "One-off cost F_on of venues newly in use",
                    &M::onboarding_cost),
        money_total("segments", "switching_cost", {"month", "segment"}, "One-off cost SC of workloads that moved",
                    &M::switching_cost),
        money_total("segments", "migration_cost", {"month", "segment"}, "One-off cost of moving the home cloud",
                    &M::migration_cost),
        money_total("deciles", "consumer_surplus", {"month", "decile"},
                    "Consumer surplus gross of costs, by decile of customers' reference budget", &M::surplus_decile),
        money_total("deciles", "customer_cost", {"month", "decile"},
                    "Costs of venues, onboarding, switching and migration, by decile", &M::cost_decile),
        number("growth", "budget_index", "1", "Reference budget per workload, 1 in the first month: exogenous growth",
               [](const Market& m) { return m.offers().budget_growth; }),
        number("growth", "budget_in_use", "USD/month",
               "Reference budgets of workloads on an offer before growth: the extensive margin",
               [](const Market& m) { return to_usd(m.totals().budget_in_use); }),
        number("growth", "intensive_margin", "1",
               "Desired outlay per grown budget in use: what a lower quality-adjusted price adds", intensive_margin),
        amount("growth", "desired_outlay", "Desired outlay: budget in use times budget index times intensive margin",
               [](const Market& m) { return m.totals().desired; }),
        number("growth", "served_share", "1", "Outlay in desired outlay",
               [](const Market& m) {
                   return ratio(to_usd(total(m.totals().seller_paid) + total(m.totals().egress_paid)),
                                to_usd(m.totals().desired));
               }),
    };
    return variables;
}

double churn(const std::vector<Weight>& flow, int entities) {
    const auto states = static_cast<std::size_t>(entities) + 2;
    Weight stock = 0, stayed = 0;
    for (std::size_t from = 0; from < static_cast<std::size_t>(entities); ++from)
        for (std::size_t to = 0; to < states; ++to) {
            stock += flow[from * states + to];
            if (to == from) stayed += flow[from * states + to];
        }
    return ratio(organisations(stock - stayed), organisations(stock));
}

}  // namespace nephoscope
