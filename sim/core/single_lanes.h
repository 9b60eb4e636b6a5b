#pragma once

#include "sim/core/lanes.h"
#include "sim/core/lanes_pair.h"

/// Eight floats side by side, for bounds and first looks that are settled in double precision where they are not clear:
/// nothing here is part of a result. Where registers of 32 bytes or more are there (NEPHOSCOPE_SINGLES); inlined by
/// force, as sim/core/lanes.h.
#if NEPHOSCOPE_REGISTER >= 32
#define NEPHOSCOPE_SINGLES

namespace nephoscope {

inline constexpr int kSingles = 8;

typedef float Singles __attribute__((vector_size(32)));
typedef std::int32_t Wholes __attribute__((vector_size(32)));

/// For constants.
consteval Singles all(float x) { return Singles{x, x, x, x, x, x, x, x}; }
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

/// a·b + c, rounded once where the machine can.
NEPHOSCOPE_LANES Singles fused(Singles a, Singles b, Singles c) {
#if defined(__FMA__) && (defined(NEPHOSCOPE_AVX2) || defined(NEPHOSCOPE_AVX512))
    return __builtin_bit_cast(Singles, _mm256_fmadd_ps(__builtin_bit_cast(__m256, a), __builtin_bit_cast(__m256, b),
                                                       __builtin_bit_cast(__m256, c)));
#else
    return a * b + c;
#endif
}
NEPHOSCOPE_LANES Pair<Singles> both(Singles x) { return {x, x}; }
NEPHOSCOPE_LANES Pair<Singles> both(Pair<Singles> x) { return x; }
template <class B, class C>
NEPHOSCOPE_LANES Pair<Singles> fused(Pair<Singles> a, B b, C c) {
    const auto [b1, b2] = both(b);
    const auto [c1, c2] = both(c);
    return {fused(a.first, b1, c1), fused(a.second, b2, c2)};
}

NEPHOSCOPE_LANES Wholes whole_bits(Singles x) { return __builtin_bit_cast(Wholes, x); }
NEPHOSCOPE_LANES Singles from_whole_bits(Wholes x) { return __builtin_bit_cast(Singles, x); }
NEPHOSCOPE_LANES Singles to_singles(Wholes x) { return __builtin_convertvector(x, Singles); }
NEPHOSCOPE_LANES Pair<Wholes> whole_bits(Pair<Singles> x) { return {whole_bits(x.first), whole_bits(x.second)}; }
NEPHOSCOPE_LANES Pair<Singles> from_whole_bits(Pair<Wholes> x) {
    return {from_whole_bits(x.first), from_whole_bits(x.second)};
}
NEPHOSCOPE_LANES Pair<Singles> to_singles(Pair<Wholes> x) { return {to_singles(x.first), to_singles(x.second)}; }

/// What the functions below multiply by and add, a register each: read as operands where it is used.
struct SingleConstants {
    Singles log[8];    ///< interpolates log(1 + f)/f at eight Chebyshev nodes of [√½ − 1, √2 − 1]
    Singles expm1[5];  ///< interpolates (e^r − 1)/r at five of ±0.3476
    Singles ln_2, per_ln_2, rounder, ln_2_high, ln_2_low;
};
inline constexpr SingleConstants kSingleConstants{
    {all(-0x1.955046p-4F), all(0x1.4a43fcp-3F), all(-0x1.61db90p-3F), all(0x1.97d34cp-3F), all(-0x1.ff5cfcp-3F),
     all(0x1.5558acp-2F), all(-0x1.00007ep-1F), all(0x1.fffffep-1F)},
    {all(0x1.120cdep-7F), all(0x1.570e32p-5F), all(0x1.5554dcp-3F), all(0x1.fffe56p-2F), all(1.0F)},
    all(0x1.62e43p-1F),
    all(0x1.715476p0F),
    all(0x1.8p23F),
    all(-0x1.62e4p-1F),
    all(-0x1.7f7d1cp-20F)};

/// The compiler is not told what stands there, which it would copy to registers first.
NEPHOSCOPE_LANES const SingleConstants& single_constants() {
    const SingleConstants* constants = &kSingleConstants;
    __asm__("" : "+r"(constants));
    return *constants;
}

/// The polynomial with these coefficients, that of the highest power first.
template <class V, std::size_t count>
NEPHOSCOPE_LANES V polynomial(V x, const Singles (&coefficient)[count]) {
    V value = fused(x, coefficient[0], coefficient[1]);
    NEPHOSCOPE_UNROLL
    for (std::size_t n = 2; n < count; ++n) value = fused(value, x, coefficient[n]);
    return value;
}

/// log x of normal x > 0 within 2^-21·max(1, |log x|): x = 2^k·(1 + f) with 1 + f in [√½, √2). The polynomial is off by
/// 7.5e-8/|f| at most. V: Singles, or a pair of them.
template <class V>
NEPHOSCOPE_LANES V log_single(V x) {
    constexpr std::int32_t sqrt_half = 0x3f3504f3;
    const SingleConstants& c = single_constants();
    const auto bits = whole_bits(x);
    const auto k = (bits - sqrt_half) >> 23;
    const V f = from_whole_bits(bits - (k << 23)) - 1.0F;
    return fused(to_singles(k), c.ln_2, f * polynomial(f, c.log));
}

/// e^x − 1 for |x| ≤ 80 within 2^-19·|x|·e^max(x, 0): x = n·ln 2 + r with |r| ≤ 0.3466. The polynomial is off by 4.7e-7
/// at most; 2^n − 1 is exact or rounded once.
template <class V>
NEPHOSCOPE_LANES V expm1_single(V x) {
    const SingleConstants& c = single_constants();
    const V shifted = fused(x, c.per_ln_2, c.rounder);
    const V n = shifted - c.rounder;
    const V r = fused(n, c.ln_2_low, fused(n, c.ln_2_high, x));
    const V power = from_whole_bits((whole_bits(shifted) << 23) + (127 << 23));  // low bits of the rounder are 0
    return fused(power, r * polynomial(r, c.expm1), power - 1.0F);
}

}  // namespace nephoscope

#endif
