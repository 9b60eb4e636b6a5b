#pragma once

#include "sim/core/single_lanes.h"

/// Elementary functions in single precision, each with a bound on what it may be off: for first looks, never for
/// results.
#ifdef NEPHOSCOPE_SINGLES

namespace nephoscope {

/// What the functions below multiply by and add, a register each: read as operands where it is used.
template <class R>
struct SingleConstants {
    R log[8];    ///< interpolates log(1 + f)/f at eight Chebyshev nodes of [√½ − 1, √2 − 1]
    R expm1[5];  ///< interpolates (e^r − 1)/r at five of ±0.3476
    R ln_2, per_ln_2, rounder, ln_2_high, ln_2_low;
};
template <class R>
inline constexpr SingleConstants<R> kSingleConstants{
    {all<R>(-0x1.955046p-4F), all<R>(0x1.4a43fcp-3F), all<R>(-0x1.61db90p-3F), all<R>(0x1.97d34cp-3F),
     all<R>(-0x1.ff5cfcp-3F), all<R>(0x1.5558acp-2F), all<R>(-0x1.00007ep-1F), all<R>(0x1.fffffep-1F)},
    {all<R>(0x1.120cdep-7F), all<R>(0x1.570e32p-5F), all<R>(0x1.5554dcp-3F), all<R>(0x1.fffe56p-2F), all<R>(1.0F)},
    all<R>(0x1.62e43p-1F),
    all<R>(0x1.715476p0F),
    all<R>(0x1.8p23F),
    all<R>(-0x1.62e4p-1F),
    all<R>(-0x1.7f7d1cp-20F)};

/// The compiler is not told what stands there, which it would copy to registers first.
template <class R>
NEPHOSCOPE_LANES const SingleConstants<R>& single_constants() {
    const SingleConstants<R>* constants = &kSingleConstants<R>;
    __asm__("" : "+r"(constants));
    return *constants;
}

/// The polynomial with these coefficients, that of the highest power first.
template <class V, class R, std::size_t count>
NEPHOSCOPE_LANES V polynomial(V x, const R (&coefficient)[count]) {
    V value = fused(x, coefficient[0], coefficient[1]);
    NEPHOSCOPE_UNROLL
    for (std::size_t n = 2; n < count; ++n) value = fused(value, x, coefficient[n]);
    return value;
}

/// x = 2^k·(1 + f) with 1 + f in [√½, √2), for normal x > 0. V, here and below: Singles, a pair of them, or TwoRows.
template <class V>
struct SingleParts {
    WholesOf<V> k;
    V f;
};
template <class V>
NEPHOSCOPE_LANES SingleParts<V> parts_of(V x) {
    constexpr std::int32_t sqrt_half = 0x3f3504f3;
    const WholesOf<V> bits = whole_bits(x), k = (bits - sqrt_half) >> 23;
    return {k, from_whole_bits(bits - (k << 23)) - 1.0F};
}

/// log(2^k·(1 + f)). The polynomial is off by 7.5e-8/|f| at most.
template <class V>
NEPHOSCOPE_LANES V log_of_parts(SingleParts<V> x) {
    const auto& c = single_constants<RegisterOf<V>>();
    return fused(to_singles(x.k), c.ln_2, x.f * polynomial(x.f, c.log));
}

/// log x of normal x > 0 within 2^-21·max(1, |log x|).
template <class V>
NEPHOSCOPE_LANES V log_single(V x) {
    return log_of_parts(parts_of(x));
}

/// e^x as power·(1 + rest), for |x| ≤ 80: x = n·ln 2 + r with |r| ≤ 0.3466, power = 2^n, and rest within 4.7e-7·|r| of
/// e^r − 1 but for rounding.
template <class V>
struct Exponential {
    V power, rest;
    NEPHOSCOPE_LANES V value() const { return fused(power, rest, power); }  ///< within (2^-19·|x| + 2^-22)·e^x
    NEPHOSCOPE_LANES V minus_one() const { return fused(power, rest, power - 1.0F); }  ///< within 2^-19·|x|·e^max(x, 0)
};
template <class V>
NEPHOSCOPE_LANES Exponential<V> exponential_single(V x) {
    const auto& c = single_constants<RegisterOf<V>>();
    const V shifted = fused(x, c.per_ln_2, c.rounder);
    const V n = shifted - c.rounder;
    const V r = fused(n, c.ln_2_low, fused(n, c.ln_2_high, x));
    const V power = from_whole_bits((whole_bits(shifted) << 23) + (127 << 23));  // low bits of the rounder are 0
    return {power, r * polynomial(r, c.expm1)};
}

/// e^x − 1, as minus_one().
template <class V>
NEPHOSCOPE_LANES V expm1_single(V x) {
    return exponential_single(x).minus_one();
}

}  // namespace nephoscope

#endif
