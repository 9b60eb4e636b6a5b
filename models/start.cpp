#include "models/start.h"

#include <bit>
#include <set>

#include "models/customers/base_cloud.h"
#include "models/customers/population.h"
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

}  // namespace

StartState prepare_start(const Scenario& scenario, const Draws& draws, int threads, const Ranks& ranks) {
    StartState start;
    start.offers = burn_in_offers(scenario);
    if (scenario.start.given) {
        start.inversion.values = {scenario.start.lab_fit, scenario.start.venue_appeal, scenario.start.budget_factor};
        start.customers = make_population(scenario, draws, start.inversion.values.budget_factor, nullptr, ranks);
    } else {
        start.inversion = invert(scenario, draws, start.offers, threads, ranks);
        start.customers =
            make_population(scenario, draws, start.inversion.values.budget_factor, &start.inversion.segments, ranks);
    }
    start.totals = burn_in(start.customers, scenario, start.inversion.values, draws, start.offers, threads);
    start.lagged = lag(start.totals);
    set_base_spend(start.customers, scenario);
    choose_growth_clouds(start.customers, scenario, draws);

    Hasher hasher;
    add_all(hasher, start.inversion.values.lab_fit);
    add_all(hasher, start.inversion.values.venue_appeal);
    hasher.add(start.inversion.values.budget_factor);
    add_offers(hasher, start.offers);
    hasher.add(static_cast<std::int64_t>(customer_state_sum(start.customers, scenario)));
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

std::uint64_t customer_state_sum(const Customers& customers, const Scenario& scenario) {
    const auto slot_of_lab = [&](std::uint8_t lab) { return lab == kNone ? 0 : scenario.labs[lab].draw_slot + 1; };
    const auto slot_of_venue = [&](std::uint8_t venue) {
        return venue == kNone ? 0 : scenario.venues[venue].draw_slot + 1;
    };
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i < customers.size(); ++i) {
        std::uint64_t state = combine64(customers.id[i], static_cast<std::uint64_t>(customers.weight[i]));
        for (int k = 0; k < customers.workloads; ++k) {
            const std::size_t s = customers.slot(i, k);
            const auto slot = static_cast<std::uint64_t>(scenario.workloads[static_cast<std::size_t>(k)].draw_slot);
            const std::uint64_t workload = slot | static_cast<std::uint64_t>(customers.active[s]) << 8 |
                                           static_cast<std::uint64_t>(slot_of_lab(customers.lab[s])) << 16 |
                                           static_cast<std::uint64_t>(slot_of_venue(customers.venue[s])) << 24 |
                                           static_cast<std::uint64_t>(customers.epoch[s]) << 32 |
                                           static_cast<std::uint64_t>(customers.months_in_place[s]) << 48;
            state = combine64(state, workload);
        }
        state = combine64(state, static_cast<std::uint64_t>(slot_of_venue(customers.contract_cloud[i])) |
                                     static_cast<std::uint64_t>(slot_of_venue(customers.growth_cloud[i])) << 8 |
                                     static_cast<std::uint64_t>(customers.migration_left[i]) << 16);
        state = combine64(state, std::bit_cast<std::uint64_t>(customers.base_spend[i]));
        state = combine64(state, std::bit_cast<std::uint64_t>(customers.fill[i]));
        for (std::size_t v = 0; v < scenario.venues.size(); ++v)
            state =
                combine64(state, std::bit_cast<std::uint64_t>(customers.base_share[i * scenario.venues.size() + v]));
        sum += state;
    }
    return customers.ranks->sum_modulo(sum);
}

}  // namespace nephoscope
