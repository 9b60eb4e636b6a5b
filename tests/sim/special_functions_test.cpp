// Normal quantile and gamma functions of sim/core/math.h.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "sim/core/error.h"
#include "sim/core/math.h"
#include "tests/sim/arguments.h"
#include "tests/sim/reference/draws.h"

namespace nephoscope::math {
namespace {

using test::between;
using test::over_octaves;

constexpr double kInf = std::numeric_limits<double>::infinity();

/// Relative error of `x` as the normal quantile of `p`, to first order: (Φ(x) − p) / (φ(x)·x).
long double quantile_error(double x, double p) {
    const long double size = std::fabs(static_cast<long double>(x));
    const long double tail = p < 0.5 ? static_cast<long double>(p) : 1 - static_cast<long double>(p);
    const long double density = std::exp(-size * size / 2) / std::sqrt(2 * std::acos(-1.0L));
    return std::fabs(std::erfc(size / std::sqrt(2.0L)) / 2 - tail) / (density * size);
}

TEST(NormalQuantile, IsWithinItsBound) {
    for (std::uint64_t i = 0; i < 100'000; ++i) {
        for (const double p : {between(0, 1, i, 1), over_octaves(-1000, -1, i, 2), 1 - over_octaves(-50, -1, i, 3)}) {
            ASSERT_LE(quantile_error(normal_quantile(p), p), 1e-14L) << p;
        }
    }
}

TEST(NormalQuantile, KnownValuesAndEnds) {
    EXPECT_EQ(normal_quantile(0.5), 0);
    EXPECT_NEAR(normal_quantile(0.975), 1.959963984540054, 1e-15);
    EXPECT_EQ(normal_quantile(0.25), -normal_quantile(0.75));
    EXPECT_EQ(normal_quantile(0), -kInf);
    EXPECT_EQ(normal_quantile(1), kInf);
    EXPECT_TRUE(std::isnan(normal_quantile(-0.1)));
    EXPECT_TRUE(std::isnan(normal_quantile(1.1)));
    EXPECT_TRUE(std::isnan(normal_quantile(std::nan(""))));
}

TEST(Gamma, IsWithinItsBound) {
    for (std::uint64_t i = 0; i < 100'000; ++i) {
        for (const double a : {between(0, 170, i, 11), between(0, 4, i, 12), over_octaves(-300, 0, i, 13)}) {
            const long double expected = std::tgamma(static_cast<long double>(a));
            ASSERT_LE(std::fabs(static_cast<long double>(gamma(a)) / expected - 1), 1e-13L) << a;
        }
    }
}

TEST(Gamma, IsTheFactorial) {
    double factorial = 1;
    for (int n = 1; n <= 18; ++n) {  // 18! is the last below 2^53
        EXPECT_NEAR(gamma(n) / factorial, 1, 1e-15) << n;
        factorial *= n;
    }
}

TEST(Gamma, SaysWhichArgumentIsOutside) {
    EXPECT_THROW(gamma(0), ArgumentError);
    EXPECT_THROW(gamma(170), ArgumentError);
    EXPECT_THROW(gamma(std::nan("")), ArgumentError);
    EXPECT_THROW(lower_incomplete_gamma(-1, 1), ArgumentError);
    EXPECT_THROW(lower_incomplete_gamma(1, std::nan("")), ArgumentError);
    try {
        lower_incomplete_gamma(1.5, -2);
        FAIL();
    } catch (const ArgumentError& error) {
        EXPECT_STREQ(error.what(), "'u' is -2 but must be at least 0");
    }
}

/// The series with positive terms, which holds for every u though it is slow for large ones.
long double lower_incomplete_gamma_by_series(double a_argument, double u_argument) {
    const long double a = static_cast<long double>(a_argument);
    const long double u = static_cast<long double>(u_argument);
    long double term = 1 / a;
    long double sum = term;
    for (long double next = a + 1; term > sum * 1e-21L; next += 1) {
        term *= u / next;
        sum += term;
    }
    return sum * std::exp(a * std::log(u) - u);
}

TEST(LowerIncompleteGamma, IsWithinItsBound) {
    for (std::uint64_t i = 0; i < 50'000; ++i) {
        for (const double a :
             {between(0, 20, i, 21), i % 4 == 0 ? between(0, 170, i, 22) : over_octaves(-60, 3, i, 23)}) {
            const double u = (a + 1) * (i % 2 == 0 ? between(0, 2, i, 24) : over_octaves(-30, 2, i, 25));
            const long double expected = lower_incomplete_gamma_by_series(a, u);
            ASSERT_LE(std::fabs(static_cast<long double>(lower_incomplete_gamma(a, u)) / expected - 1), 1e-12L)
                << a << " " << u;
        }
    }
}

TEST(LowerIncompleteGamma, EqualsValuesOfHighPrecision) {
    for (const auto& known : reference::kIncompleteGammas) {
        // Two of the values are below the smallest double and must be 0.
        EXPECT_NEAR(lower_incomplete_gamma(known.a, known.u), known.value, 1e-12 * known.value)
            << known.a << " " << known.u;
    }
    EXPECT_EQ(lower_incomplete_gamma(2, 0), 0);
    EXPECT_EQ(lower_incomplete_gamma(2.5, kInf), gamma(2.5));
    EXPECT_NEAR(lower_incomplete_gamma(2.5, 1e6), gamma(2.5), 1e-15);
}

}  // namespace
}  // namespace nephoscope::math
