#include "analysis/studies/break_even.h"

#include <gtest/gtest.h>

#include <cmath>

#include "analysis/studies/opening.h"
#include "sim/core/error.h"
#include "tests/support/shipped.h"
#include "tests/support/small_scenario.h"

namespace nephoscope {
namespace {

using test::clause;
using test::shipped;

constexpr int kAzure = 0, kAws = 1, kDirect = 2, kOpenai = 0, kAnthropic = 1;

/// Where the capped share makes the amendment a loss at no stake and a gain at a large one.
struct AmendedPair {
    Scenario exclusive = shipped("exclusive_2032", {"simulation.agents=300", "simulation.replications=2"});
    Scenario open = shipped("nonexclusive_2026", {"simulation.agents=300", "simulation.replications=2",
                                                  "agreement.amended-microsoft-share.cap_usd=5e9"});
    int venue = exclusive.venue_index("azure"), lab = exclusive.lab_index("openai");
    BreakEven find(double tolerance = 5e-3) const {
        BreakEvenOptions options;
        options.tolerance = tolerance;
        return find_break_even(exclusive, open, options);
    }
    void hold(double stake) {
        for (Scenario* scenario : {&exclusive, &open}) set_stake(*scenario, venue, lab, stake);
    }
};

TEST(BreakEven, RunsAtTheStakeFoundAreIndifferent) {
    AmendedPair pair;
    const BreakEven found = pair.find();
    EXPECT_FALSE(found.repeated) << "fees at parity do not look at stakes";
    EXPECT_EQ(found.venue, "azure");
    EXPECT_EQ(found.lab, "openai");
    EXPECT_DOUBLE_EQ(found.held, 0.25);
    ASSERT_TRUE(found.stake.has_value()) << found.at_low.mean << " at " << found.low << ", " << found.at_high.mean
                                         << " at " << found.high;
    EXPECT_GT(*found.stake, found.low);
    EXPECT_LT(*found.stake, found.high);
    EXPECT_GT(found.half_width, 0);
    EXPECT_TRUE(found.benchmark.has_value());
    pair.hold(*found.stake);
    const double size = std::abs(found.at_high.mean - found.at_low.mean);
    EXPECT_NEAR(pair.find().at_held.mean, 0, 1e-6 * size);
    pair.hold(*found.stake + 0.1);
    EXPECT_GT(std::abs(pair.find().at_held.mean), 0.01 * size) << "the test can fail: elsewhere they are not";
}

/// With a participation too small to matter the market counts as moved, so runs are repeated: the same answer.
TEST(BreakEven, BisectionFindsWhatTheLineDoes) {
    AmendedPair pair;
    const BreakEven line = pair.find();
    for (Scenario* scenario : {&pair.exclusive, &pair.open})
        for (Clause& c : scenario->clauses)
            if (c.type == ClauseType::equity && c.venue == pair.venue) c.participation = 1e-12;
    const BreakEven repeated = pair.find(0.1);
    EXPECT_TRUE(repeated.repeated);
    ASSERT_TRUE(repeated.stake.has_value());
    EXPECT_NEAR(*repeated.stake, *line.stake, 1e-6);
    EXPECT_NEAR(repeated.at_low.mean, line.at_low.mean, 1e-6 * std::abs(line.at_low.mean));
    EXPECT_NEAR(repeated.at_high.mean, line.at_high.mean, 1e-6 * std::abs(line.at_high.mean));
}

TEST(BreakEven, OfAScenarioWithItselfHasNoSign) {
    AmendedPair pair;
    pair.open = pair.exclusive;
    const BreakEven found = pair.find();
    EXPECT_EQ(found.at_held.mean, 0);
    EXPECT_FALSE(found.stake.has_value());
    EXPECT_FALSE(found.benchmark.has_value()) << "nothing was opened";
}

TEST(BreakEven, NeedsAnIncumbent) {
    AmendedPair pair;
    pair.exclusive.metrics.incumbent = -1;
    EXPECT_THROW(pair.find(), ArgumentError);
}

TEST(BreakEven, StopsWhenAskedTo) {
    AmendedPair pair;
    BreakEvenOptions options;
    options.stop_requested = [] { return true; };
    EXPECT_FALSE(find_break_even(pair.exclusive, pair.open, options).finished);
}

TEST(BreakEven, TheMarketReactsWhereFeesAreSetOrRoundsAreJoined) {
    Scenario scenario = test::small_scenario();
    Clause equity = clause("equity", ClauseType::equity, kOpenai, kAzure);
    equity.fraction = 0.25;
    scenario.clauses = {equity};
    EXPECT_FALSE(stake_moves_market(scenario, kAzure, kOpenai));
    scenario.venues[kAws].fee_rule = FeeRule::bertrand;
    EXPECT_FALSE(stake_moves_market(scenario, kAzure, kOpenai)) << "a rival does not look at azure's stake";
    scenario.venues[kAzure].fee_rule = FeeRule::bertrand;
    EXPECT_TRUE(stake_moves_market(scenario, kAzure, kOpenai));
    scenario.venues[kAzure].fee_rule = FeeRule::fixed;
    scenario.clauses[0].participation = 0.5;
    EXPECT_TRUE(stake_moves_market(scenario, kAzure, kOpenai));
    EXPECT_FALSE(stake_moves_market(scenario, kAzure, kAnthropic));
}

TEST(BreakEven, AStakeIsScaledOrAdded) {
    Scenario scenario = test::small_scenario();
    Clause first = clause("a", ClauseType::equity, kOpenai, kAzure),
           second = clause("b", ClauseType::equity, kOpenai, kAzure);
    first.fraction = 0.1, second.fraction = 0.3;
    scenario.clauses = {first, second};
    set_stake(scenario, kAzure, kOpenai, 0.2);
    EXPECT_DOUBLE_EQ(scenario.clauses[0].fraction, 0.05);
    EXPECT_DOUBLE_EQ(scenario.clauses[1].fraction, 0.15);
    set_stake(scenario, kAzure, kOpenai, 0);
    set_stake(scenario, kAzure, kOpenai, 0.5);
    EXPECT_EQ(scenario.clauses[0].fraction, 0.5);
    EXPECT_EQ(scenario.clauses[1].fraction, 0);
    set_stake(scenario, kAws, kAnthropic, 0.07);
    ASSERT_EQ(scenario.clauses.size(), 3U);
    EXPECT_EQ(Agreements(scenario).stake(kAws, kAnthropic), 0.07);
}

/// openai sells 200 at azure and 100 directly; opened to aws it sells 90, 160 and 100 there, and anthropic loses 4 at
/// azure.
TEST(Opening, IsMeasuredFromAPairOfMonths) {
    Scenario scenario = test::small_scenario();
    scenario.labs[kOpenai].opex_share = 0.35;
    const auto cell = [](int lab, int venue) { return static_cast<std::size_t>(lab * 4 + venue); };
    SalesMonth before;
    before.list_value = before.to_lab = before.compute_cost = before.own_compute = before.marginal_share =
        std::vector<double>(12, 0.0);
    before.bill_share = {0.4, 0.3, 0.2};
    before.base_margin = {50, 60, 0, 0};
    before.list_value[cell(kOpenai, kAzure)] = 200;
    before.list_value[cell(kOpenai, kDirect)] = 100;
    before.list_value[cell(kAnthropic, kAzure)] = 80;
    before.list_value[cell(kAnthropic, kAws)] = 70;
    before.to_lab[cell(kOpenai, kAzure)] = 40;
    before.to_lab[cell(kAnthropic, kAzure)] = 20;
    before.compute_cost[cell(kOpenai, kAzure)] = 60;
    before.compute_cost[cell(kAnthropic, kAzure)] = 20;
    before.own_compute[cell(kOpenai, kAzure)] = 3;
    before.own_compute[cell(kOpenai, kAws)] = 1;
    SalesMonth after = before;
    after.list_value[cell(kOpenai, kAzure)] = 160;
    after.list_value[cell(kOpenai, kDirect)] = 90;
    after.list_value[cell(kOpenai, kAws)] = 100;
    after.list_value[cell(kAnthropic, kAzure)] = 76;
    after.to_lab[cell(kOpenai, kAzure)] = 0;
    after.to_lab[cell(kOpenai, kAws)] = 37.5;
    after.marginal_share[cell(kOpenai, kAzure)] = 0.2;
    after.base_margin[kAzure] = 49;
    const OpeningMonth month = opening_month(scenario, kOpenai, kAzure, before, after);
    EXPECT_EQ(month.incumbent_sales, 200);
    EXPECT_EQ(month.opened_sales, 100);
    EXPECT_DOUBLE_EQ(month.from_incumbent, 0.4);
    EXPECT_DOUBLE_EQ(month.from_direct, 0.1);
    EXPECT_DOUBLE_EQ(month.of_incumbent, 0.04);
    EXPECT_DOUBLE_EQ(month.royalty_exclusive, 0.2);
    EXPECT_EQ(month.royalty_open, 0);
    EXPECT_DOUBLE_EQ(month.compute_cost, 0.3);
    EXPECT_DOUBLE_EQ(month.other_margin, 0.5);
    EXPECT_DOUBLE_EQ(month.net_take, 0.375);
    EXPECT_DOUBLE_EQ(month.hosted_share, 0.75);
    EXPECT_EQ(month.direct_compute, 0.4);
    EXPECT_EQ(month.operating_share, 0.35);
    EXPECT_EQ(month.share_rate, 0.2);

    const OpeningChange change = opening_change(month);
    const OpeningBenchmark benchmark =
        opening_benchmark(scenario, kOpenai, kAzure, {before}, {after});  // one month, not discounted
    EXPECT_DOUBLE_EQ(benchmark.flows, change.incumbent() - 1) << "and a base margin that fell by 1";
    EXPECT_DOUBLE_EQ(benchmark.base, change.base);
    EXPECT_DOUBLE_EQ(benchmark.cash, change.cash);
}

TEST(Opening, WhereNothingWasOpenedThereAreNoSources) {
    const Scenario scenario = test::small_scenario();
    SalesMonth month;
    month.list_value = month.to_lab = month.compute_cost = month.own_compute = month.marginal_share =
        std::vector<double>(12, 1.0);
    month.bill_share = {0.4, 0.3, 0.2};
    month.base_margin = {0, 0, 0, 0};
    const OpeningMonth none = opening_month(scenario, kOpenai, kAzure, month, month);
    EXPECT_EQ(none.opened_sales, 0);
    EXPECT_EQ(none.from_incumbent, 0);
    EXPECT_EQ(opening_change(none).base, 0);
}

}  // namespace
}  // namespace nephoscope
