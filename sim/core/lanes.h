#pragma once

#include <cstdint>

#if defined(__SSE2__)
#include <immintrin.h>
#endif

/// Eight doubles or eight 64-bit integers side by side, for hot loops that are compiled once for each instruction set
/// (docs/performance.md#lanes). The compiler's own vector types: on a narrower machine it splits them, and the bits are
/// the same, since every lane is the plain IEEE or integer operation.
///
/// Everything here is inlined by force, so that code compiled for one instruction set never serves another.
namespace nephoscope {

#define NEPHOSCOPE_LANES [[gnu::always_inline]] inline

inline constexpr int kLanes = 8;

typedef double Doubles __attribute__((vector_size(64)));
typedef std::int64_t Integers __attribute__((vector_size(64)));
typedef std::uint64_t Words64 __attribute__((vector_size(64)));

template <class V>
struct LaneTypes;
template <>
struct LaneTypes<double> {
    using Integer = std::int64_t;
};
template <>
struct LaneTypes<Doubles> {
    using Integer = Integers;
};
template <class V>
using IntegersOf = typename LaneTypes<V>::Integer;

template <class V>
NEPHOSCOPE_LANES V broadcast(double x) {
    return V{} + x;
}

NEPHOSCOPE_LANES std::int64_t bits_of(double x) { return __builtin_bit_cast(std::int64_t, x); }
NEPHOSCOPE_LANES double from_bits(std::int64_t bits) { return __builtin_bit_cast(double, bits); }
NEPHOSCOPE_LANES Integers bits_of(Doubles x) { return __builtin_bit_cast(Integers, x); }
NEPHOSCOPE_LANES Doubles from_bits(Integers bits) { return __builtin_bit_cast(Doubles, bits); }

/// Lane by lane: a where the condition holds, b elsewhere.
NEPHOSCOPE_LANES double choose(bool condition, double a, double b) { return condition ? a : b; }
template <class Mask>
NEPHOSCOPE_LANES Doubles choose(Mask mask, Doubles a, Doubles b) {
    return mask ? a : b;
}
template <class Mask>
NEPHOSCOPE_LANES Integers choose(Mask mask, Integers a, Integers b) {
    return mask ? a : b;
}

/// Loads and stores at any address.
template <class V, class T>
NEPHOSCOPE_LANES V load(const T* from) {
    V v;
    __builtin_memcpy(&v, from, sizeof v);
    return v;
}
template <class V, class T>
NEPHOSCOPE_LANES void store(T* to, V v) {
    __builtin_memcpy(to, &v, sizeof v);
}

/// The first `count` ≤ 8 values; the other lanes are 0.
NEPHOSCOPE_LANES Doubles load_first(const double* from, int count) {
#if defined(__AVX512F__)
    return __builtin_bit_cast(Doubles, _mm512_maskz_loadu_pd(static_cast<__mmask8>((1U << count) - 1U), from));
#else
    Doubles v{};
    for (int lane = 0; lane < count; ++lane) v[lane] = from[lane];
    return v;
#endif
}
NEPHOSCOPE_LANES Doubles load_first(const float* from, int count) {
#if defined(__AVX512F__) && defined(__AVX512VL__)
    return __builtin_bit_cast(Doubles,
                              _mm512_cvtps_pd(_mm256_maskz_loadu_ps(static_cast<__mmask8>((1U << count) - 1U), from)));
#else
    Doubles v{};
    for (int lane = 0; lane < count; ++lane) v[lane] = static_cast<double>(from[lane]);
    return v;
#endif
}
NEPHOSCOPE_LANES Integers load_first(const std::uint8_t* from, int count) {
    std::uint64_t packed = 0;
    for (int lane = 0; lane < count; ++lane) packed |= std::uint64_t{from[lane]} << (8 * lane);
    Integers v;
#if defined(__AVX512F__)
    v = __builtin_bit_cast(Integers, _mm512_cvtepu8_epi64(_mm_cvtsi64_si128(static_cast<long long>(packed))));
#else
    for (int lane = 0; lane < kLanes; ++lane) v[lane] = static_cast<std::int64_t>(packed >> (8 * lane) & 0xffU);
#endif
    return v;
}

NEPHOSCOPE_LANES Doubles to_doubles(const float* from) {
    typedef float Floats __attribute__((vector_size(32)));
    return __builtin_convertvector(load<Floats>(from), Doubles);
}

/// table[index] for every lane.
NEPHOSCOPE_LANES Doubles gather(const double* table, Integers index) {
#if defined(__AVX512F__)
    return __builtin_bit_cast(Doubles, _mm512_i64gather_pd(__builtin_bit_cast(__m512i, index), table, 8));
#else
    Doubles v;
    for (int lane = 0; lane < kLanes; ++lane) v[lane] = table[index[lane]];
    return v;
#endif
}

/// The same for a table of at most eight entries in a register.
NEPHOSCOPE_LANES Doubles pick(Doubles table, Integers index) {
#if defined(__AVX512F__)
    return __builtin_bit_cast(
        Doubles, _mm512_permutexvar_pd(__builtin_bit_cast(__m512i, index), __builtin_bit_cast(__m512d, table)));
#else
    Doubles v;
    for (int lane = 0; lane < kLanes; ++lane) v[lane] = table[index[lane] & 7];
    return v;
#endif
}

/// Products of the low 32 bits of every lane, 64 bits wide.
NEPHOSCOPE_LANES Words64 multiply_low(Words64 a, Words64 b) {
#if defined(__AVX512F__)
    return __builtin_bit_cast(Words64,
                              _mm512_mul_epu32(__builtin_bit_cast(__m512i, a), __builtin_bit_cast(__m512i, b)));
#elif defined(__AVX2__)
    struct Halves {
        __m256i part[2];
    };
    const auto x = __builtin_bit_cast(Halves, a), y = __builtin_bit_cast(Halves, b);
    return __builtin_bit_cast(Words64,
                              Halves{{_mm256_mul_epu32(x.part[0], y.part[0]), _mm256_mul_epu32(x.part[1], y.part[1])}});
#elif defined(__SSE2__)
    struct Quarters {
        __m128i part[4];
    };
    const auto x = __builtin_bit_cast(Quarters, a), y = __builtin_bit_cast(Quarters, b);
    return __builtin_bit_cast(Words64,
                              Quarters{{_mm_mul_epu32(x.part[0], y.part[0]), _mm_mul_epu32(x.part[1], y.part[1]),
                                        _mm_mul_epu32(x.part[2], y.part[2]), _mm_mul_epu32(x.part[3], y.part[3])}});
#else
    return (a & 0xffffffffU) * (b & 0xffffffffU);
#endif
}

/// (word + ½)·2⁻³² of the low 32 bits of every lane, as unit_uniform.
NEPHOSCOPE_LANES Doubles unit_uniforms(Words64 words) {
    constexpr double two_to_52 = 0x1p52;
    const Words64 shifted = (words & 0xffffffffU) | static_cast<std::uint64_t>(bits_of(two_to_52));
    return (__builtin_bit_cast(Doubles, shifted) - two_to_52 + 0.5) * 0x1p-32;
}

/// Four words of Philox4x32-10 for eight counters: lanes of `counter` hold 32 bits each; so do those of the result.
struct PhiloxLanes {
    Words64 word[4];
};
NEPHOSCOPE_LANES PhiloxLanes philox_lanes(PhiloxLanes counter, const std::uint32_t* key) {
    constexpr std::uint64_t multiplier_0 = 0xD2511F53U, multiplier_1 = 0xCD9E8D57U;
    const Words64 m0 = Words64{} + multiplier_0, m1 = Words64{} + multiplier_1;
    Words64 a = counter.word[0], b = counter.word[1], c = counter.word[2], d = counter.word[3];
    std::uint32_t k0 = key[0], k1 = key[1];
    for (int round = 0; round < 10; ++round) {
        // Upper halves hold rubbish on the way; products read lower halves alone.
        const Words64 p0 = multiply_low(a, m0), p1 = multiply_low(c, m1);
        a = (p1 >> 32) ^ b ^ std::uint64_t{k0};
        b = p1;
        c = (p0 >> 32) ^ d ^ std::uint64_t{k1};
        d = p0;
        k0 += 0x9E3779B9U;
        k1 += 0xBB67AE85U;
    }
    constexpr std::uint64_t low = 0xffffffffU;
    return {{a & low, b & low, c & low, d & low}};
}

/// Rounds to the nearest integer, ties to even, for |x| < 2^51.
NEPHOSCOPE_LANES Integers to_nearest(Doubles x) {
    constexpr double rounder = 0x1.8p52;
    return bits_of(x + rounder) - bits_of(rounder);
}

}  // namespace nephoscope
