#pragma once

#include "tests/bench/month_counts.h"

/// What the months' arithmetic alone takes: counts of operations times the measured cost of each.
namespace nephoscope::bench {

struct Floor {
    double full = 0;    ///< ns per agent-month, were all lanes of all registers used
    double filled = 0;  ///< with the registers that rows of labs, padded venues and workloads fill
};

struct PartOfMonth {
    const char* name;
    Floor floor;
    double engine = 0;  ///< ns per agent-month in the months
};

/// Of one set of kernels.
struct MonthCost {
    OperationCosts operations;
    std::vector<PartOfMonth> parts;  ///< the kernels, then what is beside them
    double engine = 0;               ///< ns per agent-month, untouched by any counting

    Floor floor() const;
};

MonthCost cost_of_months(const Kernels& kernels, const MonthCounts& counts, const Scenario& scenario,
                         const Draws& draws, const StartState& start);

void print_operations(const std::vector<MonthCost>& costs);
void print_floor(const MonthCost& cost);

}  // namespace nephoscope::bench
