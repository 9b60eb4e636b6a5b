#include "models/customers/population.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>

#include "models/customers/sizes.h"
#include "sim/core/math.h"

namespace nephoscope {

namespace {

constexpr std::int16_t kFromTheStart = -32768;

/// Position of the first entry whose cumulative share exceeds `u`; the last positive one when rounding leaves none.
template <class Share>
std::uint8_t inverse_cdf(double u, std::size_t count, Share share) {
    double total = 0;
    for (std::size_t j = 0; j < count; ++j) total += share(j);
    double cumulative = 0;
    std::size_t last = 0;
    for (std::size_t j = 0; j < count; ++j) {
        if (share(j) <= 0) continue;
        cumulative += share(j);
        last = j;
        if (u * total < cumulative) break;
    }
    return static_cast<std::uint8_t>(last);
}

std::uint8_t segment_of(const Scenario& scenario, double budget) {
    std::size_t s = 0;
    while (s + 1 < scenario.segments.size() && !(budget < scenario.segments[s].budget_below)) ++s;
    return static_cast<std::uint8_t>(s);
}

/// Appends customers one by one; everything about one of them follows from its id, budget and segment.
class Builder {
public:
    Builder(const Scenario& scenario, const Draws& draws, Customers& customers)
        : scenario_(scenario), draws_(draws), customers_(customers) {}

    void add(std::uint32_t id, double budget, Weight weight, std::uint8_t segment, bool newcomer) {
        Customers& c = customers_;
        const Segment& its = scenario_.segments[segment];
        c.id.push_back(id);
        c.weight.push_back(weight);
        c.budget.push_back(budget);
        c.segment.push_back(segment);
        c.region.push_back(inverse_cdf(uniform(Stream::region, id), scenario_.regions.size(),
                                       [&](std::size_t r) { return scenario_.regions[r].share; }));
        c.regulated.push_back(uniform(Stream::regulated, id) < scenario_.customers.regulated_share ? 1 : 0);
        add_contract(id, its);
        const double entry = std::floor(scenario_.simulation.months() * uniform(Stream::entry, id));
        c.entry.push_back(newcomer ? static_cast<std::int16_t>(entry) : kFromTheStart);
        add_tastes(id);
        add_workloads(id, newcomer ? -1.0 : its.active_at_start);
        add_base(id, its, newcomer);
    }

private:
    double uniform(Stream stream, std::uint32_t id) const { return unit_uniform(draws_.of_customer(stream, id)); }

    void add_contract(std::uint32_t id, const Segment& segment) {
        int term = 12;
        if (segment.contract)
            term = 12 *
                   (1 + inverse_cdf(uniform(Stream::term, id), 3, [&](std::size_t j) { return segment.term_mix[j]; }));
        customers_.term.push_back(static_cast<std::uint8_t>(term));
        customers_.phase.push_back(static_cast<std::uint8_t>(std::floor(term * uniform(Stream::phase, id))));
    }

    void add_tastes(std::uint32_t id) {
        for (const Lab& lab : scenario_.labs)
            customers_.lab_taste.push_back(scenario_.choice.lab_taste_sd *
                                           normal(draws_.block(Stream::taste_lab, id, 0, 0, lab.draw_slot)[0]));
        for (const Venue& venue : scenario_.venues)
            customers_.venue_taste.push_back(scenario_.choice.venue_taste_sd *
                                             normal(draws_.of_venue(Stream::taste_venue, id, venue.draw_slot)));
    }

    void add_workloads(std::uint32_t id, double active_share) {
        std::array<double, kMaxWorkloads> raw{};
        double total = 0;
        for (std::size_t k = 0; k < scenario_.workloads.size(); ++k) {
            const Workload& workload = scenario_.workloads[k];
            const double z = normal(draws_.of_workload(Stream::weight, id, workload.draw_slot));
            raw[k] = workload.weight * math::exp(scenario_.customers.weight_spread * z);
            total += raw[k];
        }
        for (std::size_t k = 0; k < scenario_.workloads.size(); ++k) {
            const int slot = scenario_.workloads[k].draw_slot;
            const bool active = unit_uniform(draws_.of_workload(Stream::active_at_start, id, slot)) < active_share;
            customers_.workload_share.push_back(raw[k] / total);
            customers_.active.push_back(active ? 1 : 0);
        }
    }

