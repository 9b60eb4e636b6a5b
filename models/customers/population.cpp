#include "models/customers/population.h"

#include <utility>

#include "models/customers/accumulate.h"
#include "models/customers/cohorts.h"
#include "models/customers/population_builder.h"
#include "sim/core/parallel.h"

namespace nephoscope {

namespace {

/// As many customers with all columns 0.
Customers blank(const Scenario& scenario, std::size_t count, const Ranks& ranks) {
    Customers customers;
    customers.ranks = &ranks;
    customers.labs = static_cast<int>(scenario.labs.size());
    customers.workloads = static_cast<int>(scenario.workloads.size());
    customers.venues = static_cast<int>(scenario.venues.size());
    customers.base_per_budget.assign(scenario.venues.size(), 0);
    customers.resize(count);
    return customers;
}

/// Scales the weights of the customers of all ranks to the sum `total`: differences of the scaled cumulative weight.
void scale_weights(std::vector<Weight>& weights, Weight total, const Ranks& ranks) {
    Weight mass = 0;
    for (const Weight weight : weights) mass += weight;
    Weight before = ranks.sum_below(mass);
    mass = ranks.sum(mass);
    const auto scaled = [&] { return static_cast<Weight>(static_cast<int128>(before) * total / mass); };
    for (Weight& weight : weights) {
        const Weight already = scaled();
        before += weight;
        weight = scaled() - already;
    }
}

std::size_t part_of(const Cohort& cohort, const Ranks& ranks) {
    const auto [begin, end] = ranks.part(cohort.strata.count());
    return end - begin;
}

/// Builds the customers of a cohort that are this rank's, from row `row` on.
void build_cohort(const Builder& builder, const Cohort& cohort, std::size_t row, const Ranks& ranks, int threads) {
    const std::size_t begin = ranks.part(cohort.strata.count()).first;
    for_blocks(part_of(cohort, ranks), kCustomerBlock, threads, [&](std::size_t first, std::size_t last) {
        for (std::size_t j = first; j < last; ++j) builder.build(row + j, cohort, begin + j);
    });
}

}  // namespace

Customers make_population(const Scenario& scenario, const Draws& draws, double budget_factor, double segment_factor,
                          const Ranks& ranks, int threads) {
    const std::vector<Cohort> cohorts = cohorts_of(scenario);
    std::size_t count = 0;
    for (const Cohort& cohort : cohorts) count += part_of(cohort, ranks);
    Customers customers = blank(scenario, count, ranks);
    const Builder builder(scenario, draws, budget_factor, segment_factor, customers);
    std::size_t row = 0;
    for (const Cohort& cohort : cohorts) {
        build_cohort(builder, cohort, row, ranks, threads);
        row += part_of(cohort, ranks);
    }
    assign_profiles(customers, threads);
    return customers;
}

void add_newcomers(const Scenario& scenario, const Draws& draws, double budget_factor, double segment_factor,
                   int threads, Customers& customers) {
    const Builder builder(scenario, draws, budget_factor, segment_factor, customers);
    for (const Cohort& cohort : cohorts_of(scenario)) {
        if (!cohort.newcomers) continue;
        const std::size_t row = customers.size();
        customers.resize(row + part_of(cohort, *customers.ranks));
        build_cohort(builder, cohort, row, *customers.ranks, threads);
    }
    assign_profiles(customers, threads);
}

Customers make_sample(const Scenario& scenario, const Draws& draws, double budget_factor, std::size_t most,
                      const Ranks& ranks, int threads) {
    const Cohort cohort = from_the_start(scenario);
    const std::vector<std::size_t> strata = sampled_strata(cohort.strata, most, ranks);
    Customers sample = blank(scenario, strata.size(), ranks);
    const Builder builder(scenario, draws, budget_factor, 0, sample);
    for_blocks(strata.size(), kCustomerBlock, threads, [&](std::size_t first, std::size_t last) {
        for (std::size_t i = first; i < last; ++i) builder.build(i, cohort, strata[i]);
    });
    scale_weights(sample.weight, cohort.strata.mass_of_first(cohort.strata.count()), ranks);
    assign_profiles(sample, threads);
    return sample;
}

void rescale_sample(const Scenario& scenario, const Draws& draws, double budget_factor, double segment_factor,
                    std::size_t most, int threads, Customers& sample) {
    const Cohort cohort = from_the_start(scenario);
    const std::vector<std::size_t> strata = sampled_strata(cohort.strata, most, *sample.ranks);
    const Builder builder(scenario, draws, budget_factor, segment_factor, sample);
    for_blocks(strata.size(), kCustomerBlock, threads, [&](std::size_t first, std::size_t last) {
        for (std::size_t i = first; i < last; ++i) builder.scale(i, cohort, strata[i]);
    });
    assign_profiles(sample, threads);
}

std::vector<double> sampled_budgets(const Scenario& scenario, std::size_t most, const Ranks& ranks) {
    const SizeStrata strata = from_the_start(scenario).strata;
    std::vector<double> budgets;
    for (const std::size_t stratum : sampled_strata(strata, most, ranks)) budgets.push_back(strata.budget(stratum));
    return budgets;
}

}  // namespace nephoscope
