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

/// Tables that act only after the start; [agreement] enters through the offers of burn-in. Nothing that tastes and
/// shocks read may be among them, since what a start remembers of these is taken over.
const std::set<std::string>& later_tables() {
    static const std::set<std::string> names{"agreement", "growth",   "consumer_revenue", "finance", "compute",
                                             "event",     "capacity", "training",         "pricing", "metrics"};
    return names;
}

/// Takes over customers from the end of a burn-in of all that are there from the start, instead of repeating it. Their
/// budgets are the final ones already; they are scaled once more because deciles were cut at another scale, where two
/// budgets might round to one. Newcomers are not there yet; they enter the totals as such. What was burnt in is let go,
/// what it knows of own attractions remembered.
MonthTotals adopt(Burnt burnt, const Scenario& scenario, const Draws& draws, const Inversion& inversion, int threads,
                  Customers& population) {
    population = std::move(burnt.customers);
    const std::size_t there = population.size();
    rescale_sample(scenario, draws, inversion.values.budget_factor, inversion.segment_factor, kMostInverted, threads,
                   population);
    add_newcomers(scenario, draws, inversion.values.budget_factor, inversion.segment_factor, threads, population);
    std::fill(population.since.begin() + static_cast<std::ptrdiff_t>(population.slot(there, 0)), population.since.end(),
              static_cast<std::int16_t>(-scenario.simulation.burn_in_months - 1));
    if (burnt.shocks) burnt.shocks->hand_on(population, threads);
    MonthTotals totals = std::move(burnt.totals);
    accumulate_totals(population, threads, totals, [&](std::size_t first, std::size_t last, MonthTotals& part) {
        for (std::size_t i = std::max(first, there); i < last; ++i)
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
    const StartValues& values = start.inversion.values;
    if (burnt_all) {
        start.totals = adopt(std::move(burnt), scenario, draws, start.inversion, threads, start.customers);
    } else {
        start.customers =
            make_population(scenario, draws, values.budget_factor, start.inversion.segment_factor, ranks, threads);
        start.totals = burn_in(start.customers, scenario, values, draws, start.offers, threads);
    }
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
