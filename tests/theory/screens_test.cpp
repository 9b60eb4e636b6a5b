#include "models/theory/screens.h"

#include <gtest/gtest.h>

#include <cmath>

#include "models/theory/mergers.h"
#include "tests/theory/argument_of.h"
#include "tests/theory/price_games.h"

namespace nephoscope::theory {
namespace {

using Eigen::MatrixXd;
using Eigen::Vector2d;
using Eigen::VectorXd;

TEST(Screens, ConcentrationRisesByTwiceTheProductOfShares) {
    const VectorXd shares = (VectorXd(4) << 0.4, 0.3, 0.2, 0.1).finished();
    const ConcentrationChange pair = merger_concentration(shares, {1, 2});
    EXPECT_NEAR(pair.delta, 2e4 * 0.3 * 0.2, 1e-9);
    EXPECT_NEAR(pair.after, hhi((VectorXd(3) << 0.4, 0.5, 0.1).finished()), 1e-9);
    const ConcentrationChange all = merger_concentration(shares, {0, 1, 2, 3});
    EXPECT_NEAR(all.after, 1e4, 1e-9);
    EXPECT_NEAR(effective_firms(VectorXd::Constant(5, 0.2)), 5.0, 1e-12);
    EXPECT_NEAR(concentration_ratio(shares, 2), 0.7, 1e-15);
    EXPECT_NEAR(concentration_ratio(shares, 9), 1.0, 1e-15);
}

TEST(Screens, ThresholdsAreBeyondNotAt) {
    // 2 · 0.05 · 0.1 · 10⁴ is exactly 100, which is not above 100, in spite of binary fractions.
    const VectorXd shares = (VectorXd(4) << 0.05, 0.1, 0.45, 0.4).finished();
    EXPECT_FALSE(merger_concentration(shares, {0, 1}).us2023_presumption);
    const VectorXd larger = (VectorXd(4) << 0.06, 0.1, 0.44, 0.4).finished();
    EXPECT_TRUE(merger_concentration(larger, {0, 1}).us2023_presumption);
    EXPECT_TRUE(merger_concentration(VectorXd::Constant(20, 0.05), {0, 1}).eu2004_safe_harbour);
}

TEST(Screens, EntryIsLeastConcentratingAtItsBestShare) {
    const double best = entrant_share_of_least_hhi(5200.0);
    EXPECT_LT(hhi_after_entry(5200.0, best), hhi_after_entry(5200.0, best + 0.01));
    EXPECT_LT(hhi_after_entry(5200.0, best), hhi_after_entry(5200.0, best - 0.01));
}

TEST(Screens, ModifiedIndexWithoutCrossHoldingsIsTheIndexAndWithOneOwnerIsFull) {
    const VectorXd shares = (VectorXd(3) << 0.5, 0.3, 0.2).finished();
    const MatrixXd apart = MatrixXd::Identity(3, 3);
    EXPECT_NEAR(modified_hhi(shares, apart, apart), hhi(shares), 1e-10);
    const MatrixXd one = MatrixXd::Ones(1, 3);
    EXPECT_NEAR(modified_hhi(shares, one, one), 1e4, 1e-10);
    // A silent stake and a controlling one differ.
    MatrixXd stake = apart;
    stake(0, 1) = 0.3;
    stake(1, 1) = 0.7;
    EXPECT_NEAR(modified_hhi(shares, apart, stake) - hhi(shares), 1e4 * 0.3 * 0.5 * 0.3, 1e-9);
    EXPECT_GT(modified_hhi(shares, stake, stake), modified_hhi(shares, apart, stake) + 10.0);
}

TEST(Screens, ProductsAreAddedUpToFirms) {
    const VectorXd shares = firm_shares((VectorXd(3) << 2.0, 1.0, 1.0).finished(), {0, 1, 0});
    EXPECT_NEAR(shares[0], 0.75, 1e-15);
    EXPECT_NEAR(shares[1], 0.25, 1e-15);
}

TEST(Screens, PairAndMatrixFormsAgree) {
    const MergingPair pair{Vector2d(50, 45), Vector2d(0.3, 0.4), Vector2d(0.5, 0.6), Vector2d(0.1, 0.05)};
    MultiProductMerger merger{pair.price, pair.margin, MatrixXd{{-1.0, 0.5}, {0.6, -1.0}},
                              {0, 1},     {0, 0},      pair.efficiency};
    const PricingPressure pressure = pricing_pressure(merger);
    EXPECT_LT((pressure.cost_reduction - compensating_cost_reduction(pair)).cwiseAbs().maxCoeff(), 1e-14);
    EXPECT_LT((pressure.cross_guppi - guppi(pair)).cwiseAbs().maxCoeff(), 1e-15);
    const VectorXd with_feedback = upward_pricing_pressure_with_feedback(pair).cwiseQuotient(pair.price);
    EXPECT_LT((pressure.net_price_pressure - with_feedback).cwiseAbs().maxCoeff(), 1e-15);
    EXPECT_GT((upward_pricing_pressure_with_feedback(pair) - upward_pricing_pressure(pair)).minCoeff(), 0.0);
    EXPECT_NEAR(partial_interest_guppi(1.0, 0.5, 0.4, 50, 45), guppi(pair)[0], 1e-15);
}

TEST(Screens, CompensatingCostReductionsKeepPricesInSimulatedMergers) {
    PriceGames games(51);
    for (int draw = 0; draw < 10; ++draw) {
        const ChoiceDemand demand = games.nested(4);
        const VectorXd cost = games.vector(4, 1.0, 2.0);
        const std::vector<int> pre = {0, 1, 1, 2};
        const std::vector<int> post = {0, 0, 0, 2};
        const Equilibrium before = find_equilibrium(demand, ownership(pre, cost));
        const VectorXd margin = (before.prices - cost).cwiseQuotient(before.prices);
        const PricingPressure pressure = pricing_pressure(
            {before.prices, margin, diversion_ratios(demand, before.prices), pre, post, VectorXd::Zero(4)});
        const VectorXd saved = cost.cwiseProduct(VectorXd::Ones(4) - pressure.cost_reduction);
        const MergerOutcome compensated = simulate_merger(demand, ownership(pre, cost), ownership(post, saved));
        EXPECT_LT(compensated.price_change.cwiseAbs().maxCoeff(), 1e-10) << draw;
        const MergerOutcome plain = simulate_merger(demand, ownership(pre, cost), ownership(post, cost));
        EXPECT_GT(plain.price_change.head(3).minCoeff(), 0.0) << draw;
        EXPECT_LT(plain.consumer_surplus_change, 0.0);
    }
}

TEST(Screens, ACalibratedMarketIsTheEquilibriumItWasCalibratedOn) {
    const VectorXd prices = (VectorXd(3) << 2.0, 3.0, 1.0).finished();
    const VectorXd shares = (VectorXd(3) << 0.2, 0.3, 0.1).finished();
    const std::vector<int> owner = {0, 0, 1};
    const CalibratedLogit logit = calibrate_logit(prices, shares, owner, 2, 0.4);
    const Equilibrium found = find_equilibrium(logit.demand(), ownership(owner, logit.cost));
    EXPECT_LT((found.prices - prices).cwiseAbs().maxCoeff(), 1e-11);
    EXPECT_LT((found.shares - shares).cwiseAbs().maxCoeff(), 1e-12);
    EXPECT_NEAR((prices[2] - logit.cost[2]) / prices[2], 0.4, 1e-14);
}

TEST(Screens, MarginsAboveOneHaveAPressureButNoCompensatingCost) {
    // The thin price of product 2 beside a common markup implies a negative unit cost.
    const VectorXd prices = (VectorXd(3) << 2.0, 3.0, 0.2).finished();
    const VectorXd shares = (VectorXd(3) << 0.2, 0.3, 0.1).finished();
    const std::vector<int> pre = {0, 1, 2};
    const CalibratedLogit logit = calibrate_logit(prices, shares, pre, 0, 0.5);
    ASSERT_LT(logit.cost[2], 0.0);
    const MultiProductMerger merger{prices,
                                    (prices - logit.cost).cwiseQuotient(prices),
                                    diversion_ratios(logit.demand(), prices),
                                    pre,
                                    {0, 1, 0},
                                    VectorXd::Zero(3)};
    const VectorXd pressure = cross_guppi(merger);
    EXPECT_NEAR(pressure[0], 0.1 / 0.8 * (0.2 - logit.cost[2]) / 2.0, 1e-14);
    EXPECT_EQ(pressure[1], 0.0);
    EXPECT_EQ(argument_of([&] { pricing_pressure(merger); }), "margin");
}

TEST(Screens, CriticalLossAndForeclosureBreakEven) {
    const CriticalLoss critical = critical_loss(0.6, 0.05);
    EXPECT_NEAR((1.0 - critical.loss) * (0.6 + 0.05), 0.6, 1e-15);
    const VerticalForeclosure at_edge = vertical_arithmetic(0.3, 0.5, 0.375, 1000);
    EXPECT_NEAR(at_edge.profit_change, 0.0, 1e-10);
    EXPECT_TRUE(vertical_arithmetic(0.3, 0.5, 0.4, 1000).profitable);
    EXPECT_FALSE(vertical_arithmetic(0.3, 0.5, 0.3, 1000).profitable);
}

TEST(Screens, RefuseNumbersOutOfRange) {
    EXPECT_EQ(argument_of([] { hhi(Vector2d(0.5, 1.2)); }), "shares");
    EXPECT_EQ(argument_of([] { hhi(Vector2d(0.6, 0.6)); }), "shares");
    EXPECT_EQ(argument_of([] { hhi(Vector2d(0.5, std::nan(""))); }), "shares");
    EXPECT_EQ(argument_of([] { hhi(VectorXd()); }), "shares");
    EXPECT_EQ(argument_of([] { effective_firms(Vector2d(0, 0)); }), "shares");
    EXPECT_EQ(argument_of([] { concentration_ratio(Vector2d(0.5, 0.5), 0); }), "count");
    EXPECT_EQ(argument_of([] { merger_concentration(Vector2d(0.5, 0.5), {1, 1}); }), "merging");
    EXPECT_EQ(argument_of([] { merger_concentration(Vector2d(0.5, 0.5), {1, 2}); }), "merging");
    EXPECT_EQ(argument_of([] { hhi_after_entry(5000, 1.5); }), "entrant_share");
    EXPECT_EQ(argument_of([] { firm_shares(Vector2d(1, -1), {0, 1}); }), "sales");
    EXPECT_EQ(argument_of([] { modified_hhi(Vector2d(0.5, 0.5), MatrixXd::Zero(2, 2), MatrixXd::Ones(2, 2)); }),
              "control");
    EXPECT_EQ(argument_of([] {
                  guppi({Vector2d(1, 1), Vector2d(0.5, 1.0), Vector2d(0.2, 0.2), Vector2d(0, 0)});
              }),
              "margin");
    EXPECT_EQ(argument_of([] { partial_interest_guppi(1.1, 0.2, 0.5, 1, 1); }), "interest");
    EXPECT_EQ(argument_of([] { critical_loss(0.0, 0.05); }), "margin");
    EXPECT_EQ(argument_of([] { critical_loss(0.5, 0.0); }), "ssnip");
    EXPECT_EQ(argument_of([] { vertical_arithmetic(0.3, 0.5, 1.5, 10); }), "diversion");
    EXPECT_EQ(argument_of([] { calibrate_logit(Vector2d(1, 1), Vector2d(0.5, 0.5), {0, 1}, 0, 0.5); }), "shares");
    EXPECT_EQ(argument_of([] { calibrate_logit(Vector2d(1, 1), Vector2d(0.5, 0.4), {0, 1}, 0, 1.0); }), "margin");
    EXPECT_EQ(
        argument_of([] {
            pricing_pressure({Vector2d(1, 1), Vector2d(0.5, 0.5), MatrixXd::Zero(2, 2), {0}, {0, 0}, Vector2d(0, 0)});
        }),
        "owner_pre");
}

}  // namespace
}  // namespace nephoscope::theory
