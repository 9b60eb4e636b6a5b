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

/// Those of `strata` that a sample of at most `most` takes: every n-th.
class StrataSample {
public:
    StrataSample(const SizeStrata& strata, std::size_t most, const Ranks& ranks);

    std::size_t size() const { return ranks_.part_size(all_); }                         ///< of this rank's part
    std::size_t operator[](std::size_t n) const { return stratum(ranks_.in_part(n)); }  ///< of it the n-th, ascending

    bool is_everybody() const { return stride_ == 1; }
    /// Weights of this rank's part, scaled so that those of all ranks sum to that of all strata: differences of the
    /// scaled cumulative weight.
    std::vector<Weight> weights() const;

private:
    std::size_t stratum(std::size_t j) const { return j * stride_ + stride_ / 2; }

    SizeStrata strata_;
    const Ranks& ranks_;
    std::size_t stride_, all_;
};

}  // namespace nephoscope
