#include "models/theory/finance.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>

#include "tests/theory/argument_of.h"

namespace nephoscope::theory {
namespace {

using Eigen::VectorXd;

VectorXd list(std::initializer_list<double> values) {
    return Eigen::Map<const VectorXd>(values.begin(), static_cast<Eigen::Index>(values.size()));
}

TEST(Finance, DiscountingConventionsAgreeWhereTheyShould) {
    const VectorXd flows = list({3.8, 7.6, 13.0});
    EXPECT_DOUBLE_EQ(present_value(flows, 0.0), flows.sum());
    EXPECT_NEAR(present_value(flows, std::log(1.12), FlowTiming::continuous), present_value(flows, 0.12), 1e-13);
    EXPECT_NEAR(present_value(flows, 0.12, FlowTiming::mid_year), present_value(flows, 0.12) * std::sqrt(1.12), 1e-13);
    EXPECT_NEAR(std::pow(1.0 + periodic_rate(0.12, 12), 12), 1.12, 1e-14);
    EXPECT_EQ(argument_of([&] { present_value(flows, -1.0); }), "rate");
    EXPECT_EQ(argument_of([&] { present_value(list({1.0, std::nan("")}), 0.1); }), "flows");
    EXPECT_EQ(argument_of([] { periodic_rate(-1.0, 12); }), "annual");
    EXPECT_EQ(argument_of([] { periodic_rate(0.1, 0); }), "periods");
}

TEST(Finance, EveryInternalRateOfReturnIsFound) {
    // (1 − 1.1x)(1 − 1.3x)(1 − 1.6x) in x = 1/(1 + r).
    const std::vector<double> three = internal_rates_of_return(list({-1.0, 4.0, -5.27, 2.288}));
    ASSERT_EQ(three.size(), 3U);
    EXPECT_NEAR(three[0], 0.1, 1e-12);
    EXPECT_NEAR(three[1], 0.3, 1e-12);
    EXPECT_NEAR(three[2], 0.6, 1e-12);
    // A double root, (1 − 1.25x)², counts once; without a sign change there is none.
    const std::vector<double> twice = internal_rates_of_return(list({1.0, -2.5, 1.5625}));
    ASSERT_EQ(twice.size(), 1U);
    EXPECT_NEAR(twice[0], 0.25, 1e-12);
    EXPECT_TRUE(internal_rates_of_return(list({1.0, 2.0, 3.0})).empty());
    EXPECT_EQ(argument_of([] { internal_rate_of_return(list({1.0, 2.0})); }), "flows");
    EXPECT_EQ(argument_of([] { internal_rate_of_return(list({-1600, 10000, -10000})); }), "flows");
    EXPECT_EQ(argument_of([] { internal_rates_of_return(list({0.0, 0.0})); }), "flows");
}

TEST(Finance, RatesOfLongSeriesDoNotOverflow) {
    // (1 − 0.25x)(1 − 1.01x)(1 − 1.6x) in x = 1/(1 + r), times Σ x^t over 600 months, which adds no positive root.
    VectorXd flows = VectorXd::Zero(603);
    for (int t = 0; t < 600; ++t) flows.segment(t, 4) += list({1.0, -2.86, 2.2685, -0.404});
    const std::vector<double> rates = internal_rates_of_return(flows);
    ASSERT_EQ(rates.size(), 3U);
    EXPECT_NEAR(rates[0], -0.75, 1e-12);
    EXPECT_NEAR(rates[1], 0.01, 1e-12);
    EXPECT_NEAR(rates[2], 0.6, 1e-12);
}

TEST(Finance, AtTheInternalRateOfReturnThePresentValueIsTheOutlay) {
    std::mt19937 generator(61);
    for (int draw = 0; draw < 50; ++draw) {
        VectorXd flows(8);
        for (double& flow : flows) flow = static_cast<double>(generator()) / 4294967296.0;
        flows[0] = -2.0;
        const double rate = internal_rate_of_return(flows);
        EXPECT_NEAR(present_value(flows.tail(7), rate), 2.0, 1e-12) << draw;
        EXPECT_GT(std::fabs(present_value(flows.tail(7), rate + 0.001) - 2.0), 1e-6);
    }
}

TEST(Finance, PaymentsNeverPassTheirCap) {
    const VectorXd revenue = list({10, 20, 35, 50, 60});
    const CappedPayments open = capped_payments(revenue, 0.2, std::nullopt);
    EXPECT_NEAR(open.payment.sum(), 35.0, 1e-13);
    EXPECT_EQ(open.first_capped_year, 0);
    const CappedPayments capped = capped_payments(revenue, 0.2, 25.0);
    EXPECT_DOUBLE_EQ(capped.payment.sum(), 25.0);
    EXPECT_EQ(capped.first_capped_year, 5);
    EXPECT_EQ(capped_payments(revenue, 0.2, 1.0).payment.tail(4).sum(), 0.0);
    // A cap reached to the cent binds no one, though 0.2 is no binary fraction.
    EXPECT_EQ(capped_payments(list({10, 20, 35}), 0.2, 13.0).first_capped_year, 0);
    // Nor does a year without revenue, though the sum of three tenths is above 0.3 in binary; the next one is bound.
    EXPECT_EQ(capped_payments(list({1, 1, 1, 0}), 0.1, 0.3).first_capped_year, 0);
    EXPECT_EQ(capped_payments(list({1, 1, 1, 0, 1}), 0.1, 0.3).first_capped_year, 5);
    EXPECT_EQ(argument_of([&] { capped_payments(revenue, 1.2, 25.0); }), "revenue_share");
    EXPECT_EQ(argument_of([&] { capped_payments(revenue, 0.2, -1.0); }), "cap");
    EXPECT_EQ(argument_of([] { capped_payments(list({-1.0}), 0.2, 1.0); }), "revenue");
}

TEST(Finance, StakesDiluteAndAreNeverNegative) {
    EXPECT_NEAR(diluted_stake(0.27, {{2, 0.1}, {4, 0.15}, {9, 0.5}}, 5), 0.27 * 0.9 * 0.85, 1e-15);
    EXPECT_EQ(equity_value(2.0, 60.0, 500.0), 0.0);
    EXPECT_EQ(equity_value(8.0, 60.0, -20.0), 500.0);
    EXPECT_EQ(argument_of([] { diluted_stake(1.2, {}, 1); }), "stake");
    EXPECT_EQ(argument_of([] { diluted_stake(0.2, {{1, 1.0}}, 1); }), "fraction");
    EXPECT_EQ(argument_of([] { equity_value(-1.0, 1.0, 0.0); }), "multiple");
}

TEST(Finance, AnInvestmentIsTheSumOfItsParts) {
    LabInvestment investment;
    investment.revenue = list({10, 20, 35});
    investment.compute_spend = list({6, 12, 20});
    investment.revenue_share = 0.2;
    investment.compute_margin = 0.3;
    investment.stake = 0.27;
    investment.exit_multiple = 8.0;
    investment.discount_rate = 0.12;
    investment.outlay = 13.0;
    const InvestmentValue value = value_investment(investment);
    EXPECT_NEAR(value.npv, value.pv_revenue_share + value.pv_compute_margin + value.pv_equity - 13.0, 1e-12);
    VectorXd flows(4);
    flows << -13.0, value.revenue_share.payment + value.compute_margin;
    flows[3] += value.final_equity;
    EXPECT_NEAR(value.npv, -13.0 + present_value(flows.tail(3), 0.12), 1e-12);
    EXPECT_NEAR(value.undiscounted_total, flows.sum(), 1e-12);
    investment.discount_rate = -1.0;
    EXPECT_EQ(argument_of([&] { value_investment(investment); }), "discount_rate");
    investment.discount_rate = 0.12;
    investment.compute_margin = -std::numeric_limits<double>::infinity();
    EXPECT_EQ(argument_of([&] { value_investment(investment); }), "compute_margin");
    investment.compute_margin = 0.3;
    investment.compute_spend = list({1.0});
    EXPECT_EQ(argument_of([&] { value_investment(investment); }), "compute_spend");
}

TEST(Finance, AWaterfallLosesNothing) {
    const std::vector<WaterfallTier> tiers = {{10.0, list({1, 0})}, {20.0, list({0.75, 0.25})}};
    for (double distributable : {0.0, 7.0, 25.0, 100.0}) {
        const WaterfallResult result = waterfall(distributable, tiers);
        EXPECT_NEAR(result.by_party.sum() + result.undistributed, distributable, 1e-13);
        EXPECT_GE(result.by_party.minCoeff(), 0.0);
    }
    EXPECT_NEAR(waterfall(100.0, tiers).undistributed, 70.0, 1e-13);
    EXPECT_EQ(argument_of([&] { waterfall(-1.0, tiers); }), "distributable");
    EXPECT_EQ(argument_of([] { waterfall(1.0, {}); }), "tiers");
    EXPECT_EQ(argument_of([] { waterfall(1.0, {{1.0, list({0.5, 0.6})}}); }), "split");
}

TEST(Finance, TransfersAndStakesCancelInTheSumOfParties) {
    LabAtCloud market{10.0, 5.0, 4.0, 12.0, 0.35, 0.3, 0.27, {{"employees", 0.25}, {"others", 0.48}}};
    const double industry = split_profit(market).industry_profit;
    for (double share : {0.0, 0.5, 1.0}) {
        market.revenue_share = share;
        const ProfitSplit split = split_profit(market);
        EXPECT_NEAR(split.imbalance, 0.0, 1e-13);
        EXPECT_NEAR(split.industry_profit, industry, 1e-13);
        // Counting the lab's whole profit beside the cloud's stake in it would count dollars twice.
        EXPECT_NEAR(split.cloud_total + split.lab_profit - industry, 0.27 * split.lab_profit, 1e-13);
    }
    market.cloud_stake = 0.5;
    EXPECT_EQ(argument_of([&] { split_profit(market); }), "stakes");
    market.cloud_stake = 0.27;
    market.serving_cost = -1.0;
    EXPECT_EQ(argument_of([&] { split_profit(market); }), "serving_cost");
}

}  // namespace
}  // namespace nephoscope::theory