    /// Home cloud, contract cloud and base shares. A newcomer holds all its base at home; others spread what is not at
    /// home over the other clouds in proportion to their base revenue.
    void add_base(std::uint32_t id, const Segment& segment, bool newcomer) {
        const std::uint8_t home = inverse_cdf(uniform(Stream::home, id), scenario_.venues.size(),
                                              [&](std::size_t v) { return segment.home_share[v]; });
        double others = 0;
        for (std::size_t v = 0; v < scenario_.venues.size(); ++v)
            if (v != home && scenario_.venues[v].kind == VenueKind::cloud) others += scenario_.venues[v].base_revenue;
        const double at_home = newcomer || !(others > 0) ? 1.0 : segment.home_base_share;
        std::size_t last = home;  // its share is the remainder, so that shares sum to 1 exactly
        for (std::size_t v = 0; v < scenario_.venues.size() && at_home < 1; ++v)
            if (scenario_.venues[v].kind == VenueKind::cloud) last = v;
        double left = 1;
        for (std::size_t v = 0; v < scenario_.venues.size(); ++v) {
            double share = v == home ? at_home : 0.0;
            if (v != home && at_home < 1 && scenario_.venues[v].kind == VenueKind::cloud)
                share = (1 - at_home) * (scenario_.venues[v].base_revenue / others);
            share = v == last ? left : std::min(share, left);  // never below 0
            left -= share;
            customers_.base_share.push_back(share);
        }
        customers_.contract_cloud.push_back(home);
    }

