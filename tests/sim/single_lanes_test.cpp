#define NEPHOSCOPE_REGISTER 64  // lanes in pieces: the operations are the same one by one

#include "sim/core/single_lanes.h"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>

namespace nephoscope {
namespace {

/// Every 999th of all normal numbers above 0.
TEST(SingleLanes, LogarithmIsWithinItsBound) {
    double worst = 0;
    for (std::uint32_t bits = 0x00800000U; bits < 0x7f800000U - 8 * 999; bits += 8 * 999) {
        Singles x{};
        for (unsigned lane = 0; lane < 8; ++lane) x[lane] = std::bit_cast<float>(bits + lane * 999);
        const Singles got = log_single(x);
        for (int lane = 0; lane < 8; ++lane) {
            const double expected = std::log(static_cast<double>(x[lane]));
            worst = std::max(worst,
                             std::abs(static_cast<double>(got[lane]) - expected) / std::max(1.0, std::abs(expected)));
        }
    }
    EXPECT_LT(worst, 0x1p-21);
    EXPECT_GT(worst, 0x1p-26);
}

TEST(SingleLanes, ExponentialIsWithinItsBound) {
    double worst = 0;
    for (int j = -800'000; j < 800'000; j += 8) {
        Singles x{};
        for (int lane = 0; lane < 8; ++lane) {
            const double step = (j + lane) * 1e-4;
            x[lane] = static_cast<float>(j % 3 == 0 ? step : std::copysign(std::exp(-std::abs(step)), step));
        }
        const Singles got = expm1_single(x);
        for (int lane = 0; lane < 8; ++lane) {
            const auto its = static_cast<double>(x[lane]);
            if (its == 0) continue;
            const double size = std::abs(its) * std::exp(std::max(its, 0.0));
            worst = std::max(worst, std::abs(static_cast<double>(got[lane]) - std::expm1(its)) / size);
        }
    }
    EXPECT_LT(worst, 0x1p-19);
    EXPECT_GT(worst, 0x1p-26);
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
