#include "models/theory/pricing_logit.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "models/theory/equilibrium.h"
#include "models/theory/pricing_grid.h"
#include "tests/theory/argument_of.h"

namespace nephoscope::theory {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

TEST(PricingLogit, LambertsFunctionSolvesItsEquation) {
    for (double x : {-700.0, -37.5, -36.5, -5.0, -1.0, 0.0, 0.9, 1.0, 1.1, 3.0, 50.0, 700.0, 1e6}) {
        const double w = lambert_w_of_exp(x);
        ASSERT_GT(w, 0.0) << x;
        EXPECT_NEAR(w + std::log(w), x, 4e-16 * (1.0 + std::fabs(x))) << x;
    }
    EXPECT_EQ(argument_of([] { lambert_w_of_exp(std::numeric_limits<double>::infinity()); }), "x");
}

TEST(PricingLogit, ClosedFormsAreTheGeneralSolversEquilibria) {
    const Eigen::Vector3d utility(3.0, 2.6, 2.2);
    const Eigen::Vector3d cost(1.0, 0.8, 0.7);
    const ChoiceDemand demand = logit_demand(utility, 1.2, 0.3);
    const Monopoly monopoly = logit_monopoly(2.0, 1.5, 0.5, 0.3);
    const Equilibrium single = find_equilibrium(logit_demand(VectorXd::Constant(1, 2.0), 1.5, 0.3),
                                                ownership({0}, VectorXd::Constant(1, 0.5)));
    EXPECT_NEAR(single.prices[0], monopoly.price, 1e-13);
    EXPECT_NEAR(single.payoffs[0], monopoly.profit, 1e-14);
    const LogitMarket market{utility, 1.2, cost, {0, 0, 1}, 0.3};
    const VectorXd prices = Eigen::Vector3d(2.0, 2.0, 1.9);
    const VectorXd reply = best_response(demand, ownership(market.firm, cost), prices, 0);
    EXPECT_NEAR(reply[0], cost[0] + logit_best_markup(market, prices, 0), 1e-11);
    EXPECT_NEAR(reply[1], cost[1] + logit_best_markup(market, prices, 0), 1e-11);
    EXPECT_EQ(reply[2], prices[2]);
}

TEST(PricingLogit, BestResponsesClimbToTheEquilibrium) {
    const LogitMarket market{Eigen::Vector3d(2.0, 3.0, 1.0), 0.8, Eigen::Vector3d(1.0, 1.2, 0.3), {0, 1, 2}, 0.0};
    const VectorXd limit =
        find_equilibrium(logit_demand(market.mean_utility, 0.8, 0.0), ownership(market.firm, market.cost)).prices;
    for (BestResponseOrder order : {BestResponseOrder::simultaneous, BestResponseOrder::sequential}) {
        const MatrixXd path = best_response_path(market, market.cost, 60, order);
        EXPECT_LT((path.row(60).transpose() - limit).cwiseAbs().maxCoeff(), 1e-13);
        for (Index t = 1; t < path.rows(); ++t) EXPECT_GE((path.row(t) - path.row(t - 1)).minCoeff(), -1e-14) << t;
    }
    EXPECT_EQ(argument_of([&] { best_response_path(market, market.cost, -1, BestResponseOrder::sequential); }),
              "steps");
    LogitMarket captive = market;
    captive.firm = {0, 0, 0};
    captive.outside_utility.reset();
    EXPECT_EQ(argument_of([&] { logit_best_markup(captive, captive.cost, 0); }), "outside_utility");
    EXPECT_EQ(argument_of([&] { logit_best_markup(market, market.cost, 7); }), "firm");
    EXPECT_EQ(argument_of([] { logit_monopoly(1.0, -1.0, 0.5, 0.0); }), "price_coefficient");
}

TEST(PricingLogit, TheOrderOfBestResponsesDecidesWhoseAnswersAreSeen) {
    const LogitMarket market{Eigen::Vector2d(2.0, 3.0), 0.8, Eigen::Vector2d(1.0, 1.2), {0, 1}, 0.0};
    const auto reply = [&](const VectorXd& prices, int firm) {
        return market.cost[firm] + logit_best_markup(market, prices, firm);
    };
    const MatrixXd together = best_response_path(market, market.cost, 1, BestResponseOrder::simultaneous);
    EXPECT_EQ(together(1, 0), reply(market.cost, 0));
    EXPECT_EQ(together(1, 1), reply(market.cost, 1));
    const MatrixXd in_turn = best_response_path(market, market.cost, 1, BestResponseOrder::sequential);
    EXPECT_EQ(in_turn(1, 0), together(1, 0));
    EXPECT_EQ(in_turn(1, 1), reply(Eigen::Vector2d(in_turn(1, 0), market.cost[1]), 1));
    EXPECT_GT(in_turn(1, 1), together(1, 1) + 0.01);
}

TEST(PricingGrid, FindsEveryPureEquilibrium) {
    // Coordination: (0, 0) and (1, 1). Matching pennies has none, but is not symmetric; a rotating game stands for it.
    const GridGame coordination = grid_game(Eigen::Matrix2d{{2.0, 0.0}, {0.0, 1.0}});
    EXPECT_EQ(coordination.pure_nash, (std::vector<std::pair<int, int>>{{0, 0}, {1, 1}}));
    EXPECT_EQ(coordination.best_response, (std::vector<int>{0, 1}));
    const GridGame rotating = grid_game(Eigen::Matrix3d{{0.0, -1.0, 1.0}, {1.0, 0.0, -1.0}, {-1.0, 1.0, 0.0}});
    EXPECT_TRUE(rotating.pure_nash.empty());
    EXPECT_EQ(argument_of([] { grid_game(MatrixXd::Zero(2, 3)); }), "profit");
}

TEST(PricingGrid, StationaryPricesHoldTheFirstOrderCondition) {
    const ChoiceDemand demand({{0.4, VectorXd::Constant(1, 2.5), 0.5, {}}, {0.6, VectorXd::Constant(1, 7.0), 5.2, {}}},
                              0.0);
    const std::vector<StationaryPrice> stationary = stationary_prices(demand, 0.5);
    ASSERT_EQ(stationary.size(), 3U);
    const Contracts contracts = ownership({0}, VectorXd::Constant(1, 0.5));
    for (const StationaryPrice& point : stationary) {
        const VectorXd condition = first_order_conditions(demand, contracts, VectorXd::Constant(1, point.price));
        EXPECT_NEAR(condition[0], 0.0, 1e-14);
    }
    EXPECT_EQ(stationary_prices(logit_demand(VectorXd::Constant(1, 700.0), 1.0, 0.0), 0.5).size(), 1U);
    EXPECT_EQ(argument_of([] { stationary_prices(logit_demand(Eigen::Vector2d(1, 1), 1.0, 0.0), 0.5); }), "demand");
    EXPECT_EQ(argument_of([] { stationary_prices(logit_demand(VectorXd::Ones(1), 1.0, std::nullopt), 0.5); }),
              "demand");
}

}  // namespace
}  // namespace nephoscope::theory
