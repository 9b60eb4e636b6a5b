#pragma once

#include <limits>

#include "models/customers/kernels.h"
#include "models/customers/lanes_offers.h"
#include "sim/core/single_math.h"
#include "sim/core/single_turns.h"

/// A first look at decisions in single precision: attractions of questions, venues in lanes. docs/performance.md#sieve
/// derives what they may be off. Part of kernel_lanes.cpp, which alone includes it.
#ifdef NEPHOSCOPE_SINGLES

namespace nephoscope {

namespace {

inline constexpr float kFar = 1e30F;       ///< beyond it nothing is clear
inline constexpr float kSlack = 0x1p-16F;  ///< of attractions and gains, per 1 + the size of their terms
inline constexpr float kRounding = 0x1p-20F;
inline constexpr float kNever = -std::numeric_limits<float>::infinity();

inline constexpr std::size_t kFull = kLanesOf<FullSingles>;  ///< questions that are answered together

/// A register of questions: their attractions row by row, and what else they ask, a lane each.
struct SieveAsked {
    static constexpr std::size_t kMostRow = 17 * kSingles;
    NEPHOSCOPE_LINES float attraction[kFull * kMostRow];  ///< [questions][labs, then largest own][eight venues]
    NEPHOSCOPE_LINES std::int32_t lab[kFull];             ///< of the current offer, −1 none
    NEPHOSCOPE_LINES std::int32_t venue[kFull];
    NEPHOSCOPE_LINES float budget[kFull];  ///< [USD/month]
    NEPHOSCOPE_LINES float news[kFull];    ///< actual less known attraction of the current offer; any without
    NEPHOSCOPE_LINES float own_off[kFull];

    NEPHOSCOPE_LANES void leave_out(std::size_t lane, std::size_t row) {
        for (std::size_t j = 0; j < row; j += kSingles) store(attraction + lane * row + j, Singles{});
        lab[lane] = venue[lane] = -1;
        budget[lane] = news[lane] = own_off[lane] = 0;
    }
};

NEPHOSCOPE_LANES std::size_t sieve_row(const TermsView& view) {
    return (static_cast<std::size_t>(view.labs) + 1) * kSingles;
}

/// Where the terms of one customer's workloads stand, and what they share.
struct SieveTerms {
    const float *known, *news, *seller;  ///< of the first workload in TermsView
    std::size_t offers;                  ///< values of a workload
    Singles foreign, distance;           ///< as CustomerVenues
};

NEPHOSCOPE_LANES SieveTerms sieve_terms(const TermsView& view, const Questions& q) {
    const auto stride = static_cast<std::size_t>(view.stride), offers = static_cast<std::size_t>(view.labs) * stride;
    const std::size_t first = q.contract.contract * static_cast<std::size_t>(view.workloads) * offers;
    SieveTerms terms{
        view.known_single + first, view.news + first, view.seller_single + q.contract.seller * offers, offers, {}, {}};
    if (q.count == 0 || q.terms_single[0] != nullptr) return terms;
    CustomerVenues venues;
    find_venues(view, q.base_share, view.egress + q.contract.region * stride, venues);
    terms.foreign = to_singles(venues.foreign);
    terms.distance = to_singles(venues.distance);
    return terms;
}

/// Where the rows of a question's labs stand, and what they share.
struct LabRows {
    const float *own, *fixed, *seller;
    Singles data, pull;  ///< fee of a unit's data, friction
    bool given;          ///< `fixed` is all but `own`
};

NEPHOSCOPE_LANES LabRows lab_rows(const TermsView& view, const Questions& q, int n, const SieveTerms& terms) {
    const auto k = static_cast<std::size_t>(q.workload[n]);
    const bool given = q.terms_single[n] != nullptr;
    return {q.own[n],
            given ? q.terms_single[n] : terms.known + k * terms.offers,
            terms.seller,
            view.data_single[k] * terms.foreign,
            load<Singles>(view.gravity_single + k * kSingles) * terms.distance,
            given};
}

/// x in every row of V.
template <class V>
NEPHOSCOPE_LANES V spread(Singles x) {
    if constexpr (sizeof(V) == sizeof(Singles))
        return x;
    else
        return two_rows(x, x);
}

/// Attractions of the offers of one lab or two, from where `at` says on.
template <class V>
NEPHOSCOPE_LANES V attractions(const LabRows& rows, std::size_t at, V mine) {
    const V fixed = load_rows<V>(rows.fixed + at);
    if (rows.given) return fixed + mine;
    const V price = load_rows<V>(rows.seller + at) + spread<V>(rows.data);
    return ((fixed - log_single(price)) - spread<V>(rows.pull)) + mine;
}

/// Labs from l on, as many as V has rows: their logarithms need not wait for each other.
template <class V>
NEPHOSCOPE_LANES void take_labs(const LabRows& rows, int l, float* by_lab, Singles& size) {
    const std::size_t at = static_cast<std::size_t>(l) * kSingles;
    const V mine = load_rows<V>(rows.own + at);
    store_rows(by_lab + at, attractions(rows, at, mine));
    if constexpr (sizeof(V) == sizeof(Singles))
        size = larger(magnitude(mine), size);
    else
        size = larger(larger(magnitude(first_row(mine)), magnitude(second_row(mine))), size);
}

/// Attractions of a question, and the largest own one at every venue.
NEPHOSCOPE_LANES void sieve_labs(const LabRows& rows, int labs, float* by_lab) {
    Singles size{};
    int l = 0;
    for (; l + 1 < labs; l += 2) take_labs<TwoRows>(rows, l, by_lab, size);
    if (l < labs) take_labs<Singles>(rows, l, by_lab, size);
    store(by_lab + static_cast<std::size_t>(labs) * kSingles, size);
}

/// Puts question n to `lane`.
NEPHOSCOPE_LANES void sieve_ask(const TermsView& view, const Questions& q, int n, const SieveTerms& terms,
                                std::size_t lane, SieveAsked& asked) {
    sieve_labs(lab_rows(view, q, n, terms), view.labs, asked.attraction + lane * sieve_row(view));
    const int any = ~(q.lab[n] >> 31);  // no bits where nothing is paid for leaving: nobody can foresee it
    const auto at = static_cast<std::size_t>((q.lab[n] & any) * kSingles + (q.venue[n] & any));
    asked.lab[lane] = q.lab[n];
    asked.venue[lane] = q.venue[n];
    asked.budget[lane] = static_cast<float>(q.budget[n]);
    asked.news[lane] = terms.news[static_cast<std::size_t>(q.workload[n]) * terms.offers + at];
    asked.own_off[lane] = q.own_off;
}

}  // namespace

}  // namespace nephoscope

#endif
