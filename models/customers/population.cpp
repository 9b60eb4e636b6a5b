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
    customers.base_venues = static_cast<int>(base_venues(scenario));
    customers.base_per_budget.assign(scenario.venues.size(), 0);
    customers.resize(count);
    return customers;
}

std::size_t part_of(const Cohort& cohort, const Ranks& ranks) { return ranks.part_size(cohort.strata.count()); }

/// Builds the customers of a cohort that are this rank's, from row `row` on.
void build_cohort(const Builder& builder, const Cohort& cohort, std::size_t row, const Ranks& ranks, int threads) {
    for_blocks(part_of(cohort, ranks), kCustomerBlock, threads, [&](std::size_t first, std::size_t last) {
        for (std::size_t n = first; n < last; ++n) builder.build(row + n, cohort, ranks.in_part(n));
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

std::size_t population_size(const Scenario& scenario) {
    std::size_t count = 0;
    for (const Cohort& cohort : cohorts_of(scenario)) count += cohort.strata.count();
    return count;
}

std::size_t bytes_per_customer(const Scenario& scenario) {
    Customers none = blank(scenario, 0, Ranks::alone());
    std::size_t bytes = 0;
    none.for_each_column([&](const auto& column, std::size_t each) { bytes += each * sizeof column[0]; });
    return bytes;
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
    const StrataSample strata(cohort.strata, most, ranks);
    Customers sample = blank(scenario, strata.size(), ranks);
    const Builder builder(scenario, draws, budget_factor, 0, sample);
    for_blocks(strata.size(), kCustomerBlock, threads, [&](std::size_t first, std::size_t last) {
        for (std::size_t i = first; i < last; ++i) builder.build(i, cohort, strata[i]);
    });
    if (!strata.is_everybody()) sample.weight = strata.weights();
    assign_profiles(sample, threads);
    return sample;
}

void rescale_sample(const Scenario& scenario, const Draws& draws, double budget_factor, double segment_factor,
                    std::size_t most, int threads, Customers& sample) {
    const Cohort cohort = from_the_start(scenario);
    const StrataSample strata(cohort.strata, most, *sample.ranks);
    const Builder builder(scenario, draws, budget_factor, segment_factor, sample);
    for_blocks(strata.size(), kCustomerBlock, threads, [&](std::size_t first, std::size_t last) {
        for (std::size_t i = first; i < last; ++i) builder.scale(i, cohort, strata[i]);
    });
    assign_profiles(sample, threads);
}

std::vector<double> sampled_budgets(const Scenario& scenario, std::size_t most, const Ranks& ranks) {
    const Cohort cohort = from_the_start(scenario);
    const StrataSample strata(cohort.strata, most, ranks);
    std::vector<double> budgets;
    for (std::size_t n = 0; n < strata.size(); ++n) budgets.push_back(cohort.strata.budget(strata[n]));
    return budgets;
}

}  // namespace nephoscope
