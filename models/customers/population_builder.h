#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>

#include "models/customers/cohorts.h"
#include "models/customers/customers.h"
#include "sim/core/math.h"

/// How one customer of a population is drawn (docs/model.md#population, MODEL 4.4). Part of population.cpp, which alone
/// includes it.
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

/// Fills rows of customers in any order; everything about one of them follows from its cohort and stratum.
class Builder {
public:
    /// `segment_factor` as in make_population.
    Builder(const Scenario& scenario, const Draws& draws, double budget_factor, double segment_factor,
            Customers& customers)
        : scenario_(scenario),
          draws_(draws),
          budget_factor_(budget_factor),
          cut_by_(segment_factor > 0 ? segment_factor : budget_factor),
          decile_cut_(decile_cuts(from_the_start(scenario).strata, budget_factor)),
          customers_(customers) {}

    /// A blank row. Its workloads are on legacy or inactive, in their first project.
    void build(std::size_t i, const Cohort& cohort, std::size_t stratum) const {
        Customers& c = customers_;
        const auto id = static_cast<std::uint32_t>(cohort.first_id + stratum);
        c.id[i] = id;
        c.weight[i] = cohort.strata.weight(stratum);
        c.region[i] = inverse_cdf(uniform(Stream::region, id), scenario_.regions.size(),
                                  [&](std::size_t r) { return scenario_.regions[r].share; });
        c.regulated[i] = uniform(Stream::regulated, id) < scenario_.customers.regulated_share ? 1 : 0;
        c.entry[i] = kFromTheStart;
        if (cohort.newcomers)
            c.entry[i] =
                static_cast<std::int16_t>(std::floor(scenario_.simulation.months() * uniform(Stream::entry, id)));
        add_workloads(i);
        c.fill[i] = 1;
        scale(i, cohort, stratum);
    }

    /// Of a row that was built, at whatever scale, what depends on the scale of budgets: budget, segment, decile,
    /// contract, active flags, bases. Where the workloads are stays as it is.
    void scale(std::size_t i, const Cohort& cohort, std::size_t stratum) const {
        Customers& c = customers_;
        const double budget = cohort.strata.budget(stratum);
        c.budget[i] = budget_factor_ * budget;
        c.segment[i] = segment_of(scenario_, cut_by_ * budget);
        c.decile[i] = static_cast<std::uint8_t>(std::lower_bound(decile_cut_.begin(), decile_cut_.end(), c.budget[i]) -
                                                decile_cut_.begin());
        const Segment& segment = scenario_.segments[c.segment[i]];
        add_contract(i, segment);
        set_active(i, cohort.newcomers ? -1.0 : segment.active_at_start);
        add_base(i, segment, cohort.newcomers);
    }

private:
    double uniform(Stream stream, std::uint32_t id) const { return unit_uniform(draws_.of_customer(stream, id)); }

    void add_contract(std::size_t i, const Segment& segment) const {
        const std::uint32_t id = customers_.id[i];
        int term = 12;
        if (segment.contract)
            term = 12 *
                   (1 + inverse_cdf(uniform(Stream::term, id), 3, [&](std::size_t j) { return segment.term_mix[j]; }));
        customers_.term[i] = static_cast<std::uint8_t>(term);
        customers_.phase[i] = static_cast<std::uint8_t>(std::floor(term * uniform(Stream::phase, id)));
    }

    void add_workloads(std::size_t i) const {
        const std::uint32_t id = customers_.id[i];
        std::array<double, kMaxWorkloads> raw{};
        double total = 0;
        for (std::size_t k = 0; k < scenario_.workloads.size(); ++k) {
            const Workload& workload = scenario_.workloads[k];
            const double z = normal(draws_.of_workload(Stream::weight, id, workload.draw_slot));
            raw[k] = workload.weight * math::exp(scenario_.customers.weight_spread * z);
            total += raw[k];
        }
        for (std::size_t k = 0; k < scenario_.workloads.size(); ++k) {
            const std::size_t slot = i * scenario_.workloads.size() + k;
            customers_.workload_share[slot] = raw[k] / total;
            customers_.lab[slot] = customers_.venue[slot] = kNone;
            customers_.since[slot] = -1;
        }
    }

    void set_active(std::size_t i, double active_share) const {
        unsigned active = 0;
        for (std::size_t k = 0; k < scenario_.workloads.size(); ++k) {
            const double u = unit_uniform(
                draws_.of_workload(Stream::active_at_start, customers_.id[i], scenario_.workloads[k].draw_slot));
            active |= (u < active_share ? 1U : 0U) << k;
        }
        customers_.active[i] = static_cast<std::uint8_t>(active);
    }

    /// Home cloud, contract cloud and base shares. A newcomer holds all its base at home; others spread what is not at
    /// home over the other clouds in proportion to their base revenue.
    void add_base(std::size_t i, const Segment& segment, bool newcomer) const {
        const std::uint8_t home = inverse_cdf(uniform(Stream::home, customers_.id[i]), scenario_.venues.size(),
                                              [&](std::size_t v) { return segment.home_share[v]; });
        double others = 0;
        for (std::size_t v = 0; v < scenario_.venues.size(); ++v)
            if (v != home && scenario_.venues[v].kind == VenueKind::cloud) others += scenario_.venues[v].base_revenue;
        const double at_home = newcomer || !(others > 0) ? 1.0 : segment.home_base_share;
        const auto bases = static_cast<std::size_t>(customers_.base_venues);
        std::size_t last = home;  // its share is the remainder, so that shares sum to 1 exactly
        for (std::size_t v = 0; v < bases && at_home < 1; ++v)
            if (scenario_.venues[v].kind == VenueKind::cloud) last = v;
        double left = 1;
        for (std::size_t v = 0; v < bases; ++v) {
            double share = v == home ? at_home : 0.0;
            if (v != home && at_home < 1 && scenario_.venues[v].kind == VenueKind::cloud)
                share = (1 - at_home) * (scenario_.venues[v].base_revenue / others);
            share = v == last ? left : std::min(share, left);  // never below 0
            left -= share;
            customers_.base_share[i * bases + v] = share;
        }
        customers_.contract_cloud[i] = customers_.growth_cloud[i] = home;
    }

    const Scenario& scenario_;
    const Draws& draws_;
    double budget_factor_, cut_by_;
    std::array<double, 9> decile_cut_;
    Customers& customers_;
};

}  // namespace

}  // namespace nephoscope
