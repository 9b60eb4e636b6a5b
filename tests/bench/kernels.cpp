#include "models/customers/kernels.h"

#include <benchmark/benchmark.h>

#include "models/customers/chooser.h"
#include "models/customers/desires.h"
#include "tests/bench/baseline.h"

/// One call of each kernel, on the customers of the baseline at the start, for every instruction set.
namespace nephoscope {
namespace {

/// What the kernels read, from 2 000 customers.
struct Inputs {
    const Scenario& scenario = baseline(2000);
    const Draws draws{scenario.simulation.seed, 0};
    const StartState& start = start_of(scenario, draws);
    Customers customers = start.customers;
    const DecisionContext context{scenario, start.inversion.values, draws, start.offers, start.offers, start.lagged, 0};
    MonthTerms terms{scenario, start.offers};
    Shocks shocks{scenario, draws};
    std::size_t next = 0;

    Inputs() { terms.set_values(start.inversion.values, start.lagged); }
    std::size_t customer() { return next = (next + 1) % 2000; }
    int workload() const { return static_cast<int>(next) % customers.workloads; }
};

void known_terms(benchmark::State& state) {
    const WithKernels chosen(state, state.range(0));
    Inputs in;
    std::array<double, kOfferLanes> out;
    for (auto _ : state) {
        const std::size_t i = in.customer();
        in.terms.known_at(contract_of(in.customers, i), in.customers.base_shares(i), in.workload(), out.data());
        benchmark::DoNotOptimize(out);
    }
}
BENCHMARK(known_terms)->ArgName("kernels")->DenseRange(0, 3);

void own_attractions(benchmark::State& state) {
    const WithKernels chosen(state, state.range(0));
    Inputs in;
    std::array<float, kOfferLanes> out;
    for (auto _ : state) {
        const std::size_t i = in.customer();
        in.shocks.own(in.customers.id[i], in.workload(), 3, in.customers.lab_tastes(i), in.customers.venue_tastes(i),
                      out.data());
        benchmark::DoNotOptimize(out);
    }
}
BENCHMARK(own_attractions)->ArgName("kernels")->DenseRange(0, 3);

void best_offers(benchmark::State& state) {
    const WithKernels chosen(state, state.range(0));
    Inputs in;
    std::array<double, kOfferLanes> terms;
    std::array<float, kOfferLanes> own;
    in.terms.known_at(contract_of(in.customers, 7), in.customers.base_shares(7), 1, terms.data());
    in.shocks.own(in.customers.id[7], 1, 0, in.customers.lab_tastes(7), in.customers.venue_tastes(7), own.data());
    Question question;
    question.terms = terms.data();
    question.own = own.data();
    question.excess = in.scenario.choice.demand_elasticity - 1;
    question.to_lab = question.to_venue = 5;
    std::array<double, kVenueLanes> value;
    std::array<std::uint8_t, kVenueLanes> lab;
    for (auto _ : state) {
        question.budget = in.customers.budget[in.customer()];
        question.lab = question.venue = in.workload() % 3;
        kernels().best_offers(static_cast<int>(in.scenario.labs.size()), static_cast<int>(in.terms.stride()), question,
                              value.data(), lab.data());
        benchmark::DoNotOptimize(value);
    }
}
BENCHMARK(best_offers)->ArgName("kernels")->DenseRange(0, 3);

void desires(benchmark::State& state) {
    const WithKernels chosen(state, state.range(0));
    Inputs in;
    const DesireView view = desire_view(in.customers, in.context, in.terms);
    Desires out;
    for (auto _ : state) {
        kernels().desires(view, in.customer(), out);
        benchmark::DoNotOptimize(out);
    }
}
BENCHMARK(desires)->ArgName("kernels")->DenseRange(0, 3);

/// A block of 1 000 customers, with postings.
void desire_block(benchmark::State& state) {
    const WithKernels chosen(state, state.range(0));
    Inputs in;
    const DesireView view = desire_view(in.customers, in.context, in.terms);
    MonthTotals totals(in.scenario);
    std::vector<std::int64_t> outlay(1000 * in.scenario.workloads.size());
    std::vector<float> desired(outlay.size());
    for (auto _ : state) {
        totals.desires.assign(totals.desires.size(), 0);
        add_desires(view, 0, 1000, outlay.data(), desired.data(), totals);
    }
}
BENCHMARK(desire_block)->ArgName("kernels")->DenseRange(0, 3);

}  // namespace
}  // namespace nephoscope
