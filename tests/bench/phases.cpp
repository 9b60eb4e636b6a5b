#include <benchmark/benchmark.h>
#include <chrono>

#include "models/customers/kernels.h"
#include "models/customers/population.h"
#include "models/market.h"
#include "tests/bench/baseline.h"
#include "tests/bench/with_kernels.h"

/// Agent-months per second of whole months and of each phase on the shipped baseline, one thread. Counters: portfolio
/// solves per agent-month. What a month stands to its Philox words and to the twin is told by nephoscope_measure.
namespace nephoscope {
namespace {

void philox_block(benchmark::State& state) {
    const Draws draws(1, 0);
    std::uint64_t customer = 0;
    for (auto _ : state) benchmark::DoNotOptimize(draws.block(Stream::evaluation, ++customer));
    state.counters["words/s"] =
        benchmark::Counter(4.0 * static_cast<double>(state.iterations()), benchmark::Counter::kIsRate);
}
BENCHMARK(philox_block);

void whole_months(benchmark::State& state) {
    const WithKernels chosen(state, state.range(1));
    const Scenario& scenario = baseline(static_cast<int>(state.range(0)));
    const Draws draws(scenario.simulation.seed, 0);
    const StartState& start = start_of(scenario, draws);
    double solves = 0, decisions = 0, renewals = 0, agent_months = 0, seconds = 0;
    for (auto _ : state) {
        Market market(scenario, draws, start, 1);
        for (Month m = scenario.simulation.start; m <= scenario.simulation.end; ++m) {
            const auto begin = std::chrono::steady_clock::now();
            market.advance(m);
            seconds += std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
            state.PauseTiming();
            const MonthTotals& totals = market.totals();
            solves += static_cast<double>(totals.portfolio_solves);
            decisions += static_cast<double>(totals.decisions);
            renewals += static_cast<double>(totals.renewals);
            for (std::size_t i = 0; i < market.customers().size(); ++i)
                agent_months += market.customers().born(i, scenario.month_number(m)) ? 1 : 0;
            state.ResumeTiming();
        }
    }
    state.counters["ns/agent-month"] = seconds * 1e9 / agent_months;
    state.counters["decisions"] = decisions / agent_months;
    state.counters["renewals"] = renewals / agent_months;
    state.counters["enumerated"] = solves / agent_months;
}
BENCHMARK(whole_months)
    ->ArgNames({"customers", "kernels"})
    ->ArgsProduct({{2000, 20000}, {0, 1, 2, 3}})
    ->Unit(benchmark::kMillisecond)
    ->Iterations(3);

/// One month's pass A and pass B, from the state after a year.
class Phases {
public:
    explicit Phases(int agents)
        : scenario_(baseline(agents)),
          draws_(scenario_.simulation.seed, 0),
          start_(start_of(scenario_, draws_)),
          customers_(start_.customers) {}
    DecisionContext context() const {
        return {scenario_, start_.inversion.values, draws_, start_.offers, start_.offers, start_.lagged, 12, false,
                false};
    }
    MonthTotals totals() const { return MonthTotals(scenario_); }
    Customers& customers() { return customers_; }
    const Scenario& scenario() const { return scenario_; }
    const Draws& draws() const { return draws_; }
    const StartState& start() const { return start_; }

private:
    const Scenario& scenario_;
    const Draws draws_;
    const StartState& start_;
    Customers customers_;
};

void pass_a(benchmark::State& state) {
    const WithKernels chosen(state, state.range(0));
    Phases phases(20000);
    double solves = 0, agent_months = 0;
    for (auto _ : state) {
        MonthTotals totals = phases.totals();
        choose_offers(phases.customers(), phases.context(), 1, totals);
        solves += static_cast<double>(totals.portfolio_solves);
        agent_months += static_cast<double>(phases.customers().size());
    }
    state.counters["agent-months/s"] = benchmark::Counter(agent_months, benchmark::Counter::kIsRate);
    state.counters["solves/agent-month"] = solves / agent_months;
}
BENCHMARK(pass_a)->ArgName("kernels")->DenseRange(0, 3)->Unit(benchmark::kMillisecond);

void pass_b(benchmark::State& state) {
    const WithKernels chosen(state, state.range(0));
    Phases phases(20000);
    double agent_months = 0;
    for (auto _ : state) {
        MonthTotals totals = phases.totals();
        serve_customers(phases.customers(), phases.context(), nullptr, 1, totals);
        agent_months += static_cast<double>(phases.customers().size());
    }
    state.counters["agent-months/s"] = benchmark::Counter(agent_months, benchmark::Counter::kIsRate);
}
BENCHMARK(pass_b)->ArgName("kernels")->DenseRange(0, 3)->Unit(benchmark::kMillisecond);

void population(benchmark::State& state) {
    const Scenario& scenario = baseline(20000);
    const Draws draws(scenario.simulation.seed, 0);
    for (auto _ : state) benchmark::DoNotOptimize(make_population(scenario, draws, 1.3));
    state.counters["agents/s"] =
        benchmark::Counter(20000.0 * static_cast<double>(state.iterations()), benchmark::Counter::kIsRate);
}
BENCHMARK(population)->Unit(benchmark::kMillisecond);

void inversion_and_burn_in(benchmark::State& state) {
    const Scenario& scenario = baseline(static_cast<int>(state.range(0)));
    const Draws draws(scenario.simulation.seed, 0);
    int passes = 0;
    for (auto _ : state) passes += prepare_start(scenario, draws, 1).inversion.passes;
    const auto burn_ins = static_cast<double>(passes) + static_cast<double>(state.iterations());
    state.counters["passes"] = static_cast<double>(passes) / static_cast<double>(state.iterations());
    state.counters["agent-months/s"] =
        benchmark::Counter(burn_ins * static_cast<double>(state.range(0)) * scenario.simulation.burn_in_months,
                           benchmark::Counter::kIsRate);
}
BENCHMARK(inversion_and_burn_in)->Arg(20000)->Unit(benchmark::kMillisecond)->Iterations(1);

}  // namespace
}  // namespace nephoscope
