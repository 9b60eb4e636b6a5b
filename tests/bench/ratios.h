#pragma once

#include <string>
#include <vector>

#include "tests/bench/philox_words.h"
#include "tests/bench/twin_months.h"

/// Ratios of times that are taken in one process in turns, so that they hardly depend on the machine or on who shares
/// it.
namespace nephoscope::bench {

/// Rounds of one set of kernels.
struct KernelRounds {
    std::string name;
    std::vector<WordsRatio> rounds;
};

struct Rounds {
    std::vector<KernelRounds> kernels;  ///< plain first; in each round all sets take turns
    std::vector<TwinRatio> twin;        ///< against the machine's best kernels

    double engine_over_words(std::size_t set) const;
    double plain_over(std::size_t set) const;
    double twin_over_engine() const;
};

Rounds measure_rounds(const MonthCounts& counts, const Scenario& scenario, const Draws& draws, const StartState& start,
                      int rounds);

/// Markdown tables: medians, and the least and the largest ratio of the rounds.
void print_ratios(const Rounds& rounds, const MonthCounts& counts);

}  // namespace nephoscope::bench
