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

/// The two best labs at each venue, from one lab after the other.
struct BestLabs {
    Singles top = singles(kNever), second = singles(kNever);  ///< attractions
    Singles size{};                                           ///< of the largest own attraction
    Singles sum{};                                            ///< no number when an attraction is none
    Wholes lab{};                                             ///< of `top`

    NEPHOSCOPE_LANES void take(int l, Singles attraction, Singles own) {
        sum += attraction;
        size = larger(magnitude(own), size);
        second = larger(smaller(attraction, top), second);
        lab = choose(attraction > top, Wholes{} + l, lab);
        top = larger(attraction, top);
    }
    /// Also where all are −∞.
    NEPHOSCOPE_LANES bool are_in_range() const { return lanes_set((sum == sum) & (top < singles(kFar))) == 0xff; }
};

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
    BestLabs best;
    for (int l = 0; l < view.labs; l += 2) {  // two labs at once, whose logarithms do not wait for each other
        const std::size_t at = static_cast<std::size_t>(l) * kSingles, next = l + 1 < view.labs ? at + kSingles : at;
        const Pair<Singles> mine{load<Singles>(own + at), load<Singles>(own + next)};
        Pair<Singles> attraction{load<Singles>(fixed + at), load<Singles>(fixed + next)};
        if (!given) {
            const Pair<Singles> price{load<Singles>(seller + at) + data, load<Singles>(seller + next) + data};
            attraction = (attraction - log_single(price)) - pull;
        }
        attraction = attraction + mine;
        store(by_lab + at, attraction.first), store(by_lab + next, attraction.second);
        best.take(l, attraction.first, mine.first);
        if (next != at) best.take(l + 1, attraction.second, mine.second);
    }
    row.move = best.top;
    row.second = best.second;
    row.lab = best.lab;
    row.stay = q.lab[n] < 0 ? singles(kNever) : load<Singles>(by_lab + q.lab[n] * kSingles);
    const float mine = largest_of(best.size);
    row.slack = kSlack * (1 + (mine > view.single_size ? mine : view.single_size));
    return best.are_in_range() && row.slack < 1;
}

/// η − 1, and its reciprocal.
struct SieveExcess {
    float excess, per_excess;
};

/// CS per budget.
template <class V>
NEPHOSCOPE_LANES V sieve_gain(V attraction, SieveExcess x) {
    return x.excess == 0 ? attraction : expm1_single(x.excess * attraction) * x.per_excess;
}

/// Outlays of the workloads on their current offers [USD/month], 0 where leaving costs nothing; false when the actual
/// quality is too far from the known one.
NEPHOSCOPE_LANES bool sieve_outlays(const TermsView& view, const Questions& q, const SieveRow* rows, Singles budget,
                                    SieveExcess x, Singles& outlay) {
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
    outlay = choose(pays, budget + budget * (x.excess * sieve_gain(its, x)), Singles{});
    return true;
}

/// Values of the better offer at each venue. What leaving the current lab or venue costs is `to_lab`, `to_venue`
/// [USD/month]; where the best lab is the current one, staying is never worth less. Without attraction above −1 an
/// offer is worth less than nothing, whatever it costs to go there.
NEPHOSCOPE_LANES void sieve_values(const Questions& q, int n, float budget, SieveExcess x, float to_lab, float to_venue,
                                   SieveRow& row) {
    const Singles least = singles(-1.0F);
    const Singles venue = choose(single_lane_numbers() == Wholes{} + q.venue[n], Singles{}, singles(to_venue));
    const Pair<Singles> its{larger(row.move, least), larger(row.stay, least)};
    const auto [move_gain, stay_gain] = sieve_gain(its, x);
    const Singles move = budget * move_gain - (venue + to_lab), kept = budget * stay_gain - venue;
    const Singles stay = q.lab[n] < 0 ? singles(-kFar) : kept;
    row.best = larger(stay, move);
    row.top = largest_of(row.best);
    const float costs = to_lab + to_venue, most = (row.top > 0 ? row.top : 0) + costs;
    row.error = row.slack * (budget + x.excess * (most + costs)) + kRounding * (most + costs);
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
