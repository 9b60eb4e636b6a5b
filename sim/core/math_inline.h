#pragma once

#include <cstdint>
#include <cstring>
#include <limits>

#include "sim/core/math.h"

/// Bodies of the elementary functions of sim/core/math.h, for hot loops.
///
/// They have no branches, tables or calls, only selections, so that a compiler may put them in vector lanes; both ways
/// give the same bits because every operation is one IEEE operation in a fixed order (-ffp-contract=off).
/// The polynomials interpolate at Chebyshev nodes, computed with 60 digits by tests/sim/reference/polynomials.py;
/// docs/decisions/0004-portable-math.md has the argument reductions and the measured errors.
namespace nephoscope::math {

inline std::uint64_t bits_of(double x) {
    std::uint64_t bits;
    std::memcpy(&bits, &x, sizeof bits);
    return bits;
}

inline double from_bits(std::uint64_t bits) {
    double x;
    std::memcpy(&x, &bits, sizeof x);
    return x;
}

inline constexpr double kLn2High = 0x1.62e42feep-1;       ///< ln 2 cut to 32 bits: products with exponents are exact
inline constexpr double kLn2Low = 0x1.a39ef35793c76p-33;  ///< ln 2 − kLn2High
inline constexpr double kLog2E = 0x1.71547652b82fep+0;    ///< 1 / ln 2
inline constexpr double kRounder = 0x1.8p52;              ///< adding it rounds to an integer held in the low bits
inline constexpr double kInfinity = std::numeric_limits<double>::infinity();
inline constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

/// 2^n for n in [−1022, 1023]; other n give an unspecified value.
inline double power_of_two(std::int64_t n) { return from_bits((static_cast<std::uint64_t>(n) + 1023U) << 52); }

/// x = n·ln 2 + r with |r| ≤ 0.347, and e^r − 1; for x in [−746, 710].
struct ReducedExp {
    std::int64_t n;
    double expm1_of_r;
};

inline ReducedExp reduce_exp(double x) {
    const double shifted = x * kLog2E + kRounder;
    const double n = shifted - kRounder;
    const double r = (x - n * kLn2High) - n * kLn2Low;
    const double r2 = r * r;
    // (e^r − 1 − r − r²/2) / r³ on |r| ≤ ln 2 / 2, error 6.2e-16.
    const double low =
        (0x1.5555555555555p-3 + r * 0x1.5555555554cb7p-5) + r2 * (0x1.1111111110e6ap-7 + r * 0x1.6c16c1738ff55p-10);
    const double high = (0x1.a01a01a4b322fp-13 + r * 0x1.a019c9a5652d3p-16) +
                        r2 * ((0x1.71de17e40edfep-19 + r * 0x1.2880411bad1aap-22) + r2 * 0x1.af236aac51d05p-26);
    const double cubic = low + (r2 * r2) * high;
    return {static_cast<std::int64_t>(bits_of(shifted) - bits_of(kRounder)), r + r2 * (0.5 + r * cubic)};
}

inline double exp_inline(double x) {
    // Beyond these ends e^x is 0 or ∞, and so is the product below; the order of the comparisons keeps NaN.
    double clamped = x < -746.0 ? -746.0 : x;
    clamped = clamped > 710.0 ? 710.0 : clamped;
    const ReducedExp reduced = reduce_exp(clamped);
    // Two factors, since 2^n alone leaves the range of normal numbers at both ends.
    const std::int64_t half = reduced.n >> 1;
    return ((1.0 + reduced.expm1_of_r) * power_of_two(half)) * power_of_two(reduced.n - half);
}

inline double expm1_inline(double x) {
    double clamped = x < -50.0 ? -50.0 : x;
    clamped = clamped > 710.0 ? 710.0 : clamped;
    const ReducedExp reduced = reduce_exp(clamped);
    const std::int64_t half = reduced.n >> 1;
    // 2^−n has no influence on a sum of order 1 from n = 1022 on, where it would leave the normal numbers.
    const double inverse = power_of_two(-(reduced.n > 1022 ? 1022 : reduced.n));
    return (((1.0 - inverse) + reduced.expm1_of_r) * power_of_two(half)) * power_of_two(reduced.n - half);
}

inline double log_inline(double x) {
    // Subnormal numbers are scaled up; x = 2^k·m with m in [√½, √2).
    const bool small = x < 0x1p-1022;
    const double scaled = small ? x * 0x1p54 : x;
    constexpr std::uint64_t sqrt_half = 0x3fe6a09e667f3bcdULL;
    const std::uint64_t bits = bits_of(scaled);
    const std::int64_t k = static_cast<std::int64_t>(bits - sqrt_half) >> 52;
    const double m = from_bits(bits - (static_cast<std::uint64_t>(k) << 52));
    // k is below 2^51 in size: placing it in the low bits of kRounder converts it without a conversion instruction.
    const double exponent =
        from_bits(bits_of(kRounder) + static_cast<std::uint64_t>(k)) - kRounder - (small ? 54.0 : 0.0);

    // log m = 2·artanh(s) with s = f / (2 + f); f²/2 is taken out, so that the division's error is scaled down.
    const double f = m - 1.0;
    const double s = f / (2.0 + f);
    const double z = s * s;
    const double z2 = z * z;
    // (2·artanh(s)/s − 2) / s² as a polynomial in z = s² ≤ 0.0295, error 3.7e-17.
    const double low =
        (0x1.5555555555555p-1 + z * 0x1.9999999999a38p-2) + z2 * (0x1.2492492476c87p-2 + z * 0x1.c71c720160b47p-3);
    const double high =
        (0x1.745cf901605f7p-3 + z * 0x1.3b1c360763b8ap-3) + z2 * (0x1.0fbe83c2cbcf3p-3 + z * 0x1.0c04595972ab8p-3);
    const double tail = z * (low + (z2 * z2) * high);
    const double half_square = 0.5 * f * f;
    const double small_part = s * (half_square + tail) + exponent * kLn2Low;
    double result = exponent * kLn2High - ((half_square - small_part) - f);

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

inline double sin_pi_inline(double x) {
    const double y = x > 0.5 ? 1.0 - x : x;  // 1 − x is exact there
    const double z = y * y;
    const double z2 = z * z;
    // (sin(πy)/y − π) / y² as a polynomial in z = y² ≤ 1/4, error 2.3e-16.
    const double low =
        (-0x1.4abbce625be53p+2 + z * 0x1.466bc6775aae2p+1) + z2 * (-0x1.32d2cce62bd7cp-1 + z * 0x1.50783487edb3cp-4);
    const double high = (-0x1.e3074fdd8bd87p-8 + z * 0x1.e8f43419874c7p-12) +
                        z2 * ((-0x1.6fad6c65af106p-16 + z * 0x1.aac5c5a7945bcp-21) + z2 * -0x1.7ff5f2829eb30p-26);
    constexpr double pi_high = 0x1.921fb54442d18p+1;
    constexpr double pi_low = 0x1.1a62633145c07p-53;
    return y * (pi_high + (pi_low + z * (low + (z2 * z2) * high)));
}

}  // namespace nephoscope::math
