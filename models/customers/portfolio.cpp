#include "models/customers/portfolio.h"

#include <cmath>

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

/// What every workload would do were all venues free.
struct Independent {
    std::array<int, kMaxWorkloads> venue{};  ///< −1 legacy
    std::array<double, kMaxWorkloads> value{}, second{};
    std::uint64_t used = 0;  ///< venues, forced ones included
    double sum = 0, cost = 0;
};

Independent independent_optimum(const PortfolioProblem& p, const SetProblem& sets, double floor) {
    Independent best;
    kernels().best_venues(sets, (std::uint64_t{1} << p.venues) - 1, floor, best.venue.data(), best.value.data(),
                          best.second.data());
    best.used = p.forced;
    for (std::size_t k = 0; k < static_cast<std::size_t>(p.workloads); ++k) {
        best.sum += best.value[k];
        if (best.venue[k] >= 0) best.used |= std::uint64_t{1} << best.venue[k];
    }
    for (std::uint64_t left = best.used & ~p.forced; left != 0; left &= left - 1)
        best.cost += p.cost[static_cast<std::size_t>(__builtin_ctzll(left))];
    return best;
}

/// Whether every venue that is used and not free is worth its cost to the workloads there even if they could go to the
/// second best for nothing. Then no other set is better (docs/performance.md#venue-sets). The slack is far above what
/// rounding can add up to in a value.
bool each_venue_is_worth_it(const PortfolioProblem& p, const Independent& best) {
    std::array<double, kVenueLanes> worth{};
    double size = best.cost;
    for (std::size_t k = 0; k < static_cast<std::size_t>(p.workloads); ++k) {
        size += std::abs(best.value[k]);
        if (best.venue[k] >= 0) worth[static_cast<std::size_t>(best.venue[k])] += best.value[k] - best.second[k];
    }
    for (std::uint64_t left = best.used & ~p.forced; left != 0; left &= left - 1) {
        const auto v = static_cast<std::size_t>(__builtin_ctzll(left));
        if (!(worth[v] - p.cost[v] > 1e-12 * size)) return false;
    }
    return true;
}

}  // namespace

Portfolio solve(const PortfolioProblem& p) {
    const Kernels& fast = kernels();
    const double floor = p.legacy ? 0 : kNoOffer;
    SetProblem sets = sets_of(p);
    const Independent best = independent_optimum(p, sets, floor);
    Portfolio portfolio{best.venue, best.sum - best.cost};
    const int slots = p.max_venues - __builtin_popcountll(p.forced);
    const bool fits = __builtin_popcountll(best.used & ~p.forced) <= slots;
    if (best.used == p.forced || (fits && best.cost == 0)) return portfolio;
    portfolio.enumerated = true;
    if (fits && each_venue_is_worth_it(p, best)) return portfolio;

    std::array<double, kMaxWorkloads> least{}, value{}, second{};
    least.fill(floor);
    if (p.forced != 0) fast.best_venues(sets, p.forced, floor, portfolio.venue.data(), least.data(), second.data());
    sets.least = least.data();
    sets.most = best.value.data();
    sets.slots = slots;
    const BestSet set = fast.best_set(sets);
    fast.best_venues(sets, set.set, floor, portfolio.venue.data(), value.data(), second.data());
    portfolio.value = set.value;
    return portfolio;
}

}  // namespace nephoscope
