#include "sim/core/month.h"

#include <gtest/gtest.h>

namespace nephoscope {
namespace {

TEST(Month, ReadsExactlyOneForm) {
    EXPECT_EQ(Month::parse("2026-05"), Month(2026, 5));
    EXPECT_EQ(Month::parse("0001-12"), Month(1, 12));
    for (const char* text : {"", "2026", "2026-5", "2026-00", "2026-13", "2026-05-01", "2026/05", "26-05-0", " 2026-5",
                             "2026-0x", "-026-05", "+026-05", "2026-+5", "2026-05 "}) {
        EXPECT_EQ(Month::parse(text), std::nullopt) << text;
    }
}

TEST(Month, WritesWhatItReads) {
    for (int count = 0; count < 12 * 10'000; ++count) {
        const Month month = Month::from_count(count);
        ASSERT_EQ(Month::parse(month.str()), month);
        ASSERT_EQ(Month(month.year(), month.month_of_year()), month);
    }
}

TEST(Month, CountsInMonths) {
    EXPECT_EQ(Month(2026, 12) - Month(2026, 5), 7);
    EXPECT_EQ(Month(2032, 12) - Month(2026, 5), 79);
    EXPECT_EQ(Month(2026, 5) + 12, Month(2027, 5));
    EXPECT_EQ(Month(2026, 1) - 1, Month(2025, 12));
    EXPECT_LT(Month(2026, 12), Month(2027, 1));
    Month month(2026, 12);
    EXPECT_EQ(++month, Month(2027, 1));
    EXPECT_EQ(Month::from_count(-1).year(), -1);
    EXPECT_EQ(Month::from_count(-1).month_of_year(), 12);
}

TEST(Month, KnowsTheDayItStartsOn) {
    EXPECT_EQ(Month(2000, 1).days_since_2000(), 0);
    EXPECT_EQ(Month(2000, 3).days_since_2000(), 60);  // 2000 was a leap year
    EXPECT_EQ(Month(1970, 1).days_since_2000(), -10'957);
    EXPECT_EQ(Month(2026, 5).days_since_2000(), 9'617);
    EXPECT_EQ(Month(2100, 3).days_since_2000() - Month(2100, 2).days_since_2000(), 28);
}

}  // namespace
}  // namespace nephoscope
