#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>

#if defined(__SSE2__)
#include <immintrin.h>
#endif

/// Doubles or 64-bit integers side by side, as many as the instruction set that a file is compiled for holds in a
/// register, for hot loops that are compiled once for each (docs/performance.md#lanes). The bits do not depend on the
/// number of lanes, since every lane is the plain IEEE or integer operation.
///
/// Everything here is inlined by force, so that code compiled for one instruction set never serves another.
namespace nephoscope {

#define NEPHOSCOPE_LANES [[gnu::always_inline]] inline

/// Before a short loop over registers: unrolled, so that they stay registers. The second: where the number of rounds is
/// known to some callers only, of which clang++ would warn.
#if defined(__clang__)
#define NEPHOSCOPE_UNROLL _Pragma("unroll")
#define NEPHOSCOPE_UNROLL_WHERE_KNOWN
#else
#define NEPHOSCOPE_UNROLL _Pragma("GCC unroll 16")
#define NEPHOSCOPE_UNROLL_WHERE_KNOWN NEPHOSCOPE_UNROLL
#endif

/// NEPHOSCOPE_REGISTER may be given from outside: lanes then are the compiler's own, without intrinsics, so that code
/// for wide registers can be tested on machines without them.
#if defined(NEPHOSCOPE_REGISTER)
#elif defined(__AVX512F__) && defined(__AVX512DQ__) && defined(__AVX512BW__) && defined(__AVX512VL__)
#define NEPHOSCOPE_REGISTER 64
#define NEPHOSCOPE_AVX512
#elif defined(__AVX2__)
#define NEPHOSCOPE_REGISTER 32
#define NEPHOSCOPE_AVX2
#elif defined(__SSE2__)
#define NEPHOSCOPE_REGISTER 16
#define NEPHOSCOPE_SSE2
#else
#define NEPHOSCOPE_REGISTER 16
#endif

static constexpr int kLanes = NEPHOSCOPE_REGISTER / 8;

/// Before arrays that are read and written by whole registers: an access that spans two cache lines costs two.
#define NEPHOSCOPE_LINES alignas(64)

typedef double Doubles __attribute__((vector_size(NEPHOSCOPE_REGISTER)));
typedef std::int64_t Integers __attribute__((vector_size(NEPHOSCOPE_REGISTER)));
typedef std::uint64_t Words64 __attribute__((vector_size(NEPHOSCOPE_REGISTER)));

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
    return x - V{};  // V{} + x would be another number where x is −0, so that it takes an addition
}

NEPHOSCOPE_LANES std::int64_t bits_of(double x) { return __builtin_bit_cast(std::int64_t, x); }
NEPHOSCOPE_LANES double from_bits(std::int64_t bits) { return __builtin_bit_cast(double, bits); }
NEPHOSCOPE_LANES Integers bits_of(Doubles x) { return __builtin_bit_cast(Integers, x); }
NEPHOSCOPE_LANES Doubles from_bits(Integers bits) { return __builtin_bit_cast(Doubles, bits); }

/// a − b, wrapping round.
NEPHOSCOPE_LANES std::int64_t wrapped_minus(std::int64_t a, std::int64_t b) {
    return static_cast<std::int64_t>(static_cast<std::uint64_t>(a) - static_cast<std::uint64_t>(b));
}
NEPHOSCOPE_LANES Integers wrapped_minus(Integers a, Integers b) { return a - b; }
NEPHOSCOPE_LANES Integers wrapped_minus(Integers a, std::int64_t b) { return a - b; }

/// a + b, wrapping round: for sums whose range is checked afterwards.
NEPHOSCOPE_LANES std::int64_t wrapped_plus(std::int64_t a, std::int64_t b) {
    return static_cast<std::int64_t>(static_cast<std::uint64_t>(a) + static_cast<std::uint64_t>(b));
}

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

/// Bit l: lane l of a mask is set.
NEPHOSCOPE_LANES unsigned lanes_set(Integers mask) {
#if defined(NEPHOSCOPE_AVX512)
    return _mm512_movepi64_mask(__builtin_bit_cast(__m512i, mask));
#elif defined(NEPHOSCOPE_AVX2)
    return static_cast<unsigned>(_mm256_movemask_pd(__builtin_bit_cast(__m256d, mask)));
#elif defined(NEPHOSCOPE_SSE2)
    return static_cast<unsigned>(_mm_movemask_pd(__builtin_bit_cast(__m128d, mask)));
#else
    unsigned bits = 0;
    for (int lane = 0; lane < kLanes; ++lane) bits |= (mask[lane] != 0 ? 1U : 0U) << lane;
    return bits;
#endif
}

