#pragma once

#include "sim/core/lanes.h"

/// Rows of four doubles, as what a workload posts: from registers of one value each, and to registers of more.
namespace nephoscope {

/// Four registers, turned: value f of each of `to`'s rows comes from the f-th register.
NEPHOSCOPE_LANES void store_turned(double (*to)[4], Doubles a, Doubles b, Doubles c, Doubles d) {
#if defined(NEPHOSCOPE_AVX512)
    const __m512d its[4] = {__builtin_bit_cast(__m512d, a), __builtin_bit_cast(__m512d, b),
                            __builtin_bit_cast(__m512d, c), __builtin_bit_cast(__m512d, d)};
    const __m512d low_ab = _mm512_unpacklo_pd(its[0], its[1]), high_ab = _mm512_unpackhi_pd(its[0], its[1]);
    const __m512d low_cd = _mm512_unpacklo_pd(its[2], its[3]), high_cd = _mm512_unpackhi_pd(its[2], its[3]);
    const __m512i first = _mm512_setr_epi64(0, 1, 8, 9, 2, 3, 10, 11),
                  last = _mm512_setr_epi64(4, 5, 12, 13, 6, 7, 14, 15);
    const __m512d rows[4] = {
        _mm512_permutex2var_pd(low_ab, first, low_cd), _mm512_permutex2var_pd(high_ab, first, high_cd),
        _mm512_permutex2var_pd(low_ab, last, low_cd), _mm512_permutex2var_pd(high_ab, last, high_cd)};
    for (int half = 0; half < 2; ++half)
        for (int odd = 0; odd < 2; ++odd) {
            _mm256_storeu_pd(to[4 * half + odd], _mm512_castpd512_pd256(rows[2 * half + odd]));
            _mm256_storeu_pd(to[4 * half + 2 + odd], _mm512_extractf64x4_pd(rows[2 * half + odd], 1));
        }
#elif defined(NEPHOSCOPE_AVX2)
    const __m256d its[4] = {__builtin_bit_cast(__m256d, a), __builtin_bit_cast(__m256d, b),
                            __builtin_bit_cast(__m256d, c), __builtin_bit_cast(__m256d, d)};
    const __m256d low_ab = _mm256_unpacklo_pd(its[0], its[1]), high_ab = _mm256_unpackhi_pd(its[0], its[1]);
    const __m256d low_cd = _mm256_unpacklo_pd(its[2], its[3]), high_cd = _mm256_unpackhi_pd(its[2], its[3]);
    _mm256_storeu_pd(to[0], _mm256_permute2f128_pd(low_ab, low_cd, 0x20));
    _mm256_storeu_pd(to[1], _mm256_permute2f128_pd(high_ab, high_cd, 0x20));
    _mm256_storeu_pd(to[2], _mm256_permute2f128_pd(low_ab, low_cd, 0x31));
    _mm256_storeu_pd(to[3], _mm256_permute2f128_pd(high_ab, high_cd, 0x31));
#else
    for (int lane = 0; lane < kLanes; ++lane)
        to[lane][0] = a[lane], to[lane][1] = b[lane], to[lane][2] = c[lane], to[lane][3] = d[lane];
#endif
}

/// Lanes first, first + 1, … of a row of four values and its last one again and again.
NEPHOSCOPE_LANES Doubles load_four(const double* row, int first) {
#if defined(NEPHOSCOPE_AVX512)
    const __m512i lane = first < 4 ? _mm512_setr_epi64(0, 1, 2, 3, 3, 3, 3, 3) : _mm512_set1_epi64(3);
    const __m512d four = _mm512_castpd256_pd512(_mm256_loadu_pd(row));
    return __builtin_bit_cast(Doubles, _mm512_permutexvar_pd(lane, four));
#else
    if (kLanes <= 4) return first < 4 ? load<Doubles>(row + first) : broadcast<Doubles>(row[3]);
    Doubles v;
    NEPHOSCOPE_UNROLL
    for (int lane = 0; lane < kLanes; ++lane) v[lane] = row[first + lane < 3 ? first + lane : 3];
    return v;
#endif
}

}  // namespace nephoscope
