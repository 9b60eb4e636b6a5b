#pragma once

#include "sim/core/lanes.h"

/// Philox4x32-10 (sim/core/random.h), counters in lanes; inlined by force, as sim/core/lanes.h.
namespace nephoscope {

/// Products of the low 32 bits of every lane, 64 bits wide.
NEPHOSCOPE_LANES Words64 multiply_low(Words64 a, Words64 b) {
#if defined(NEPHOSCOPE_AVX512)
    return __builtin_bit_cast(Words64,
                              _mm512_mul_epu32(__builtin_bit_cast(__m512i, a), __builtin_bit_cast(__m512i, b)));
#elif defined(NEPHOSCOPE_AVX2)
    return __builtin_bit_cast(Words64,
                              _mm256_mul_epu32(__builtin_bit_cast(__m256i, a), __builtin_bit_cast(__m256i, b)));
#elif defined(NEPHOSCOPE_SSE2)
    return __builtin_bit_cast(Words64, _mm_mul_epu32(__builtin_bit_cast(__m128i, a), __builtin_bit_cast(__m128i, b)));
#else
    return (a & 0xffffffffU) * (b & 0xffffffffU);
#endif
}

/// Four words of Philox4x32-10 for every counter: lanes of a counter hold 32 bits each.
struct PhiloxLanes {
    Words64 word[4];
};

/// Keys of the ten rounds: for loops, which read them from memory where they are used.
struct PhiloxKeys {
    Words64 key[10][2];
};

/// Upper halves hold rubbish; products read lower halves alone.
NEPHOSCOPE_LANES void next_philox_key(Words64 (&key)[2]) {
    key[0] += std::uint64_t{0x9E3779B9U};
    key[1] += std::uint64_t{0xBB67AE85U};
}

NEPHOSCOPE_LANES PhiloxKeys philox_keys(const std::uint32_t* key) {
    PhiloxKeys keys;
    Words64 its[2] = {Words64{} + std::uint64_t{key[0]}, Words64{} + std::uint64_t{key[1]}};
    for (auto& round : keys.key) round[0] = its[0], round[1] = its[1], next_philox_key(its);
    return keys;
}

template <int kCounters>
NEPHOSCOPE_LANES void philox_round(PhiloxLanes (&counter)[kCounters], Words64 key_0, Words64 key_1) {
    constexpr std::uint64_t multiplier_0 = 0xD2511F53U, multiplier_1 = 0xCD9E8D57U;
    const Words64 m0 = Words64{} + multiplier_0, m1 = Words64{} + multiplier_1;
    NEPHOSCOPE_UNROLL
    for (int c = 0; c < kCounters; ++c) {
        Words64(&w)[4] = counter[c].word;
        const Words64 p0 = multiply_low(w[0], m0), p1 = multiply_low(w[2], m1);
        w[0] = (p1 >> 32) ^ (w[1] ^ key_0);
        w[1] = p1;
        w[2] = (p0 >> 32) ^ (w[3] ^ key_1);
        w[3] = p0;
    }
}

/// Clears the upper halves.
template <int kCounters>
NEPHOSCOPE_LANES void keep_words(PhiloxLanes (&counter)[kCounters]) {
    NEPHOSCOPE_UNROLL
    for (int c = 0; c < kCounters; ++c) {
        NEPHOSCOPE_UNROLL
        for (int w = 0; w < 4; ++w) counter[c].word[w] &= std::uint64_t{0xffffffffU};
    }
}

/// Several at once, since one alone waits for its own products. Replaces counters by words, whose upper halves hold
/// rubbish until keep_words.
template <int kCounters>
NEPHOSCOPE_LANES void philox_lanes(PhiloxLanes (&counter)[kCounters], const std::uint32_t* key) {
    Words64 its[2] = {Words64{} + std::uint64_t{key[0]}, Words64{} + std::uint64_t{key[1]}};
    NEPHOSCOPE_UNROLL
    for (int round = 0; round < 10; ++round) philox_round(counter, its[0], its[1]), next_philox_key(its);
}
template <int kCounters>
NEPHOSCOPE_LANES void philox_lanes(PhiloxLanes (&counter)[kCounters], const PhiloxKeys& keys) {
    NEPHOSCOPE_UNROLL
    for (int round = 0; round < 10; ++round) philox_round(counter, keys.key[round][0], keys.key[round][1]);
}

}  // namespace nephoscope
