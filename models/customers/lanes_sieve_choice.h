#pragma once

#include "models/customers/lanes_sieve_sets.h"

/// Decisions that single precision settles, and values between bounds. Part of kernel_lanes.cpp, which alone includes
/// it.
#ifdef NEPHOSCOPE_SINGLES

namespace nephoscope {

namespace {

/// Whether the sieve is for such questions: of scenarios with legacy and at most eight venues.
NEPHOSCOPE_LANES bool is_sifted(const TermsView& view, const Questions& q, const SiftProblem& p) {
    return (view.stride == kSingles) & (q.floor == 0) & (p.slots <= kFewSlots);
}

/// What the workloads would do were all venues free.
struct SieveAlone {
    unsigned added = 0;  ///< venues beside those in use
    float sum = 0;
    NEPHOSCOPE_LINES float worth[2 * kSingles] = {};  ///< what workloads gain at a venue for certain [USD/month]
    double cost = 0;                                  ///< of what is added
};

/// False when it is not clear.
NEPHOSCOPE_LANES bool sieve_alone(const SieveFound& found, std::size_t first, int count, const SiftProblem& p,
                                  SieveAlone& alone, Sifted& out) {
    std::int32_t clear = -1;
    unsigned places = 0;
    for (int n = 0; n < count; ++n) {
        const std::size_t row = first + static_cast<std::size_t>(n);
        const std::int32_t place = found.place[row];
        clear &= found.is_clear[row];
        out.venue[n] = static_cast<std::int8_t>(place == kLegacy ? -1 : place);
        alone.sum += found.value[row];
        alone.worth[place] += found.worth[row];
        places |= 1U << place;
    }
    alone.added = places & ~static_cast<unsigned>(p.in_use) & 0xffU;
    for (unsigned left = alone.added; left != 0; left &= left - 1) alone.cost += p.cost[__builtin_ctz(left)];
    return clear != 0;
}

/// Whether these places are the best: they cost nothing, or every venue is worth its cost even against the second best
/// for nothing (docs/performance.md#venue-sets).
NEPHOSCOPE_LANES bool are_best(const SieveAlone& alone, const SiftProblem& p) {
    if (alone.added == 0) return true;
    const bool fits = __builtin_popcount(alone.added) <= p.slots;
    bool is_worth = true;
    for (unsigned left = alone.added; left != 0; left &= left - 1) {
        const int v = __builtin_ctz(left);
        is_worth = is_worth & (static_cast<double>(alone.worth[v] - kRounding * alone.sum) > p.cost[v]);
    }
    return fits & ((alone.cost == 0) | is_worth);
}

/// Whether all that was found of these questions holds.
NEPHOSCOPE_LANES bool is_sound(const SieveFound& found, std::size_t first, int count) {
    std::int32_t sound = -1;
    for (int n = 0; n < count; ++n) sound &= found.sound[first + static_cast<std::size_t>(n)];
    return sound != 0;
}

/// Where the workloads of one customer go; false when that is not clear.
bool sieve_settle(const SieveFound& found, std::size_t first, int count, const SiftProblem& p, Sifted& out) {
    SieveAlone alone;
    if (!is_sound(found, first, count) || !sieve_alone(found, first, count, p, alone, out)) return false;
    const bool fits = __builtin_popcount(alone.added) <= p.slots;
    out.weighed = alone.added != 0 && (!fits || alone.cost != 0);
    if (!are_best(alone, p)) {
        SieveSets sets(found, first, count);
        fill_sets(p, sets);
        search(sets, p.slots);
        if (!places_of_best(sets, out)) return false;
    }
    for (int n = 0; n < count; ++n) {  // of legacy the lab is any
        const auto labs = static_cast<unsigned>(found.labs[first + static_cast<std::size_t>(n)]);
        out.lab[n] = static_cast<std::uint8_t>(labs >> (4 * (out.venue[n] & 7)) & 15U);
    }
    return true;
}

void sift(const TermsView& view, Sifting* customers, std::size_t count) {
    if (count == 0) return;
    SieveFound found;
    SieveLook look(view, customers[0].questions->excess, customers[0].problem);
    std::size_t first[kMostSifted];
    for (std::size_t c = 0; c < count; ++c) {
        Sifting& its = customers[c];
        first[c] = look.count;
        its.sure = is_sifted(view, *its.questions, its.problem);
        if (its.sure) look.ask(*its.questions, found);
    }
    look.answer(found);
    for (std::size_t c = 0; c < count; ++c) {
        Sifting& its = customers[c];
        its.sure = its.sure && sieve_settle(found, first[c], its.questions->count, its.problem, its.out);
    }
}

/// The value of the best set is off by no more than that of any.
bool appraise(const TermsView& view, const Questions& q, const SiftProblem& p, Appraisal& out) {
    if (!is_sifted(view, q, p)) return false;
    SieveFound found;
    SieveLook look(view, q.excess, p);
    look.ask(q, found);
    look.answer(found);
    if (!is_sound(found, 0, q.count)) return false;
    SieveAlone alone;
    Sifted ignored;
    out.error = 0;
    for (int n = 0; n < q.count; ++n) {
        const auto row = static_cast<std::size_t>(n);
        out.error += static_cast<double>(found.error[row]);
        store(out.most[n], best_of(found, row) + found.error[row]);
    }
    if (sieve_alone(found, 0, q.count, p, alone, ignored) && are_best(alone, p)) {
        out.value = static_cast<double>(alone.sum) - alone.cost;
        out.error += static_cast<double>(kRounding * alone.sum);
        return true;
    }
    SieveSets sets(found, 0, q.count);
    fill_sets(p, sets);
    search(sets, p.slots);
    out.value = static_cast<double>(sets.top);
    out.error = static_cast<double>(sets.error);
    return true;
}

}  // namespace

}  // namespace nephoscope

#endif
