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
    for (int n = 0; n < q.count; ++n)
        if (!sieve_labs(view, q, n, there, rows[n]) || !(excess * rows[n].slack < 16 * kSlack)) return false;
    const Singles budget = to_singles(q.budget);
    Singles outlay;
    if (!sieve_outlays(view, q, rows, budget, x, outlay)) return false;
    for (int n = 0; n < q.count; ++n) {
        if (!(budget[n] < kFar) || !(outlay[n] < kFar)) return false;
        sieve_values(q, n, budget[n], x, outlay[n] * static_cast<float>(p.lab_months),
                     outlay[n] * static_cast<float>(p.venue_months), rows[n]);
    }
    return true;
}

/// What the workloads would do were all venues free.
struct SieveAlone {
    unsigned added = 0;  ///< venues beside those in use
    float sum = 0, worth[kSingles] = {};
    double cost = 0;  ///< of what is added
};

/// False when it is not clear.
bool sieve_alone(const SieveRow* rows, int count, const SiftProblem& p, SieveAlone& alone, Sifted& out) {
    bool clear = true;
    for (int n = 0; n < count; ++n) {
        SievePlace place;
        clear = sieve_place(rows[n], (1U << p.venues) - 1U, place) && clear;
        out.venue[n] = static_cast<std::int8_t>(place.venue);
        alone.sum += place.value;
        if (place.venue < 0) continue;
        alone.added |= 1U << place.venue;
        alone.worth[place.venue] += (place.value - place.second) - 2 * rows[n].error;
    }
    alone.added &= ~static_cast<unsigned>(p.in_use);
    for (unsigned left = alone.added; left != 0; left &= left - 1) alone.cost += p.cost[__builtin_ctz(left)];
    return clear;
}

/// Whether these places are the best: they cost nothing, or every venue is worth its cost even against the second best
/// for nothing (docs/performance.md#venue-sets).
bool are_best(const SieveAlone& alone, const SiftProblem& p) {
    if (alone.added == 0) return true;
    if (__builtin_popcount(alone.added) > p.slots) return false;
    for (unsigned left = alone.cost == 0 ? 0 : alone.added; left != 0; left &= left - 1) {
        const int v = __builtin_ctz(left);
        if (!(static_cast<double>(alone.worth[v] - kRounding * alone.sum) > p.cost[v])) return false;
    }
    return true;
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
