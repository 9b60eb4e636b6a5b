#pragma once

#include "models/customers/customers.h"

namespace nephoscope {

/// Draws the population of one (seed, replication): stratified sizes with weights, segments by scaled budget, home
/// clouds, regions, tastes, workloads, contracts, then newcomers (docs/model.md#population, MODEL 4.4). Budgets are
/// scaled by `budget_factor`, those that segments are cut by with `segment_factor`; 0: the same. Of several `ranks`
/// each builds its part: of the customers of the start, and of the newcomers. Throws ModelError when a weight is zero.
Customers make_population(const Scenario& scenario, const Draws& draws, double budget_factor, double segment_factor = 0,
                          const Ranks& ranks = Ranks::alone());

/// A stratified subsample of at most `most` customers of the start population (every n-th size stratum, weights scaled
/// so that their sum is kept); the whole start population when it is no larger. Newcomers are left out. Of several
/// ranks each keeps those of its part; collective.
Customers subsample(const Customers& customers, std::size_t most);

}  // namespace nephoscope
