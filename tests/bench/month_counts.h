#pragma once

#include "tests/bench/counting.h"
#include "tests/bench/months.h"

/// What the months of a run ask for, inside the kernels and beside them.
namespace nephoscope::bench {

struct MonthCounts {
    MonthsRun run;
    Counts kernels;
    double foreseen = 0;  ///< blocks of newcomers' workloads, beside the kernels

    double per_agent_month(double count) const { return count / run.agent_months; }
    double blocks() const { return kernels.all_blocks() + foreseen; }
};

/// Counts with the machine's best kernels.
MonthCounts count_months(const Kernels& kernels, const Scenario& scenario, const Draws& draws, const StartState& start);

/// A Markdown table of it, per agent-month.
void print_counts(const MonthCounts& counts, const Scenario& scenario);

/// What the sieve of the kernels that were counted left to the exact ones; nothing without a sieve.
void print_sieve(const MonthCounts& counts);

}  // namespace nephoscope::bench