/// −1 in the lanes whose bit is set.
NEPHOSCOPE_LANES Integers lanes_of(unsigned bits) {
#if defined(NEPHOSCOPE_AVX512)
    return __builtin_bit_cast(Integers, _mm512_movm_epi64(static_cast<__mmask8>(bits)));
#else
    Integers bit;
    for (int lane = 0; lane < kLanes; ++lane) bit[lane] = std::int64_t{1} << lane;
    return ((Integers{} + std::int64_t{bits}) & bit) != 0;
#endif
}

NEPHOSCOPE_LANES Doubles magnitude(Doubles x) {
    return from_bits(bits_of(x) & std::numeric_limits<std::int64_t>::max());
}
NEPHOSCOPE_LANES Doubles larger(Doubles a, Doubles b) { return choose(a > b, a, b); }

/// Of lanes that are no less than 0.
NEPHOSCOPE_LANES Doubles square_root(Doubles x) {
#if defined(NEPHOSCOPE_AVX512)
    return __builtin_bit_cast(Doubles, _mm512_sqrt_pd(__builtin_bit_cast(__m512d, x)));
#elif defined(NEPHOSCOPE_AVX2)
    return __builtin_bit_cast(Doubles, _mm256_sqrt_pd(__builtin_bit_cast(__m256d, x)));
#elif defined(NEPHOSCOPE_SSE2)
    return __builtin_bit_cast(Doubles, _mm_sqrt_pd(__builtin_bit_cast(__m128d, x)));
#else
    for (int lane = 0; lane < kLanes; ++lane) x[lane] = __builtin_sqrt(x[lane]);
    return x;
#endif
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

/// Copies values that do not overlap, by whole registers: a call, or the processor's own loop, begins slowly.
template <class T>
NEPHOSCOPE_LANES void copy(T* to, const T* from, std::size_t count) {
    constexpr std::size_t whole = sizeof(Doubles) / sizeof(T);
    if (count < whole) {
        for (std::size_t j = 0; j < count; ++j) to[j] = from[j];
        return;
    }
    for (std::size_t j = 0; j + whole < count; j += whole) store(to + j, load<Doubles>(from + j));
    store(to + (count - whole), load<Doubles>(from + (count - whole)));  // the last overlaps the one before
}

/// The first `count` ≤ kLanes values; the other lanes are 0.
NEPHOSCOPE_LANES Doubles load_first(const double* from, int count) {
#if defined(NEPHOSCOPE_AVX512)
    return __builtin_bit_cast(Doubles, _mm512_maskz_loadu_pd(static_cast<__mmask8>((1U << count) - 1U), from));
#elif defined(NEPHOSCOPE_AVX2)
    const Integers mask = Integers{0, 1, 2, 3} < Integers{} + std::int64_t{count};
    return __builtin_bit_cast(Doubles, _mm256_maskload_pd(from, __builtin_bit_cast(__m256i, mask)));
#else
    Doubles v{};
    for (int lane = 0; lane < kLanes; ++lane)
        if (lane < count) v[lane] = from[lane];
    return v;
#endif
}
/// The next kLanes values, widened. Never through memory: a vector load of what was just written in smaller pieces
/// waits.
NEPHOSCOPE_LANES Doubles to_doubles(const float* from) {
#if defined(NEPHOSCOPE_AVX512)
    return __builtin_bit_cast(Doubles, _mm512_cvtps_pd(_mm256_loadu_ps(from)));
#elif defined(NEPHOSCOPE_AVX2)
    return __builtin_bit_cast(Doubles, _mm256_cvtps_pd(_mm_loadu_ps(from)));
#else
    Doubles v;
    for (int lane = 0; lane < kLanes; ++lane) v[lane] = static_cast<double>(from[lane]);
    return v;
#endif
}
/// The next kLanes values, their signs kept.
NEPHOSCOPE_LANES Integers to_integers(const std::int16_t* from) {
#if defined(NEPHOSCOPE_AVX512)
    return __builtin_bit_cast(Integers, _mm512_cvtepi16_epi64(_mm_loadu_si128(reinterpret_cast<const __m128i*>(from))));
#elif defined(NEPHOSCOPE_AVX2)
    return __builtin_bit_cast(Integers, _mm256_cvtepi16_epi64(_mm_loadl_epi64(reinterpret_cast<const __m128i*>(from))));
#else
    Integers v;
    for (int lane = 0; lane < kLanes; ++lane) v[lane] = from[lane];
    return v;
#endif
}
NEPHOSCOPE_LANES Integers to_integers(const std::uint8_t* from) {
    Integers v;
    NEPHOSCOPE_UNROLL
    for (int lane = 0; lane < kLanes; ++lane) v[lane] = from[lane];
    return v;
}
/// Every `row`-th value, and back.
NEPHOSCOPE_LANES Doubles load_spaced(const double* from, std::size_t row) {
    Doubles v;
    NEPHOSCOPE_UNROLL
    for (std::size_t lane = 0; lane < kLanes; ++lane) v[lane] = from[lane * row];
    return v;
}
NEPHOSCOPE_LANES void store_spaced(double* to, std::size_t row, Doubles v) {
    NEPHOSCOPE_UNROLL
    for (std::size_t lane = 0; lane < kLanes; ++lane) to[lane * row] = v[lane];
}
NEPHOSCOPE_LANES Words64 to_words(const std::uint32_t* from) {
#if defined(NEPHOSCOPE_AVX512)
    return __builtin_bit_cast(Words64,
                              _mm512_cvtepu32_epi64(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(from))));
#elif defined(NEPHOSCOPE_AVX2)
    return __builtin_bit_cast(Words64, _mm256_cvtepu32_epi64(_mm_loadu_si128(reinterpret_cast<const __m128i*>(from))));
#else
    Words64 v;
    for (int lane = 0; lane < kLanes; ++lane) v[lane] = from[lane];
    return v;
#endif
}

