#include "models/pricing/paths.h"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/support/small_scenario.h"

namespace nephoscope {
namespace {

using test::small_scenario;

TEST(Paths, FollowTheirFormulas) {
    Scenario scenario = small_scenario();
    EXPECT_DOUBLE_EQ(unit_cost(scenario, 0), 0.708e6);
    EXPECT_NEAR(unit_cost(scenario, 12), 0.708e6 * 0.9, 1e-6);
    EXPECT_NEAR(wholesale_price(scenario, 0), 0.708e6 * 1.45, 1e-6);
    EXPECT_NEAR(budget_growth(scenario, 2), std::exp(0.064 - 0.0065 + 0.064 * std::exp(-1 / 24.0) - 0.0065), 1e-12);
    EXPECT_EQ(budget_growth(scenario, 0), 1);
    EXPECT_EQ(budget_growth(scenario, -5), 1);
    scenario.labs[0].consumer_revenue = 1e9;
    EXPECT_NEAR(consumer_revenue(scenario, 0, 1), 1e9 * 1.04, 1e-3);
    EXPECT_NEAR(compute_per_unit(scenario, 0, 0) * wholesale_price(scenario, 0), 0.5, 1e-12);
}

}  // namespace
}  // namespace nephoscope
