#pragma once

#include "models/customers/customers.h"

namespace nephoscope {

/// Draws the population of one (seed, replication): stratified sizes with weights, segments by scaled budget, home
/// clouds, regions, tastes, workloads, contracts, then newcomers (docs/model.md#population, MODEL 4.4). Budgets are
/// scaled by `budget_factor`, those that segments are cut by with `segment_factor`; 0: the same. Of several `ranks`
/// each builds its part: of the customers of the start, and of the newcomers. Any thread count gives the same bits.
/// Throws ModelError when a weight is zero.
Customers make_population(const Scenario& scenario, const Draws& draws, double budget_factor, double segment_factor = 0,
                          const Ranks& ranks = Ranks::alone(), int threads = 1);

/// What make_population would build: customers, newcomers among them, of all ranks.
std::size_t population_size(const Scenario& scenario);

/// What the columns of one of them take [bytes].
std::size_t bytes_per_customer(const Scenario& scenario);

/// A stratified sample of at most `most` of the customers of make_population that are there from the start (every n-th
/// size stratum, weights scaled so that their sum is kept), which alone are built; all of them when they are no more.
/// Newcomers are left out. Of several ranks each builds those of its part; collective.
Customers make_sample(const Scenario& scenario, const Draws& draws, double budget_factor, std::size_t most,
                      const Ranks& ranks = Ranks::alone(), int threads = 1);

/// Turns what make_sample gave at any factor into what it gives at this one, without drawing tastes and shares of
/// workloads again; `segment_factor` as in make_population. Where workloads are stays as it is. `most` is what the
/// sample was made with.
void rescale_sample(const Scenario& scenario, const Draws& draws, double budget_factor, double segment_factor,
                    std::size_t most, int threads, Customers& sample);

/// Turns the customers of make_population that are there from the start into all of them.
void add_newcomers(const Scenario& scenario, const Draws& draws, double budget_factor, double segment_factor,
                   int threads, Customers& customers);

/// The budgets of make_sample's customers at a factor of 1.
std::vector<double> sampled_budgets(const Scenario& scenario, std::size_t most, const Ranks& ranks = Ranks::alone());

}  // namespace nephoscope
