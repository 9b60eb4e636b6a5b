#define NEPHOSCOPE_REGISTER 64  // lanes in pieces: the operations are the same one by one

#include "sim/core/single_math.h"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <utility>

namespace nephoscope {

namespace test {
#if defined(__x86_64__)
void fused_log(const float* from, float* to);  // tests/sim/single_lanes_fused.cpp
void fused_expm1(const float* from, float* to);
void fused_exp(const float* from, float* to);
void fused_log_pair(const float* from, float* to);
void fused_expm1_pair(const float* from, float* to);
#endif
}  // namespace test

namespace {

using OfEight = void (*)(const float* from, float* to);

void log_in_pieces(const float* from, float* to) { store(to, log_single(load<Singles>(from))); }
void expm1_in_pieces(const float* from, float* to) { store(to, expm1_single(load<Singles>(from))); }
void exp_in_pieces(const float* from, float* to) { store(to, exponential_single(load<Singles>(from)).value()); }
void log_of_two(const float* from, float* to) { store_rows(to, log_single(load_rows<TwoRows>(from))); }
void expm1_of_two(const float* from, float* to) { store_rows(to, expm1_single(load_rows<TwoRows>(from))); }

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
    expect_same({test::fused_log, test::fused_log_pair});
    expect_same({test::fused_expm1, test::fused_expm1_pair});
}
#endif

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
