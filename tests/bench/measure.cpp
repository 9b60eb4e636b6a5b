#include <fmt/format.h>

#include <cstdio>
#include <exception>
#include <string>

#include "tests/bench/baseline.h"
#include "tests/bench/floor.h"
#include "tests/bench/ratios.h"

/// nephoscope_measure [all|counts|floor|ratios] [CUSTOMERS]: what months ask for, what that costs at least, and how the
/// engine stands to bare Philox words and to the plain twin; as Markdown.
namespace nephoscope::bench {
namespace {

int measure(const std::string& what, int customers) {
    const Scenario& scenario = baseline(customers);
    const Draws draws(scenario.simulation.seed, 0);
    const StartState& start = start_of(scenario, draws);
    const MonthCounts counts = count_months(scenario, draws, start);
    const auto wants = [&](const char* name) { return what == "all" || what == name; };
    if (wants("counts")) print_counts(counts, scenario);
    if (wants("floor")) {
        std::vector<MonthCost> costs;
        int count = 0;
        const Kernels* const* all = all_kernels(count);
        for (int n = 0; n < count; ++n) costs.push_back(cost_of_months(*all[n], counts, scenario, draws, start));
        print_operations(costs);
        for (const MonthCost& cost : costs) print_floor(cost);
    }
    if (wants("ratios")) print_ratios(measure_rounds(counts, scenario, draws, start, 5), counts);
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
