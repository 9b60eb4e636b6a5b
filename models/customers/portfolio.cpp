#include "models/customers/portfolio.h"

#include <algorithm>

namespace nephoscope {

namespace {

SetProblem sets_of(const PortfolioProblem& p) {
    SetProblem sets;
    sets.rows = p.workloads;
    sets.venues = p.venues;
    sets.row_stride = kVenueLanes;
    sets.value = p.value[0].data();
    sets.cost = p.cost.data();
    sets.in_use = p.forced;
    return sets;
}

}  // namespace

Portfolio solve(const PortfolioProblem& p) {
    const Kernels& fast = kernels();
    const double floor = p.legacy ? 0 : kNoOffer;
    SetProblem sets = sets_of(p);
    Portfolio portfolio;
    std::array<double, kMaxWorkloads> value{};
    const auto assign = [&](std::uint64_t set) {
        fast.best_venues(sets, set, floor, portfolio.venue.data(), value.data());
        portfolio.value = 0;
        for (std::size_t k = 0; k < static_cast<std::size_t>(p.workloads); ++k) portfolio.value += value[k];
    };
    std::array<double, kMaxWorkloads> most{}, least{};
    // The independent optimum, were all venues free: when the venues it uses are free indeed, nothing can beat it.
    assign((std::uint64_t{1} << p.venues) - 1);
    most = value;
    std::uint64_t used = p.forced;
    double cost = 0;
    for (std::size_t k = 0; k < static_cast<std::size_t>(p.workloads); ++k) {
        const int v = portfolio.venue[k];
        if (v < 0 || (used >> v & 1U) != 0) continue;
        used |= std::uint64_t{1} << v;
        cost += p.cost[static_cast<std::size_t>(v)];
    }
    const int slots = p.max_venues - __builtin_popcountll(p.forced);
    if (cost == 0 && __builtin_popcountll(used & ~p.forced) <= slots) return portfolio;
    if (used == p.forced) return portfolio;

    std::array<int, kMaxWorkloads> unused{};
    least.fill(floor);
    if (p.forced != 0) fast.best_venues(sets, p.forced, floor, unused.data(), least.data());
    sets.least = least.data();
    sets.most = most.data();
    sets.slots = slots;
    const BestSet best = fast.best_set(sets);
    assign(best.set);
    portfolio.value = best.value;
    portfolio.enumerated = true;
    return portfolio;
}

}  // namespace nephoscope
