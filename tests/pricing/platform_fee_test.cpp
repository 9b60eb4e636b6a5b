#include "models/pricing/platform_fee.h"

#include <gtest/gtest.h>

#include "tests/pricing/price_market.h"

namespace nephoscope {
namespace {

constexpr int kOpenai = 0, kAnthropic = 1, kOpen = 2;
constexpr int kAzure = 0, kAws = 1, kDirect = 2;

/// Openai sells 60 % at Azure, at a royalty of 10 %, and 40 % direct; no one else sells.
class PlatformFee : public test::PriceMarket, public ::testing::Test {
protected:
    PlatformFee() {
        scenario.venues[kAzure].fee_rule = FeeRule::bertrand;
        resell(kOpenai, kAzure, ResaleMode::royalty, 0.1);
        sell(kOpenai, kAzure, 6e6), sell(kOpenai, kDirect, 4e6);
    }
    double next(double fee) const { return next_platform_fee(inputs(), sales(), kAzure, fee, prices_); }
    double target() const { return *bertrand_fee(inputs(), sales(), kAzure, prices_); }
    double cost(int lab) const {
        return cloud_marginal_cost(inputs(), sales(), lab, kAzure, prices_[static_cast<std::size_t>(lab)]);
    }

    std::vector<double> prices_{1, 1, 1};
    static constexpr double kPower = 0.5 / 1.45;  ///< ωκ where wκ is a half
    static constexpr double kElasticity = 1 + 3 * (0.4 / 0.25 + 0.6 - 0.6) + 0.1 * 0.6;
};

TEST_F(PlatformFee, IsTheMarkupOnPaymentAndCost) {
    EXPECT_NEAR(cloud_elasticity(sales(), kAzure), kElasticity, 1e-13);
    EXPECT_NEAR(cost(kOpenai), 0.1 + kPower, 1e-14);
    EXPECT_NEAR(target(), kElasticity / (kElasticity - 1) * (0.1 + kPower) - 1, 1e-13);
}

TEST_F(PlatformFee, OfAHolderCountsWhatItWouldEarnElsewhere) {
    stake[pair(kAzure, kOpenai)] = 0.25, share_rate[pair(kAzure, kOpenai)] = 0.2, gross_margin[kOpenai] = 0.6;
    const double retained = 0.4 / 0.6 * (3 * ((1 / 0.25 - 1) * 0.6 + 0.6) - 0.1 * 0.6) / kElasticity;
    const double opportunity = retained * (0.2 + 0.25 * 0.6) * 1 * 1;
    EXPECT_NEAR(cost(kOpenai), 0.1 + kPower + opportunity, 1e-13);
    prices_[kOpenai] = 2;  // payment and opportunity go with the price, power does not
    EXPECT_NEAR(cost(kOpenai), 2 * (0.1 + opportunity) + kPower, 1e-13);
    const double soft = target();
    stake[pair(kAzure, kOpenai)] = 0, share_rate[pair(kAzure, kOpenai)] = 0;
    EXPECT_LT(target(), soft) << "a stake and a revenue share soften pricing";
}

TEST_F(PlatformFee, CountsTheLabsReceiptsAtItsOtherVenuesByUnits) {
    // Elsewhere: direct 4e6 at 1; AWS 2e6 at a gross-profit split, 0.75·(1 − 0.5) = 0.375.
    resell(kOpenai, kAws, ResaleMode::gp_split, 0.25);
    sell(kOpenai, kAws, 2e6);
    stake[pair(kAzure, kOpenai)] = 1, gross_margin[kOpenai] = 1;
    const double take = (4 * 1 + 2 * 0.375) / 6;
    const double retained = retained_units(sales().demand, 0.5, 0.5);
    EXPECT_NEAR(cost(kOpenai), 0.1 + kPower + retained * take, 1e-13);
}

TEST_F(PlatformFee, WeighsLabsByTheirShareOfTheCloudsSpend) {
    // Anthropic sells 2e6 at Azure alone, at agency 30 %: the cloud pays 0.7 and gets its compute paid, 0.5.
    resell(kAnthropic, kAzure, ResaleMode::agency, 0.3);
    sell(kAnthropic, kAzure, 2e6);
    EXPECT_NEAR(cost(kAnthropic), 0.7 - 0.5 + kPower, 1e-14);
    const double cloud = 8.0 / 12;
    const double openai = 1 + 3 * (0.4 / 0.25 + 0.6 - cloud) + 0.1 * cloud,
                 anthropic = 1 + 3 * (1 - cloud) + 0.1 * cloud;
    const double e = 0.75 * openai + 0.25 * anthropic;
    EXPECT_NEAR(cloud_elasticity(sales(), kAzure), e, 1e-13);
    EXPECT_NEAR(target(), e / (e - 1) * (0.75 * (0.1 + kPower) + 0.25 * (0.2 + kPower)) - 1, 1e-13);
}

TEST_F(PlatformFee, RecoversTheCommittedSpendDiscount) {
    const double without = 1 + target();
    reset();
    sell(kOpenai, kAzure, 6e6 / 0.9, 0.1), sell(kOpenai, kDirect, 4e6);
    EXPECT_NEAR(1 + target(), without / 0.9, 1e-10);  // sales are in ticks
}

TEST_F(PlatformFee, GoesPartOfTheWayAndStaysInItsRange) {
    EXPECT_EQ(next(0), -0.3) << "the target is below";
    scenario.pricing.adjustment = 0.1;
    EXPECT_NEAR(next(0), 0.1 * target(), 1e-14);
    EXPECT_EQ(next(-0.29), -0.3);
    unit_cost *= 10;
    EXPECT_EQ(next(0.29), 0.3);
    unit_cost /= 10;
    totals.contestable = 0, scenario.choice.demand_elasticity = 1.05;
    EXPECT_EQ(target(), 0.3) << "hardly anyone answers";
    EXPECT_NEAR(next(0.1), 0.1 + 0.1 * 0.2, 1e-14);
}

TEST_F(PlatformFee, IsKeptWithoutSalesAndByRulesParityAndFixed) {
    EXPECT_EQ(next_platform_fee(inputs(), sales(), kAws, 0.1, prices_), 0.1) << "rule fixed";
    scenario.venues[kAws].fee_rule = FeeRule::bertrand;
    EXPECT_EQ(next_platform_fee(inputs(), sales(), kAws, 0.1, prices_), 0.1) << "no sales";
    EXPECT_NE(next(0.1), 0.1);
    scenario.venues[kAzure].fee_rule = FeeRule::fixed;
    EXPECT_EQ(next(0.1), 0.1);
}

TEST_F(PlatformFee, OfOpenWeightsPaysNoLab) {
    sell(kOpen, kAzure, 1e6);
    EXPECT_NEAR(cost(kOpen), kPower, 1e-14);
}

}  // namespace
}  // namespace nephoscope
