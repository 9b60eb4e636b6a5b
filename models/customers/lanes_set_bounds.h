#pragma once

#include "models/customers/kernels.h"
#include "sim/core/lanes.h"

/// What sets of venues can be worth at most. Part of kernel_lanes.cpp, which alone includes it.
namespace nephoscope {

namespace {

/// The least three of what was added.
template <class Number>
struct LeastThree {
    Number first, second, third;

    NEPHOSCOPE_LANES void add(Number its) {
        const Number above_first = its < first ? first : its;
        first = its < first ? its : first;
        const Number above_second = above_first < second ? second : above_first;
        second = above_first < second ? above_first : second;
        third = above_second < third ? above_second : third;
    }
};

/// No set that adds two venues is worth more than `pair`, none that adds three or more is worth more than `triple`: the
/// sum of the rows' largest values less the least costs. Costs are added in another order there; what rounding makes of
/// that is far below the slack.
struct SetBounds {
    double pair, triple;
};

NEPHOSCOPE_LANES SetBounds set_bounds(const SetProblem& p) {
    double most = 0;
    for (int r = 0; r < p.rows; ++r) most += p.most[r];
    LeastThree<double> cost{-kNoOffer, -kNoOffer, -kNoOffer};
    for (int v = 0; v < p.venues; ++v) cost.add((p.in_use >> v & 1U) != 0 ? -kNoOffer : p.cost[v]);
    return {most - (cost.first + cost.second), most - (cost.first + cost.second + cost.third) * (1 - 1e-14)};
}

}  // namespace

}  // namespace nephoscope
