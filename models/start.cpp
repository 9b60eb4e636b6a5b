#include "models/start.h"

#include <algorithm>
#include <set>
#include <utility>

#include "models/customers/accumulate.h"
#include "models/customers/base_cloud.h"
#include "models/customers/population.h"
#include "models/customers/standing.h"
#include "models/pricing/offer_table.h"
#include "sim/core/hash.h"

namespace nephoscope {

namespace {

void add_all(Hasher& hasher, const std::vector<double>& values) {
    hasher.add(static_cast<std::int64_t>(values.size()));
    for (const double value : values) hasher.add(value);
}

template <class Integer>
void add_integers(Hasher& hasher, const std::vector<Integer>& values) {
    hasher.add(static_cast<std::int64_t>(values.size()));
    for (const Integer value : values) hasher.add(static_cast<std::int64_t>(value));
}

void add_offers(Hasher& hasher, const OfferTable& offers) {
    add_integers(hasher, offers.legal);
    add_all(hasher, offers.quality);
    add_all(hasher, offers.known_quality);
    add_all(hasher, offers.seller_price);
    add_all(hasher, offers.list_price);
    add_integers(hasher, offers.discounted);
    add_integers(hasher, offers.counts_to_commit);
}

/// Tables that act only after the start; [agreement] enters through the offers of burn-in.
const std::set<std::string>& later_tables() {
    static const std::set<std::string> names{"agreement", "growth",   "consumer_revenue", "finance", "compute",
                                             "event",     "capacity", "training",         "pricing", "metrics"};
    return names;
}

/// Takes over where the workloads of those there from the start stood at the end of a burn-in of all of them, instead
/// of repeating it: `population` is the same customers, newcomers behind them. Newcomers are not there yet; they enter
/// the totals as such. What was burnt in is let go.
MonthTotals adopt(Burnt burnt, const Scenario& scenario, int threads, Customers& population) {
    const Customers& from = burnt.customers;
    const auto take = [&](auto& column, const auto& state) { std::copy(state.begin(), state.end(), column.begin()); };
    take(population.lab, from.lab), take(population.venue, from.venue), take(population.epoch, from.epoch);
    take(population.own, from.own), take(population.since, from.since), take(population.decided, from.decided);
    take(population.desired, from.desired), take(population.fill, from.fill);
    const auto before = static_cast<std::int16_t>(-scenario.simulation.burn_in_months - 1);
    std::fill(population.since.begin() + static_cast<std::ptrdiff_t>(from.since.size()), population.since.end(),
              before);
    MonthTotals totals = std::move(burnt.totals);
    accumulate_totals(population, threads, totals, [&](std::size_t first, std::size_t last, MonthTotals& part) {
        for (std::size_t i = std::max(first, from.size()); i < last; ++i)
            count_standing(population, scenario, i, holding_of(population, i, false), 1, part);
    });
    complete_flows(totals);
    return totals;
}

}  // namespace

StartState prepare_start(const Scenario& scenario, const Draws& draws, int threads, const Ranks& ranks) {
    StartState start;
    const bool burnt_all =
        !scenario.start.given && static_cast<std::size_t>(scenario.simulation.agents) <= kMostInverted;
    Burnt burnt;  // stays empty unless it is all of them
    start.offers = burn_in_offers(scenario);
    if (scenario.start.given) {
        start.inversion.values = {scenario.start.lab_fit, scenario.start.venue_appeal, scenario.start.budget_factor};
        start.inversion.segment_factor = scenario.start.segment_factor;
    } else {
        start.inversion = invert(scenario, draws, start.offers, threads, ranks, burnt_all ? &burnt : nullptr);
    }
    start.customers = make_population(scenario, draws, start.inversion.values.budget_factor,
                                      start.inversion.segment_factor, ranks, threads);
    start.totals = burnt_all ? adopt(std::move(burnt), scenario, threads, start.customers)
                             : burn_in(start.customers, scenario, start.inversion.values, draws, start.offers, threads);
    start.lagged = lag(start.totals);
    set_base_spend(start.customers, scenario, threads);
    choose_growth_clouds(start.customers, scenario, draws, threads);

    Hasher hasher;
    add_all(hasher, start.inversion.values.lab_fit);
    add_all(hasher, start.inversion.values.venue_appeal);
    hasher.add(start.inversion.values.budget_factor);
    add_offers(hasher, start.offers);
    hasher.add(static_cast<std::int64_t>(customer_state_sum(start.customers, scenario, threads)));
    add_all(hasher, start.lagged.lab_in_use);
    add_all(hasher, start.lagged.active_share);
    start.hash = hasher.hex();
    return start;
}

StartState empty_start(const Scenario& scenario, const Ranks& ranks) {
    StartState start;
    start.customers.ranks = &ranks;
    start.offers = burn_in_offers(scenario);
    start.totals = MonthTotals(scenario);
    start.lagged = lag(start.totals);
    start.inversion.values = {std::vector<double>(scenario.labs.size()), std::vector<double>(scenario.venues.size()),
                              1};
    return start;
}

std::string start_fingerprint(const Scenario& scenario) {
    Node input;
    for (const auto& [key, node] : scenario.resolved.table)
        if (later_tables().count(key) == 0) input.table.emplace(key, node);
    Hasher hasher;
    hasher.add(write_toml(input));
    hasher.add(static_cast<std::int64_t>(scenario.simulation.months()));
    add_offers(hasher, burn_in_offers(scenario));
    return hasher.hex();
}

}  // namespace nephoscope
