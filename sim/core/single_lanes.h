#pragma once

#include "sim/core/lanes.h"
#include "sim/core/lanes_pair.h"

/// Eight floats, or two rows of eight, side by side, for bounds and first looks that are settled in double precision
/// where they are not clear: nothing here is part of a result. Where registers of 32 bytes or more are there
/// (NEPHOSCOPE_SINGLES); inlined by force, as sim/core/lanes.h.
#if NEPHOSCOPE_REGISTER >= 32
#define NEPHOSCOPE_SINGLES

namespace nephoscope {

inline constexpr int kSingles = 8;

typedef float Singles __attribute__((vector_size(32)));
typedef std::int32_t Wholes __attribute__((vector_size(32)));

/// For constants: all lanes of a register.
template <class R>
consteval R all(float x) {
    if constexpr (sizeof(R) == 64)
        return R{x, x, x, x, x, x, x, x, x, x, x, x, x, x, x, x};
    else
        return R{x, x, x, x, x, x, x, x};
}
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

NEPHOSCOPE_LANES Wholes whole_bits(Singles x) { return __builtin_bit_cast(Wholes, x); }
NEPHOSCOPE_LANES Singles from_whole_bits(Wholes x) { return __builtin_bit_cast(Singles, x); }
NEPHOSCOPE_LANES Singles to_singles(Wholes x) { return __builtin_convertvector(x, Singles); }

/// Eight doubles, rounded.
NEPHOSCOPE_LANES Singles to_singles(const double* from) {
#if defined(NEPHOSCOPE_AVX512)
    return __builtin_bit_cast(Singles, _mm512_cvtpd_ps(_mm512_loadu_pd(from)));
#elif defined(NEPHOSCOPE_AVX2)
    return __builtin_bit_cast(
        Singles, _mm256_set_m128(_mm256_cvtpd_ps(_mm256_loadu_pd(from + 4)), _mm256_cvtpd_ps(_mm256_loadu_pd(from))));
#else
    Singles v;
    for (int lane = 0; lane < kSingles; ++lane) v[lane] = static_cast<float>(from[lane]);
    return v;
#endif
}

NEPHOSCOPE_LANES Singles square_root(Singles x) {
#if defined(NEPHOSCOPE_AVX2) || defined(NEPHOSCOPE_AVX512)
    return __builtin_bit_cast(Singles, _mm256_sqrt_ps(__builtin_bit_cast(__m256, x)));
#else
    Singles out;
    for (int lane = 0; lane < kSingles; ++lane) out[lane] = __builtin_sqrtf(x[lane]);
    return out;
#endif
}

/// Two rows of eight: one register where it holds sixteen floats, else two.
#if NEPHOSCOPE_REGISTER >= 64
typedef float TwoRows __attribute__((vector_size(64)));
typedef std::int32_t TwoWholes __attribute__((vector_size(64)));

NEPHOSCOPE_LANES TwoRows two_rows(Singles a, Singles b) {
    return __builtin_shufflevector(a, b, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
}
NEPHOSCOPE_LANES Singles first_row(TwoRows x) { return __builtin_shufflevector(x, x, 0, 1, 2, 3, 4, 5, 6, 7); }
NEPHOSCOPE_LANES Singles second_row(TwoRows x) { return __builtin_shufflevector(x, x, 8, 9, 10, 11, 12, 13, 14, 15); }
NEPHOSCOPE_LANES TwoRows fused(TwoRows a, TwoRows b, TwoRows c) {
#if defined(NEPHOSCOPE_AVX512)
    return __builtin_bit_cast(TwoRows, _mm512_fmadd_ps(__builtin_bit_cast(__m512, a), __builtin_bit_cast(__m512, b),
                                                       __builtin_bit_cast(__m512, c)));
#else
    return a * b + c;
#endif
}
template <class Mask>
NEPHOSCOPE_LANES TwoRows choose(Mask mask, TwoRows a, TwoRows b) {
    return mask ? a : b;
}
template <class Mask>
NEPHOSCOPE_LANES TwoWholes choose(Mask mask, TwoWholes a, TwoWholes b) {
    return mask ? a : b;
}
NEPHOSCOPE_LANES TwoRows larger(TwoRows a, TwoRows b) {
#if defined(NEPHOSCOPE_AVX512)
    return __builtin_bit_cast(TwoRows, _mm512_max_ps(__builtin_bit_cast(__m512, a), __builtin_bit_cast(__m512, b)));
#else
    return choose(a > b, a, b);
#endif
}
NEPHOSCOPE_LANES TwoRows smaller(TwoRows a, TwoRows b) {
#if defined(NEPHOSCOPE_AVX512)
    return __builtin_bit_cast(TwoRows, _mm512_min_ps(__builtin_bit_cast(__m512, a), __builtin_bit_cast(__m512, b)));
#else
    return choose(a < b, a, b);
#endif
}
NEPHOSCOPE_LANES TwoRows magnitude(TwoRows x) {
    return __builtin_bit_cast(TwoRows, __builtin_bit_cast(TwoWholes, x) & 0x7fffffff);
}
NEPHOSCOPE_LANES TwoRows square_root(TwoRows x) {
#if defined(NEPHOSCOPE_AVX512)
    return __builtin_bit_cast(TwoRows, _mm512_sqrt_ps(__builtin_bit_cast(__m512, x)));
#else
    TwoRows out;
    for (int lane = 0; lane < 2 * kSingles; ++lane) out[lane] = __builtin_sqrtf(x[lane]);
    return out;
#endif
}
NEPHOSCOPE_LANES TwoWholes whole_bits(TwoRows x) { return __builtin_bit_cast(TwoWholes, x); }
NEPHOSCOPE_LANES TwoRows from_whole_bits(TwoWholes x) { return __builtin_bit_cast(TwoRows, x); }
NEPHOSCOPE_LANES TwoRows to_singles(TwoWholes x) { return __builtin_convertvector(x, TwoRows); }
#else
using TwoRows = Pair<Singles>;

NEPHOSCOPE_LANES TwoRows two_rows(Singles a, Singles b) { return {a, b}; }
NEPHOSCOPE_LANES Singles first_row(TwoRows x) { return x.first; }
NEPHOSCOPE_LANES Singles second_row(TwoRows x) { return x.second; }
#endif

/// The same for pairs; what else a function takes may be of either kind.
template <class R>
NEPHOSCOPE_LANES R first_of(Pair<R> x) {
    return x.first;
}
template <class R>
NEPHOSCOPE_LANES R second_of(Pair<R> x) {
    return x.second;
}
template <class V>
NEPHOSCOPE_LANES V first_of(V x) {
    return x;
}
template <class V>
NEPHOSCOPE_LANES V second_of(V x) {
    return x;
}
template <class R, class B, class C>
NEPHOSCOPE_LANES Pair<R> fused(Pair<R> a, B b, C c) {
    return {fused(a.first, first_of(b), first_of(c)), fused(a.second, second_of(b), second_of(c))};
}
template <class R>
NEPHOSCOPE_LANES auto whole_bits(Pair<R> x) {
    return Pair<decltype(whole_bits(x.first))>{whole_bits(x.first), whole_bits(x.second)};
}
template <class R>
NEPHOSCOPE_LANES auto from_whole_bits(Pair<R> x) {
    return Pair<decltype(from_whole_bits(x.first))>{from_whole_bits(x.first), from_whole_bits(x.second)};
}
template <class Mask>
NEPHOSCOPE_LANES Pair<Singles> choose(Pair<Mask> mask, Pair<Singles> a, Pair<Singles> b) {
    return {choose(mask.first, a.first, b.first), choose(mask.second, a.second, b.second)};
}
template <class R>
NEPHOSCOPE_LANES Pair<R> square_root(Pair<R> x) {
    return {square_root(x.first), square_root(x.second)};
}
template <class R>
NEPHOSCOPE_LANES auto to_singles(Pair<R> x) {
    return Pair<decltype(to_singles(x.first))>{to_singles(x.first), to_singles(x.second)};
}

/// The register that V is, or is made of.
template <class V>
struct RegisterOfV {
    using Type = V;
};
template <class R>
struct RegisterOfV<Pair<R>> {
    using Type = R;
};
template <class V>
using RegisterOf = typename RegisterOfV<V>::Type;

/// Whole numbers in the lanes of V.
template <class V>
using WholesOf = decltype(whole_bits(V{}));

/// Low halves of eight words that follow each other.
NEPHOSCOPE_LANES Wholes low_halves(const double* from) {
#if defined(NEPHOSCOPE_AVX512)
    return __builtin_bit_cast(Wholes, _mm512_cvtepi64_epi32(_mm512_loadu_si512(from)));
#elif defined(NEPHOSCOPE_AVX2)
    const __m256 halves =
        _mm256_shuffle_ps(_mm256_castpd_ps(_mm256_loadu_pd(from)), _mm256_castpd_ps(_mm256_loadu_pd(from + 4)), 0x88);
    return __builtin_bit_cast(Wholes, _mm256_permute4x64_pd(_mm256_castps_pd(halves), 0xd8));
#else
    Wholes v;
    for (int lane = 0; lane < kSingles; ++lane) v[lane] = static_cast<std::int32_t>(bits_of(from[lane]));
    return v;
#endif
}

/// Low halves of table[index] for every lane. Waits for all that was stored shortly before.
NEPHOSCOPE_LANES Wholes gather_low(const double* table, Wholes index) {
#if defined(NEPHOSCOPE_AVX2) || defined(NEPHOSCOPE_AVX512)
    return __builtin_bit_cast(Wholes, _mm256_i32gather_epi32(static_cast<const int*>(static_cast<const void*>(table)),
                                                             __builtin_bit_cast(__m256i, index), 8));
#else
    Wholes v;
    for (int lane = 0; lane < kSingles; ++lane) v[lane] = static_cast<std::int32_t>(bits_of(table[index[lane]]));
    return v;
#endif
}

/// Rows of eight that follow each other.
template <class V, class T>
NEPHOSCOPE_LANES V load_rows(const T* from) {
    if constexpr (requires(V x) { x.first; })
        return {load<RegisterOf<V>>(from), load<RegisterOf<V>>(from + kSingles)};
    else
        return load<V>(from);
}
template <class V>
NEPHOSCOPE_LANES void store_rows(float* to, V x) {
    if constexpr (requires { x.first; })
        store(to, x.first), store(to + kSingles, x.second);
    else
        store(to, x);
}

}  // namespace nephoscope

#endif