/// Stores the lanes in single precision.
NEPHOSCOPE_LANES void store_singles(float* to, Doubles v) {
#if defined(NEPHOSCOPE_AVX512)
    _mm256_storeu_ps(to, _mm512_cvtpd_ps(__builtin_bit_cast(__m512d, v)));
#elif defined(NEPHOSCOPE_AVX2)
    _mm_storeu_ps(to, _mm256_cvtpd_ps(__builtin_bit_cast(__m256d, v)));
#else
    for (int lane = 0; lane < kLanes; ++lane) to[lane] = static_cast<float>(v[lane]);
#endif
}

/// Stores the low byte (the low 32 bits) of every lane.
NEPHOSCOPE_LANES void store_bytes(std::uint8_t* to, Integers v) {
#if defined(NEPHOSCOPE_AVX512)
    const __m128i bytes = _mm512_cvtepi64_epi8(__builtin_bit_cast(__m512i, v));
    _mm_storel_epi64(reinterpret_cast<__m128i*>(to), bytes);
#elif defined(NEPHOSCOPE_AVX2)
    const __m256i its = __builtin_bit_cast(__m256i, v);
    const __m256i halves = _mm256_permutevar8x32_epi32(its, _mm256_setr_epi32(0, 2, 4, 6, 0, 2, 4, 6));
    const __m128i bytes = _mm_shuffle_epi8(_mm256_castsi256_si128(halves), _mm_set1_epi32(0x0c080400));
    const int four = _mm_cvtsi128_si32(bytes);
    __builtin_memcpy(to, &four, sizeof four);
#else
    for (int lane = 0; lane < kLanes; ++lane) to[lane] = static_cast<std::uint8_t>(v[lane]);
#endif
}
NEPHOSCOPE_LANES void store_words(std::uint32_t* to, Words64 v) {
#if defined(NEPHOSCOPE_AVX512)
    const __m256i words = _mm512_cvtepi64_epi32(__builtin_bit_cast(__m512i, v));
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(to), words);
#elif defined(NEPHOSCOPE_AVX2)
    const __m256i its = __builtin_bit_cast(__m256i, v);
    const __m256i words = _mm256_permutevar8x32_epi32(its, _mm256_setr_epi32(0, 2, 4, 6, 0, 2, 4, 6));
    _mm_storeu_si128(reinterpret_cast<__m128i*>(to), _mm256_castsi256_si128(words));
#else
    for (int lane = 0; lane < kLanes; ++lane) to[lane] = static_cast<std::uint32_t>(v[lane]);
#endif
}

