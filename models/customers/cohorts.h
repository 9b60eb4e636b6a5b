#pragma once

#include <array>
#include <cstddef>
#include <vector>

#include "models/customers/sizes.h"
#include "models/scenario/scenario.h"
#include "sim/core/ranks.h"

namespace nephoscope {

/// Customers of one kind, one per size stratum, with consecutive ids.
struct Cohort {
    SizeStrata strata;
    std::size_t first_id = 0;
    bool newcomers = false;
};

Cohort from_the_start(const Scenario& scenario);

/// Those from the start, then newcomers unless there are none.
std::vector<Cohort> cohorts_of(const Scenario& scenario);

/// Upper ends of the lower nine tenths of the organisations of `strata`: the scaled budget of the stratum that reaches
/// each.
std::array<double, 9> decile_cuts(const SizeStrata& strata, double budget_factor);

/// Those of a rank's part of `strata` that a sample of at most `most` of all strata takes: every n-th, ascending.
std::vector<std::size_t> sampled_strata(const SizeStrata& strata, std::size_t most, const Ranks& ranks);

}  // namespace nephoscope
