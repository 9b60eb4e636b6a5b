#include "models/theory/exclusivity.h"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/theory/argument_of.h"

namespace nephoscope::theory {
namespace {

using Eigen::Vector4d;
using Eigen::VectorXd;

HostingGame game_with(double share, double stake, bool prices_with_stake) {
    return {logit_demand(Vector4d(3.0, 2.8, 1.5, 1.6), 1.0, 0.0), Vector4d(0.8, 0.8, 0.5, 0.5), share, stake,
            prices_with_stake};
}

constexpr HostingRegime regimes[] = {HostingRegime::none, HostingRegime::only_x, HostingRegime::only_y,
                                     HostingRegime::both};

TEST(Exclusivity, EachDollarIsCountedOnce) {
    const HostingGame game = game_with(0.2, 0.27, true);
    for (HostingRegime regime : regimes) {
        const HostingOutcome outcome = hosting_outcome(game, regime);
        const auto bundles = hosted_bundles(regime);
        double industry = 0.0;
        for (std::size_t k = 0; k < bundles.size(); ++k) {
            const auto i = static_cast<Eigen::Index>(k);
            industry += (outcome.equilibrium.prices[i] - game.cost[bundles[k]]) * outcome.equilibrium.shares[i];
        }
        EXPECT_NEAR(outcome.total_x + outcome.operating_profit_y + outcome.lab_to_others, industry, 1e-14);
        EXPECT_NEAR(outcome.welfare, industry + outcome.consumer_surplus, 1e-14);
    }
}

TEST(Exclusivity, AStakeThatPricesIgnoreOnlyMovesMoney) {
    for (HostingRegime regime : regimes) {
        const HostingOutcome without = hosting_outcome(game_with(0.2, 0.0, false), regime);
        const HostingOutcome with = hosting_outcome(game_with(0.2, 0.27, false), regime);
        EXPECT_EQ(with.equilibrium.prices, without.equilibrium.prices);
        EXPECT_NEAR(with.joint_x_and_lab, without.joint_x_and_lab, 1e-15);
        EXPECT_NEAR(with.total_x - without.total_x, 0.27 * without.lab_income, 1e-15);
    }
}

TEST(Exclusivity, TheFeeThatLeavesBothBetterExistsExactlyWhenThePairGains) {
    for (double share : {0.0, 0.2, 0.5}) {
        for (double stake : {0.0, 0.27, 1.0}) {
            const HostingGame game = game_with(share, stake, true);
            const ExclusivityComparison change = compare_exclusivity(hosting_outcome(game, HostingRegime::only_x),
                                                                     hosting_outcome(game, HostingRegime::both));
            EXPECT_NEAR(change.willingness_to_pay - change.minimum_compensation, change.bilateral_gain, 1e-14);
            const Bargain bargain = nash_bargain(change.willingness_to_pay, change.minimum_compensation, 0.5);
            EXPECT_EQ(bargain.deal, change.bilateral_gain >= 0.0);
            EXPECT_LT(change.consumer_surplus_change, 0.0);
        }
    }
}

TEST(Exclusivity, BargainingSharesTheSurplus) {
    const Bargain lab_has_all = nash_bargain(3.0, 1.0, 1.0);
    EXPECT_EQ(lab_has_all.fee, 3.0);
    EXPECT_EQ(nash_bargain(3.0, 1.0, 0.0).fee, 1.0);
    EXPECT_FALSE(nash_bargain(1.0, 3.0, 0.5).deal);
    EXPECT_EQ(argument_of([] { nash_bargain(3.0, 1.0, 1.5); }), "payee_weight");
    EXPECT_EQ(argument_of([] { nash_bargain(std::nan(""), 1.0, 0.5); }), "willingness_to_pay");
}

TEST(Exclusivity, TwoMarginsAreWorseForAllThanOne) {
    for (double utility : {-300.0, -2.0, 4.0, 30.0, 700.0}) {
        const DoubleMargin chain = double_marginalisation({utility, 1.3, 0.5, 0.2, 0.1});
        EXPECT_GT(chain.retail, chain.integrated_price) << utility;
        EXPECT_LE(chain.lab_profit + chain.cloud_profit, chain.integrated_profit) << utility;
        EXPECT_NEAR((chain.retail - 0.5 - chain.wholesale) * 1.3 * (1.0 - chain.share), 1.0, 1e-9) << utility;
    }
}

TEST(Exclusivity, WholesaleWithoutRivalsIsDoubleMarginalisation) {
    // Own models so poor that nobody buys them.
    const WholesaleGame game{logit_demand(Vector4d(4.0, 0.0, -60.0, -60.0), 1.3, 0.0), Vector4d(0.5, 0.5, 0.5, 0.5),
                             0.2};
    const WholesaleOutcome found = wholesale_equilibrium(game, HostingRegime::only_x);
    const DoubleMargin chain = double_marginalisation({4.0, 1.3, 0.5, 0.2, 0.0});
    EXPECT_NEAR(found.wholesale, chain.wholesale, 1e-9);
    EXPECT_NEAR(found.retail.prices[0], chain.retail, 1e-9);
    EXPECT_NEAR(found.retail.payoffs[2], chain.lab_profit, 1e-12);
}

TEST(Exclusivity, NoOtherWholesalePriceEarnsTheLabMore) {
    const WholesaleGame game{logit_demand(Vector4d(3.0, 2.8, 1.5, 1.6), 1.0, 0.0), Vector4d(0.8, 0.8, 0.5, 0.5), 0.0};
    const WholesaleOutcome best = wholesale_equilibrium(game, HostingRegime::both);
    for (double other : {0.5, 0.99, 1.01, 1.5}) {
        const double wholesale = other * best.wholesale;
        VectorXd cost = game.cost;
        cost[0] += wholesale;
        cost[1] += wholesale;
        const Equilibrium retail = find_equilibrium(game.demand, ownership({0, 1, 0, 1}, cost));
        EXPECT_LT(wholesale * (retail.shares[0] + retail.shares[1]), best.retail.payoffs[2]) << other;
    }
}

TEST(Exclusivity, RefusesTermsOutOfRange) {
    EXPECT_EQ(argument_of([] { hosting_outcome(game_with(1.0, 0.0, false), HostingRegime::both); }), "revenue_share");
    EXPECT_EQ(argument_of([] { hosting_outcome(game_with(0.2, 1.5, false), HostingRegime::both); }), "stake");
    HostingGame game = game_with(0.2, 0.0, false);
    game.cost = VectorXd::Ones(3);
    EXPECT_EQ(argument_of([&] { hosting_outcome(game, HostingRegime::both); }), "cost");
    EXPECT_EQ(argument_of([&] {
                  wholesale_equilibrium({game.demand, Vector4d::Ones(), 0.0}, HostingRegime::none);
              }),
              "regime");
    EXPECT_EQ(argument_of([&] { double_marginalisation({1.0, 0.0, 0.5, 0.0, 0.0}); }), "price_coefficient");
    EXPECT_EQ(argument_of([] { double_marginalisation({1.0, 1.0, std::nan(""), 0.0, 0.0}); }), "cloud_cost");
    EXPECT_EQ(argument_of([] { double_marginalisation({1.0, 1.0, 0.5, std::nan(""), 0.0}); }), "lab_cost");
}

}  // namespace
}  // namespace nephoscope::theory
