#pragma once

#include <cstdint>

#include "sim/core/single_lanes.h"

/// Sets of venues as lanes, where few may be added to few. Part of kernel_lanes.cpp, which alone includes it.
namespace nephoscope {

namespace {

inline constexpr int kFewVenues = 8, kFewSlots = 3, kPairs = 28, kTriples = 56;

/// Sets of up to three of eight venues. Pairs and triples stand by rising last venue, so that those of the first V
/// venues come first; ranks follow the order of the plain search, in which ties are decided.
template <class Index>
struct FewSets {
    alignas(64) Index pair[2][kPairs + kFewVenues] = {};
    alignas(64) Index pair_rank[kPairs + kFewVenues] = {};
    alignas(64) Index triple[3][kTriples] = {};
    alignas(64) Index triple_rank[kTriples] = {};
    std::uint8_t set[kFewVenues + kPairs + kTriples] = {};  ///< by rank

    constexpr FewSets() {
        int rank_of[kFewVenues][kFewVenues][kFewVenues] = {}, rank = 0;  // [a][b][b] is the pair
        for (int a = 0; a < kFewVenues; ++a) set[rank++] = static_cast<std::uint8_t>(1 << a);
        for (int a = 0; a < kFewVenues; ++a) {
            for (int b = a + 1; b < kFewVenues; ++b) {
                rank_of[a][b][b] = rank;
                set[rank++] = static_cast<std::uint8_t>(1 << a | 1 << b);
            }
            for (int b = a + 1; b < kFewVenues; ++b)
                for (int c = b + 1; c < kFewVenues; ++c) {
                    rank_of[a][b][c] = rank;
                    set[rank++] = static_cast<std::uint8_t>(1 << a | 1 << b | 1 << c);
                }
        }
        int pairs = 0, triples = 0;
        for (int last = 1; last < kFewVenues; ++last)
            for (int b = 0; b < last; ++b) {
                pair[0][pairs] = b, pair[1][pairs] = last;
                pair_rank[pairs++] = rank_of[b][last][last];
                for (int a = 0; a < b; ++a) {
                    triple[0][triples] = a, triple[1][triples] = b, triple[2][triples] = last;
                    triple_rank[triples++] = rank_of[a][b][last];
                }
            }
    }
};

/// Values of pairs {a, b} of venues in lanes: what each row gains at the better of the two, less the costs.
template <class Value, class Index>
NEPHOSCOPE_LANES Value values_of_pairs(const Value* row, int rows, Value cost, Index a, Index b) {
    Value value{};
    for (int r = 0; r < rows; ++r) value += larger(permuted(row[r], a), permuted(row[r], b));
    return value - (permuted(cost, a) + permuted(cost, b));
}

/// The same of triples.
template <class Value, class Index>
NEPHOSCOPE_LANES Value values_of_triples(const Value* row, int rows, Value cost, Index a, Index b, Index c) {
    Value value{};
    for (int r = 0; r < rows; ++r)
        value += larger(larger(permuted(row[r], a), permuted(row[r], b)), permuted(row[r], c));
    return value - ((permuted(cost, a) + permuted(cost, b)) + permuted(cost, c));
}

}  // namespace

}  // namespace nephoscope
