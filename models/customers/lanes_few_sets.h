#pragma once

#include "models/customers/kernels.h"
#include "models/customers/lanes_set_bounds.h"
#include "models/customers/set_table.h"
#include "sim/core/lanes.h"
#include "sim/core/math_inline.h"

#if NEPHOSCOPE_REGISTER == 64

/// The search over sets of venues where all venues stand in one register and at most three may be added: every set is a
/// lane. Part of kernel_lanes.cpp, which alone includes it.
namespace nephoscope {

namespace {

constexpr FewSets<std::int64_t> kFewSets;

/// The best set so far of every lane, and its rank.
struct TopSets {
    Doubles value;
    Integers rank;
};

NEPHOSCOPE_LANES void try_sets(Doubles value, Integers rank, TopSets& top) {
    const auto better = (value > top.value) | ((value == top.value) & (rank < top.rank));
    top.value = choose(better, value, top.value);
    top.rank = choose(better, rank, top.rank);
}

NEPHOSCOPE_LANES void try_pairs(const Doubles* row, int rows, int venues, Doubles cost, TopSets& top) {
    for (int j = 0; j < venues * (venues - 1) / 2; j += kLanes) {
        const Integers a = load<Integers>(kFewSets.pair[0] + j), b = load<Integers>(kFewSets.pair[1] + j);
        try_sets(values_of_pairs(row, rows, cost, a, b), load<Integers>(kFewSets.pair_rank + j), top);
    }
}

NEPHOSCOPE_LANES void try_triples(const Doubles* row, int rows, int venues, Doubles cost, TopSets& top) {
    for (int j = 0; j < venues * (venues - 1) * (venues - 2) / 6; j += kLanes) {
        const Integers a = load<Integers>(kFewSets.triple[0] + j), b = load<Integers>(kFewSets.triple[1] + j),
                       c = load<Integers>(kFewSets.triple[2] + j);
        try_sets(values_of_triples(row, rows, cost, a, b, c), load<Integers>(kFewSets.triple_rank + j), top);
    }
}

/// As best_set, for problems with few venues and slots. A set that comes earlier in the plain search wins a tie, so
/// that triples are left out only when they are worth less than what is there.
BestSet best_of_few(const SetProblem& p) {
    BestSet best{0, p.in_use};
    for (int r = 0; r < p.rows; ++r) best.value += p.least[r];
    const Integers free = lanes_of(static_cast<unsigned>(~p.in_use) & ((1U << p.venues) - 1U));
    const Doubles never = broadcast<Doubles>(math::kInfinity);
    const Doubles cost = choose(free, load<Doubles>(p.cost), never);
    Doubles row[8], value{};
    for (int r = 0; r < p.rows; ++r) {
        row[r] =
            larger(broadcast<Doubles>(p.least[r]), load<Doubles>(p.value + static_cast<std::size_t>(r) * p.row_stride));
        value += row[r];
    }
    TopSets top{choose(free, value - cost, -never), lane_numbers()};
    const SetBounds bounds = set_bounds(p);
    const auto may_reach = [&](double bound) {
        return bound > best.value && lanes_set(__builtin_bit_cast(Integers, top.value > bound)) == 0;
    };
    if (p.slots >= 2 && may_reach(bounds.pair)) try_pairs(row, p.rows, p.venues, cost, top);
    if (p.slots >= 3 && may_reach(bounds.triple)) try_triples(row, p.rows, p.venues, cost, top);
    const Doubles largest = largest_of(top.value);
    if (!(largest[0] > best.value)) return best;
    std::int64_t rank = 255;
    for (unsigned equal = lanes_set(__builtin_bit_cast(Integers, top.value == largest)); equal != 0; equal &= equal - 1)
        rank = top.rank[__builtin_ctz(equal)] < rank ? top.rank[__builtin_ctz(equal)] : rank;
    return {largest[0], p.in_use | kFewSets.set[rank]};
}

}  // namespace

}  // namespace nephoscope

#endif
