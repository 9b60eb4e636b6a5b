#pragma once

#include "sim/core/single_lanes.h"

/// Rows of eight floats turned to columns, and back: a full register of rows at a time.
#ifdef NEPHOSCOPE_SINGLES

namespace nephoscope {

/// The widest register of floats.
#if NEPHOSCOPE_REGISTER >= 64
using FullSingles = TwoRows;
#else
using FullSingles = Singles;
#endif
template <class V>
inline constexpr std::size_t kLanesOf = sizeof(V) / sizeof(float);

/// x in every lane, as broadcast.
template <class V>
NEPHOSCOPE_LANES V in_all(float x) {
    return x - V{};
}

/// Of each four lanes of a and b: the first two (last two) of both in turn; the first two (last two) of a, then of b.
NEPHOSCOPE_LANES Singles zipped_low(Singles a, Singles b) {
    return __builtin_shufflevector(a, b, 0, 8, 1, 9, 4, 12, 5, 13);
}
NEPHOSCOPE_LANES Singles zipped_high(Singles a, Singles b) {
    return __builtin_shufflevector(a, b, 2, 10, 3, 11, 6, 14, 7, 15);
}
NEPHOSCOPE_LANES Singles joined_low(Singles a, Singles b) {
    return __builtin_shufflevector(a, b, 0, 1, 8, 9, 4, 5, 12, 13);
}
NEPHOSCOPE_LANES Singles joined_high(Singles a, Singles b) {
    return __builtin_shufflevector(a, b, 2, 3, 10, 11, 6, 7, 14, 15);
}
/// Four lanes at a time: the first, third, … of a, then of b; or the second, fourth, …
NEPHOSCOPE_LANES Singles even_fours(Singles a, Singles b) {
    return __builtin_shufflevector(a, b, 0, 1, 2, 3, 8, 9, 10, 11);
}
NEPHOSCOPE_LANES Singles odd_fours(Singles a, Singles b) {
    return __builtin_shufflevector(a, b, 4, 5, 6, 7, 12, 13, 14, 15);
}
/// Each four lanes to a row of eight, every fourth of them.
NEPHOSCOPE_LANES void store_fours(float* to, Singles x) {
    store(to, __builtin_shufflevector(x, x, 0, 1, 2, 3));
    store(to + 4 * kSingles, __builtin_shufflevector(x, x, 4, 5, 6, 7));
}
/// The row at `rows` and, where a register holds two, the one four rows further.
template <class V>
NEPHOSCOPE_LANES V load_turn(const float* rows, std::size_t stride) {
    if constexpr (sizeof(V) == sizeof(Singles))
        return load<V>(rows);
    else
        return two_rows(load<Singles>(rows), load<Singles>(rows + 4 * stride));
}

#if NEPHOSCOPE_REGISTER >= 64
NEPHOSCOPE_LANES TwoRows zipped_low(TwoRows a, TwoRows b) {
    return __builtin_shufflevector(a, b, 0, 16, 1, 17, 4, 20, 5, 21, 8, 24, 9, 25, 12, 28, 13, 29);
}
NEPHOSCOPE_LANES TwoRows zipped_high(TwoRows a, TwoRows b) {
    return __builtin_shufflevector(a, b, 2, 18, 3, 19, 6, 22, 7, 23, 10, 26, 11, 27, 14, 30, 15, 31);
}
NEPHOSCOPE_LANES TwoRows joined_low(TwoRows a, TwoRows b) {
    return __builtin_shufflevector(a, b, 0, 1, 16, 17, 4, 5, 20, 21, 8, 9, 24, 25, 12, 13, 28, 29);
}
NEPHOSCOPE_LANES TwoRows joined_high(TwoRows a, TwoRows b) {
    return __builtin_shufflevector(a, b, 2, 3, 18, 19, 6, 7, 22, 23, 10, 11, 26, 27, 14, 15, 30, 31);
}
NEPHOSCOPE_LANES TwoRows even_fours(TwoRows a, TwoRows b) {
    return __builtin_shufflevector(a, b, 0, 1, 2, 3, 8, 9, 10, 11, 16, 17, 18, 19, 24, 25, 26, 27);
}
NEPHOSCOPE_LANES TwoRows odd_fours(TwoRows a, TwoRows b) {
    return __builtin_shufflevector(a, b, 4, 5, 6, 7, 12, 13, 14, 15, 20, 21, 22, 23, 28, 29, 30, 31);
}
NEPHOSCOPE_LANES void store_fours(float* to, TwoRows x) {
    store_fours(to, first_row(x));
    store_fours(to + 8 * kSingles, second_row(x));
}
#endif

/// Four by four: lane r of each four of out[c] is lane c of that four of row[r].
template <class V>
NEPHOSCOPE_LANES void turn_fours(const V (&row)[4], V* out) {
    const V low[2] = {zipped_low(row[0], row[1]), zipped_low(row[2], row[3])};
    const V high[2] = {zipped_high(row[0], row[1]), zipped_high(row[2], row[3])};
    out[0] = joined_low(low[0], low[1]), out[1] = joined_high(low[0], low[1]);
    out[2] = joined_low(high[0], high[1]), out[3] = joined_high(high[0], high[1]);
}

/// Lane n of column[c] becomes value c of row n: of as many rows of eight as V has lanes, `stride` apart.
template <class V>
NEPHOSCOPE_LANES void turn_rows(const float* rows, std::size_t stride, V (&column)[kSingles]) {
    constexpr std::size_t half = kLanesOf<V> / 2;
    V row[4], first[4], second[4];
    NEPHOSCOPE_UNROLL
    for (std::size_t n = 0; n < 4; ++n) row[n] = load_turn<V>(rows + n * stride, stride);
    turn_fours(row, first);
    NEPHOSCOPE_UNROLL
    for (std::size_t n = 0; n < 4; ++n) row[n] = load_turn<V>(rows + (half + n) * stride, stride);
    turn_fours(row, second);
    NEPHOSCOPE_UNROLL
    for (int c = 0; c < 4; ++c) {
        column[c] = even_fours(first[c], second[c]);
        column[c + 4] = odd_fours(first[c], second[c]);
    }
}

/// The other way: to rows of eight that follow each other.
template <class V>
NEPHOSCOPE_LANES void turn_columns(const V (&column)[kSingles], float* rows) {
    NEPHOSCOPE_UNROLL
    for (int c = 0; c < kSingles; c += 4) {
        const V its[4] = {column[c], column[c + 1], column[c + 2], column[c + 3]};
        V out[4];
        turn_fours(its, out);
        NEPHOSCOPE_UNROLL
        for (int n = 0; n < 4; ++n) store_fours(rows + n * kSingles + c, out[n]);
    }
}

}  // namespace nephoscope

#endif
