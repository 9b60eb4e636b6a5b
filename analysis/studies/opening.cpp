#include "analysis/studies/opening.h"

#include <algorithm>

#include "models/pricing/paths.h"

namespace nephoscope {

namespace {
double ratio(double part, double whole) { return whole == 0 ? 0 : part / whole; }

std::vector<double> marginal_shares(const Market& market) {
    const std::size_t venues = market.scenario().venues.size();
    std::vector<double> rates(market.scenario().labs.size() * venues, 0);
    for (const Clause* clause : market.agreements().revenue_shares(market.offers().month)) {
        const auto c = static_cast<std::size_t>(clause - market.scenario().clauses.data());
        if (clause->cap && market.share_paid()[c] >= to_money(*clause->cap)) continue;
        rates[static_cast<std::size_t>(clause->lab) * venues + static_cast<std::size_t>(clause->venue)] += clause->rate;
    }
    return rates;
}
}  // namespace

SalesMonth sales_of(const Market& market) {
    const OfferTable& offers = market.offers();
    const Accounts& accounts = market.ledger_accounts();
    SalesMonth month;
    for (int l = 0; l < offers.labs; ++l)
        for (int v = 0; v < offers.venues; ++v) {
            const auto o = static_cast<std::size_t>(offers.offer(l, v));
            const bool cloud = accounts.cloud(v) >= 0;
            month.list_value.push_back(to_usd(market.totals().list_value[o]));
            month.to_lab.push_back(
                cloud ? to_usd(market.ledger().flow(Posting::royalty, accounts.cloud(v), accounts.lab(l)) +
                               market.ledger().flow(Posting::gross_profit_split, accounts.cloud(v), accounts.lab(l)))
                      : 0);
            month.compute_cost.push_back(static_cast<double>(market.totals().compute[o]) / kComputePerMwMonth *
                                         offers.unit_cost);
            month.own_compute.push_back(
                static_cast<double>(market.clearing().committed_served[o] + market.clearing().other_served[o]) /
                kComputePerMwMonth);
        }
    for (std::size_t l = 0; l < offers.list_price.size(); ++l)
        month.bill_share.push_back(offers.wholesale_price * offers.compute_per_unit[l] / offers.list_price[l]);
    for (const CloudMonth& cloud : market.accounts().clouds)
        month.base_margin.push_back(to_usd(cloud.base_revenue - cloud.base_cost));
    month.marginal_share = marginal_shares(market);
    return month;
}

OpeningMonth opening_month(const Scenario& scenario, int lab, int incumbent, const SalesMonth& exclusive,
                           const SalesMonth& open) {
    const std::size_t venues = scenario.venues.size(), l = static_cast<std::size_t>(lab);
    const std::size_t a = static_cast<std::size_t>(incumbent), at_a = l * venues + a;
    OpeningMonth month;
    double taken = 0, hosted = 0;
    for (std::size_t v = 0; v < venues; ++v) {
        const std::size_t o = l * venues + v;
        hosted += exclusive.own_compute[o];
        if (v == a || scenario.venues[v].kind != VenueKind::cloud || exclusive.list_value[o] != 0) continue;
        month.opened_sales += open.list_value[o];
        taken += open.to_lab[o];
    }
    double others_exclusive = 0, others_open = 0, kept = 0;
    for (std::size_t m = 0; m < scenario.labs.size(); ++m) {
        const std::size_t o = m * venues + a;
        if (m == l) continue;
        others_exclusive += exclusive.list_value[o];
        others_open += open.list_value[o];
        kept += exclusive.list_value[o] - exclusive.to_lab[o] - exclusive.compute_cost[o];
    }
    const double x = month.opened_sales;
    month.incumbent_sales = exclusive.list_value[at_a];
    month.from_incumbent = ratio(exclusive.list_value[at_a] - open.list_value[at_a], x);
    const int direct = scenario.direct_venue_of(lab);
    if (direct >= 0) {
        const std::size_t at_direct = l * venues + static_cast<std::size_t>(direct);
        month.from_direct = ratio(exclusive.list_value[at_direct] - open.list_value[at_direct], x);
    }
    month.of_incumbent = ratio(others_exclusive - others_open, x);
    month.royalty_exclusive = ratio(exclusive.to_lab[at_a], exclusive.list_value[at_a]);
    month.royalty_open = ratio(open.to_lab[at_a], open.list_value[at_a]);
    month.compute_cost = ratio(exclusive.compute_cost[at_a], exclusive.list_value[at_a]);
    month.other_margin = ratio(kept, others_exclusive);
    month.net_take = ratio(taken, x);
    month.hosted_share = ratio(exclusive.own_compute[at_a], hosted);
    month.direct_compute = exclusive.bill_share[l];
    month.compute_markup = scenario.compute.wholesale_markup;
    month.operating_share = scenario.labs[l].opex_share;
    month.share_rate = open.marginal_share[at_a];
    return month;
}

OpeningBenchmark opening_benchmark(const Scenario& scenario, int lab, int incumbent,
                                   const std::vector<SalesMonth>& exclusive, const std::vector<SalesMonth>& open) {
    constexpr int kNormalMonths = 12;
    const double rate = scenario.finance.discount_rate;
    const auto a = static_cast<std::size_t>(incumbent);
    const int months = static_cast<int>(exclusive.size()), counted = std::min(kNormalMonths, months);
    OpeningBenchmark benchmark;
    for (int t = 0; t < months; ++t) {
        const SalesMonth &before = exclusive[static_cast<std::size_t>(t)], &after = open[static_cast<std::size_t>(t)];
        const OpeningChange change = opening_change(opening_month(scenario, lab, incumbent, before, after));
        benchmark.flows +=
            discount_factor(rate, t) * (change.incumbent() + after.base_margin[a] - before.base_margin[a]);
        benchmark.cash += change.cash;
        if (t >= months - counted) benchmark.base += change.base / counted;
    }
    return benchmark;
}

double benchmark_stake(const Scenario& scenario, const OpeningBenchmark& benchmark) {
    const double at_horizon = discount_factor(scenario.finance.discount_rate, scenario.simulation.months());
    return break_even_stake(benchmark.flows, at_horizon, scenario.finance.terminal_multiple, benchmark.base,
                            benchmark.cash);
}

}  // namespace nephoscope
