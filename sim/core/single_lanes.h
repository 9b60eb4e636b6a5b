#pragma once

#include "sim/core/lanes.h"

/// Eight floats side by side, for bounds and first looks that are settled in double precision where they are not clear:
/// nothing here is part of a result. Where registers of 32 bytes or more are there (NEPHOSCOPE_SINGLES); inlined by
/// force, as sim/core/lanes.h.
#if NEPHOSCOPE_REGISTER >= 32
#define NEPHOSCOPE_SINGLES

namespace nephoscope {

inline constexpr int kSingles = 8;

typedef float Singles __attribute__((vector_size(32)));
typedef std::int32_t Wholes __attribute__((vector_size(32)));

NEPHOSCOPE_LANES Singles singles(float x) { return x - Singles{}; }  // as broadcast

template <class Mask>
NEPHOSCOPE_LANES Singles choose(Mask mask, Singles a, Singles b) {
    return mask ? a : b;
}
template <class Mask>
NEPHOSCOPE_LANES Wholes choose(Mask mask, Wholes a, Wholes b) {
    return mask ? a : b;
}

/// a where it is larger (smaller), else b: b too when one of them is no number.
NEPHOSCOPE_LANES Singles larger(Singles a, Singles b) {
#if defined(NEPHOSCOPE_AVX2) || defined(NEPHOSCOPE_AVX512)
    return __builtin_bit_cast(Singles, _mm256_max_ps(__builtin_bit_cast(__m256, a), __builtin_bit_cast(__m256, b)));
#else
    return choose(a > b, a, b);
#endif
}
NEPHOSCOPE_LANES Singles smaller(Singles a, Singles b) {
#if defined(NEPHOSCOPE_AVX2) || defined(NEPHOSCOPE_AVX512)
    return __builtin_bit_cast(Singles, _mm256_min_ps(__builtin_bit_cast(__m256, a), __builtin_bit_cast(__m256, b)));
#else
    return choose(a < b, a, b);
#endif
}

NEPHOSCOPE_LANES Singles magnitude(Singles x) {
    return __builtin_bit_cast(Singles, __builtin_bit_cast(Wholes, x) & 0x7fffffff);
}

/// Bit l: lane l of a mask is set.
NEPHOSCOPE_LANES unsigned lanes_set(Wholes mask) {
#if defined(NEPHOSCOPE_AVX2) || defined(NEPHOSCOPE_AVX512)
    return static_cast<unsigned>(_mm256_movemask_ps(__builtin_bit_cast(__m256, mask)));
#else
    unsigned bits = 0;
    for (int lane = 0; lane < kSingles; ++lane) bits |= (mask[lane] != 0 ? 1U : 0U) << lane;
    return bits;
#endif
}

NEPHOSCOPE_LANES Wholes single_lane_numbers() { return Wholes{0, 1, 2, 3, 4, 5, 6, 7}; }

/// −1 in the lanes whose bit is set.
NEPHOSCOPE_LANES Wholes single_lanes_of(unsigned bits) {
    const Wholes bit = {1, 2, 4, 8, 16, 32, 64, 128};
    return ((Wholes{} + static_cast<std::int32_t>(bits)) & bit) != 0;
}

/// v[index] for every lane.
NEPHOSCOPE_LANES Singles permuted(Singles v, Wholes index) {
#if defined(NEPHOSCOPE_AVX2) || defined(NEPHOSCOPE_AVX512)
    return __builtin_bit_cast(
        Singles, _mm256_permutevar8x32_ps(__builtin_bit_cast(__m256, v), __builtin_bit_cast(__m256i, index)));
#else
    Singles out;
    for (int lane = 0; lane < kSingles; ++lane) out[lane] = v[index[lane]];
    return out;
#endif
}

/// The largest lane; no lane may be no number.
NEPHOSCOPE_LANES float largest_of(Singles v) {
#if defined(NEPHOSCOPE_AVX2) || defined(NEPHOSCOPE_AVX512)
    const __m256 x = __builtin_bit_cast(__m256, v);
    __m128 half = _mm_max_ps(_mm256_castps256_ps128(x), _mm256_extractf128_ps(x, 1));
    half = _mm_max_ps(half, _mm_movehl_ps(half, half));
    return _mm_cvtss_f32(_mm_max_ss(half, _mm_movehdup_ps(half)));
#else
    float largest = v[0];
    for (int lane = 1; lane < kSingles; ++lane) largest = v[lane] > largest ? v[lane] : largest;
    return largest;
#endif
}

/// log x of normal x > 0 within 2^-21·max(1, |log x|): x = 2^k·m with m in [√½, √2), log m = 2·artanh(s) by its series
/// up to s⁷, whose rest is below 2·0.1716⁹/9 = 2.9e-8 = 2^-25.
NEPHOSCOPE_LANES Singles log_single(Singles x) {
    constexpr std::int32_t sqrt_half = 0x3f3504f3;
    const Wholes bits = __builtin_bit_cast(Wholes, x);
    const Wholes k = (bits - sqrt_half) >> 23;
    const Singles m = __builtin_bit_cast(Singles, bits - (k << 23));
    const Singles s = (m - 1.0F) / (m + 1.0F);
    const Singles z = s * s;
    const Singles series = s * (2.0F + z * (2.0F / 3 + z * (2.0F / 5 + z * (2.0F / 7))));
    return series + __builtin_convertvector(k, Singles) * 0x1.62e43p-1F;
}

/// e^x − 1 for |x| ≤ 80 within 2^-19·|x|·e^max(x, 0): x = n·ln 2 + r with |r| ≤ 0.35, e^r by its series up to r⁷, whose
/// rest is below 0.35⁸/40320 = 6e-9; 2^n − 1 is exact.
NEPHOSCOPE_LANES Singles expm1_single(Singles x) {
    constexpr float rounder = 0x1.8p23F;
    const Singles shifted = x * 0x1.715476p0F + rounder;
    const Singles n = shifted - rounder;
    const Singles r = (x - n * 0x1.62e4p-1F) - n * 0x1.7f7d1cp-20F;
    const Singles high = 1.0F / 24 + r * (1.0F / 120 + r * (1.0F / 720 + r * (1.0F / 5040)));
    const Singles of_r = r + r * r * (0.5F + r * (1.0F / 6 + r * high));
    const Wholes whole = __builtin_bit_cast(Wholes, shifted) - __builtin_bit_cast(Wholes, singles(rounder));
    const Singles power = __builtin_bit_cast(Singles, (whole + 127) << 23);
    return (power - 1.0F) + power * of_r;
}

}  // namespace nephoscope

#endif
