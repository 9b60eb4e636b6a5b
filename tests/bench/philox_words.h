#pragma once

#include "tests/bench/month_counts.h"

/// The months' CPU over that of the bare Philox blocks that they draw: a yardstick that does not depend on the machine.
namespace nephoscope::bench {

struct WordsRatio {
    double engine = 0, words = 0;  ///< CPU ns per agent-month
    double ratio() const { return engine / words; }
};

/// After each month its blocks are drawn with the same kernels.
WordsRatio against_words(const Kernels& kernels, const MonthCounts& counts, const Scenario& scenario,
                         const Draws& draws, const StartState& start);

}  // namespace nephoscope::bench
