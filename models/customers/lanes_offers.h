#pragma once

#include "models/customers/kernels.h"
#include "sim/core/lanes.h"
#include "sim/core/math_inline.h"

/// Terms of offers and the best of them, venues in lanes. Part of kernel_lanes.cpp, which alone includes it.
namespace nephoscope {

namespace {

NEPHOSCOPE_LANES int at_most_lanes(int count) { return count < 0 ? 0 : count < kLanes ? count : kLanes; }

/// What terms of all workloads share at the venues for one customer, in whole registers.
struct CustomerVenues {
    NEPHOSCOPE_LINES double fee[64];       ///< g_c·fee_c: base share × egress fee
    NEPHOSCOPE_LINES double foreign[64];   ///< fee of a gigabyte that is needed there
    NEPHOSCOPE_LINES double distance[64];  ///< from the customer's data
};

/// Venues where no base stands: the same for every customer but for `foreign`.
NEPHOSCOPE_LANES void find_others(const TermsView& view, CustomerVenues& venues) {
    for (int first = 0; first < view.stride; first += kLanes) {
        store(venues.fee + first, Doubles{});
        store(venues.distance + first, 1.0 - load<Doubles>(view.near + first));
    }
}

/// The rest, after find_others.
NEPHOSCOPE_LANES void find_bases(const TermsView& view, const double* base_share, const double* egress,
                                 CustomerVenues& venues) {
    double all = 0;
    for (int first = 0; first < view.base_venues; first += kLanes) {
        const Doubles share = load_first(base_share + first, at_most_lanes(view.base_venues - first));
        const Doubles fee = share * load<Doubles>(egress + first);
        // In order; beyond the last base there are zeros, which change no sum and are left out where they are many.
        NEPHOSCOPE_UNROLL
        for (int lane = 0; lane < (kLanes < 4 ? kLanes : 4); ++lane) all += fee[lane];
        if (view.base_venues - first > 4) {
            NEPHOSCOPE_UNROLL
            for (int lane = 4; lane < kLanes; ++lane) all += fee[lane];
        }
        store(venues.fee + first, fee);
        store(venues.distance + first, 1.0 - (load<Doubles>(view.near + first) + share));
    }
    for (int first = 0; first < view.stride; first += kLanes)
        store(venues.foreign + first, all - load<Doubles>(venues.fee + first));
}

NEPHOSCOPE_LANES void find_venues(const TermsView& view, const double* base_share, const double* egress,
                                  CustomerVenues& venues) {
    find_others(view, venues);
    find_bases(view, base_share, egress, venues);
}

/// Where the rows of one workload stand.
struct TermRows {
    const double *fixed, *seller, *gravity;
    double data_gb;
};

NEPHOSCOPE_LANES TermRows term_rows(const TermsView& view, const ContractRow& row, int k) {
    const auto stride = static_cast<std::size_t>(view.stride), offers = static_cast<std::size_t>(view.labs) * stride;
    const std::size_t workload = row.contract * static_cast<std::size_t>(view.workloads) + static_cast<std::size_t>(k);
    return {view.known + workload * offers, view.seller + row.seller * offers,
            view.gravity + static_cast<std::size_t>(k) * stride, view.data_gb[k]};
}

NEPHOSCOPE_LANES Doubles known_term(const TermRows& rows, Doubles foreign, Doubles pull, int o) {
    const Doubles price = load<Doubles>(rows.seller + o) + rows.data_gb * foreign;
    return (load<Doubles>(rows.fixed + o) - math::log_lanes(price)) - pull;
}

void known_terms(const TermsView& view, const ContractRow& row, const double* base_share, int k, double* out) {
    const double* egress = view.egress + row.region * static_cast<std::size_t>(view.stride);
    CustomerVenues venues;
    find_venues(view, base_share, egress, venues);
    const TermRows rows = term_rows(view, row, k);
    for (int first = 0; first < view.stride; first += kLanes) {
        const Doubles foreign = load<Doubles>(venues.foreign + first),
                      pull = load<Doubles>(rows.gravity + first) * load<Doubles>(venues.distance + first);
        for (int o = first; o < view.labs * view.stride; o += view.stride)
            store(out + o, known_term(rows, foreign, pull, o));
    }
}

template <class V>
NEPHOSCOPE_LANES V gain_of(V attraction, double excess) {
    const V x = excess * attraction;
    return excess == 0 ? attraction : math::expm1_lanes(choose(x > 700.0, broadcast<V>(700.0), x));
}

NEPHOSCOPE_LANES Doubles surplus_of(Doubles budget, Doubles attraction, double excess, double per_excess) {
    const Doubles gain = gain_of(attraction, excess);
    return budget * (excess == 0 ? gain : gain * per_excess);
}

/// The best offer of question n at venues first, first + 1, …; term(o) gives known attractions from offer o on.
template <class Term>
NEPHOSCOPE_LANES void best_offer(const TermsView& view, const Questions& q, int n, int first, Term term, double* value,
                                 std::uint8_t* lab) {
    const Doubles budget = broadcast<Doubles>(q.budget[n]);
    const double per_excess = 1 / q.excess;
    Doubles move = Doubles{} + q.floor, stay = move;
    Integers move_lab{};
    for (int l = 0; l < view.labs; ++l) {  // without branches: which lab is the current one cannot be foreseen
        const int o = l * view.stride + first;
        const Doubles attraction = term(o) + to_doubles(q.own[n] + o);
        const auto current = Integers{} + l == Integers{} + q.lab[n];
        const auto better = (attraction > move) & ~current;
        stay = choose(current, attraction, stay);
        move = choose(better, attraction, move);
        move_lab = choose(better, Integers{} + l, move_lab);
    }
    const Doubles to_venue = choose(lane_numbers() + first == q.venue[n], Doubles{}, broadcast<Doubles>(q.to_venue[n]));
    Doubles best = choose(move > q.floor, surplus_of(budget, move, q.excess, per_excess) - (to_venue + q.to_lab[n]),
                          broadcast<Doubles>(kNoOffer));
    if (q.lab[n] >= 0) {
        const Doubles kept = choose(stay > q.floor, surplus_of(budget, stay, q.excess, per_excess) - to_venue,
                                    broadcast<Doubles>(kNoOffer));
        const auto keeps = (kept > best) | ((kept == best) & (move_lab > q.lab[n]));
        best = choose(keeps, kept, best);
        move_lab = choose(keeps, Integers{} + q.lab[n], move_lab);
    }
    store(value + first, best);
    store_bytes(lab + first, move_lab);
}

void best_offers(const TermsView& view, const Questions& q, std::size_t row_stride, double* value, std::uint8_t* lab) {
    const double* egress = view.egress + q.contract.region * static_cast<std::size_t>(view.stride);
    CustomerVenues venues;
    if (q.base_share != nullptr) find_venues(view, q.base_share, egress, venues);
    for (int first = 0; first < view.stride; first += kLanes) {
        for (int n = 0; n < q.count; ++n) {
            double* its_value = value + static_cast<std::size_t>(n) * row_stride;
            std::uint8_t* its_lab = lab + static_cast<std::size_t>(n) * row_stride;
            if (q.terms[n] != nullptr) {
                best_offer(
                    view, q, n, first, [&](int o) { return load<Doubles>(q.terms[n] + o); }, its_value, its_lab);
                continue;
            }
            const TermRows rows = term_rows(view, q.contract, q.workload[n]);
            const Doubles foreign = load<Doubles>(venues.foreign + first),
                          pull = load<Doubles>(rows.gravity + first) * load<Doubles>(venues.distance + first);
            best_offer(
                view, q, n, first, [&](int o) { return known_term(rows, foreign, pull, o); }, its_value, its_lab);
        }
    }
}

}  // namespace

}  // namespace nephoscope