    const Scenario& scenario_;
    const Draws& draws_;
    Customers& customers_;
};

/// Tenth of the organisations there from the start, by budget: customers stand in order of budget.
void assign_deciles(Customers& customers) {
    Weight here = 0;
    for (std::size_t i = 0; i < customers.size(); ++i)
        if (customers.entry[i] == kFromTheStart) here += customers.weight[i];
    const Weight total = customers.ranks->sum(here);
    Weight below = customers.ranks->sum_below(here);
    const auto reached = [&] { return static_cast<std::size_t>(static_cast<int128>(below) * 10 / total); };
    std::array<std::int64_t, 10> bits{};  // of the largest budget of each decile, at the rank that has it
    for (std::size_t i = 0; i < customers.size() && customers.entry[i] == kFromTheStart; ++i) {
        std::size_t decile = reached();
        below += customers.weight[i];
        for (; decile < reached(); ++decile) bits[decile] = std::bit_cast<std::int64_t>(customers.budget[i]);
    }
    customers.ranks->sum(bits);
    std::array<double, 9> cut{};
    for (std::size_t d = 0; d < cut.size(); ++d) cut[d] = std::bit_cast<double>(bits[d]);
    customers.decile.resize(customers.size());
    for (std::size_t i = 0; i < customers.size(); ++i)
        customers.decile[i] =
            static_cast<std::uint8_t>(std::lower_bound(cut.begin(), cut.end(), customers.budget[i]) - cut.begin());
}

/// Every workload on legacy or inactive, in its first project.
void clear_state(Customers& customers) {
    const std::size_t slots = customers.size() * static_cast<std::size_t>(customers.workloads);
    customers.lab.assign(slots, kNone);
    customers.venue.assign(slots, kNone);
    customers.epoch.assign(slots, 0);
    customers.own.assign(slots, 0);
    customers.since.assign(slots, -1);
    customers.decided.assign(slots, 0);
    customers.desired.assign(slots, 0);
    customers.fill.assign(customers.size(), 1);
    customers.base_spend.assign(customers.size(), 0);
    customers.growth_cloud = customers.contract_cloud;
    customers.migration_from.assign(customers.size(), 0);
    customers.migration_left.assign(customers.size(), 0);
    customers.migration_amount.assign(customers.size(), 0);
}

}  // namespace

void assign_profiles(Customers& customers) {
    customers.profiles.clear();
    customers.profile.assign(customers.size(), 0);
    const auto venues = static_cast<std::size_t>(customers.venues);
    Profile profile;
    for (std::size_t i = 0; i < customers.size(); ++i) {
        const double* share = customers.base_share.data() + i * venues;
        profile = {customers.segment[i], customers.contract_cloud[i], customers.regulated[i], {share, share + venues}};
        const auto found = std::find(customers.profiles.begin(), customers.profiles.end(), profile);
        customers.profile[i] = static_cast<std::uint32_t>(found - customers.profiles.begin());
        if (found == customers.profiles.end()) customers.profiles.push_back(profile);
    }
}

Customers make_population(const Scenario& scenario, const Draws& draws, double budget_factor, double segment_factor,
                          const Ranks& ranks) {
    const CustomerParameters& parameters = scenario.customers;
    const SizeLaw law{parameters.size_exponent, parameters.budget_min, parameters.budget_max};
    const auto agents = static_cast<std::size_t>(scenario.simulation.agents);
    const double births = parameters.birth_rate * scenario.simulation.months() / 12.0;  // per organisation of the start
    const auto newcomers = static_cast<std::size_t>(std::floor(static_cast<double>(agents) * births + 0.5));
    const double organisations_at_start = static_cast<double>(parameters.organisations);

    Customers customers;
    customers.ranks = &ranks;
    customers.labs = static_cast<int>(scenario.labs.size());
    customers.workloads = static_cast<int>(scenario.workloads.size());
    customers.venues = static_cast<int>(scenario.venues.size());
    customers.base_per_budget.assign(scenario.venues.size(), 0);
    const double cut_by = segment_factor > 0 ? segment_factor : budget_factor;
    Builder builder(scenario, draws, customers);
    const auto add_part = [&](std::size_t count, double organisations_in_all, std::size_t first_id, bool newcomer) {
        const auto [first, last] = ranks.part(count);
        const SizeStrata strata = stratify_sizes(law, count, organisations_in_all, first, last);
        for (std::size_t j = 0; j < strata.budget.size(); ++j) {
            const double budget = budget_factor * strata.budget[j];
            const std::uint8_t segment = segment_of(scenario, cut_by * strata.budget[j]);
            builder.add(static_cast<std::uint32_t>(first_id + first + j), budget, strata.weight[j], segment, newcomer);
        }
    };
    add_part(agents, organisations_at_start, 0, false);
    if (newcomers > 0) add_part(newcomers, organisations_at_start * births, agents, true);
    clear_state(customers);
    assign_deciles(customers);
    assign_profiles(customers);
    return customers;
}

Customers subsample(const Customers& customers, std::size_t most) {
    std::vector<std::size_t> start;
    for (std::size_t i = 0; i < customers.size(); ++i)
        if (customers.entry[i] == kFromTheStart) start.push_back(i);
    const auto here = static_cast<std::int64_t>(start.size());
    const auto all = static_cast<std::size_t>(customers.ranks->sum(here));
    const auto below = static_cast<std::size_t>(customers.ranks->sum_below(here));
    const std::size_t stride = std::max<std::size_t>(1, (all + most - 1) / most);
    std::vector<std::size_t> kept;
    for (std::size_t j = 0; j < start.size(); ++j)
        if ((below + j) % stride == stride / 2) kept.push_back(start[j]);

    Customers sample = customers;
    sample.for_each_column([&](auto& column, std::size_t each) {
        std::size_t to = 0;
        for (const std::size_t i : kept)
            for (std::size_t j = 0; j < each; ++j) column[to++] = column[i * each + j];
        column.resize(to);
    });
    Weight total = 0, mass = 0;
    for (const std::size_t i : start) total += customers.weight[i];
    for (const Weight weight : sample.weight) mass += weight;
    Weight before = customers.ranks->sum_below(mass);
    total = customers.ranks->sum(total);
    mass = customers.ranks->sum(mass);
    const auto scaled = [&] { return static_cast<Weight>(static_cast<int128>(before) * total / mass); };
    for (Weight& weight : sample.weight) {
        const Weight already = scaled();
        before += weight;
        weight = scaled() - already;
    }
    return sample;
}

}  // namespace nephoscope
