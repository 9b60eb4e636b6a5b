#include "cli/sparkline.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <limits>
#include <numeric>

namespace nephoscope::cli {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

TEST(Sparkline, StandsBetweenTheLowestAndTheHighestValue) {
    EXPECT_EQ(sparkline({0, 1, 2, 3, 4, 5, 6, 7}), "▁▂▃▄▅▆▇█");
    EXPECT_EQ(sparkline({7, 0}), "█▁");
    EXPECT_EQ(sparkline({-1e9, 1e9, 0}), "▁█▅");
}

TEST(Sparkline, OfEqualValuesStandsInTheMiddle) { EXPECT_EQ(sparkline({0.1, 0.1, 0.1}), "▄▄▄"); }

TEST(Sparkline, LeavesASpaceWhereThereIsNoValue) {
    EXPECT_EQ(sparkline({0, kNone, 7}), "▁ █");
    EXPECT_EQ(sparkline({kNone, std::numeric_limits<double>::infinity()}), "");
    EXPECT_EQ(sparkline({}), "");
}

TEST(Sparkline, IsNeverWiderThanAskedAndEveryValueCounts) {
    std::vector<double> months(80);
    std::iota(months.begin(), months.end(), 0.0);
    EXPECT_EQ(sparkline(months, 8), "▁▂▃▄▅▆▇█");
    months.back() = 1000;  // the last of ten values of the last stretch
    EXPECT_EQ(sparkline(months, 8).substr(0, 3), "▁");
    EXPECT_NE(sparkline(months, 8), "▁▂▃▄▅▆▇█");
    EXPECT_EQ(sparkline({1, 2, 3}, 16), "▁▅█");
}

TEST(Sparkline, IsForTerminalsUnlessAskedOtherwise) {
    setenv("NEPHOSCOPE_SPARKLINES", "always", 1);
    EXPECT_TRUE(terminal_shows_sparklines());
    setenv("NEPHOSCOPE_SPARKLINES", "never", 1);
    EXPECT_FALSE(terminal_shows_sparklines());
    unsetenv("NEPHOSCOPE_SPARKLINES");
}

}  // namespace
}  // namespace nephoscope::cli
