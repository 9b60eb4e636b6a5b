#include <fmt/format.h>

#include <cstdio>
#include <exception>
#include <string>

#include "tests/bench/baseline.h"
#include "tests/bench/floor.h"
#include "tests/bench/ratios.h"

/// nephoscope_measure [all|counts|floor|ratios|agent-months] [CUSTOMERS]: what months ask for, what that costs at
/// least, and how the engine stands to bare Philox words and to the plain twin, as Markdown. `agent-months` prints how
/// many a customer of the start stands for.
namespace nephoscope::bench {
namespace {

void print_agent_months(const Scenario& scenario, const StartState& start) {
    double born = 0;
    for (int t = 0; t < scenario.simulation.months(); ++t) born += born_by(start.customers, t);
    fmt::print("{:.4f}\n", born / scenario.simulation.agents);
}

void print_floors(const Scenario& scenario, const Draws& draws, const StartState& start) {
    std::vector<MonthCost> costs;
    int count = 0;
    const Kernels* const* all = all_kernels(count);
    for (int n = 0; n < count; ++n)
        costs.push_back(cost_of_months(*all[n], count_months(*all[n], scenario, draws, start), scenario, draws, start));
    print_operations(costs);
    for (const MonthCost& cost : costs) print_floor(cost);
}

int measure(const std::string& what, int customers) {
    const Scenario& scenario = baseline(customers);
    const Draws draws(scenario.simulation.seed, 0);
    const StartState& start = start_of(scenario, draws);
    if (what == "agent-months") {
        print_agent_months(scenario, start);
        return 0;
    }
    const bool all = what == "all";
    if (!all && what != "counts" && what != "floor" && what != "ratios") {
        fmt::print(stderr, "nephoscope_measure: no table '{}'; known: all counts floor ratios agent-months\n", what);
        return 2;
    }
    const MonthCounts counts = count_months(plain_kernels(), scenario, draws, start);
    if (all || what == "counts") {
        print_counts(counts, scenario);
        print_sieve(count_months(kernels(), scenario, draws, start));
    }
    if (all || what == "floor") print_floors(scenario, draws, start);
    if (all || what == "ratios") print_ratios(measure_rounds(counts, scenario, draws, start, 5), counts);
    return 0;
}

}  // namespace
}  // namespace nephoscope::bench

int main(int argc, char** argv) {
    const std::string what = argc > 1 ? argv[1] : "all";
    try {
        return nephoscope::bench::measure(what, argc > 2 ? std::stoi(argv[2]) : 20000);
    } catch (const std::exception& error) {
        fmt::print(stderr, "nephoscope_measure: {}\n", error.what());
        return 3;
    }
}
