#pragma once

#include "models/customers/kernels.h"
#include "models/customers/lanes_few_sets.h"
#include "sim/core/lanes.h"
#include "sim/core/math_inline.h"

/// The search over sets of venues, venues in lanes. Part of kernel_lanes.cpp, which alone includes it.
namespace nephoscope {

namespace {

inline constexpr int kMostRows = 8, kMostVenues = 40;

/// The search over sets of venues: what it reads again at every node.
struct SetSearch {
    explicit SetSearch(const SetProblem& its) : problem(its) {}
    const SetProblem& problem;
    double later[kMostRows * kMostVenues];  ///< [rows][venues] largest value at a later venue
    double later_cost[kMostVenues];         ///< [venues] least cost of a later venue
    BestSet best;
};

void extend(SetSearch& search, const double* least, std::uint64_t set, double cost, int first_venue, int slots) {
    const SetProblem& p = search.problem;
    double bound[kMostVenues];
    for (int first = first_venue / kLanes * kLanes; first < p.venues; first += kLanes) {
        Doubles value{}, more{};
        for (int r = 0; r < p.rows; ++r) {
            const Doubles with = larger(broadcast<Doubles>(least[r]),
                                        load<Doubles>(p.value + static_cast<std::size_t>(r) * p.row_stride + first));
            value += with;
            if (slots > 1) more += larger(with, load<Doubles>(search.later + r * kMostVenues + first));
        }
        const Doubles its_cost = cost + load<Doubles>(p.cost + first);
        value -= its_cost;
        store(bound + first, more - (its_cost + load<Doubles>(search.later_cost + first)));
        unsigned better = lanes_set(__builtin_bit_cast(Integers, value > search.best.value));
        for (; better != 0; better &= better - 1) {
            const int lane = __builtin_ctz(better), v = first + lane;
            if (v < first_venue || v >= p.venues || (set >> v & 1U) != 0 || !(value[lane] > search.best.value))
                continue;
            search.best = {value[lane], set | std::uint64_t{1} << v};
        }
    }
    for (int v = first_venue; v < p.venues && slots > 1; ++v) {
        if ((set >> v & 1U) != 0 || bound[v] <= search.best.value) continue;
        double with[kMostRows];
        for (int r = 0; r < p.rows; ++r) {
            const double its = p.value[static_cast<std::size_t>(r) * p.row_stride + static_cast<std::size_t>(v)];
            with[r] = its > least[r] ? its : least[r];
        }
        extend(search, with, set | std::uint64_t{1} << v, cost + p.cost[v], v + 1, slots - 1);
    }
}

/// Fills a row of what later venues offer at most; venues beyond the last hold kNoOffer.
NEPHOSCOPE_LANES void fill_later(const double* value, int venues, double* later) {
    double largest = kNoOffer;
    for (int first = (venues - 1) / kLanes * kLanes; first >= 0; first -= kLanes) {
        Doubles its = load<Doubles>(value + first);
        its = choose(lane_numbers() + first < venues, its, broadcast<Doubles>(kNoOffer));
        store(later + first, largest_above(its, largest));
        for (int lane = 0; lane < kLanes; ++lane) largest = its[lane] > largest ? its[lane] : largest;
        if (first == 0) return;
    }
}

/// Fills what the search reads of venues that come later.
NEPHOSCOPE_LANES void fill_all_later(SetSearch& search) {
    const SetProblem& problem = search.problem;
    for (int r = 0; r < problem.rows; ++r)
        fill_later(problem.value + static_cast<std::size_t>(r) * problem.row_stride, problem.venues,
                   search.later + r * kMostVenues);
    double least_cost = -kNoOffer;
    for (int v = problem.venues - 1; v >= 0; --v) {
        search.later_cost[v] = least_cost;
        if ((problem.in_use >> v & 1U) == 0 && problem.cost[v] < least_cost) least_cost = problem.cost[v];
    }
}

BestSet best_set(const SetProblem& problem) {
#if NEPHOSCOPE_REGISTER == 64
    if (problem.venues <= kFewVenues && problem.slots > 0 && problem.slots <= kFewSlots) return best_of_few(problem);
#endif
    SetSearch search{problem};
    search.best = {0, problem.in_use};
    for (int r = 0; r < problem.rows; ++r) search.best.value += problem.least[r];
    if (problem.slots <= 0) return search.best;
    extend(search, problem.least, problem.in_use, 0, 0, 1);
    const SetBounds bounds = set_bounds(problem);
    if (problem.slots < 2 || !(bounds.pair > search.best.value)) return search.best;
    fill_all_later(search);
    const int slots = problem.slots > 2 && bounds.triple > search.best.value ? problem.slots : 2;
    extend(search, problem.least, problem.in_use, 0, 0, slots);
    return search.best;
}

void best_venues(const SetProblem& problem, std::uint64_t set, double floor, int* venue, double* value,
                 double* second) {
    const std::uint64_t here = set & ((std::uint64_t{1} << problem.venues) - 1);
    const Doubles none = broadcast<Doubles>(kNoOffer);
    for (int r = 0; r < problem.rows; ++r) {
        const double* row = problem.value + static_cast<std::size_t>(r) * problem.row_stride;
        Doubles its[kMostVenues / kLanes], top = none;
        int count = 0;
        for (int first = 0; first < problem.venues; first += kLanes) {
            const Integers inside = lanes_of(static_cast<unsigned>(here >> first) & ((1U << kLanes) - 1U));
            its[count] = choose(inside, load<Doubles>(row + first), none);
            top = larger(its[count++], top);
        }
        top = largest_of(top);
        std::uint64_t largest = 0;
        for (int j = 0; j < count; ++j)
            largest |= std::uint64_t{lanes_set(__builtin_bit_cast(Integers, its[j] == top))} << j * kLanes;
        const int best = __builtin_ctzll(largest);
        Doubles others = broadcast<Doubles>(floor);
        for (int j = 0; j < count; ++j)
            others = larger(choose(lane_numbers() + j * kLanes == best, none, its[j]), others);
        const bool any = top[0] > floor;
        venue[r] = any ? best : -1;
        value[r] = any ? top[0] : floor;
        second[r] = largest_of(others)[0];
    }
}

}  // namespace

}  // namespace nephoscope
