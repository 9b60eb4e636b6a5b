#include "models/start.h"

#include <bit>
#include <set>

#include "models/customers/base_cloud.h"
#include "models/customers/population.h"
#include "models/pricing/offer_table.h"
#include "sim/core/hash.h"
#include "sim/core/parallel.h"

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
        start.inversion.segment_factor = scenario.start.segment_factor;
    } else {
        start.inversion = invert(scenario, draws, start.offers, threads, ranks);
    }
    start.customers =
        make_population(scenario, draws, start.inversion.values.budget_factor, start.inversion.segment_factor, ranks);
    start.totals = burn_in(start.customers, scenario, start.inversion.values, draws, start.offers, threads);
    start.lagged = lag(start.totals);
    set_base_spend(start.customers, scenario);
    choose_growth_clouds(start.customers, scenario, draws);

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

namespace {

/// Adds one 64-bit word of a customer's state after another, each times an odd number of its own: a sum of products
/// that differs when one word does, mixed at the end.
class StateMix {
public:
    explicit StateMix(std::uint64_t id) : sum_(id) {}
    void add(std::uint64_t word) {
        factor_ = factor_ * 0x9e3779b97f4a7c15ULL + 2;  // stays odd
        sum_ += word * factor_;
    }
    void add(double value) { add(std::bit_cast<std::uint64_t>(value)); }
    std::uint64_t mixed() const { return mix64(sum_); }

private:
    std::uint64_t sum_, factor_ = 1;
};

}  // namespace

std::uint64_t customer_state_sum(const Customers& customers, const Scenario& scenario, int threads) {
    std::uint64_t lab_slot[256] = {}, venue_slot[256] = {};  // 0 for none
    for (std::size_t l = 0; l < scenario.labs.size(); ++l)
        lab_slot[l] = static_cast<std::uint64_t>(scenario.labs[l].draw_slot) + 1;
    for (std::size_t v = 0; v < scenario.venues.size(); ++v)
        venue_slot[v] = static_cast<std::uint64_t>(scenario.venues[v].draw_slot) + 1;
    const auto state_of = [&](std::size_t i) {
        StateMix mix(customers.id[i]);
        mix.add(static_cast<std::uint64_t>(customers.weight[i]));
        for (int k = 0; k < customers.workloads; ++k) {
            const std::size_t s = customers.slot(i, k);
            mix.add(static_cast<std::uint64_t>(scenario.workloads[static_cast<std::size_t>(k)].draw_slot) |
                    static_cast<std::uint64_t>(customers.active[s]) << 8 | lab_slot[customers.lab[s]] << 16 |
                    venue_slot[customers.venue[s]] << 24 | static_cast<std::uint64_t>(customers.epoch[s]) << 32 |
                    static_cast<std::uint64_t>(static_cast<std::uint16_t>(customers.since[s])) << 48);
        }
        mix.add(venue_slot[customers.contract_cloud[i]] | venue_slot[customers.growth_cloud[i]] << 8 |
                static_cast<std::uint64_t>(customers.migration_left[i]) << 16);
        mix.add(customers.base_spend[i]);
        mix.add(customers.fill[i]);
        for (std::size_t v = 0; v < scenario.venues.size(); ++v) mix.add(customers.base_shares(i)[v]);
        return mix.mixed();
    };
    std::uint64_t sum = 0;
    accumulate_blocks<std::uint64_t>(
        customers.size(), 4096, threads, sum, [] { return std::uint64_t{0}; },
        [&](std::size_t first, std::size_t last, std::uint64_t& part) {
            for (std::size_t i = first; i < last; ++i) part += state_of(i);
        });
    return customers.ranks->sum_modulo(sum);
}

}  // namespace nephoscope
