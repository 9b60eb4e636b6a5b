#pragma once

#include <limits>

#include "models/customers/kernels.h"
#include "models/customers/lanes_offers.h"
#include "sim/core/single_lanes.h"

/// A first look at decisions in single precision: attractions and values of questions, each with a bound on what it may
/// be off, venues in lanes. docs/performance.md#sieve derives the bounds. Part of kernel_lanes.cpp, which alone
/// includes it.
#ifdef NEPHOSCOPE_SINGLES

namespace nephoscope {

namespace {

inline constexpr float kFar = 1e30F;       ///< beyond it nothing is clear
inline constexpr float kSlack = 0x1p-16F;  ///< of attractions and gains, per 1 + the size of their terms
inline constexpr float kRounding = 0x1p-20F;
inline constexpr float kNever = -std::numeric_limits<float>::infinity();

/// What question n asks, at all venues.
struct SieveRow {
    Singles move, stay;    ///< attraction of the best lab, of the current one (−∞ without any)
    Singles second;        ///< of the second best
    Wholes lab;            ///< of `move`
    float slack;           ///< more than any attraction is off, and more than gain is per outlay and budget
    Singles best;          ///< value of the better one [USD/month]
    unsigned stays = 0;    ///< bit v: the better one at venue v is the current lab
    unsigned unclear = 0;  ///< bit v: which lab is the better one at venue v
    float top = 0;         ///< the largest value
    float error = 0;       ///< more than any value is off
};

NEPHOSCOPE_LANES Singles to_singles(const double* from) {
#if defined(NEPHOSCOPE_AVX512)
    return __builtin_bit_cast(Singles, _mm512_cvtpd_ps(_mm512_loadu_pd(from)));
#elif defined(NEPHOSCOPE_AVX2)
    return __builtin_bit_cast(
        Singles, _mm256_set_m128(_mm256_cvtpd_ps(_mm256_loadu_pd(from + 4)), _mm256_cvtpd_ps(_mm256_loadu_pd(from))));
#else
    Singles v;
    for (int lane = 0; lane < kSingles; ++lane) v[lane] = static_cast<float>(from[lane]);
    return v;
#endif
}

/// What terms of all workloads share for one customer.
struct SieveVenues {
    Singles foreign{}, distance{};  ///< as CustomerVenues
};

NEPHOSCOPE_LANES SieveVenues sieve_venues(const TermsView& view, const Questions& q) {
    CustomerVenues venues;
    find_venues(view, q.base_share, view.egress + q.contract.region * static_cast<std::size_t>(view.stride), venues);
    return {to_singles(venues.foreign), to_singles(venues.distance)};
}

/// Attractions of question n; false when something is out of range or no number.
NEPHOSCOPE_LANES bool sieve_labs(const TermsView& view, const Questions& q, int n, const SieveVenues& there,
                                 SieveRow& row) {
    const auto stride = static_cast<std::size_t>(view.stride), offers = static_cast<std::size_t>(view.labs) * stride;
    const auto k = static_cast<std::size_t>(q.workload[n]);
    const float* own = q.own[n];
    const float* seller = view.seller_single + q.contract.seller * offers;
    const float* fixed = q.terms_single[n];
    const bool given = fixed != nullptr;
    if (!given)
        fixed = view.known_single + (q.contract.contract * static_cast<std::size_t>(view.workloads) + k) * offers;
    const Singles data = singles(static_cast<float>(view.data_gb[k])) * there.foreign;
    const Singles pull = to_singles(view.gravity + k * stride) * there.distance;
    float by_lab[16 * kSingles];
    Singles top = singles(kNever), second = top, size{};
    Wholes lab{}, fit = Wholes{} - 1;
    for (int l = 0; l < view.labs; ++l) {
        const std::size_t at = static_cast<std::size_t>(l) * kSingles;
        const Singles mine = load<Singles>(own + at);
        Singles attraction = load<Singles>(fixed + at);
        if (!given) attraction = (attraction - log_single(load<Singles>(seller + at) + data)) - pull;
        attraction += mine;
        store(by_lab + at, attraction);
        fit &= attraction < singles(kFar);
        size = larger(magnitude(mine), size);
        second = larger(smaller(attraction, top), second);
        lab = choose(attraction > top, Wholes{} + l, lab);
        top = larger(attraction, top);
    }
    row.move = top;
    row.second = second;
    row.lab = lab;
    row.stay = q.lab[n] < 0 ? singles(kNever) : load<Singles>(by_lab + q.lab[n] * kSingles);
    const float mine = largest_of(size);
    row.slack = kSlack * (1 + (mine > view.single_size ? mine : view.single_size));
    return lanes_set(fit) == 0xff && row.slack < 1;
}

/// CS per budget.
NEPHOSCOPE_LANES Singles sieve_gain(Singles attraction, float excess) {
    return excess == 0 ? attraction : expm1_single(excess * attraction) * (1 / excess);
}

/// Outlays of the workloads on their current offers [USD/month], 0 where leaving costs nothing; false when the actual
/// quality is too far from the known one.
NEPHOSCOPE_LANES bool sieve_outlays(const TermsView& view, const Questions& q, const SieveRow* rows, Singles budget,
                                    float excess, Singles& outlay) {
    const auto stride = static_cast<std::size_t>(view.stride), offers = static_cast<std::size_t>(view.labs) * stride;
    float attraction[kSingles] = {};
    Wholes pays{};
    for (int n = 0; n < q.count; ++n) {
        if (q.lab[n] < 0) continue;
        float stay[kSingles];
        store(stay, rows[n].stay);
        const auto k = static_cast<std::size_t>(q.workload[n]), v = static_cast<std::size_t>(q.venue[n]);
        const std::size_t at = (q.contract.contract * static_cast<std::size_t>(view.workloads) + k) * offers +
                               static_cast<std::size_t>(q.lab[n]) * stride + v;
        const auto news = static_cast<float>(view.actual[at] - view.known[at]);
        if (!(news * kSlack < rows[n].slack && -news * kSlack < rows[n].slack)) return false;
        attraction[n] = stay[v] + news;
        pays[n] = -1;
    }
    const Singles its = load<Singles>(attraction);
    outlay = choose(pays, budget + budget * (excess * sieve_gain(its, excess)), Singles{});
    return true;
}

/// Values of the better offer at each venue. What leaving the current lab or venue costs is `to_lab`, `to_venue`
/// [USD/month]; where the best lab is the current one, staying is never worth less. Without attraction above −1 an
/// offer is worth less than nothing, whatever it costs to go there.
NEPHOSCOPE_LANES void sieve_values(const Questions& q, int n, float budget, float excess, float to_lab, float to_venue,
                                   SieveRow& row) {
    const Singles least = singles(-1.0F);
    const Singles venue = choose(single_lane_numbers() == Wholes{} + q.venue[n], Singles{}, singles(to_venue));
    const Singles move = budget * sieve_gain(larger(row.move, least), excess) - (venue + to_lab);
    const Singles kept = budget * sieve_gain(larger(row.stay, least), excess) - venue;
    const Singles stay = q.lab[n] < 0 ? singles(-kFar) : kept;
    row.best = larger(stay, move);
    row.top = largest_of(row.best);
    const float costs = to_lab + to_venue, most = (row.top > 0 ? row.top : 0) + costs;
    row.error = row.slack * (budget + excess * (most + costs)) + kRounding * (most + costs);
    const Wholes stays = stay > move, another = row.lab != Wholes{} + q.lab[n];
    const Wholes unclear = (~stays & (row.move - row.second <= 2 * row.slack)) |
                           (another & (magnitude(stay - move) <= singles(2 * row.error)));
    row.stays = lanes_set(stays);
    row.unclear = lanes_set(unclear);
}

/// Where a workload goes among some venues.
struct SievePlace {
    int venue = -1;  ///< −1 legacy
    float value = 0, second = 0;
};

/// The best of `venues` for a row; false when it is not clear.
NEPHOSCOPE_LANES bool sieve_place(const SieveRow& row, unsigned venues, SievePlace& place) {
    const Singles none = singles(-kFar), its = choose(single_lanes_of(venues), row.best, none);
    const float top = largest_of(its);
    place = {};
    if (top < -2 * row.error) return true;
    if (!(top > 2 * row.error)) return false;
    const int venue = __builtin_ctz(lanes_set(its == singles(top)));
    const float others = largest_of(choose(single_lane_numbers() == Wholes{} + venue, none, its));
    place = {venue, top, others > 0 ? others : 0};
    return top - place.second > 2 * row.error && (row.unclear >> venue & 1U) == 0;
}

}  // namespace

}  // namespace nephoscope

#endif
