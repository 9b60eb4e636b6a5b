#include "models/customers/kernels.h"

#include <benchmark/benchmark.h>

#include "models/customers/chooser.h"
#include "models/customers/desires.h"
#include "tests/bench/baseline.h"
#include "tests/bench/with_kernels.h"

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
    Tastes taster{scenario, draws};
    TasteRow tastes;
    std::size_t next = 0;

    Inputs() {
        terms.set_values(start.inversion.values, start.lagged);
        taster.of(customers.id[7], tastes);
    }
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
        in.shocks.own(in.customers.id[i], in.workload(), 3, in.tastes, out.data());
        benchmark::DoNotOptimize(out);
    }
}
BENCHMARK(own_attractions)->ArgName("kernels")->DenseRange(0, 3);

/// In single precision, tastes included: per project of a customer's five.
void own_roughly(benchmark::State& state) {
    const WithKernels chosen(state, state.range(0));
    if (kernels().own_roughly == nullptr) return state.SkipWithError("these kernels have no sieve");
    Inputs in;
    std::array<std::array<float, kOfferLanes>, kMaxWorkloads> own;
    ProjectRows rows;
    rows.count = in.customers.workloads;
    for (int n = 0; n < rows.count; ++n) {
        rows.project[n] = in.shocks.project(n, 3);
        rows.own[n] = own[static_cast<std::size_t>(n)].data();
    }
    for (auto _ : state) {
        in.shocks.own_roughly(in.taster, in.customers.id[in.customer()], rows);
        benchmark::DoNotOptimize(own);
    }
    state.SetItemsProcessed(state.iterations() * rows.count);
}
BENCHMARK(own_roughly)->ArgName("kernels")->DenseRange(0, 3);

/// Sixteen offers of sixteen customers.
void own_of_offers(benchmark::State& state) {
    const WithKernels chosen(state, state.range(0));
    Inputs in;
    std::array<OwnOffer, 16> offers;
    std::array<float, 16> own;
    for (auto _ : state) {
        for (OwnOffer& one : offers)
            one = {in.customers.id[in.customer()], in.shocks.project(in.workload(), 3),
                   static_cast<std::uint8_t>(in.next % 3), 1};
        in.shocks.own_of(in.taster, offers, own.data());
        benchmark::DoNotOptimize(own);
    }
    state.SetItemsProcessed(state.iterations() * 16);
}
BENCHMARK(own_of_offers)->ArgName("kernels")->DenseRange(0, 3);

void tastes(benchmark::State& state) {
    const WithKernels chosen(state, state.range(0));
    Inputs in;
    for (auto _ : state) {
        in.taster.of(in.customers.id[in.customer()], in.tastes);
        benchmark::DoNotOptimize(in.tastes);
    }
}
BENCHMARK(tastes)->ArgName("kernels")->DenseRange(0, 3);

/// Per question: all workloads of a customer, who is on an offer.
void best_offers(benchmark::State& state) {
    const WithKernels chosen(state, state.range(0));
    Inputs in;
    const TermsView view = in.terms.view();
    std::array<std::array<float, kOfferLanes>, kMaxWorkloads> own;
    std::array<std::array<double, kVenueLanes>, kMaxWorkloads> value;
    std::array<std::array<std::uint8_t, kVenueLanes>, kMaxWorkloads> lab;
    Questions questions;
    questions.count = in.customers.workloads;
    questions.excess = in.scenario.choice.demand_elasticity - 1;
    for (int k = 0; k < questions.count; ++k) {
        in.shocks.own(in.customers.id[7], k, 0, in.tastes, own[static_cast<std::size_t>(k)].data());
        questions.workload[k] = k;
        questions.own[k] = own[static_cast<std::size_t>(k)].data();
        questions.to_lab[k] = questions.to_venue[k] = 5;
        questions.lab[k] = questions.venue[k] = k % 3;
    }
    for (auto _ : state) {
        const std::size_t i = in.customer();
        questions.contract = in.terms.rows_of(contract_of(in.customers, i));
        questions.base_share = in.customers.base_shares(i);
        for (int k = 0; k < questions.count; ++k) questions.budget[k] = in.customers.budget[i];
        kernels().best_offers(view, questions, kVenueLanes, value[0].data(), lab[0].data());
        benchmark::DoNotOptimize(value);
    }
    state.counters["questions"] = questions.count;
}
BENCHMARK(best_offers)->ArgName("kernels")->DenseRange(0, 3);

/// Eight customers.
void desires(benchmark::State& state) {
    const WithKernels chosen(state, state.range(0));
    Inputs in;
    const DesireView view = desire_view(in.customers, in.context, in.terms);
    std::array<std::size_t, 8> customers;
    std::array<Desires, 8> out;
    for (auto _ : state) {
        for (std::size_t& i : customers) i = in.customer();
        kernels().desires(view, customers.data(), customers.size(), out.data());
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
