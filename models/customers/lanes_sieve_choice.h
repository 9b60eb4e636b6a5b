#pragma once

#include "models/customers/lanes_sieve_sets.h"

/// Decisions that single precision settles, and values between bounds. Part of kernel_lanes.cpp, which alone includes
/// it.
#ifdef NEPHOSCOPE_SINGLES

namespace nephoscope {

namespace {

/// Values of all questions; false when something is out of range. Of scenarios with legacy and at most eight venues.
bool sieve_rows(const TermsView& view, const Questions& q, const SiftProblem& p, SieveRow* rows) {
    if (view.stride != kSingles || q.floor != 0 || p.slots > kFewSlots) return false;
    const auto excess = static_cast<float>(q.excess);
    const SieveExcess x{excess, 1 / excess};
    SieveVenues there;
    if (q.count > 0 && q.terms_single[0] == nullptr) there = sieve_venues(view, q);
    // Step by step for all questions, so that one need not wait for what another's came to.
    bool sound = true;
    for (int n = 0; n < q.count; ++n)
        sound = sieve_labs(view, q, n, there, rows[n]) & (excess * rows[n].slack < 16 * kSlack) & sound;
    if (!sound) return false;
    for (int n = 0; n < q.count; ++n) sound = sieve_gains(view, q, n, x, rows[n]) & sound;
    if (!sound) return false;
    for (int n = 0; n < q.count; ++n)
        sieve_values(q, n, x, rows[n].outlay * static_cast<float>(p.lab_months),
                     rows[n].outlay * static_cast<float>(p.venue_months), rows[n]);
    return true;
}

/// What the workloads would do were all venues free.
struct SieveAlone {
    unsigned added = 0;  ///< venues beside those in use
    float sum = 0;
    Singles worth{};  ///< of each venue: what its workloads gain there for certain [USD/month]
    double cost = 0;  ///< of what is added
};

/// Σ of the costs of `venues`.
NEPHOSCOPE_LANES double cost_of(const SiftProblem& p, unsigned venues) {
    Doubles costs{};
    for (int v = 0; v < kSingles; v += kLanes)
        costs += choose(lanes_of(venues >> v), load<Doubles>(p.cost + v), Doubles{});
    double cost = 0;
    for (int lane = 0; lane < kLanes; ++lane) cost += costs[lane];
    return cost;
}

/// False when it is not clear.
bool sieve_alone(const SieveRow* rows, int count, const SiftProblem& p, SieveAlone& alone, Sifted& out) {
    bool clear = true;
    std::uint64_t added = 0;
    for (int n = 0; n < count; ++n) {
        SievePlace place;
        clear = sieve_place(rows[n], (1U << p.venues) - 1U, place) & clear;
        out.venue[n] = static_cast<std::int8_t>(place.venue);
        alone.sum += place.value;
        added |= std::uint64_t{1} << (place.venue & 63);  // bit 63: legacy
        alone.worth += choose(single_lane_numbers() == Wholes{} + place.venue,
                              singles((place.value - place.second) - 2 * rows[n].error), Singles{});
    }
    alone.added = static_cast<unsigned>(added & ~p.in_use) & 0xffU;
    alone.cost = cost_of(p, alone.added);
    return clear;
}

/// Whether these places are the best: they cost nothing, or every venue is worth its cost even against the second best
/// for nothing (docs/performance.md#venue-sets).
bool are_best(const SieveAlone& alone, const SiftProblem& p) {
    NEPHOSCOPE_LINES float worth[kSingles];
    store(worth, alone.worth - kRounding * alone.sum);
    unsigned is_worth = 0;
    for (int v = 0; v < kSingles; v += kLanes) {
        const Integers is_more = to_doubles(worth + v) > load<Doubles>(p.cost + v);
        is_worth |= lanes_set(is_more) << v;
    }
    const bool fits = __builtin_popcount(alone.added) <= p.slots;
    return (alone.added == 0) | (fits & ((alone.cost == 0) | ((alone.added & ~is_worth) == 0)));
}

bool sift(const TermsView& view, const Questions& q, const SiftProblem& p, Sifted& out) {
    SieveRow rows[8];
    SieveAlone alone;
    if (!sieve_rows(view, q, p, rows) || !sieve_alone(rows, q.count, p, alone, out)) return false;
    const bool fits = __builtin_popcount(alone.added) <= p.slots;
    out.weighed = alone.added != 0 && (!fits || alone.cost != 0);
    if (!are_best(alone, p)) {
        SieveSets sets;
        fill_sets(rows, q.count, p, sets);
        search(sets, p.slots);
        if (!places_of_best(sets, out)) return false;
    }
    for (int n = 0; n < q.count; ++n) {
        if (out.venue[n] < 0) continue;
        const bool stays = (rows[n].stays >> out.venue[n] & 1U) != 0;
        out.lab[n] = static_cast<std::uint8_t>(stays ? q.lab[n] : rows[n].lab[out.venue[n]]);
    }
    return true;
}

/// The value of the best set is off by no more than that of any.
bool appraise(const TermsView& view, const Questions& q, const SiftProblem& p, Appraisal& out) {
    SieveRow rows[8];
    SieveAlone alone;
    Sifted ignored;
    if (!sieve_rows(view, q, p, rows)) return false;
    out.error = 0;
    for (int n = 0; n < q.count; ++n) {
        out.error += static_cast<double>(rows[n].error);
        store(out.most[n], rows[n].best + rows[n].error);
    }
    if (sieve_alone(rows, q.count, p, alone, ignored) && are_best(alone, p)) {
        out.value = static_cast<double>(alone.sum) - alone.cost;
        out.error += static_cast<double>(kRounding * alone.sum);
        return true;
    }
    SieveSets sets;
    fill_sets(rows, q.count, p, sets);
    search(sets, p.slots);
    out.value = static_cast<double>(sets.top);
    out.error = static_cast<double>(sets.error);
    return true;
}

}  // namespace

}  // namespace nephoscope

#endif
