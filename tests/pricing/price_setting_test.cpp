#include "models/pricing/price_setting.h"

#include <gtest/gtest.h>

#include "models/pricing/list_price.h"
#include "models/pricing/nash.h"
#include "tests/pricing/price_market.h"

namespace nephoscope {
namespace {

constexpr int kOpenai = 0, kAnthropic = 1;
constexpr int kAzure = 0, kAws = 1, kDirect = 2;

class PriceSetting : public test::PriceMarket, public ::testing::Test {
protected:
    PriceSetting() {
        sell(kOpenai, kAzure, 3e6), sell(kOpenai, kAws, 1e6), sell(kOpenai, kDirect, 4e6);
        sell(kAnthropic, kAzure, 2e6), sell(kAnthropic, kAws, 2e6);
        for (const int cloud : {kAzure, kAws}) {
            resell(kOpenai, cloud, ResaleMode::royalty, 0.3);
            resell(kAnthropic, cloud, ResaleMode::gp_split, 0.25);
        }
    }
    Prices set(Prices prices) {
        set_prices(prices, inputs());
        return prices;
    }
    Prices opening() const { return opening_prices(scenario); }
    void happen(EventType type, int lab, int venue, double factor, double value, int from, int to) {
        Event event;
        event.type = type;
        event.lab = lab, event.venue = venue;
        event.factor = factor, event.value = value;
        event.start = scenario.simulation.start + from, event.end = scenario.simulation.start + to;
        scenario.events.push_back(event);
    }
    void all_nash() {
        for (const int l : {kOpenai, kAnthropic})
            scenario.labs[static_cast<std::size_t>(l)].price_rule = PriceRule::nash;
        for (const int v : {kAzure, kAws}) scenario.venues[static_cast<std::size_t>(v)].fee_rule = FeeRule::nash;
    }
};

TEST_F(PriceSetting, OpensWithTheScenariosPricesAndNoFeeAtParity) {
    scenario.labs[kAnthropic].list_price = 1.25;
    for (std::size_t v : {0U, 1U, 2U}) scenario.venues[v].platform_fee = 0.1;
    scenario.venues[kAws].fee_rule = FeeRule::parity;
    EXPECT_EQ(opening().list_price, (std::vector<double>{1, 1.25, 1}));
    EXPECT_EQ(opening().platform_fee, (std::vector<double>{0.1, 0, 0, 0}));
    EXPECT_TRUE(opening().converged);
}

TEST_F(PriceSetting, KeepsOpeningPricesInMonthZero) {
    all_nash();
    scenario.labs[2].price_rule = PriceRule::decline;
    t = 0;
    EXPECT_EQ(set(opening()).list_price, opening().list_price);
    EXPECT_EQ(set(opening()).platform_fee, opening().platform_fee);
    t = 1;
    EXPECT_NE(set(opening()).list_price[kOpenai], 1);
    EXPECT_NE(set(opening()).platform_fee[kAzure], 0);
    EXPECT_DOUBLE_EQ(set(opening()).list_price[2], 0.98);
}

TEST_F(PriceSetting, LetsCloudsSeeThisMonthsListPrices) {
    scenario.venues[kAzure].fee_rule = FeeRule::bertrand;
    const double before = set(opening()).platform_fee[kAzure];
    scenario.labs[kOpenai].price_rule = PriceRule::decline;
    EXPECT_NE(set(opening()).platform_fee[kAzure], before);
}

TEST_F(PriceSetting, LetsEventsActLastAndLeaveNoTrace) {
    scenario.labs[kAnthropic].price_rule = PriceRule::decline;
    scenario.venues[kAws].platform_fee = 0.05;
    happen(EventType::list_price, kOpenai, -1, 0.6, 0, 1, 2);
    happen(EventType::list_price, -1, -1, 0.5, 0, 2, 2);
    happen(EventType::platform_fee, -1, kAws, 1, -0.15, 1, 1);
    happen(EventType::platform_fee, -1, kDirect, 1, -0.15, 1, 1);
    Prices prices = opening();
    const double openai[] = {1, 0.6, 0.6 * 0.5, 1}, anthropic[] = {1, 0.98, 0.98 * 0.98 * 0.5, 0.98 * 0.98 * 0.98};
    const double aws[] = {0.05, -0.15, 0.05, 0.05};
    for (t = 0; t < 4; ++t) {
        prices = set(prices);
        EXPECT_DOUBLE_EQ(prices.list_price[kOpenai], openai[t]) << "month " << t;
        EXPECT_DOUBLE_EQ(prices.list_price[kAnthropic], anthropic[t]) << "month " << t;
        EXPECT_EQ(prices.platform_fee[kAws], aws[t]) << "month " << t;
        EXPECT_EQ(prices.platform_fee[kDirect], 0) << "no cloud";
    }
    EXPECT_EQ(prices.list_price[kOpenai], 1) << "held to the bit";
}

TEST_F(PriceSetting, MovesNashSettersTogetherPartOfTheWay) {
    all_nash();
    scenario.labs[kOpenai].compute_bill_share = 0.8;
    const GamePrices target = solve(price_game(inputs(), sales()));
    scenario.pricing.adjustment = 0.25;
    const Prices prices = set(opening());
    EXPECT_TRUE(prices.converged);
    EXPECT_NEAR(prices.list_price[kOpenai], 1 + 0.25 * (target.list_price[kOpenai] - 1), 1e-14);
    EXPECT_NEAR(prices.platform_fee[kAzure], 0.25 * (target.factor[kAzure] - 1), 1e-14);
    EXPECT_EQ(prices.list_price[2], 1);
    EXPECT_EQ(prices.platform_fee[kDirect], 0);
}

TEST_F(PriceSetting, SaysSoAndKeepsPricesWithoutEquilibrium) {
    all_nash();
    scenario.labs[2].price_rule = PriceRule::decline;
    Prices before = opening();
    before.ruled_list_price[kOpenai] = 0.9;
    totals.contestable = 0;  // nobody answers a price within the horizon
    const Prices prices = set(before);
    EXPECT_FALSE(prices.converged);
    EXPECT_EQ(prices.list_price[kOpenai], 0.9);
    EXPECT_EQ(prices.platform_fee, opening().platform_fee);
    EXPECT_DOUBLE_EQ(prices.list_price[2], 0.98) << "other rules go on";
    totals.contestable = totals.desired;
    EXPECT_TRUE(set(prices).converged);
    totals = MonthTotals(scenario);
    EXPECT_TRUE(set(before).converged) << "no sales: nothing to solve";
    EXPECT_EQ(set(before).list_price[kOpenai], 0.9);
}

}  // namespace
}  // namespace nephoscope
