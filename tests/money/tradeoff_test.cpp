#include "models/money/tradeoff.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "models/money/sufficient_statistics.h"
#include "tests/support/small_scenario.h"

namespace nephoscope {
namespace {

constexpr std::size_t kVenues = 4, kLabs = 3;

/// A run of random accounts: every entry of the months that NPV or the lines might read.
struct RandomRun {
    Scenario scenario = test::small_scenario();
    std::vector<MonthAccounts> months;
    std::vector<double> stake = std::vector<double>(kVenues * kLabs, 0.0);
    std::vector<Money> balance;
    explicit RandomRun(unsigned seed) {
        std::mt19937_64 random(seed);
        const auto money = [&] { return static_cast<Money>(random() % 30'000'000'000'000ULL); };
        for (Lab& lab : scenario.labs) lab.has_cash = true, lab.cash = 1e9;
        months.resize(80);
        for (MonthAccounts& month : months) {
            month.labs.resize(kLabs);
            month.clouds.resize(kVenues);
            for (LabMonth& lab : month.labs) lab.base = money(), lab.expiring = money() / 4, lab.renewal = money() / 4;
            for (CloudMonth& cloud : month.clouds)
                for (Money* entry :
                     {&cloud.sales, &cloud.egress, &cloud.paid_to_labs, &cloud.compute_revenue, &cloud.share_received,
                      &cloud.true_up, &cloud.base_revenue, &cloud.base_cost, &cloud.capacity_cost, &cloud.reserve_value,
                      &cloud.licence_value, &cloud.equity_bought, &cloud.expiring, &cloud.renewal})
                    *entry = money();
        }
        for (double& part : stake) part = static_cast<double>(random() % 1000) / 4000;
        for (std::size_t l = 0; l < kLabs; ++l) balance.push_back(money());
    }
    PayoffInputs inputs() const { return {scenario, months, stake, balance}; }
};

TEST(Tradeoff, LinesSumToTheNetPresentValue) {
    for (unsigned seed = 1; seed <= 50; ++seed) {
        const RandomRun run(seed);
        const Tradeoff parts = tradeoff(run.inputs(), 0);
        const double npv = payoffs(run.inputs())[0].npv();
        double size = 0;
        for (const double line : parts.line) size += std::abs(line);
        EXPECT_NEAR(parts.npv(), npv, 1e-9 * size) << "seed " << seed;
        for (int line = 0; line < kTradeoffLines; ++line)
            EXPECT_NE(parts.line[static_cast<std::size_t>(line)], 0)
                << tradeoff_line_name(static_cast<TradeoffLine>(line));
    }
}

TEST(Tradeoff, DifferencesOfLinesSumToTheDifferenceOfNetPresentValues) {
    const RandomRun open(7), exclusive(8);
    const Tradeoff gap = difference(tradeoff(open.inputs(), 1), tradeoff(exclusive.inputs(), 1));
    const double npv_gap = payoffs(open.inputs())[1].npv() - payoffs(exclusive.inputs())[1].npv();
    double size = 0;
    for (const double line : gap.line) size += std::abs(line);
    EXPECT_NEAR(gap.npv(), npv_gap, 1e-9 * size);
}

TEST(Tradeoff, EachLineCarriesItsOwnPosting) {
    RandomRun run(1);
    for (MonthAccounts& month : run.months)
        for (CloudMonth& cloud : month.clouds) cloud = CloudMonth{};
    run.stake.assign(kVenues * kLabs, 0.0);
    run.months.front().clouds[0].true_up = to_money(5);  // month 0 is not discounted
    const Tradeoff parts = tradeoff(run.inputs(), 0);
    for (int line = 0; line < kTradeoffLines; ++line)
        EXPECT_EQ(parts.line[static_cast<std::size_t>(line)],
                  static_cast<TradeoffLine>(line) == TradeoffLine::true_up ? 5 : 0)
            << tradeoff_line_name(static_cast<TradeoffLine>(line));
    run.months.front().clouds[0].capacity_cost = to_money(7);
    run.months.front().clouds[0].equity_bought = to_money(3);
    EXPECT_EQ(tradeoff(run.inputs(), 0)[TradeoffLine::capacity], -7);
    EXPECT_EQ(tradeoff(run.inputs(), 0)[TradeoffLine::equity_bought], -3);
    EXPECT_EQ(tradeoff(run.inputs(), 0).npv(), 5 - 7 - 3) << "the first month of eighty is not capitalised";
}

TEST(Tradeoff, IsALineInTheOpeningStake) {
    RandomRun run(3);
    const double retention = 0.8;
    const auto npv_at = [&](double opening) {
        run.stake[0 * kLabs + 1] = opening * retention;
        return payoffs(run.inputs())[0].npv();
    };
    npv_at(0.25);
    const StakeExposure exposure = stake_exposure(run.inputs(), 0, 1, retention);
    for (const double opening : {0.0, 0.1, 0.25, 0.6})
        EXPECT_NEAR(exposure.at(opening), npv_at(opening), 1e-9 * std::abs(npv_at(opening))) << opening;
    EXPECT_NE(exposure.at(0.1), exposure.at(0.25));
}

/// A month in round numbers: X = 100, of which 40 left the incumbent, 30 the lab's own channel and 4 other labs at
/// the incumbent.
OpeningMonth hand_month() {
    OpeningMonth month;
    month.incumbent_sales = 200;
    month.opened_sales = 100;
    month.from_incumbent = 0.4, month.from_direct = 0.3, month.of_incumbent = 0.04;
    month.royalty_exclusive = 0.2, month.royalty_open = 0;
    month.compute_cost = 0.3;
    month.other_margin = 0.5;
    month.net_take = 0.375;
    month.hosted_share = 0.5;
    month.direct_compute = 0.4;
    month.compute_markup = 0.25;
    month.operating_share = 0.1;
    month.share_rate = 0.2;
    return month;
}

TEST(SufficientStatistics, GiveTheHandNumbers) {
    const OpeningChange change = opening_change(hand_month());
    EXPECT_NEAR(change.venue, (0.7 - 0.5) * 200 - 0.7 * 40 - 0.5 * 4, 1e-12);  // 10
    EXPECT_NEAR(change.compute, -0.5 * 0.4 * 0.2 * 30, 1e-12);                 // -1.2
    EXPECT_NEAR(change.base, 37.5 - 30 - 40, 1e-12);                           // -32.5
    EXPECT_NEAR(change.share, -6.5, 1e-12);
    EXPECT_NEAR(change.cash, -32.5 + 6.5 + 0.5 * 30, 1e-12);
    EXPECT_NEAR(change.incumbent(), 10 - 1.2 - 6.5, 1e-12);
}

TEST(SufficientStatistics, ABoundCapLeavesNoShareAtTheMargin) {
    OpeningMonth month = hand_month();
    month.share_rate = 0;
    EXPECT_EQ(opening_change(month).share, 0);
}

TEST(SufficientStatistics, TheBreakEvenStakeMakesUpForTheFlows) {
    const double stake = break_even_stake(-6e9, 0.5, 6, 0.6e9, 4.8e9);
    EXPECT_NEAR(stake, 6e9 / (0.5 * (43.2e9 + 4.8e9)), 1e-12);
    EXPECT_NEAR(-6e9 + stake * 0.5 * (12 * 6 * 0.6e9 + 4.8e9), 0, 1e-3);
    EXPECT_TRUE(std::isnan(break_even_stake(-6e9, 0.5, 6, 0, 0)));
}

}  // namespace
}  // namespace nephoscope
