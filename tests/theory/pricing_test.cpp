#include "models/theory/pricing.h"

#include <gtest/gtest.h>

#include <Eigen/LU>
#include <cmath>

#include "models/theory/equilibrium.h"
#include "tests/theory/argument_of.h"
#include "tests/theory/price_games.h"

namespace nephoscope::theory {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr double difference_step = 1e-5;

/// ∂f/∂p by central differences, shape [value, price].
template <class Function>
MatrixXd differences(const Function& function, const VectorXd& prices) {
    MatrixXd result(function(prices).size(), prices.size());
    for (Index j = 0; j < prices.size(); ++j) {
        const VectorXd shift = difference_step * VectorXd::Unit(prices.size(), j);
        result.col(j) = (function(prices + shift) - function(prices - shift)) / (2.0 * difference_step);
    }
    return result;
}

std::vector<ChoiceDemand> demands(unsigned seed) {
    PriceGames games(seed);
    return {logit_demand(games.vector(4, -1.0, 3.0), 1.3, std::nullopt), games.nested(5), games.segments(4, 3.0)};
}

TEST(PricingDemand, SlopeAndCurvatureAgreeWithDifferences) {
    PriceGames games(11);
    for (const ChoiceDemand& demand : demands(12)) {
        const VectorXd prices = games.vector(demand.products(), 0.5, 2.0);
        const DemandPoint point = demand.at(prices);
        const MatrixXd slope = differences([&](const VectorXd& p) { return demand.shares(p); }, prices);
        EXPECT_LT((point.slope - slope).cwiseAbs().maxCoeff(), 1e-9);
        EXPECT_GT((point.slope * 1.001 - slope).cwiseAbs().maxCoeff(), 1e-6);  // the test sees 0.1 %
        const auto curvature = demand.curvature(prices);
        for (int j = 0; j < demand.products(); ++j) {
            const MatrixXd by_difference =
                differences([&](const VectorXd& p) { return VectorXd(demand.at(p).slope.col(j)); }, prices);
            EXPECT_LT((curvature[static_cast<std::size_t>(j)] - by_difference).cwiseAbs().maxCoeff(), 1e-8) << j;
        }
    }
}

TEST(PricingDemand, ScaledSlopesAreTheSlopesOverTheirScale) {
    PriceGames games(13);
    for (const ChoiceDemand& demand : demands(14)) {
        const DemandPoint point = demand.at(games.vector(demand.products(), 0.5, 2.0));
        const VectorXd inverse = point.scale.cwiseInverse();
        EXPECT_LT((point.scaled_slope - point.slope * inverse.asDiagonal()).cwiseAbs().maxCoeff(), 1e-12);
        EXPECT_LT((point.inverse_slope + point.shares.cwiseProduct(inverse)).cwiseAbs().maxCoeff(), 1e-12);
        EXPECT_NEAR(point.shares.sum() + point.outside_share, 1.0, 1e-14);
    }
}

TEST(PricingDemand, SurplusFallsByWhatBuyersPayMore) {
    PriceGames games(15);
    for (const ChoiceDemand& demand : demands(16)) {
        const VectorXd prices = games.vector(demand.products(), 0.5, 2.0);
        const auto surplus = [&](const VectorXd& p) { return VectorXd::Constant(1, demand.consumer_surplus(p)); };
        const VectorXd slope = differences(surplus, prices).row(0).transpose();
        EXPECT_LT((slope + demand.shares(prices)).cwiseAbs().maxCoeff(), 1e-9);
    }
    const LinearDemand linear(Eigen::Vector2d(3.0, 2.0), Eigen::Matrix2d{{2.0, -0.5}, {-0.5, 1.0}});
    const Eigen::Vector2d prices(0.4, 0.6);
    const auto surplus = [&](const VectorXd& p) { return VectorXd::Constant(1, linear.consumer_surplus(p)); };
    EXPECT_LT((differences(surplus, prices).row(0).transpose() + linear.shares(prices)).cwiseAbs().maxCoeff(), 1e-9);
}

TEST(PricingDemand, OfKeptProductsIsThatOfTheOthersPricedOut) {
    PriceGames games(17);
    const ChoiceDemand demand = games.nested(5);
    VectorXd prices = games.vector(5, 0.5, 2.0);
    prices[1] = prices[3] = 1e4;
    const VectorXd all = demand.shares(prices);
    const VectorXd kept = restrict_products(demand, {0, 2, 4}).shares(Eigen::Vector3d(prices[0], prices[2], prices[4]));
    EXPECT_LT((kept - Eigen::Vector3d(all[0], all[2], all[4])).cwiseAbs().maxCoeff(), 1e-14);
    EXPECT_EQ(argument_of([&] { restrict_products(demand, {2, 1}); }), "kept");
    EXPECT_EQ(argument_of([&] { restrict_products(demand, {}); }), "kept");
}

TEST(PricingDemand, RefusesWhatIsNoDemand) {
    const Eigen::Vector2d utility(1.0, 2.0);
    EXPECT_EQ(argument_of([&] { logit_demand(utility, 0.0, 0.0); }), "price_coefficient");
    EXPECT_EQ(argument_of([&] { logit_demand(utility, std::nan(""), 0.0); }), "price_coefficient");
    EXPECT_EQ(argument_of([&] { logit_demand(Eigen::Vector2d(1.0, std::nan("")), 1.0, 0.0); }), "mean_utility");
    EXPECT_EQ(argument_of([&] { ChoiceDemand({{0.5, utility, 1.0, {}}}, 0.0); }), "weight");
    EXPECT_EQ(argument_of([&] { ChoiceDemand({}, 0.0); }), "segments");
    EXPECT_EQ(argument_of([&] { logit_demand(VectorXd(), 1.0, 0.0); }), "mean_utility");
    const NestLevel steep{{0, 0}, VectorXd::Constant(1, 1.5)};
    EXPECT_EQ(argument_of([&] { ChoiceDemand({{1.0, utility, 1.0, steep}}, 0.0); }), "lambda[0]");
    EXPECT_EQ(argument_of([&] { LinearDemand(utility, -Eigen::Matrix2d::Identity()); }), "slope");
    EXPECT_EQ(argument_of([&] { LinearDemand(VectorXd(), MatrixXd()); }), "intercept");
}

TEST(Pricing, FirstOrderConditionsAreGradientsOfTheSettersPayoffs) {
    PriceGames games(21);
    for (const ChoiceDemand& demand : demands(22)) {
        const PriceGame game = games.game(demand);
        const VectorXd prices = games.vector(demand.products(), 0.5, 2.0);
        const MatrixXd gradient =
            differences([&](const VectorXd& p) { return payoffs(game.contracts, p, demand.shares(p)); }, prices);
        const VectorXd condition = first_order_conditions(demand, game.contracts, prices);
        for (Index j = 0; j < prices.size(); ++j) EXPECT_NEAR(condition[j], gradient(j % 2, j), 1e-8);
        const MatrixXd derivative =
            differences([&](const VectorXd& p) { return first_order_conditions(demand, game.contracts, p); }, prices);
        const MatrixXd exact = first_order_derivative(demand, game.contracts, prices);
        EXPECT_LT((exact - derivative).cwiseAbs().maxCoeff(), 1e-8);
        EXPECT_GT((exact * 1.001 - derivative).cwiseAbs().maxCoeff(), 1e-6);
    }
}

TEST(Pricing, ZetaVanishesWithTheFirstOrderConditions) {
    PriceGames games(23);
    const PriceGame game = games.game(games.nested(4));
    const VectorXd prices = games.vector(4, 0.5, 2.0);
    const VectorXd gap = prices - zeta(game.demand, game.contracts, prices);
    const VectorXd condition = first_order_conditions(game.demand, game.contracts, prices);
    const VectorXd scale = game.demand.at(prices).scale;
    for (Index j = 0; j < 4; ++j)
        EXPECT_NEAR(game.contracts.revenue(j % 2, j) * scale[j] * gap[j], condition[j], 1e-13);
}

TEST(Pricing, ARevenueShareActsAsACostMarkedUp) {
    const ChoiceDemand demand = logit_demand(Eigen::Vector2d(2.4, 2.0), 1.1, 0.0);
    const Contracts shared{Eigen::Matrix<double, 3, 2>{{0.8, 0.0}, {0.0, 1.0}, {0.2, 0.0}},
                           Eigen::Matrix<double, 3, 2>{{1.0, 0.0}, {0.0, 0.9}, {0.0, 0.0}},
                           {0, 1}};
    const VectorXd with_share = find_equilibrium(demand, shared).prices;
    const VectorXd dearer = find_equilibrium(demand, ownership({0, 1}, Eigen::Vector2d(1.25, 0.9))).prices;
    EXPECT_LT((with_share - dearer).cwiseAbs().maxCoeff(), 1e-12);
}

TEST(Pricing, FullMutualInterestsAreOneOwner) {
    PriceGames games(25);
    const ChoiceDemand demand = games.nested(4);
    const VectorXd cost = games.vector(4, 0.2, 1.0);
    const Contracts mutual = ownership_with_interests({0, 0, 1, 1}, cost, MatrixXd::Ones(2, 2));
    const VectorXd separate = find_equilibrium(demand, mutual).prices;
    const VectorXd together = find_equilibrium(demand, ownership({0, 0, 0, 0}, cost)).prices;
    EXPECT_LT((separate - together).cwiseAbs().maxCoeff(), 1e-11);
}

TEST(Pricing, ImpliedCostsAreThoseOfTheEquilibrium) {
    PriceGames games(27);
    MatrixXd interest = MatrixXd::Identity(2, 2);
    interest(0, 1) = 0.27;
    for (const ChoiceDemand& demand : {games.nested(4), games.segments(4, 1.5)}) {
        const VectorXd cost = games.vector(4, 0.2, 1.0);
        const VectorXd prices = find_equilibrium(demand, ownership_with_interests({0, 1, 0, 1}, cost, interest)).prices;
        EXPECT_LT((implied_costs(demand, {0, 1, 0, 1}, interest, prices) - cost).cwiseAbs().maxCoeff(), 1e-11);
        const MatrixXd none = MatrixXd::Identity(2, 2);
        EXPECT_GT((implied_costs(demand, {0, 1, 0, 1}, none, prices) - cost).cwiseAbs().maxCoeff(), 1e-3);
    }
}

TEST(Pricing, PassThroughIsWhatPricesDoWhenCostsMove) {
    PriceGames games(29);
    for (const ChoiceDemand& demand : {games.nested(4), games.segments(4, 1.5)}) {
        const VectorXd cost = games.vector(4, 0.2, 1.0);
        const auto prices_at = [&](const VectorXd& c) {
            return find_equilibrium(demand, ownership({0, 0, 1, 1}, c)).prices;
        };
        const Contracts contracts = ownership({0, 0, 1, 1}, cost);
        const MatrixXd exact = pass_through(demand, contracts, contracts.revenue, prices_at(cost));
        EXPECT_LT((exact - differences(prices_at, cost)).cwiseAbs().maxCoeff(), 1e-6);
    }
}

TEST(Pricing, ALinearMonopolistPassesOnHalf) {
    const LinearDemand demand(VectorXd::Constant(1, 3.0), MatrixXd::Constant(1, 1, 2.0));
    const Contracts contracts = ownership({0}, VectorXd::Constant(1, 0.5));
    const VectorXd prices = find_equilibrium(demand, contracts).prices;
    EXPECT_NEAR(prices[0], (3.0 / 2.0 + 0.5) / 2.0, 1e-14);
    EXPECT_NEAR(pass_through(demand, contracts, contracts.revenue, prices)(0, 0), 0.5, 1e-14);
}

TEST(Pricing, ALinearDuopolySolvesItsLinearEquations) {
    const Eigen::Matrix2d slope{{2.0, -0.5}, {-0.5, 1.0}};
    const Eigen::Vector2d intercept(3.0, 2.0);
    const Eigen::Vector2d cost(0.3, 0.4);
    // a − Bp − diag(B)(p − c) = 0.
    const Eigen::Vector2d diagonal = slope.diagonal();
    const Eigen::Matrix2d matrix = slope + Eigen::Matrix2d(diagonal.asDiagonal());
    const Eigen::Vector2d expected = matrix.inverse() * (intercept + diagonal.cwiseProduct(cost));
    const Equilibrium found = find_equilibrium(LinearDemand(intercept, slope), ownership({0, 1}, cost));
    EXPECT_LT((found.prices - expected).cwiseAbs().maxCoeff(), 1e-13);
}

TEST(Pricing, DiversionRowsSumToOneAndElasticitiesToThatOfIncome) {
    PriceGames games(31);
    const ChoiceDemand demand = games.nested(5);
    const VectorXd prices = games.vector(5, 0.5, 2.0);
    const MatrixXd diversion = diversion_ratios(demand, prices);
    EXPECT_LT((diversion.rowwise().sum() - VectorXd::Ones(5)).cwiseAbs().maxCoeff(), 1e-13);
    EXPECT_LT((elasticities(demand, prices) -
               demand.shares(prices).cwiseInverse().asDiagonal() * demand.at(prices).slope * prices.asDiagonal())
                  .cwiseAbs()
                  .maxCoeff(),
              1e-12);
}

TEST(Pricing, RefusesTermsThatDoNotFit) {
    const ChoiceDemand demand = logit_demand(Eigen::Vector2d(1.0, 2.0), 1.0, 0.0);
    Contracts contracts = ownership({0, 1}, Eigen::Vector2d(0.5, 0.5));
    contracts.revenue(1, 1) = 0.0;
    EXPECT_EQ(argument_of([&] { find_equilibrium(demand, contracts); }), "revenue");
    EXPECT_EQ(argument_of([&] { find_equilibrium(demand, ownership({0}, VectorXd::Ones(1))); }), "revenue");
    EXPECT_EQ(argument_of([&] { ownership({0, -1}, Eigen::Vector2d(0.5, 0.5)); }), "firm");
    EXPECT_EQ(argument_of([&] {
                  ownership_with_interests({0, 1}, Eigen::Vector2d(1, 1), MatrixXd::Zero(2, 2));
              }),
              "interest");
    EXPECT_EQ(argument_of([&] { elasticities(demand, Eigen::Vector2d(1.0, std::nan(""))); }), "prices");
    EXPECT_EQ(
        argument_of([&] {
            pass_through(demand, ownership({0, 1}, Eigen::Vector2d(1, 1)), MatrixXd::Ones(1, 2), Eigen::Vector2d(2, 2));
        }),
        "incidence");
    Contracts nobody = ownership({0, 1}, Eigen::Vector2d(0.5, 0.5));
    nobody.control[0] = 2;
    EXPECT_EQ(argument_of([&] { find_equilibrium(demand, nobody); }), "control");
}

}  // namespace
}  // namespace nephoscope::theory
