#include "sim/core/exact.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "sim/core/error.h"
#include "tests/sim/arguments.h"

namespace nephoscope {
namespace {

TEST(ToFixed, RoundsHalfAwayFromZero) {
    EXPECT_EQ(to_fixed(0), 0);
    EXPECT_EQ(to_fixed(0.5), 1);
    EXPECT_EQ(to_fixed(-0.5), -1);
    EXPECT_EQ(to_fixed(2.5), 3);
    EXPECT_EQ(to_fixed(-2.5), -3);
    EXPECT_EQ(to_fixed(0.49999999999999994), 0);  // adding ½ and cutting would give 1
    EXPECT_EQ(to_fixed(-0.49999999999999994), 0);
    EXPECT_EQ(to_fixed(4503599627370497.5), 4503599627370498);
    EXPECT_EQ(to_fixed(9007199254740993.0), 9007199254740992);
    EXPECT_EQ(to_fixed(-9.2e18), -9'200'000'000'000'000'000);
    for (std::uint64_t i = 0; i < 100'000; ++i) {
        const double value = test::over_octaves(-3, 62, i, 1, true);
        ASSERT_EQ(to_fixed(value), std::llround(value)) << value;
    }
}

TEST(ToFixed, RefusesWhatDoesNotFit) {
    constexpr double infinity = std::numeric_limits<double>::infinity();
    for (const double value : {infinity, -infinity, std::nan(""), 9.21e18, -9.21e18}) {
        EXPECT_THROW(to_fixed(value), ModelError) << value;
    }
    try {
        to_money(1e15);
        FAIL();
    } catch (const ModelError& error) {
        EXPECT_STREQ(error.what(), "1e+19 cannot enter an exact sum: it must be finite and within ±9.2e18");
    }
}

TEST(Money, KeepsTenThousandthsOfADollar) {
    EXPECT_EQ(to_money(1.00005), 10'001);
    EXPECT_EQ(to_money(-0.12344), -1'234);
    EXPECT_EQ(to_usd(12'345), 1.2345);
    EXPECT_EQ(organisations(1 << 20), 1);
}

TEST(ExactSums, RefuseToWrapRound) {
    std::int64_t sum = 9'000'000'000'000'000'000;
    EXPECT_THROW(add_exact(sum, 900'000'000'000'000'000), ModelError);
    EXPECT_EQ(sum, 9'000'000'000'000'000'000) << "a refused term leaves the sum as it was";
    add_exact(sum, 5);
    EXPECT_EQ(sum, 9'000'000'000'000'000'005);
}

TEST(NearestTick, RoundsHalfToEvenAndRefusesWhatItCannotHold) {
    EXPECT_EQ(nearest_tick(0.5), 0);
    EXPECT_EQ(nearest_tick(1.5), 2);
    EXPECT_EQ(nearest_tick(-2.5), -2);
    EXPECT_EQ(nearest_tick(0x1p51 - 1), (std::int64_t{1} << 51) - 1);
    for (const double value :
         {0x1p51, -0x1p51, std::numeric_limits<double>::infinity(), std::numeric_limits<double>::quiet_NaN()})
        EXPECT_THROW(nearest_tick(value), ModelError) << value;
}

}  // namespace
}  // namespace nephoscope
