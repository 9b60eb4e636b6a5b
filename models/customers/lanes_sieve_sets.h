#pragma once

#include "models/customers/lanes_set_bounds.h"
#include "models/customers/lanes_sieve_values.h"
#include "models/customers/set_table.h"

/// Values of sets of venues in single precision. Part of kernel_lanes.cpp, which alone includes it.
#ifdef NEPHOSCOPE_SINGLES

namespace nephoscope {

namespace {

constexpr FewSets<std::int32_t> kSieveSets;
inline constexpr int kSieved = (kFewVenues + kPairs + kTriples + kSingles - 1) / kSingles * kSingles;

/// Values of the better offers of a question at eight venues.
NEPHOSCOPE_LANES Singles best_of(const SieveFound& found, std::size_t row) {
    return load<Singles>(found.best + row * kSingles);
}

/// The search over sets of up to three venues to add to those in use. Values stand in the order of the table: single
/// venues, pairs, triples; what is not looked at holds -kFar.
struct SieveSets {
    const SieveFound& found;
    std::size_t first;  ///< row in `found`
    int count, venues;
    unsigned in_use;
    Singles cost;     ///< kFar where a venue cannot be added
    Singles with[8];  ///< [rows] value at each venue, at least that at those in use or of legacy
    float least = 0;  ///< value without any addition
    float most = 0;   ///< value were all venues free
    float error = 0;  ///< more than the value of any set that may be the best is off
    float value[kSieved];
    float top;  ///< the largest value

    SieveSets(const SieveFound& its_found, std::size_t its_first, int its_count)
        : found(its_found), first(its_first), count(its_count) {}
};

void fill_sets(const SiftProblem& p, SieveSets& s) {
    s.venues = p.venues;
    s.in_use = static_cast<unsigned>(p.in_use);
    const Wholes open = single_lanes_of(((1U << p.venues) - 1U) & ~s.in_use), used = single_lanes_of(s.in_use);
    s.cost = choose(open, to_singles(p.cost), singles(kFar));
    for (int n = 0; n < s.count; ++n) {
        const std::size_t row = s.first + static_cast<std::size_t>(n);
        const Singles best = best_of(s.found, row);
        const float here = largest_of(choose(used, best, singles(-kFar))), top = s.found.top[row];
        const float least = here > 0 ? here : 0;
        s.with[n] = larger(best, singles(least));
        s.least += least;
        s.most += top > least ? top : least;
        s.error += s.found.error[row];
    }
    s.error += 2 * kRounding * s.most;  // the costs of a set that may be the best are no larger than it
    for (int j = 0; j < kSieved; j += kSingles) store(s.value + j, singles(-kFar));
    s.top = s.least;
}

void try_sieve_singles(SieveSets& s) {
    Singles value = -s.cost;
    for (int n = 0; n < s.count; ++n) value += s.with[n];
    store(s.value, value);
    const float top = largest_of(value);
    s.top = top > s.top ? top : s.top;
}

void try_sieve_pairs(SieveSets& s) {
    Singles top = singles(s.top);
    for (int j = 0; j < s.venues * (s.venues - 1) / 2; j += kSingles) {
        const Wholes a = load<Wholes>(kSieveSets.pair[0] + j), b = load<Wholes>(kSieveSets.pair[1] + j);
        const Singles value = values_of_pairs(s.with, s.count, s.cost, a, b);
        store(s.value + kFewVenues + j, value);
        top = larger(value, top);
    }
    store(s.value + kFewVenues + kPairs, singles(-kFar));  // of eight venues the last register is half full
    s.top = largest_of(top);
}

void try_sieve_triples(SieveSets& s) {
    Singles top = singles(s.top);
    for (int j = 0; j < s.venues * (s.venues - 1) * (s.venues - 2) / 6; j += kSingles) {
        const Wholes a = load<Wholes>(kSieveSets.triple[0] + j), b = load<Wholes>(kSieveSets.triple[1] + j),
                     c = load<Wholes>(kSieveSets.triple[2] + j);
        const Singles value = values_of_triples(s.with, s.count, s.cost, a, b, c);
        store(s.value + kFewVenues + kPairs + j, value);
        top = larger(value, top);
    }
    s.top = largest_of(top);
}

/// Finds `top`, and the values of all sets that are within three errors of it.
void search(SieveSets& s, int slots) {
    LeastThree<float> cost{kFar, kFar, kFar};
    for (int v = 0; v < s.venues; ++v) cost.add(s.cost[v]);
    const auto may_reach = [&](float bound) { return !(bound < s.top - 3 * s.error); };
    if (slots > 0) try_sieve_singles(s);
    if (slots > 1 && may_reach(s.most - (cost.first + cost.second))) try_sieve_pairs(s);
    if (slots > 2 && may_reach(s.most - (cost.first + cost.second + cost.third))) try_sieve_triples(s);
}

NEPHOSCOPE_LANES unsigned set_at(int j) {
    if (j < kFewVenues) return 1U << j;
    j -= kFewVenues;
    if (j < kPairs) return 1U << kSieveSets.pair[0][j] | 1U << kSieveSets.pair[1][j];
    j -= kPairs;
    return 1U << kSieveSets.triple[0][j] | 1U << kSieveSets.triple[1][j] | 1U << kSieveSets.triple[2][j];
}

/// The best of `venues` for a row, −1 legacy; false when it is not clear. Without branches, since nobody can foresee
/// what is best.
NEPHOSCOPE_LANES bool sieve_place(const SieveFound& found, std::size_t row, unsigned venues, int& place) {
    const Singles none = singles(-kFar), its = choose(single_lanes_of(venues), best_of(found, row), none);
    const float top = largest_of(its), least = 2 * found.error[row];
    const int venue = __builtin_ctz(lanes_set(its == singles(top)) | 1U << kSingles);
    const float others = largest_of(choose(single_lane_numbers() == Wholes{} + venue, none, its));
    const bool legacy = top < -least;
    place = legacy ? -1 : venue;
    return legacy | ((top > least) & (top - others > least) & ((found.unclear[row] >> venue & 1) == 0));
}

/// Places of all rows among `venues`; false when one is not clear, or another than `out` has from a set before.
bool same_places(const SieveSets& s, unsigned venues, bool is_first, Sifted& out) {
    for (int n = 0; n < s.count; ++n) {
        int place;
        if (!sieve_place(s.found, s.first + static_cast<std::size_t>(n), venues, place)) return false;
        if (!is_first && place != out.venue[n]) return false;
        out.venue[n] = static_cast<std::int8_t>(place);
    }
    return true;
}

/// Where the rows go in the best set. The exactly best one is among those within two errors of the best here; when all
/// of them send every workload to the same place, that is where it goes; false when they do not.
bool places_of_best(const SieveSets& s, Sifted& out) {
    const float near = s.top - 2 * s.error;
    bool is_first = true;
    if (s.least >= near) {
        if (!same_places(s, s.in_use, true, out)) return false;
        is_first = false;
    }
    for (int j = 0; j < kSieved; j += kSingles)
        for (unsigned left = lanes_set(load<Singles>(s.value + j) >= singles(near)); left != 0; left &= left - 1) {
            if (!same_places(s, s.in_use | set_at(j + __builtin_ctz(left)), is_first, out)) return false;
            is_first = false;
        }
    return !is_first;
}

}  // namespace

}  // namespace nephoscope

#endif
