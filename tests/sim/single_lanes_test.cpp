#define NEPHOSCOPE_REGISTER 64  // lanes in pieces: the operations are the same one by one

#include "sim/core/single_draws.h"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <iterator>
#include <numbers>
#include <utility>

#include "sim/core/random.h"
#include "sim/core/single_turns.h"

namespace nephoscope {

namespace test {
#if defined(__x86_64__)
void fused_log(const float* from, float* to);  // tests/sim/single_lanes_fused.cpp
void fused_expm1(const float* from, float* to);
void fused_exp(const float* from, float* to);
void fused_sine(const float* from, float* to);
void fused_minus_log(const float* words, float* to);
void fused_quantile(const float* words, float* to);
void fused_quantile_pair(const float* words, float* to);
void fused_log_pair(const float* from, float* to);
void fused_expm1_pair(const float* from, float* to);
#endif
}  // namespace test

namespace {

/// The larger one, or what is no number.
void take_worst(double& worst, double error) {
    if (!(error <= worst)) worst = error;
    ASSERT_FALSE(std::isnan(error));
}

using OfEight = void (*)(const float* from, float* to);

void log_in_pieces(const float* from, float* to) { store(to, log_single(load<Singles>(from))); }
void expm1_in_pieces(const float* from, float* to) { store(to, expm1_single(load<Singles>(from))); }
void exp_in_pieces(const float* from, float* to) { store(to, exponential_single(load<Singles>(from)).value()); }
void log_of_two(const float* from, float* to) { store_rows(to, log_single(load_rows<TwoRows>(from))); }
void expm1_of_two(const float* from, float* to) { store_rows(to, expm1_single(load_rows<TwoRows>(from))); }

void sine_in_pieces(const float* from, float* to) { store(to, sin_pi_single(load<Singles>(from))); }
void minus_log_in_pieces(const float* words, float* to) {
    store(to, minus_log_single(uniform_single<Singles>(whole_bits(load<Singles>(words)))));
}
void quantile_in_pieces(const float* words, float* to) {
    store(to, normal_quantile_single(uniform_single<Singles>(whole_bits(load<Singles>(words)))));
}
void quantile_of_two(const float* words, float* to) {
    store_rows(to, normal_quantile_single(uniform_single<TwoRows>(whole_bits(load_rows<TwoRows>(words)))));
}

/// The largest error of every 999th of all normal numbers above 0, over max(1, |log x|).
double worst_log(OfEight logs) {
    double worst = 0;
    for (std::uint32_t bits = 0x00800000U; bits < 0x7f800000U - 8 * 999; bits += 8 * 999) {
        float x[8], got[8];
        for (unsigned lane = 0; lane < 8; ++lane) x[lane] = std::bit_cast<float>(bits + lane * 999);
        logs(x, got);
        for (int lane = 0; lane < 8; ++lane) {
            const double expected = std::log(static_cast<double>(x[lane]));
            worst = std::max(worst,
                             std::abs(static_cast<double>(got[lane]) - expected) / std::max(1.0, std::abs(expected)));
        }
    }
    return worst;
}

/// Calls look(x, got) for many x ≠ 0 up to 80 in size.
template <class Look>
void for_exponents(OfEight function, Look look) {
    for (int j = -800'000; j < 800'000; j += 8) {
        float x[8], got[8];
        for (int lane = 0; lane < 8; ++lane) {
            const double step = (j + lane) * 1e-4;
            x[lane] = static_cast<float>(j % 3 == 0 ? step : std::copysign(std::exp(-std::abs(step)), step));
        }
        function(x, got);
        for (int lane = 0; lane < 8; ++lane)
            if (x[lane] != 0) look(static_cast<double>(x[lane]), static_cast<double>(got[lane]));
    }
}

/// The largest error over |x|·e^max(x, 0).
double worst_expm1(OfEight expm1s) {
    double worst = 0;
    for_exponents(expm1s, [&](double x, double got) {
        const double size = std::abs(x) * std::exp(std::max(x, 0.0));
        worst = std::max(worst, std::abs(got - std::expm1(x)) / size);
    });
    return worst;
}

/// The same over (2^-19·|x| + 2^-22)·e^x.
double worst_exp(OfEight exps) {
    double worst = 0;
    for_exponents(exps, [&](double x, double got) {
        const double bound = (0x1p-19 * std::abs(x) + 0x1p-22) * std::exp(x);
        worst = std::max(worst, std::abs(got - std::exp(x)) / bound);
    });
    return worst;
}

/// The largest of look(word, got) over the words at both ends, those around ½, where logarithms change their formula,
/// and many others.
template <class Look>
double worst_of_words(OfEight function, Look look) {
    double worst = 0;
    const auto take = [&](std::uint32_t first, std::uint32_t step) {
        float words[8], got[8];
        for (std::uint32_t lane = 0; lane < 8; ++lane) words[lane] = std::bit_cast<float>(first + lane * step);
        function(words, got);
        for (std::uint32_t lane = 0; lane < 8; ++lane)
            take_worst(worst, look(first + lane * step, static_cast<double>(got[lane])));
    };
    constexpr std::uint32_t sqrt_half = 0xb504f333U, tail = 0x13333333U;
    for (const std::uint32_t middle : {0U, 0x80000000U, sqrt_half, tail, ~tail, 1U << 30, 0xc0000000U})
        for (std::uint32_t near = 0; near < 80'000; near += 8) take(middle + near - 40'000, 1);
    for (std::uint32_t n = 0; n < 40'000; ++n) take(n * 107'369, 13'421);
    return worst;
}

double uniform_of(std::uint32_t word) { return (word + 0.5) * 0x1p-32; }

/// Over −log u.
double worst_minus_log(OfEight minus_logs) {
    return worst_of_words(minus_logs, [](std::uint32_t word, double got) {
        const double u = uniform_of(word), exact = u > 0.5 ? -std::log1p(-uniform_of(~word)) : -std::log(u);
        return std::abs(got / exact - 1);
    });
}

/// Over max(1, |z|).
double worst_quantile(OfEight quantiles) {
    return worst_of_words(quantiles, [](std::uint32_t word, double got) {
        const double exact = normal(word);
        return std::abs(got - exact) / std::max(1.0, std::abs(exact));
    });
}

/// Over sin πx, for x in (0, ½].
double worst_sine(OfEight sines) {
    double worst = 0;
    for (int n = 1; n < 400'000; n += 8) {
        float x[8], got[8];
        for (int lane = 0; lane < 8; ++lane)
            x[lane] = n % 16 == 1 ? static_cast<float>(n + lane) * 1.25e-6F
                                  : std::exp(-static_cast<float>(n + lane) * 5e-5F) / 2;
        sines(x, got);
        for (int lane = 0; lane < 8; ++lane) {
            const double exact = std::sin(std::numbers::pi * static_cast<double>(x[lane]));
            take_worst(worst, std::abs(static_cast<double>(got[lane]) / exact - 1));
        }
    }
    return worst;
}

using OfBoth = std::pair<OfEight, OfEight>;

/// Two rows at once are what they are one by one.
void expect_same(const OfBoth& functions) {
    const auto [of_eight, of_two] = functions;
    float x[16], one[16], both[16];
    for (int lane = 0; lane < 16; ++lane) x[lane] = std::exp(static_cast<float>(lane) * 0.5F - 4.3F);
    of_eight(x, one), of_eight(x + 8, one + 8);
    of_two(x, both);
    for (int lane = 0; lane < 16; ++lane) EXPECT_EQ(one[lane], both[lane]);
}

TEST(SingleLanes, LogarithmIsWithinItsBound) {
    const double worst = worst_log(log_in_pieces);
    EXPECT_LT(worst, 0x1p-21);
    EXPECT_GT(worst, 0x1p-26);
}

TEST(SingleLanes, ExponentialIsWithinItsBound) {
    const double worst = worst_expm1(expm1_in_pieces), of_exp = worst_exp(exp_in_pieces);
    EXPECT_LT(worst, 0x1p-19);
    EXPECT_GT(worst, 0x1p-26);
    EXPECT_LT(of_exp, 1);
    EXPECT_GT(of_exp, 0x1p-5);
}

TEST(SingleLanes, TakeTwoRowsAsOneByOne) {
    expect_same({log_in_pieces, log_of_two});
    expect_same({expm1_in_pieces, expm1_of_two});
}

void expect_draws_within_bounds(OfEight minus_log, OfEight quantile, OfEight sine) {
    for (const auto& [worst, bound] :
         {std::pair{worst_minus_log(minus_log), 0x1p-20}, std::pair{worst_quantile(quantile), 0x1p-20},
          std::pair{worst_sine(sine), 0x1p-22}}) {
        EXPECT_LT(worst, bound);
        EXPECT_GT(worst, bound / 32);
    }
}

TEST(SingleLanes, DrawsAreWithinTheirBounds) {
    expect_draws_within_bounds(minus_log_in_pieces, quantile_in_pieces, sine_in_pieces);
    expect_same({quantile_in_pieces, quantile_of_two});
}

#if defined(__x86_64__)
TEST(SingleLanes, AreWithinTheirBoundsWhenFused) {
    for (const bool has :
         {__builtin_cpu_supports("fma") != 0, __builtin_cpu_supports("avx2") != 0, __builtin_cpu_supports("bmi2") != 0})
        if (!has) GTEST_SKIP() << "this machine does not run x86-64-v3";
    const double log = worst_log(test::fused_log), expm1 = worst_expm1(test::fused_expm1);
    EXPECT_LT(worst_exp(test::fused_exp), 1);
    EXPECT_LT(log, 0x1p-21);
    EXPECT_GT(log, 0x1p-26);
    EXPECT_LT(expm1, 0x1p-19);
    EXPECT_GT(expm1, 0x1p-26);
    expect_draws_within_bounds(test::fused_minus_log, test::fused_quantile, test::fused_sine);
    expect_same({test::fused_log, test::fused_log_pair});
    expect_same({test::fused_quantile, test::fused_quantile_pair});
    expect_same({test::fused_expm1, test::fused_expm1_pair});
}
#endif

/// Of rows that stand apart.
template <class V>
void expect_turned() {
    constexpr std::size_t kApart = 24, kRows = kLanesOf<V>;
    float rows[kRows * kApart], back[kRows * kSingles];
    for (std::size_t n = 0; n < std::size(rows); ++n) rows[n] = static_cast<float>(n);
    V column[kSingles];
    turn_rows(rows, kApart, column);
    turn_columns(column, back);
    for (std::size_t n = 0; n < kRows; ++n)
        for (std::size_t c = 0; c < kSingles; ++c) {
            EXPECT_EQ(column[c][n], rows[n * kApart + c]) << n << ' ' << c;
            EXPECT_EQ(back[n * kSingles + c], rows[n * kApart + c]) << n << ' ' << c;
        }
}

TEST(SingleLanes, TurnRowsToColumnsAndBack) {
    expect_turned<Singles>();
    expect_turned<TwoRows>();
}

TEST(SingleLanes, PickAndCompareLaneByLane) {
    const Singles a = {1, -2, 3, -4, 5, -6, 7, -8}, b = singles(2);
    const float nan = std::numeric_limits<float>::quiet_NaN();
    EXPECT_EQ(lanes_set(a > b), 0b1010100U);
    EXPECT_EQ(lanes_set(single_lanes_of(0b1100101U)), 0b1100101U);
    EXPECT_EQ(largest_of(a), 7);
    for (int lane = 0; lane < 8; ++lane) {
        EXPECT_EQ(larger(a, b)[lane], std::max(a[lane], 2.0F));
        EXPECT_EQ(smaller(a, b)[lane], std::min(a[lane], 2.0F));
        EXPECT_EQ(magnitude(a)[lane], std::abs(a[lane]));
        EXPECT_EQ(permuted(a, Wholes{7, 6, 5, 4, 3, 2, 1, 0})[lane], a[7 - lane]);
        EXPECT_EQ(larger(singles(nan), b)[lane], 2.0F);  // the second where one is no number
    }
}

}  // namespace
}  // namespace nephoscope
