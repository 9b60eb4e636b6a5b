#include "sim/core/math.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "sim/core/hash.h"
#include "tests/sim/arguments.h"

namespace nephoscope::math {
namespace {

using test::between;
using test::over_octaves;

constexpr double kInf = std::numeric_limits<double>::infinity();
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr long double kPi = 3.14159265358979323846264338327950288L;
constexpr int kArguments = 100'000;

static_assert(std::numeric_limits<long double>::digits >= 64, "the reference needs extended precision");

/// |got − expected| in units of the last place of `expected`, rounded to double.
double ulps(double got, long double expected) {
    const double rounded = static_cast<double>(expected);
    if (std::isinf(rounded) || std::isnan(got)) return got == rounded ? 0 : kInf;
    const int exponent = rounded == 0 ? -1074 : std::max(std::ilogb(rounded) - 52, -1074);
    return static_cast<double>(std::fabs(static_cast<long double>(got) - expected) / std::ldexp(1.0L, exponent));
}

/// The largest error in ulp of `function` over kArguments arguments.
template <class Function, class Reference, class Argument>
double worst(Function function, Reference reference, Argument argument) {
    double largest = 0;
    for (std::uint64_t i = 0; i < kArguments; ++i) {
        const double x = argument(i);
        largest = std::max(largest, ulps(function(x), reference(static_cast<long double>(x))));
    }
    return largest;
}

TEST(PortableMath, ExpIsWithinTwoUlp) {
    const auto reference = [](long double x) { return std::exp(x); };
    EXPECT_LE(worst(exp, reference, [](auto i) { return between(-1, 1, i, 1); }), 2);
    EXPECT_LE(worst(exp, reference, [](auto i) { return between(-745.2, 709.8, i, 2); }), 2);
    EXPECT_LE(worst(exp, reference, [](auto i) { return over_octaves(-60, 0, i, 3, true); }), 2);
}

TEST(PortableMath, ExpAtTheEnds) {
    EXPECT_EQ(exp(0), 1);
    EXPECT_EQ(exp(-0.0), 1);
    EXPECT_EQ(exp(709.79), kInf);
    EXPECT_LT(exp(709.78), kInf);
    EXPECT_EQ(exp(1e300), kInf);
    EXPECT_EQ(exp(kInf), kInf);
    EXPECT_GT(exp(-745.13), 0);
    EXPECT_EQ(exp(-745.14), 0);
    EXPECT_EQ(exp(-kInf), 0);
    EXPECT_TRUE(std::isnan(exp(kNan)));
}

TEST(PortableMath, Expm1IsWithinFourUlp) {
    const auto reference = [](long double x) { return std::expm1(x); };
    EXPECT_LE(worst(expm1, reference, [](auto i) { return between(-2, 2, i, 11); }), 4);
    EXPECT_LE(worst(expm1, reference, [](auto i) { return between(-60, 709.7, i, 12); }), 4);
    EXPECT_LE(worst(expm1, reference, [](auto i) { return over_octaves(-300, 0, i, 13, true); }), 4);
    EXPECT_EQ(expm1(0), 0);
    EXPECT_EQ(expm1(-kInf), -1);
    EXPECT_EQ(expm1(kInf), kInf);
    EXPECT_EQ(expm1(710), kInf);
    EXPECT_TRUE(std::isnan(expm1(kNan)));
}

TEST(PortableMath, LogIsWithinTwoUlp) {
    const auto reference = [](long double x) { return std::log(x); };
    EXPECT_LE(worst(log, reference, [](auto i) { return between(0.5, 2, i, 21); }), 2);
    EXPECT_LE(worst(log, reference, [](auto i) { return over_octaves(-1074, 1023, i, 22); }), 2);
    EXPECT_LE(worst(log, reference, [](auto i) { return 1 + over_octaves(-50, -1, i, 23, true); }), 2);
}

TEST(PortableMath, LogAtTheEnds) {
    EXPECT_EQ(log(1), 0);
    EXPECT_EQ(log(0), -kInf);
    EXPECT_EQ(log(-0.0), -kInf);
    EXPECT_EQ(log(kInf), kInf);
    EXPECT_TRUE(std::isnan(log(-1)));
    EXPECT_TRUE(std::isnan(log(-kInf)));
    EXPECT_TRUE(std::isnan(log(kNan)));
    EXPECT_LE(ulps(log(std::numeric_limits<double>::denorm_min()), -1074 * std::log(2.0L)), 2);
    EXPECT_LE(ulps(log(std::numeric_limits<double>::max()), std::log(0x1.fffffffffffffp1023L)), 2);
}

TEST(PortableMath, Log1pIsWithinFourUlp) {
    const auto reference = [](long double x) { return std::log1p(x); };
    EXPECT_LE(worst(log1p, reference, [](auto i) { return between(-1, 3, i, 31); }), 4);
    EXPECT_LE(worst(log1p, reference, [](auto i) { return over_octaves(-300, 0, i, 32, true); }), 4);
    EXPECT_LE(worst(log1p, reference, [](auto i) { return over_octaves(0, 1023, i, 33); }), 4);
    EXPECT_EQ(log1p(0), 0);
    EXPECT_EQ(log1p(-1), -kInf);
    EXPECT_EQ(log1p(kInf), kInf);
    EXPECT_TRUE(std::isnan(log1p(-1.5)));
    EXPECT_TRUE(std::isnan(log1p(kNan)));
}

TEST(PortableMath, SinPiIsWithinFourUlpUpToBothEnds) {
    const auto reference = [](long double x) { return std::sin(kPi * (x > 0.5L ? 1 - x : x)); };
    EXPECT_LE(worst(sin_pi, reference, [](auto i) { return between(0, 1, i, 41); }), 4);
    EXPECT_LE(worst(sin_pi, reference, [](auto i) { return over_octaves(-300, -1, i, 42); }), 4);
    EXPECT_LE(worst(sin_pi, reference, [](auto i) { return 1 - over_octaves(-50, -1, i, 43); }), 4);
    EXPECT_EQ(sin_pi(0), 0);
    EXPECT_EQ(sin_pi(1), 0);
    EXPECT_LE(ulps(sin_pi(0.5), 1), 4);
}

TEST(PortableMath, PowKeepsItsBound) {
    for (std::uint64_t i = 0; i < kArguments; ++i) {
        const double x = over_octaves(-20, 20, i, 51);
        const double y = between(-50, 50, i, 52);
        const long double exponent = static_cast<long double>(y) * std::log(static_cast<long double>(x));
        if (std::fabs(exponent) > 700) continue;
        const long double expected = std::exp(exponent);
        const long double relative = std::fabs(static_cast<long double>(pow(x, y)) - expected) / expected;
        ASSERT_LE(relative, (2 + 1.5L * std::fabs(exponent)) * 0x1p-52L) << x << "^" << y;
    }
}

TEST(PortableMath, PowOfSpecialArguments) {
    EXPECT_EQ(pow(0, 2), 0);
    EXPECT_EQ(pow(0, 0), 1);
    EXPECT_EQ(pow(3, 0), 1);
    EXPECT_EQ(pow(0, -1), kInf);
    EXPECT_EQ(pow(1, kInf), 1);
    EXPECT_EQ(pow(2, 2000), kInf);
    EXPECT_EQ(pow(2, -2000), 0);
    EXPECT_TRUE(std::isnan(pow(-1, 0.5)));
}

TEST(PortableMath, LogSumExp) {
    const std::array<double, 3> x = {1000, 999, -kInf};
    EXPECT_NEAR(log_sum_exp(x.data(), 3), 1000 + std::log1p(std::exp(-1.0)), 1e-12);
    EXPECT_EQ(log_sum_exp(x.data(), 1), 1000);
    EXPECT_EQ(log_sum_exp(x.data(), 0), -kInf);
    EXPECT_EQ(log_sum_exp(x.data() + 2, 1), -kInf);
    const std::array<double, 2> endless = {0, kInf};
    EXPECT_EQ(log_sum_exp(endless.data(), 2), kInf);
    const std::array<double, 2> broken = {0, kNan};
    EXPECT_TRUE(std::isnan(log_sum_exp(broken.data(), 2)));
}

// Any compiler, optimisation or instruction set that changes a single bit changes this hash.
TEST(PortableMath, HasTheSameBitsEverywhere) {
    Hasher hasher;
    for (std::uint64_t i = 0; i < 10'000; ++i) {
        hasher.add(exp(between(-740, 709, i, 61)));
        hasher.add(expm1(between(-3, 3, i, 62)));
        hasher.add(log(over_octaves(-1074, 1023, i, 63)));
        hasher.add(log1p(between(-1, 3, i, 64)));
        hasher.add(pow(over_octaves(-10, 10, i, 65), between(-9, 9, i, 66)));
        hasher.add(sin_pi(between(0, 1, i, 67)));
        hasher.add(normal_quantile(between(0, 1, i, 68)));
        hasher.add(gamma(between(0, 170, i, 69)));
        hasher.add(lower_incomplete_gamma(between(0, 20, i, 70), between(0, 40, i, 71)));
    }
    EXPECT_EQ(hasher.hex(), "97a38721d3d1eba6a972e2fedbac3dc1");
}

}  // namespace
}  // namespace nephoscope::math
