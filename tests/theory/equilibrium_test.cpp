#include "models/theory/equilibrium.h"

#include <gtest/gtest.h>

#include <cmath>

#include "models/theory/errors.h"
#include "models/theory/pricing_grid.h"
#include "tests/theory/argument_of.h"
#include "tests/theory/price_games.h"

namespace nephoscope::theory {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

/// Two kinds of buyers so different that prices may settle low, for both, or high, for one.
ChoiceDemand two_kinds(int products) {
    return ChoiceDemand(
        {{0.4, VectorXd::Constant(products, 2.5), 0.5, {}}, {0.6, VectorXd::Constant(products, 7.0), 5.2, {}}}, 0.0);
}

TEST(Equilibrium, WithoutAnOutsideGoodHasTheTextbookMarkup) {
    for (int n : {2, 3, 10}) {
        const ChoiceDemand demand = logit_demand(VectorXd::Constant(n, 1.5), 4.0, std::nullopt);
        std::vector<int> firm;
        for (int j = 0; j < n; ++j) firm.push_back(j);
        const Equilibrium found = find_equilibrium(demand, ownership(firm, VectorXd::Ones(n)));
        EXPECT_NEAR(found.prices[0], 1.0 + 0.25 * n / (n - 1.0), 1e-12) << n;
    }
}

TEST(Equilibrium, OfRandomGamesPassesEveryCheck) {
    PriceGames games(41);
    for (int draw = 0; draw < 16; ++draw) {
        const int products = 2 + games.integer(4);
        const PriceGame game = games.game(draw % 2 == 0 ? games.nested(products) : games.segments(products, 1.5));
        const Equilibrium found = find_equilibrium(game.demand, game.contracts);
        EXPECT_TRUE(found.checks.all_hold()) << draw;
        EXPECT_LT(found.checks.first_order_residual, 1e-11) << draw;
        EXPECT_LT(first_order_conditions(game.demand, game.contracts, found.prices).cwiseAbs().maxCoeff(), 1e-11);
        VectorXd wrong = found.prices;
        wrong[0] += 0.01;
        EXPECT_FALSE(check_equilibrium(game.demand, game.contracts, wrong).no_deviation) << draw;
    }
}

TEST(Equilibrium, LiesBetweenBreakEvenAndJointProfit) {
    PriceGames games(43);
    for (int draw = 0; draw < 10; ++draw) {
        const ChoiceDemand demand = games.nested(4);
        const VectorXd cost = games.vector(4, 0.2, 1.0);
        const Contracts contracts = ownership({0, 1, 2, 2}, cost);
        const Equilibrium nash = find_equilibrium(demand, contracts);
        const Equilibrium jointly = joint_profit_benchmark(demand, contracts);
        EXPECT_GT((nash.prices - cost).minCoeff(), 0.0);
        EXPECT_GE(jointly.payoffs.sum(), nash.payoffs.sum());
        EXPECT_GT((jointly.prices - nash.prices).minCoeff(), 0.0) << draw;
        EXPECT_LT(jointly.consumer_surplus, nash.consumer_surplus);
    }
}

TEST(Equilibrium, SeveralAreAllReportedAndOneIsSelectedByRule) {
    const ChoiceDemand demand = two_kinds(2);
    const Contracts contracts = ownership({0, 1}, Eigen::Vector2d(0.5, 0.5));
    EquilibriumOptions options;
    options.starts = {Eigen::Vector2d(8.0, 8.0)};
    const EquilibriumSet set = find_equilibria(demand, contracts, options);
    ASSERT_EQ(set.equilibria.size(), 2U);
    EXPECT_EQ(set.starts, 7);
    EXPECT_NEAR(set.selection().prices[0], 3.7924, 1e-4);
    EXPECT_EQ(set.selection().start, 0);
    options.rule = SelectionRule::lowest_mean_price;
    EXPECT_NEAR(find_equilibrium(demand, contracts, options).prices[0], 1.0561, 1e-4);
    options.rule = SelectionRule::highest_total_payoff;
    EXPECT_NEAR(find_equilibrium(demand, contracts, options).prices[0], 3.7924, 1e-4);
    EXPECT_EQ(name_of(options.rule), "highest_total_payoff");
}

TEST(Equilibrium, IsNotEveryStationaryPoint) {
    const ChoiceDemand demand = two_kinds(1);
    const Contracts contracts = ownership({0}, VectorXd::Constant(1, 0.5));
    const std::vector<StationaryPrice> stationary = stationary_prices(demand, 0.5);
    ASSERT_EQ(stationary.size(), 3U);
    const auto checks_at = [&](std::size_t i) {
        return check_equilibrium(demand, contracts, VectorXd::Constant(1, stationary[i].price));
    };
    EXPECT_TRUE(checks_at(0).second_order);
    EXPECT_FALSE(checks_at(0).no_deviation);
    EXPECT_NEAR(checks_at(0).deviation_gain, stationary[2].profit - stationary[0].profit, 1e-9);
    EXPECT_FALSE(checks_at(1).second_order);
    EXPECT_TRUE(checks_at(2).all_hold());
    const EquilibriumSet set = find_equilibria(demand, contracts);
    EXPECT_NEAR(set.selection().prices[0], stationary[2].price, 1e-12);
    EXPECT_FALSE(set.rejected.empty());
}

TEST(Equilibrium, ThatDoesNotExistIsAnErrorNotAStationaryPoint) {
    // A seller who serves all buyers or only those who mind prices little, as its rivals let it: replies go in a
    // circle.
    const NestLevel level{{0, 1, 0, 1}, Eigen::Vector2d(0.251, 0.851)};
    const ChoiceDemand demand({{0.602, Eigen::Vector4d(-0.976, 1.072, 1.567, 1.823), 0.597, {}},
                               {0.398, Eigen::Vector4d(3.586, -0.847, 2.856, 2.147), 2.234, level}},
                              0.0);
    const Contracts contracts = ownership({2, 0, 1, 2}, Eigen::Vector4d(0.912, 0.386, 0.058, 1.677));
    EXPECT_THROW(find_equilibria(demand, contracts), NoEquilibrium);
    EXPECT_THROW(
        stationary_point(demand, contracts, Eigen::Vector4d(1.0, 1.0, 1.0, 1.0), Process::simultaneous_best_response),
        NoConvergence);
    const Equilibrium candidate = stationary_point(demand, contracts, Eigen::Vector4d(1.0, 1.0, 1.0, 1.0));
    EXPECT_TRUE(candidate.checks.second_order);
    EXPECT_GT(candidate.checks.deviation_gain, 0.01);
}

TEST(Equilibrium, BestResponseDynamicsReachTheSame) {
    PriceGames games(45);
    const PriceGame game = games.game(games.nested(4));
    const Equilibrium direct = find_equilibrium(game.demand, game.contracts);
    const Equilibrium replied =
        stationary_point(game.demand, game.contracts, game.cost, Process::simultaneous_best_response);
    EXPECT_LT((direct.prices - replied.prices).cwiseAbs().maxCoeff(), 1e-11);
    EquilibriumOptions damped;
    damped.damping = 0.3;
    const Equilibrium slow = stationary_point(game.demand, game.contracts, game.cost, Process::zeta, damped);
    EXPECT_LT((direct.prices - slow.prices).cwiseAbs().maxCoeff(), 1e-11);
    EXPECT_GT(slow.iterations, 0);
}

TEST(Equilibrium, OfCaptiveBuyersAndOneSellerIsRefused) {
    const ChoiceDemand captive = logit_demand(Eigen::Vector2d(1.0, 1.0), 4.0, std::nullopt);
    const Contracts contracts = ownership({0, 1}, Eigen::Vector2d(1.0, 1.0));
    EXPECT_EQ(argument_of([&] { joint_profit_benchmark(captive, contracts); }), "outside_utility");
    // Two setters who want the same as one: neither can be refused for its form, but no prices are stationary.
    const Contracts mutual = ownership_with_interests({0, 1}, Eigen::Vector2d(1.0, 1.0), MatrixXd::Ones(2, 2));
    EXPECT_THROW(find_equilibrium(captive, mutual), NoConvergence);
}

TEST(Equilibrium, ThatIsNotReachedIsAnErrorWithItsResidual) {
    const ChoiceDemand demand = logit_demand(Eigen::Vector2d(8.0, 8.0), 4.0, 0.0);
    const Contracts contracts = ownership({0, 1}, Eigen::Vector2d(1.0, 1.0));
    EquilibriumOptions options;
    options.max_iterations = 2;
    try {
        stationary_point(demand, contracts, Eigen::Vector2d(1.0, 1.0), Process::zeta, options);
        FAIL() << "two iterations cannot converge";
    } catch (const NoConvergence& error) {
        EXPECT_GT(error.residual, 1e-3);
        EXPECT_EQ(error.iterations, 2);
    }
    options.damping = 0.0;
    EXPECT_EQ(argument_of([&] { find_equilibria(demand, contracts, options); }), "damping");
    options = {};
    options.starts = {VectorXd::Ones(3)};
    EXPECT_EQ(argument_of([&] { find_equilibria(demand, contracts, options); }), "prices");
    EXPECT_EQ(argument_of([&] { best_response(demand, contracts, Eigen::Vector2d(1, 1), 2); }), "party");
}

TEST(Equilibrium, IsStableAtExtremeUtilities) {
    // A seller 700 log points ahead of the outside good sells to all but e^-550 of the buyers.
    const Contracts alone = ownership({0}, VectorXd::Constant(1, 1.0));
    const Equilibrium giant = find_equilibrium(logit_demand(VectorXd::Constant(1, 700.0), 1.0, 0.0), alone);
    EXPECT_NEAR(giant.prices[0] - 1.0 - 1.0 / (giant.outside_share), 0.0, 1e-9 * giant.prices[0]);
    const Equilibrium dwarf = find_equilibrium(logit_demand(VectorXd::Constant(1, -700.0), 1.0, 0.0), alone);
    EXPECT_NEAR(dwarf.prices[0], 2.0, 1e-14);
    const NestLevel tight{{0, 0}, VectorXd::Constant(1, 0.01)};
    const ChoiceDemand close({{1.0, Eigen::Vector2d(2.0, 2.0), 1.0, tight}}, 0.0);
    const Equilibrium rivals = find_equilibrium(close, ownership({0, 1}, Eigen::Vector2d(1.0, 1.0)));
    EXPECT_TRUE(rivals.checks.all_hold());
    EXPECT_NEAR(rivals.prices[0], 1.02, 1e-3);  // near cost + 2λ/α: nearly Bertrand's paradox
}

}  // namespace
}  // namespace nephoscope::theory
