#pragma once

#include <cstdint>
#include <limits>

#include "sim/core/lanes.h"
#include "sim/core/math.h"

/// Bodies of the elementary functions of sim/core/math.h, for hot loops.
///
/// They have no branches, tables or calls, only selections, so that V may be double or a vector of them (sim/core/
/// lanes.h); both give the same bits because every operation is one IEEE operation in a fixed order
/// (-ffp-contract=off). Those named …_lanes leave out the cases at the ends of the range that each names.
/// The polynomials interpolate at Chebyshev nodes, computed with 60 digits by tests/sim/reference/polynomials.py;
/// docs/decisions/0004-portable-math.md has the argument reductions and the measured errors.
namespace nephoscope::math {

inline constexpr double kLn2High = 0x1.62e42feep-1;       ///< ln 2 cut to 32 bits: products with exponents are exact
inline constexpr double kLn2Low = 0x1.a39ef35793c76p-33;  ///< ln 2 − kLn2High
inline constexpr double kLog2E = 0x1.71547652b82fep+0;    ///< 1 / ln 2
inline constexpr double kRounder = 0x1.8p52;              ///< adding it rounds to an integer held in the low bits
inline constexpr double kInfinity = std::numeric_limits<double>::infinity();
inline constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

/// 2^n for n in [−1022, 1023]; other n give an unspecified value.
template <class Int>
NEPHOSCOPE_LANES auto power_of_two(Int n) {
    return from_bits((n + 1023) << 52);
}

/// x = n·ln 2 + r with |r| ≤ 0.347, and e^r − 1; for x in [−746, 710].
template <class V>
struct ReducedExp {
    IntegersOf<V> n;
    V expm1_of_r;
};

template <class V>
NEPHOSCOPE_LANES ReducedExp<V> reduce_exp(V x) {
    const V shifted = x * kLog2E + kRounder;
    const V n = shifted - kRounder;
    const V r = (x - n * kLn2High) - n * kLn2Low;
    const V r2 = r * r;
    // (e^r − 1 − r − r²/2) / r³ on |r| ≤ ln 2 / 2, error 6.2e-16.
    const V low =
        (0x1.5555555555555p-3 + r * 0x1.5555555554cb7p-5) + r2 * (0x1.1111111110e6ap-7 + r * 0x1.6c16c1738ff55p-10);
    const V high = (0x1.a01a01a4b322fp-13 + r * 0x1.a019c9a5652d3p-16) +
                   r2 * ((0x1.71de17e40edfep-19 + r * 0x1.2880411bad1aap-22) + r2 * 0x1.af236aac51d05p-26);
    const V cubic = low + (r2 * r2) * high;
    return {wrapped_minus(bits_of(shifted), bits_of(kRounder)), r + r2 * (0.5 + r * cubic)};
}

inline double exp_inline(double x) {
    // Beyond these ends e^x is 0 or ∞, and so is the product below; the order of the comparisons keeps NaN.
    double clamped = x < -746.0 ? -746.0 : x;
    clamped = clamped > 710.0 ? 710.0 : clamped;
    const ReducedExp<double> reduced = reduce_exp(clamped);
    // Two factors, since 2^n alone leaves the range of normal numbers at both ends.
    const std::int64_t half = reduced.n >> 1;
    return ((1.0 + reduced.expm1_of_r) * power_of_two(half)) * power_of_two(reduced.n - half);
}

/// e^x − 1 for x up to 700, where one power of two suffices; below −50 it is −1 to the last bit.
template <class V>
NEPHOSCOPE_LANES V expm1_lanes(V x) {
    const ReducedExp<V> reduced = reduce_exp(choose(x < -50.0, broadcast<V>(-50.0), x));
    return ((1.0 - power_of_two(-reduced.n)) + reduced.expm1_of_r) * power_of_two(reduced.n);
}

inline double expm1_inline(double x) {
    if (x <= 700.0) return expm1_lanes(x);
    // 2^−n has no influence on a sum of order 1 there, and would leave the normal numbers.
    const ReducedExp<double> reduced = reduce_exp(x > 710.0 ? 710.0 : x);
    const std::int64_t half = reduced.n >> 1;
    return ((1.0 + reduced.expm1_of_r) * power_of_two(half)) * power_of_two(reduced.n - half);
}

/// log(x) − shift·log 2 for positive normal x.
template <class V>
NEPHOSCOPE_LANES V log_lanes(V x, V shift) {
    // x = 2^k·m with m in [√½, √2).
    constexpr std::int64_t sqrt_half = 0x3fe6a09e667f3bcdLL;
    const IntegersOf<V> bits = bits_of(x);
    const IntegersOf<V> k = wrapped_minus(bits, sqrt_half) >> 52;
    const V m = from_bits(wrapped_minus(bits, k << 52));
    // k is below 2^51 in size: placing it in the low bits of kRounder converts it without a conversion instruction.
    const V exponent = from_bits(bits_of(kRounder) + k) - kRounder - shift;

    // log m = 2·artanh(s) with s = f / (2 + f); f²/2 is taken out, so that the division's error is scaled down.
    const V f = m - 1.0;
    const V s = f / (2.0 + f);
    const V z = s * s;
    const V z2 = z * z;
    // (2·artanh(s)/s − 2) / s² as a polynomial in z = s² ≤ 0.0295, error 3.7e-17.
    const V low =
        (0x1.5555555555555p-1 + z * 0x1.9999999999a38p-2) + z2 * (0x1.2492492476c87p-2 + z * 0x1.c71c720160b47p-3);
    const V high =
        (0x1.745cf901605f7p-3 + z * 0x1.3b1c360763b8ap-3) + z2 * (0x1.0fbe83c2cbcf3p-3 + z * 0x1.0c04595972ab8p-3);
    const V tail = z * (low + (z2 * z2) * high);
    const V half_square = 0.5 * f * f;
    const V small_part = s * (half_square + tail) + exponent * kLn2Low;
    return exponent * kLn2High - ((half_square - small_part) - f);
}

/// log x for positive normal x.
template <class V>
NEPHOSCOPE_LANES V log_lanes(V x) {
    return log_lanes(x, broadcast<V>(0.0));
}

inline double log_inline(double x) {
    const bool small = x < 0x1p-1022;  // subnormal numbers are scaled up
    double result = log_lanes(small ? x * 0x1p54 : x, small ? 54.0 : 0.0);
    result = x < kInfinity ? result : x;  // ∞ and NaN
    result = x == 0.0 ? -kInfinity : result;
    return x < 0.0 ? kNaN : result;
}

inline double log1p_inline(double x) {
    // 1 + x = u + rest exactly (Knuth 1969, two-sum), and log(u + rest) = log u + rest / u to first order.
    const double u = 1.0 + x;
    const double x_in_u = u - 1.0;
    const double rest = (1.0 - (u - x_in_u)) + (x - x_in_u);
    double result = log_inline(u) + rest / u;
    result = u < kInfinity ? result : u;  // ∞ and NaN
    return u == 0.0 ? -kInfinity : result;
}

/// sin πx for x in [0, 1].
template <class V>
NEPHOSCOPE_LANES V sin_pi_inline(V x) {
    const V y = choose(x > 0.5, 1.0 - x, x);  // 1 − x is exact there
    const V z = y * y;
    const V z2 = z * z;
    // (sin(πy)/y − π) / y² as a polynomial in z = y² ≤ 1/4, error 2.3e-16.
    const V low =
        (-0x1.4abbce625be53p+2 + z * 0x1.466bc6775aae2p+1) + z2 * (-0x1.32d2cce62bd7cp-1 + z * 0x1.50783487edb3cp-4);
    const V high = (-0x1.e3074fdd8bd87p-8 + z * 0x1.e8f43419874c7p-12) +
                   z2 * ((-0x1.6fad6c65af106p-16 + z * 0x1.aac5c5a7945bcp-21) + z2 * -0x1.7ff5f2829eb30p-26);
    constexpr double pi_high = 0x1.921fb54442d18p+1;
    constexpr double pi_low = 0x1.1a62633145c07p-53;
    return y * (pi_high + (pi_low + z * (low + (z2 * z2) * high)));
}

}  // namespace nephoscope::math
