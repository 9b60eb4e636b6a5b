#pragma once

#include "models/customers/kernels.h"
#include "sim/core/lanes.h"
#include "sim/core/math_inline.h"

/// Terms of offers and the best of them, venues in lanes. Part of kernel_lanes.cpp, which alone includes it.
namespace nephoscope {

namespace {

NEPHOSCOPE_LANES int at_most_lanes(int count) { return count < kLanes ? count : kLanes; }

NEPHOSCOPE_LANES double fee_of_base(const TermsView& view, const double* base_share, const double* egress) {
    double fee = 0;
    for (int c = 0; c < view.venues; ++c) fee += base_share[c] * egress[c];
    return fee;
}

void known_terms(const TermsView& view, const ContractRow& row, const double* base_share, int k, double* out) {
    const auto stride = static_cast<std::size_t>(view.stride), offers = static_cast<std::size_t>(view.labs) * stride;
    const double* fixed =
        view.known + (row.contract * static_cast<std::size_t>(view.workloads) + static_cast<std::size_t>(k)) * offers;
    const double* seller = view.seller + row.seller * offers;
    const double* egress = view.egress + row.region * stride;
    const double* gravity = view.gravity + static_cast<std::size_t>(k) * stride;
    const double fee = fee_of_base(view, base_share, egress), data_gb = view.data_gb[k];
    for (std::size_t first = 0; first < stride; first += kLanes) {
        const Doubles share = load_first(base_share + first, at_most_lanes(view.venues - static_cast<int>(first)));
        const Doubles foreign = fee - share * load<Doubles>(egress + first);
        const Doubles pull = load<Doubles>(gravity + first) * (1.0 - (load<Doubles>(view.near + first) + share));
        for (std::size_t o = first; o < offers; o += stride) {
            const Doubles price = load<Doubles>(seller + o) + data_gb * foreign;
            store(out + o, (load<Doubles>(fixed + o) - math::log_lanes(price)) - pull);
        }
    }
}

NEPHOSCOPE_LANES Doubles gain_of(Doubles attraction, double excess) {
    const Doubles x = excess * attraction;
    return excess == 0 ? attraction : math::expm1_lanes(choose(x > 700.0, broadcast<Doubles>(700.0), x));
}

NEPHOSCOPE_LANES Doubles surplus_of(Doubles budget, Doubles attraction, double excess, double per_excess) {
    const Doubles gain = gain_of(attraction, excess);
    return budget * (excess == 0 ? gain : gain * per_excess);
}

void best_offers(int labs, int stride, const Question& q, double* value, std::uint8_t* lab) {
    const Doubles budget = broadcast<Doubles>(q.budget);
    const double per_excess = 1 / q.excess;
    for (int first = 0; first < stride; first += kLanes) {
        Doubles move = Doubles{} + q.floor, stay = move;
        Integers move_lab{};
        for (int l = 0; l < labs; ++l) {
            const int o = l * stride + first;
            const Doubles attraction = load<Doubles>(q.terms + o) + to_doubles(q.own + o);
            if (l == q.lab) {
                stay = attraction;
                continue;
            }
            const auto better = attraction > move;
            move = choose(better, attraction, move);
            move_lab = choose(better, Integers{} + l, move_lab);
        }
        const Doubles to_venue = choose(lane_numbers() + first == q.venue, Doubles{}, broadcast<Doubles>(q.to_venue));
        Doubles best = choose(move > q.floor, surplus_of(budget, move, q.excess, per_excess) - (to_venue + q.to_lab),
                              broadcast<Doubles>(kNoOffer));
        if (q.lab >= 0) {
            const Doubles kept = choose(stay > q.floor, surplus_of(budget, stay, q.excess, per_excess) - to_venue,
                                        broadcast<Doubles>(kNoOffer));
            const auto keeps = (kept > best) | ((kept == best) & (move_lab > q.lab));
            best = choose(keeps, kept, best);
            move_lab = choose(keeps, Integers{} + q.lab, move_lab);
        }
        store(value + first, best);
        store_bytes(lab + first, move_lab);
    }
}

}  // namespace

}  // namespace nephoscope
