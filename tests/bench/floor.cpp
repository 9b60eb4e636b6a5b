#include "tests/bench/floor.h"

#include <fmt/format.h>

#include <bit>

#include "tests/bench/stopwatch.h"

namespace nephoscope::bench {

namespace {

constexpr double kSingleLanes = 8;

double cost(const PerOperation<double>& operations, const OperationCosts& costs, double lanes) {
    double ns = 0;
    for (std::size_t o = 0; o < kOperations; ++o) ns += operations[o] / lanes * costs.ns[o];
    return ns;
}

/// Bytes of all columns of a customer: a month reads each once.
double bytes_of_columns(const Customers& customers) {
    double bytes = 0;
    const_cast<Customers&>(customers).for_each_column(
        [&](const auto& column, std::size_t) { bytes += static_cast<double>(column.size() * sizeof(column[0])); });
    return bytes / static_cast<double>(customers.size());
}

/// The kernels' shares of the months' time, without what reading the clock takes.
std::vector<double> shares_of_kernels(const Kernels& kernels, const MonthCounts& counts, const Scenario& scenario,
                                      const Draws& draws, const StartState& start) {
    Ticks its{};
    use_kernels(&timing_kernels(kernels, its));
    const MonthsRun run = run_months(scenario, draws, start);
    use_kernels(nullptr);
    constexpr int readings = 10000;
    const std::uint64_t began = ticks();
    for (int n = 0; n < readings; ++n) (void)ticks();
    const double reading = static_cast<double>(ticks() - began) / readings;
    std::vector<double> shares;
    double all = run.ticks;
    for (std::size_t p = 0; p < kParts; ++p) {
        const auto calls = static_cast<double>(counts.kernels.parts[p].calls);
        shares.push_back(std::max(0.0, static_cast<double>(its[p]) - reading * calls));
        all -= 2 * reading * calls;
    }
    for (double& share : shares) share /= all;
    return shares;
}

/// The columns, which a month reads at least once.
void add_beside_kernels(MonthCost& month, const StartState& start) {
    const double bytes = bytes_of_columns(start.customers);
    const double all = bytes * static_cast<double>(start.customers.size());
    const double columns = bytes / 64 * ns_per_line(static_cast<std::size_t>(all));
    month.parts.push_back({"columns, each read once", {columns, columns}, 0});
}

}  // namespace

Floor MonthCost::floor() const {
    Floor sum;
    for (const PartOfMonth& part : parts) {
        sum.full += part.floor.full;
        sum.filled += part.floor.filled;
    }
    return sum;
}

MonthCost cost_of_months(const Kernels& kernels, const MonthCounts& counts, const Scenario& scenario,
                         const Draws& draws, const StartState& start) {
    MonthCost month{operation_costs(kernels.name), {}, 0};
    use_kernels(&kernels);
    std::vector<double> ns;
    for (int n = 0; n < 3; ++n) {
        const MonthsRun run = run_months(scenario, draws, start);
        ns.push_back(run.seconds * 1e9 / run.agent_months);
    }
    month.engine = median(ns);
    const OperationCosts& costs = month.operations;
    const auto width = static_cast<std::size_t>(std::countr_zero(static_cast<unsigned>(costs.lanes)));
    const std::vector<double> shares = shares_of_kernels(kernels, counts, scenario, draws, start);
    double beside = 1;
    for (std::size_t p = 0; p < kParts; ++p) {
        const Tally& tally = counts.kernels.parts[p];
        if (tally.calls == 0) continue;
        const Floor floor{
            counts.per_agent_month(cost(tally.asked, costs, costs.lanes) +
                                   cost(tally.single_asked, costs, kSingleLanes)),
            counts.per_agent_month(cost(tally.registers[width], costs, 1) + cost(tally.single_registers, costs, 1))};
        month.parts.push_back({kPartNames[p], floor, shares[p] * month.engine});
        beside -= shares[p];
    }
    add_beside_kernels(month, start);
    month.parts.push_back({"everything else", {}, beside * month.engine});
    return month;
}

void print_operations(const std::vector<MonthCost>& costs) {
    fmt::print("\nCPU ns of one operation on a full register, independent ones in a row:\n\n| operation |");
    for (const MonthCost& its : costs) fmt::print(" {} ({}) |", its.operations.name, its.operations.lanes);
    fmt::print("\n|---|");
    for (std::size_t n = 0; n < costs.size(); ++n) fmt::print("---|");
    fmt::print("\n");
    for (std::size_t o = 0; o < kOperations; ++o) {
        fmt::print("| {} |", kOperationNames[o]);
        for (const MonthCost& its : costs) fmt::print(" {:.2f} |", its.operations.ns[o]);
        fmt::print("\n");
    }
}

void print_floor(const MonthCost& cost) {
    const auto row = [](const std::string& name, const Floor& floor, double engine) {
        fmt::print("| {} | {:.1f} | {:.1f} | {} |\n", name, floor.full, floor.filled,
                   engine > 0 ? fmt::format("{:.1f}", engine) : "");
    };
    fmt::print("\nns per agent-month, kernels {} ({} lanes):\n\n", cost.operations.name, cost.operations.lanes);
    fmt::print("| part | floor, full lanes | floor, lanes as filled | engine |\n|---|---|---|---|\n");
    for (const PartOfMonth& part : cost.parts) row(part.name, part.floor, part.engine);
    row("**month**", cost.floor(), cost.engine);
    const Floor floor = cost.floor();
    fmt::print("\nengine ÷ floor: {:.1f} with full lanes, {:.1f} with lanes as filled\n", cost.engine / floor.full,
               cost.engine / floor.filled);
}

}  // namespace nephoscope::bench
