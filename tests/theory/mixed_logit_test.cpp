#include "models/theory/mixed_logit.h"

#include <gtest/gtest.h>

#include <cmath>

#include "models/theory/quadrature.h"
#include "tests/theory/argument_of.h"

namespace nephoscope::theory {
namespace {

double moment(const NormalRule& rule, int power) {
    double sum = 0.0;
    for (Eigen::Index i = 0; i < rule.node.size(); ++i) sum += rule.weight[i] * std::pow(rule.node[i], power);
    return sum;
}

MixedMarket market_with(PriceCoefficient coefficient) {
    MixedMarket market;
    market.mean_utility = Eigen::Vector3d(1.0, 2.0, 1.5);
    market.price = Eigen::Vector3d(0.5, 1.0, 0.8);
    market.price_coefficient = coefficient;
    return market;
}

const PriceCoefficient normal{PriceCoefficient::Law::normal, -2.0, 0.5};
const PriceCoefficient lognormal{PriceCoefficient::Law::lognormal, 0.5, 0.6};

TEST(Quadrature, GaussHermiteIsExactForItsDegreeAndNotBeyond) {
    for (const int n : {1, 2, 5, 16}) {
        const NormalRule rule = gauss_hermite(n);
        double exact = 1.0;  // E ν^{2k} = (2k − 1)!!
        for (int k = 1; k < n; ++k) {
            exact *= 2 * k - 1;
            EXPECT_NEAR(moment(rule, 2 * k) / exact, 1.0, 1e-12) << n << " nodes, degree " << 2 * k;
        }
        EXPECT_NEAR(moment(rule, 0), 1.0, 1e-14);
        exact *= 2 * n - 1;
        EXPECT_GT(std::fabs(moment(rule, 2 * n) / exact - 1.0), 1e-5) << "degree 2n must fail";
    }
}

TEST(Quadrature, GaussHermiteOfManyNodesHasOrderedSymmetricNodes) {
    const NormalRule rule = gauss_hermite(256);
    EXPECT_NEAR(rule.weight.sum(), 1.0, 1e-12);
    for (Eigen::Index i = 0; i + 1 < 256; ++i) EXPECT_LT(rule.node[i], rule.node[i + 1]);
    EXPECT_NEAR(moment(rule, 4), 3.0, 1e-11);
    EXPECT_EQ(argument_of([] { gauss_hermite(0); }), "n");
    EXPECT_EQ(argument_of([] { gauss_hermite(257); }), "n");
}

TEST(Quadrature, TrapezoidIntegratesTheNormalLawToRounding) {
    const NormalRule rule = normal_trapezoid(4);
    EXPECT_NEAR(moment(rule, 0), 1.0, 1e-14);
    EXPECT_NEAR(moment(rule, 6), 15.0, 1e-12);
    EXPECT_GT(std::fabs(moment(normal_trapezoid(1), 0) - 1.0), 1e-10) << "a coarse rule shows";
    EXPECT_NEAR(product_rule(rule).weight.sum(), 1.0, 1e-14);
}

TEST(MixedLogit, WithoutSpreadIsTheLogit) {
    const MixedMarket market = market_with({PriceCoefficient::Law::normal, -2.0, 0.0});
    ChoiceSet set;
    set.utility = market.mean_utility - 2.0 * market.price;
    set.outside = 0.0;
    const MixedLaw law = mixed_logit(market);
    EXPECT_EQ(law.demand.share, logit(set).probability);
    EXPECT_NEAR(*law.demand.mean_consumer_surplus, consumer_surplus(logit(set), 2.0), 1e-15);
    EXPECT_LT(law.probability_sd.maxCoeff(), 1e-16);
}

TEST(MixedLogit, AgreesWithGaussHermite) {
    for (const PriceCoefficient& coefficient : {normal, lognormal}) {
        const MixedMarket market = market_with(coefficient);
        const MixedLaw settled = mixed_logit(market);
        const MixedLaw many = mixed_logit(market, gauss_hermite_types(market, 60));
        const MixedLaw few = mixed_logit(market, gauss_hermite_types(market, 2));
        EXPECT_LT((settled.demand.share - many.demand.share).cwiseAbs().maxCoeff(), 1e-10);
        EXPECT_GT((settled.demand.share - few.demand.share).cwiseAbs().maxCoeff(), 1e-6) << "two nodes do not do";
    }
}

TEST(MixedLogit, DerivativesAreDifferencesOfShares) {
    const MixedMarket market = market_with(lognormal);
    const MixedLaw law = mixed_logit(market);
    const double h = 1e-4;
    for (Eigen::Index j = 0; j < 3; ++j) {
        MixedMarket up = market, down = market;
        up.price[j] += h;
        down.price[j] -= h;
        const Eigen::VectorXd slope = (mixed_logit(up).demand.share - mixed_logit(down).demand.share) / (2 * h);
        EXPECT_LT((slope - law.demand.price_derivative.col(j)).cwiseAbs().maxCoeff(), 1e-7);
        const double surplus_slope =
            (*mixed_logit(up).demand.mean_consumer_surplus - *mixed_logit(down).demand.mean_consumer_surplus) / (2 * h);
        EXPECT_NEAR(surplus_slope, -law.demand.share[j], 1e-7) << "Roy's identity in the mean";
    }
}

TEST(MixedLogit, SurplusIsAbsentWhereSomeLikeHighPrices) {
    EXPECT_FALSE(mixed_logit(market_with(normal)).demand.mean_consumer_surplus.has_value());
    EXPECT_TRUE(mixed_logit(market_with(lognormal)).demand.mean_consumer_surplus.has_value());
}

TEST(MixedLogit, RepeatedChoicesAddUpToSharesAndFavourStaying) {
    const MixedLaw law = mixed_logit(market_with(lognormal));
    MixedMarket closed = market_with(lognormal);
    closed.outside.reset();
    const MixedLaw captive = mixed_logit(closed);
    EXPECT_LT((captive.repeated_choice.rowwise().sum() - captive.demand.share).cwiseAbs().maxCoeff(), 1e-14);
    for (Eigen::Index k = 0; k < 3; ++k) {
        EXPECT_GT(law.repeated_choice(k, k), law.demand.share[k] * law.demand.share[k]);
    }
}

TEST(MixedLogit, ARandomCharacteristicWithoutSpreadChangesNothing) {
    const MixedMarket market = market_with(normal);
    MixedMarket with = market;
    with.characteristic = CharacteristicCoefficient{Eigen::Vector3d(1.0, 0.0, 0.5), 0.0, 0.3};
    EXPECT_EQ(mixed_logit(market).demand.share, mixed_logit(with).demand.share);
    with.characteristic->spread = 1.0;
    const MixedLaw correlated = mixed_logit(with);
    EXPECT_NEAR(correlated.demand.share.sum() + correlated.demand.outside_share, 1.0, 1e-13);
    EXPECT_GT((mixed_logit(market).demand.share - correlated.demand.share).cwiseAbs().maxCoeff(), 1e-3);
}

TEST(MixedLogit, RefusesSpreadsAndCorrelationsOutsideTheirRanges) {
    MixedMarket market = market_with({PriceCoefficient::Law::normal, -2.0, -0.5});
    EXPECT_EQ(argument_of([&] { mixed_logit(market); }), "price_coefficient");
    market = market_with({PriceCoefficient::Law::normal, std::nan(""), 0.5});
    EXPECT_EQ(argument_of([&] { mixed_logit(market); }), "price_coefficient");
    market = market_with(normal);
    market.characteristic = CharacteristicCoefficient{Eigen::Vector3d(1.0, 0.0, 0.5), 1.0, 1.5};
    EXPECT_EQ(argument_of([&] { mixed_logit(market); }), "correlation");
    market.characteristic = CharacteristicCoefficient{Eigen::Vector2d(1.0, 0.0), 1.0, 0.0};
    EXPECT_EQ(argument_of([&] { mixed_logit(market); }), "x");
    market = market_with(normal);
    market.mean_utility[1] = std::nan("");
    EXPECT_EQ(argument_of([&] { mixed_logit(market); }), "delta");
    market = market_with(normal);
    market.price[1] = std::nan("");
    EXPECT_EQ(argument_of([&] { mixed_logit(market); }), "p");
}

}  // namespace
}  // namespace nephoscope::theory