/// v[index] for every lane.
NEPHOSCOPE_LANES Doubles permuted(Doubles v, Integers index) {
#if defined(NEPHOSCOPE_AVX512)
    return __builtin_bit_cast(
        Doubles, _mm512_permutexvar_pd(__builtin_bit_cast(__m512i, index), __builtin_bit_cast(__m512d, v)));
#else
    Doubles out;
    for (int lane = 0; lane < kLanes; ++lane) out[lane] = v[index[lane]];
    return out;
#endif
}

/// The largest lane, in every lane.
NEPHOSCOPE_LANES Doubles largest_of(Doubles v) {
#if defined(NEPHOSCOPE_AVX512)
    __m512d x = __builtin_bit_cast(__m512d, v);
    x = _mm512_max_pd(x, _mm512_shuffle_f64x2(x, x, 0x4e));
    x = _mm512_max_pd(x, _mm512_shuffle_f64x2(x, x, 0xb1));
    x = _mm512_max_pd(x, _mm512_permute_pd(x, 0x55));
    return __builtin_bit_cast(Doubles, x);
#elif defined(NEPHOSCOPE_AVX2)
    __m256d x = __builtin_bit_cast(__m256d, v);
    x = _mm256_max_pd(x, _mm256_permute2f128_pd(x, x, 1));
    x = _mm256_max_pd(x, _mm256_permute_pd(x, 5));
    return __builtin_bit_cast(Doubles, x);
#else
    double largest = v[0];
    for (int lane = 1; lane < kLanes; ++lane) largest = v[lane] > largest ? v[lane] : largest;
    return Doubles{} + largest;
#endif
}

/// Lane l becomes the largest of the lanes above it; the last becomes `least`, which none may be below.
NEPHOSCOPE_LANES Doubles largest_above(Doubles v, double least) {
#if defined(NEPHOSCOPE_AVX512)
    // Shifts by one, then running maxima over two, four and eight lanes.
    const __m512d floor = _mm512_set1_pd(least);
    const __m512i one = _mm512_set_epi64(0, 7, 6, 5, 4, 3, 2, 1), two = _mm512_set_epi64(0, 0, 7, 6, 5, 4, 3, 2),
                  four = _mm512_set_epi64(0, 0, 0, 0, 7, 6, 5, 4);
    __m512d x = _mm512_mask_permutexvar_pd(floor, 0x7f, one, __builtin_bit_cast(__m512d, v));
    x = _mm512_max_pd(x, _mm512_mask_permutexvar_pd(floor, 0x7f, one, x));
    x = _mm512_max_pd(x, _mm512_mask_permutexvar_pd(floor, 0x3f, two, x));
    x = _mm512_max_pd(x, _mm512_mask_permutexvar_pd(floor, 0x0f, four, x));
    return __builtin_bit_cast(Doubles, x);
#else
    Doubles out;
    double largest = least;
    for (int lane = kLanes - 1; lane >= 0; --lane) {
        out[lane] = largest;
        largest = v[lane] > largest ? v[lane] : largest;
    }
    return out;
#endif
}

NEPHOSCOPE_LANES Integers lane_numbers() {
    Integers v;
    for (int lane = 0; lane < kLanes; ++lane) v[lane] = lane;
    return v;
}

/// table[index] for every lane.
NEPHOSCOPE_LANES Doubles gather(const double* table, Integers index) {
#if defined(NEPHOSCOPE_AVX512)
    return __builtin_bit_cast(Doubles, _mm512_i64gather_pd(__builtin_bit_cast(__m512i, index), table, 8));
#else
    Doubles v;
    for (int lane = 0; lane < kLanes; ++lane) v[lane] = table[index[lane]];
    return v;
#endif
}

/// (word + ½)·2⁻³² of the low 32 bits of every lane, as unit_uniform.
NEPHOSCOPE_LANES Doubles unit_uniforms(Words64 words) {
    constexpr double two_to_52 = 0x1p52;
    const Words64 shifted = (words & 0xffffffffU) | static_cast<std::uint64_t>(bits_of(two_to_52));
    return (__builtin_bit_cast(Doubles, shifted) - two_to_52 + 0.5) * 0x1p-32;
}

/// Rounds to the nearest integer, ties to even, for |x| < 2^51.
NEPHOSCOPE_LANES std::int64_t to_nearest(double x) {
    constexpr double rounder = 0x1.8p52;
    return wrapped_minus(bits_of(x + rounder), bits_of(rounder));
}
NEPHOSCOPE_LANES Integers to_nearest(Doubles x) {
    constexpr double rounder = 0x1.8p52;
    return bits_of(x + rounder) - bits_of(rounder);
}

}  // namespace nephoscope
