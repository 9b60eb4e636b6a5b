#include "models/customers/portfolio.h"

#include <algorithm>

namespace nephoscope {

namespace {

/// Each workload's best venue within `set`.
Portfolio assign(const PortfolioProblem& p, std::uint64_t set) {
    Portfolio portfolio;
    for (int k = 0; k < p.workloads; ++k) {
        double best = p.legacy ? 0 : kNoOffer;
        int at = -1;
        for (int v = 0; v < p.venues; ++v) {
            const double value = p.value[static_cast<std::size_t>(k)][static_cast<std::size_t>(v)];
            if ((set >> v & 1U) == 0 || !(value > best)) continue;
            best = value;
            at = v;
        }
        portfolio.venue[static_cast<std::size_t>(k)] = at;
        portfolio.value += best;
    }
    return portfolio;
}

int count(std::uint64_t set) {
    int n = 0;
    for (; set != 0; set &= set - 1) ++n;
    return n;
}

}  // namespace

Portfolio solve(const PortfolioProblem& p) {
    // The independent optimum, were all venues free: when the venues it uses are free indeed, nothing can beat it.
    const std::uint64_t all = (std::uint64_t{1} << p.venues) - 1;
    Portfolio independent = assign(p, all);
    std::uint64_t used = p.forced;
    double cost = 0;
    for (int k = 0; k < p.workloads; ++k) {
        const int v = independent.venue[static_cast<std::size_t>(k)];
        if (v < 0 || (used >> v & 1U) != 0) continue;
        used |= std::uint64_t{1} << v;
        cost += p.cost[static_cast<std::size_t>(v)];
    }
    const int slots = p.max_venues - count(p.forced);
    if (cost == 0 && count(used & ~p.forced) <= slots) return independent;
    if (used == p.forced) return independent;

    std::array<double, kMaxWorkloads> least{};
    for (std::size_t k = 0; k < static_cast<std::size_t>(p.workloads); ++k) {
        least[k] = p.legacy ? 0 : kNoOffer;
        for (std::size_t v = 0; v < static_cast<std::size_t>(p.venues); ++v)
            if ((p.forced >> v & 1U) != 0) least[k] = std::max(least[k], p.value[k][v]);
    }
    SetProblem sets;
    sets.rows = p.workloads;
    sets.venues = p.venues;
    sets.row_stride = kVenueLanes;
    sets.value = p.value[0].data();
    sets.cost = p.cost.data();
    sets.least = least.data();
    sets.in_use = p.forced;
    sets.slots = slots;
    const BestSet best = kernels().best_set(sets);
    Portfolio portfolio = assign(p, best.set);
    portfolio.value = best.value;
    portfolio.enumerated = true;
    return portfolio;
}

}  // namespace nephoscope
