#include "models/pricing/list_price.h"

#include <gtest/gtest.h>

#include "models/pricing/unit_terms.h"
#include "tests/pricing/price_market.h"

namespace nephoscope {
namespace {

constexpr int kOpenai = 0, kAnthropic = 1, kOpen = 2;
constexpr int kAzure = 0, kAws = 1, kDirect = 2, kSelf = 3;

class ListPrice : public test::PriceMarket, public ::testing::Test {
protected:
    Lab& lab(int l) { return scenario.labs[static_cast<std::size_t>(l)]; }
    double next(int l, double price) const { return next_list_price(inputs(), sales(), l, price); }
};

/// n labs alike, each sold at a channel of its own.
class SymmetricLabs : public ListPrice, public ::testing::WithParamInterface<int> {
protected:
    SymmetricLabs() {
        const int n = GetParam();
        const Venue direct = scenario.venues[kDirect];
        const Lab one = scenario.labs[kOpenai];
        scenario.labs.clear(), scenario.venues.clear();
        for (int l = 0; l < n; ++l) {
            scenario.labs.push_back(one);
            scenario.labs.back().price_rule = PriceRule::bertrand;
            scenario.venues.push_back(direct);
            scenario.venues.back().lab = l;
        }
        scenario.choice.demand_elasticity = 1.4;
        reset();
        for (int l = 0; l < n; ++l) sell(l, l, 1e6);
    }
};

TEST_P(SymmetricLabs, AskTheMarkupOfK15) {
    const int n = GetParam();
    const double e = 1 + 3 * (1 - 1.0 / n) + 0.4 / n;
    EXPECT_DOUBLE_EQ(next(0, 1), 0.5 * e / (e - 1));
    EXPECT_NEAR(next(0, 1) / 0.5, n == 2 ? 1.588 : 1.426, 5e-4);
}

TEST_P(SymmetricLabs, PassACostShockOnInFull) {  // K16
    const double before = next(0, 1);
    wholesale *= 1.3;
    EXPECT_NEAR(next(0, 1) / before, 1.3, 1e-14);
    EXPECT_NEAR(*lab_marginal_cost(inputs(), sales(), 0), 0.65, 1e-14);
}

TEST_P(SymmetricLabs, GoPartOfTheWay) {
    const double target = next(0, 1);
    scenario.pricing.adjustment = 0.25;
    EXPECT_NEAR(next(0, 1), 1 + 0.25 * (target - 1), 1e-15);
    double price = 1;
    for (int month = 0; month < 200; ++month) price = next(0, price);
    EXPECT_NEAR(price, target, 1e-12);
}

TEST_P(SymmetricLabs, StayWithinTheirRange) {
    wholesale *= 100;
    EXPECT_EQ(next(0, 1), 4);
    wholesale /= 1e5;
    EXPECT_EQ(next(0, 1), 0.25);
}

TEST_P(SymmetricLabs, AskTheLargestPriceWhereDemandHardlyAnswers) {
    totals.contestable = 0;  // Θ = 0: e = η = 1.4
    EXPECT_NEAR(next(0, 1), 0.5 * 1.4 / 0.4, 1e-14);
    scenario.choice.demand_elasticity = 1.05;
    scenario.pricing.adjustment = 0.5;
    EXPECT_EQ(next(0, 1), 2.5) << "half of the way to 4";
}

INSTANTIATE_TEST_SUITE_P(TwoAndFour, SymmetricLabs, ::testing::Values(2, 4));

TEST_F(ListPrice, HoldsOrDeclinesOrFollowsCost) {
    EXPECT_EQ(next(kOpenai, 1.7), 1.7);
    lab(kOpenai).price_rule = PriceRule::decline;
    EXPECT_DOUBLE_EQ(next(kOpenai, 1), 0.98);
    EXPECT_EQ(next(kOpenai, 0.2501), 0.25);
    lab(kOpenai).price_rule = PriceRule::cost_plus;
    EXPECT_DOUBLE_EQ(next(kOpenai, 1), 0.75) << "1.5 × 0.5, without adjustment";
    scenario.pricing.cost_plus_margin = 100;
    EXPECT_EQ(next(kOpenai, 1), 4);
}

TEST_F(ListPrice, KnowsWhatEachFormOfSaleNetsAndCosts) {
    resell(kOpenai, kAzure, ResaleMode::royalty, 0.2);
    resell(kAnthropic, kAzure, ResaleMode::gp_split, 0.25);
    resell(kAnthropic, kAws, ResaleMode::agency, 0.3);
    const PriceInputs in = inputs();
    const UnitTerms direct = unit_terms(in, kOpenai, kDirect), royalty = unit_terms(in, kOpenai, kAzure),
                    split = unit_terms(in, kAnthropic, kAzure), agency = unit_terms(in, kAnthropic, kAws);
    EXPECT_EQ(direct.receipts.at(2), 2);
    EXPECT_DOUBLE_EQ(direct.own_compute, 0.5);
    EXPECT_DOUBLE_EQ(royalty.receipts.at(2), 0.4);
    EXPECT_EQ(royalty.own_compute, 0);
    EXPECT_DOUBLE_EQ(split.receipts.at(2), 0.75 * 1.5);
    EXPECT_EQ(split.own_compute, 0);
    EXPECT_DOUBLE_EQ(agency.receipts.at(2), 1.4);
    EXPECT_DOUBLE_EQ(agency.own_compute, 0.5);
    EXPECT_DOUBLE_EQ(lab_payment(agency, 2), 0.9);
    EXPECT_LT(split.receipts.at(0.4), 0);
    EXPECT_EQ(lab_payment(split, 0.4), 0) << "a cloud that sells below compute cost owes nothing";
    for (const int venue : {kAzure, kAws, kSelf}) {
        EXPECT_EQ(unit_terms(in, kOpen, venue).receipts.at(2), 0) << "the cloud keeps all";
        EXPECT_EQ(unit_terms(in, kOpen, venue).own_compute, 0);
    }
}

TEST_F(ListPrice, WeighsMarginalCostByUnitsAndRevenueShare) {
    // 60 % direct, 30 % royalty of 20 %, 10 % gross-profit split of 75 %; 20 % of receipts shared.
    resell(kOpenai, kAzure, ResaleMode::royalty, 0.2);
    resell(kOpenai, kAws, ResaleMode::gp_split, 0.25);
    sell(kOpenai, kDirect, 6e6), sell(kOpenai, kAzure, 3e6), sell(kOpenai, kAws, 1e6);
    share_rate[pair(kAzure, kOpenai)] = 0.15, share_rate[pair(kAws, kOpenai)] = 0.05;
    const double cost = 0.6 * 0.5 + 0.1 * 0.8 * 0.75 * 0.5, taken = 0.8 * (0.6 + 0.3 * 0.2 + 0.1 * 0.75);
    EXPECT_NEAR(*lab_marginal_cost(inputs(), sales(), kOpenai), cost / taken, 1e-14);
    lab(kOpenai).price_rule = PriceRule::bertrand;
    const double e = 1 + (1.1 - 1) * 1;  // the only lab: s = 1
    EXPECT_NEAR(next(kOpenai, 1), std::min(4.0, cost / taken * e / (e - 1)), 1e-14);
    sell(kAnthropic, kAws, 10e6);  // now s = 1/2, e = 1 + 3/2 + 0.05
    EXPECT_NEAR(next(kOpenai, 1), cost / taken * 2.55 / 1.55, 1e-14);
}

TEST_F(ListPrice, StaysWhereTheLabNetsNothingOrSoldNothing) {
    lab(kOpen).price_rule = lab(kOpenai).price_rule = PriceRule::bertrand;
    sell(kOpen, kAzure, 1e6), sell(kOpen, kSelf, 1e6);
    EXPECT_EQ(next(kOpen, 0.7), 0.7);
    EXPECT_EQ(next(kOpenai, 0.7), 0.7);
}

TEST_F(ListPrice, ReadsSharesOfSpendWithEgressAndDiscounts) {
    offers.platform_fee = {0.1, 0, 0, 0};
    sell(kOpenai, kAzure, 1e6, 0.2), sell(kOpenai, kDirect, 1e6), sell(kAnthropic, kAzure, 1e6);
    totals.egress_paid[2] = to_money(1.02e6);  // openai direct
    const Sales s = sales();
    const double all = 0.88e6 + 1e6 + 1.1e6 + 1.02e6;
    EXPECT_NEAR(s.share[s.offer(kOpenai, kAzure)], 0.88e6 / all, 1e-14);
    EXPECT_NEAR(s.lab_share[kOpenai], 2.9e6 / all, 1e-14);
    EXPECT_NEAR(s.venue_share[kAzure], 1.98e6 / all, 1e-14);
    EXPECT_NEAR(s.within(kOpenai, kDirect), 2.02 / 2.9, 1e-14);
    EXPECT_EQ(s.within(kOpen, kAzure), 0);
    EXPECT_NEAR(s.payout[kAzure], 0.9, 1e-14);
    EXPECT_EQ(s.payout[kAws], 1);
    EXPECT_EQ(s.demand.reach, 1);
}

}  // namespace
}  // namespace nephoscope
