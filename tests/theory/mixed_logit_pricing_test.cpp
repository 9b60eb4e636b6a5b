#include "models/theory/mixed_logit_pricing.h"

#include <gtest/gtest.h>

#include "tests/theory/argument_of.h"

namespace nephoscope::theory {
namespace {

MixedMarket market_with(PriceCoefficient coefficient) {
    MixedMarket market;
    market.mean_utility = Eigen::Vector3d(1.0, 2.0, 1.5);
    market.price = Eigen::Vector3d(0.5, 1.0, 0.8);
    market.price_coefficient = coefficient;
    return market;
}

const PriceCoefficient normal{PriceCoefficient::Law::normal, -2.0, 0.5};
const PriceCoefficient lognormal{PriceCoefficient::Law::lognormal, 0.5, 0.6};

TEST(MixedLogitPricing, WithoutSpreadIsTheLogitEquilibrium) {
    const Eigen::Vector3d cost(0.3, 0.5, 0.2);
    const Contracts contracts = ownership({0, 1, 1}, cost);
    const MixedMarket market = market_with({PriceCoefficient::Law::normal, -1.5, 0.0});
    const Equilibrium mixed = mixed_logit_equilibrium(market, contracts);
    const Equilibrium plain = find_equilibrium(logit_demand(market.mean_utility, 1.5, 0.0), contracts);
    EXPECT_LT((mixed.prices - plain.prices).cwiseAbs().maxCoeff(), 1e-11);
    const Equilibrium spread = mixed_logit_equilibrium(market_with(lognormal), contracts);
    EXPECT_TRUE(spread.checks.all_hold());
    EXPECT_GT((spread.prices - plain.prices).cwiseAbs().maxCoeff(), 1e-2);
}

TEST(MixedLogitPricing, RefusesBuyersWhoLikeHighPrices) {
    const Contracts contracts = ownership({0, 1, 2}, Eigen::Vector3d(0.3, 0.5, 0.2));
    EXPECT_EQ(argument_of([&] { mixed_logit_equilibrium(market_with(normal), contracts); }), "price_coefficient");
}

}  // namespace
}  // namespace nephoscope::theory
