#pragma once

#include <limits>

#include "models/customers/kernels.h"
#include "models/customers/lanes_offers.h"
#include "sim/core/single_math.h"

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
    Singles move, stay;            ///< attraction of the best lab, of the current one (−∞ without any)
    Singles second;                ///< of the second best
    Wholes lab;                    ///< of `move`
    float current;                 ///< attraction of the current offer; any without one
    Singles move_gain, stay_gain;  ///< CS per budget of `move`, `stay`
    float budget, outlay;          ///< outlay on the current offer, 0 where leaving costs nothing [USD/month]
    float slack;                   ///< more than any attraction is off, and more than gain is per outlay and budget
    Singles best;                  ///< value of the better one [USD/month]
    unsigned stays = 0;            ///< bit v: the better one at venue v is the current lab
    unsigned unclear = 0;          ///< bit v: which lab is the better one at venue v
    float top = 0;                 ///< the largest value
    float error = 0;               ///< more than any value is off
};

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

/// Where the rows of a question's labs stand, and what they share.
struct LabRows {
    const float *own, *fixed, *seller;
    Singles data, pull;  ///< fee of a unit's data, friction
    bool given;          ///< `fixed` is all but `own`
};

NEPHOSCOPE_LANES LabRows lab_rows(const TermsView& view, const Questions& q, int n, const SieveVenues& there) {
    const auto stride = static_cast<std::size_t>(view.stride), offers = static_cast<std::size_t>(view.labs) * stride;
    const auto k = static_cast<std::size_t>(q.workload[n]);
    const bool given = q.terms_single[n] != nullptr;
    const std::size_t at = (q.contract.contract * static_cast<std::size_t>(view.workloads) + k) * offers;
    return {q.own[n],
            given ? q.terms_single[n] : view.known_single + at,
            view.seller_single + q.contract.seller * offers,
            singles(static_cast<float>(view.data_gb[k])) * there.foreign,
            to_singles(view.gravity + k * stride) * there.distance,
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

/// Of question n: where nothing is paid for leaving, all bits of `none` are set and the rest is 0. Without a branch,
/// since nobody can foresee it.
struct CurrentOffer {
    Wholes none;
    int lab, venue;
};

NEPHOSCOPE_LANES CurrentOffer current_offer(const Questions& q, int n) {
    const int none = q.lab[n] >> 31;
    return {Wholes{} + none, q.lab[n] & ~none, q.venue[n] & ~none};
}

NEPHOSCOPE_LANES void take(int l, Singles attraction, Singles own, BestLabs& best) { best.take(l, attraction, own); }
NEPHOSCOPE_LANES void take(int l, TwoRows attraction, TwoRows own, BestLabs& best) {
    best.take(l, first_row(attraction), first_row(own));
    best.take(l + 1, second_row(attraction), second_row(own));
}

/// Labs from l on, as many as V has rows: their logarithms need not wait for each other.
template <class V>
NEPHOSCOPE_LANES void take_labs(const LabRows& rows, int l, float* by_lab, BestLabs& best) {
    const std::size_t at = static_cast<std::size_t>(l) * kSingles;
    const V mine = load_rows<V>(rows.own + at), its = attractions(rows, at, mine);
    store_rows(by_lab + at, its);
    take(l, its, mine, best);
}

/// Attractions of question n; false when something is out of range or no number.
NEPHOSCOPE_LANES bool sieve_labs(const TermsView& view, const Questions& q, int n, const SieveVenues& there,
                                 SieveRow& row) {
    const LabRows rows = lab_rows(view, q, n, there);
    NEPHOSCOPE_LINES float by_lab[16 * kSingles];
    BestLabs best;
    int l = 0;
    for (; l + 1 < view.labs; l += 2) take_labs<TwoRows>(rows, l, by_lab, best);
    if (l < view.labs) take_labs<Singles>(rows, l, by_lab, best);
    row.move = best.top;
    row.second = best.second;
    row.lab = best.lab;
    const CurrentOffer current = current_offer(q, n);
    row.stay = choose(current.none, singles(kNever), load<Singles>(by_lab + current.lab * kSingles));
    row.current = by_lab[current.lab * kSingles + current.venue];
    const float mine = largest_of(best.size);
    row.slack = kSlack * (1 + (mine > view.single_size ? mine : view.single_size)) + q.own_off;
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

/// Gains, and the outlay on the current offer at the actual quality; false when that quality is too far from the known
/// one, or nobody may buy there any more. Without attraction above −1 an offer is worth less than nothing, whatever it
/// costs to go there.
NEPHOSCOPE_LANES bool sieve_gains(const TermsView& view, const Questions& q, int n, SieveExcess x, SieveRow& row) {
    const Singles least = singles(-1.0F);
    const TwoRows gain = sieve_gain(two_rows(larger(row.move, least), larger(row.stay, least)), x);
    row.move_gain = first_row(gain);
    row.stay_gain = second_row(gain);
    row.budget = static_cast<float>(q.budget[n]);
    const CurrentOffer current = current_offer(q, n);
    const auto k = static_cast<std::size_t>(q.workload[n]), stride = static_cast<std::size_t>(view.stride);
    const std::size_t rows = q.contract.contract * static_cast<std::size_t>(view.workloads) + k;
    const std::size_t at = rows * static_cast<std::size_t>(view.labs) * stride +
                           static_cast<std::size_t>(current.lab) * stride + static_cast<std::size_t>(current.venue);
    const auto news = static_cast<float>(view.actual[at] - view.known[at]);
    const Singles pays = row.budget * exponential_single(singles(x.excess * (row.current + news))).value();
    row.outlay = choose(current.none, Singles{}, pays)[0];
    const float most = row.slack - q.own_off;
    const bool near = (news * kSlack < most) & (-news * kSlack < most);
    return (row.budget < kFar) & (row.outlay < kFar) & (near | (q.lab[n] < 0));
}

/// Values of the better offer at each venue. What leaving the current lab or venue costs is `to_lab`, `to_venue`
/// [USD/month]; where the best lab is the current one, staying is never worth less.
NEPHOSCOPE_LANES void sieve_values(const Questions& q, int n, SieveExcess x, float to_lab, float to_venue,
                                   SieveRow& row) {
    const Singles venue = choose(single_lane_numbers() == Wholes{} + q.venue[n], Singles{}, singles(to_venue));
    const Singles move = row.budget * row.move_gain - (venue + to_lab), kept = row.budget * row.stay_gain - venue;
    const Singles stay = choose(current_offer(q, n).none, singles(-kFar), kept);
    row.best = larger(stay, move);
    row.top = largest_of(row.best);
    const float costs = to_lab + to_venue, most = (row.top > 0 ? row.top : 0) + costs;
    row.error = row.slack * (row.budget + x.excess * (most + costs)) + kRounding * (most + costs);
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

/// The best of `venues` for a row; false when it is not clear. Without branches, since nobody can foresee what is best.
NEPHOSCOPE_LANES bool sieve_place(const SieveRow& row, unsigned venues, SievePlace& place) {
    const Singles none = singles(-kFar), its = choose(single_lanes_of(venues), row.best, none);
    const float top = largest_of(its), least = 2 * row.error;
    const int venue = __builtin_ctz(lanes_set(its == singles(top)) | 1U << kSingles);
    const float others = largest_of(choose(single_lane_numbers() == Wholes{} + venue, none, its));
    const float second = others > 0 ? others : 0;
    const bool legacy = top < -least;
    place = {legacy ? -1 : venue, legacy ? 0 : top, legacy ? 0 : second};
    return legacy | ((top > least) & (top - second > least) & ((row.unclear >> venue & 1U) == 0));
}

}  // namespace

}  // namespace nephoscope

#endif
