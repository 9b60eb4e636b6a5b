#include "models/theory/calibration.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "models/theory/calibration_moments.h"
#include "tests/theory/argument_of.h"

namespace nephoscope::theory {
namespace {

const Eigen::Vector4d mean_utility(0.4, -0.8, 1.3, -2.5);

TEST(Inversion, RecoversTheMeanUtilitiesOfALogit) {
    ChoiceSet set;
    set.utility = mean_utility;
    set.outside = 0.0;
    EXPECT_LT((invert_logit(logit(set).probability) - mean_utility).cwiseAbs().maxCoeff(), 1e-14);
    EXPECT_NEAR(outside_share(logit(set).probability), logit(set).outside_probability, 1e-15);
}

TEST(Inversion, RecoversTheMeanUtilitiesOfANestedLogit) {
    ChoiceSet set;
    set.utility = mean_utility;
    set.outside = 0.0;
    const NestLevel nests{{0, 1, 0, 1}, Eigen::Vector2d(0.5, 0.01)};
    const Eigen::VectorXd shares = nested_logit(set, {nests}).choice.probability;
    EXPECT_LT((invert_nested_logit(shares, nests) - mean_utility).cwiseAbs().maxCoeff(), 1e-13);
    const NestLevel wrong{{0, 1, 0, 1}, Eigen::Vector2d(0.51, 0.01)};
    EXPECT_GT((invert_nested_logit(shares, wrong) - mean_utility).cwiseAbs().maxCoeff(), 1e-3) << "sees λ off by 0.01";
}

MixedMarket market_with(PriceCoefficient coefficient) {
    MixedMarket market;
    market.mean_utility = mean_utility;
    market.price = Eigen::Vector4d(0.5, 1.0, 0.8, 0.2);
    market.price_coefficient = coefficient;
    return market;
}

TEST(Inversion, RecoversTheMeanUtilitiesOfAMixedLogit) {
    std::vector<MixedMarket> markets{market_with({PriceCoefficient::Law::normal, -2.0, 0.5}),
                                     market_with({PriceCoefficient::Law::lognormal, 0.5, 0.8}),
                                     market_with({PriceCoefficient::Law::normal, -2.0, 0.0})};
    markets.push_back(markets[0]);
    markets.back().mean_utility.array() += 9.0;  // an outside share of 1e-4, where the plain contraction crawls
    markets.push_back(markets[0]);
    markets.back().outside = 1.0;
    for (const MixedMarket& market : markets) {
        const Eigen::VectorXd found = invert_mixed_logit(mixed_logit(market).demand.share, market);
        EXPECT_LT((found - market.mean_utility).cwiseAbs().maxCoeff(), 1e-8) << market.mean_utility.transpose();
    }
}

TEST(Inversion, RecoversTheMeanUtilitiesWithARandomCharacteristic) {
    MixedMarket market = market_with({PriceCoefficient::Law::normal, -2.0, 0.5});
    market.characteristic = CharacteristicCoefficient{Eigen::Vector4d(1.0, 1.0, 0.0, 0.0), 1.0, 0.4};
    const Eigen::VectorXd found = invert_mixed_logit(mixed_logit(market).demand.share, market);
    EXPECT_LT((found - mean_utility).cwiseAbs().maxCoeff(), 1e-9);
}

TEST(Inversion, RefusesSharesWithoutAnInverse) {
    const MixedMarket market = market_with({PriceCoefficient::Law::normal, -2.0, 0.5});
    const NestLevel nests{{0, 0, 0, 0}, Eigen::VectorXd::Constant(1, 0.5)};
    for (const double bad : {0.0, -0.1, 1.0, std::nan("")}) {
        const Eigen::Vector4d shares(0.2, bad, 0.1, 0.1);
        EXPECT_EQ(argument_of([&] { invert_logit(shares); }), "shares[1]");
        EXPECT_EQ(argument_of([&] { invert_nested_logit(shares, nests); }), "shares[1]");
        EXPECT_EQ(argument_of([&] { invert_mixed_logit(shares, market); }), "shares[1]");
    }
    EXPECT_EQ(argument_of([] { invert_logit(Eigen::Vector2d(0.5, 0.5)); }), "shares");
    EXPECT_EQ(argument_of([] { invert_logit(Eigen::VectorXd()); }), "shares");
    const NestLevel steep{{0, 0, 0, 0}, Eigen::VectorXd::Constant(1, 1.5)};
    EXPECT_EQ(argument_of([&] { invert_nested_logit(Eigen::Vector4d(0.2, 0.1, 0.1, 0.1), steep); }), "lambda[0]");
}

TEST(Elasticity, GivesBackTheCoefficientThatMadeIt) {
    const double alpha = 1.7, price = 0.9, share = 0.35;
    EXPECT_NEAR(alpha_from_elasticity(-alpha * price * (1 - share), price, share), alpha, 1e-15);
    EXPECT_NEAR(lerner_index(-2.5), 0.4, 1e-16);
    EXPECT_EQ(argument_of([] { lerner_index(-0.9); }), "own_elasticity");
    EXPECT_EQ(argument_of([] { alpha_from_elasticity(0.5, 1.0, 0.3); }), "own_elasticity");
    EXPECT_EQ(argument_of([] { alpha_from_elasticity(-2.0, 0.0, 0.3); }), "p");
    EXPECT_EQ(argument_of([] { alpha_from_elasticity(-2.0, 1.0, 1.0); }), "share");
}

TEST(Inertia, GivesBackTheStationaryShareAndChurn) {
    const InertiaParameters found = invert_inertia(0.6, 0.2);
    const double p12 = 1 / (1 + std::exp(found.value_difference + found.staying_bonus));
    const double p21 = 1 / (1 + std::exp(-found.value_difference + found.staying_bonus));
    EXPECT_NEAR(p21 / (p12 + p21), 0.6, 1e-15);
    EXPECT_NEAR(0.6 * p12 + 0.4 * p21, 0.2, 1e-15);
    EXPECT_EQ(argument_of([] { invert_inertia(0.6, 0.8); }), "churn");
    EXPECT_EQ(argument_of([] { invert_inertia(1.0, 0.1); }), "share_1");
}

TEST(SimulatedMoments, RefusesSharesAndCountsOutsideTheirRanges) {
    EXPECT_NEAR(binary_logit_smm(0.3, 500, 1).simulated_standard_error / binary_logit_smm(0.3, 500, 1).standard_error,
                std::sqrt(2.0), 1e-15);
    EXPECT_EQ(argument_of([] { binary_logit_smm(0.0, 500, 10); }), "target_share");
    EXPECT_EQ(argument_of([] { binary_logit_smm(0.3, 0, 10); }), "N");
    EXPECT_EQ(argument_of([] { binary_logit_smm(0.3, 500, 0); }), "S_simulations_per_obs");
}

TEST(MomentDistance, IsTheWeightedSumOfSquares) {
    Eigen::Matrix2d weight;
    weight << 2.0, 0.5, 0.5, 1.0;
    EXPECT_NEAR(moment_distance(Eigen::Vector2d(1, 2), Eigen::Vector2d(0, 0), weight), 2 + 2 + 4, 1e-15);
    EXPECT_EQ(moment_distance(Eigen::Vector2d(1, 2), Eigen::Vector2d(1, 2), weight), 0.0);
    weight(0, 0) = -2.0;
    EXPECT_EQ(argument_of([&] { moment_distance(Eigen::Vector2d(1, 0), Eigen::Vector2d(0, 0), weight); }), "weight");
    EXPECT_EQ(argument_of([&] { moment_distance(Eigen::Vector3d(1, 0, 0), Eigen::Vector2d(0, 0), weight); }),
              "simulated");
    EXPECT_EQ(argument_of([&] { moment_distance(Eigen::Vector2d(1, 0), Eigen::Vector2d(std::nan(""), 0), weight); }),
              "target");
}

TEST(Abc, KeepsTheDrawsWithinTheTolerance) {
    const Acceptance kept = abc_accept(Eigen::Vector4d(0.3, 0.1, 0.2, 0.0), 0.2);
    EXPECT_EQ(kept.accepted, (std::vector<int>{1, 2, 3}));
    EXPECT_EQ(kept.rate, 0.75);
    EXPECT_EQ(argument_of([] { abc_accept(Eigen::Vector2d(0.1, std::nan("")), 0.2); }), "distances[1]");
    EXPECT_EQ(argument_of([] { abc_accept(Eigen::VectorXd(), 0.2); }), "distances");
    EXPECT_EQ(argument_of([] { abc_accept(Eigen::Vector2d(0.1, 0.2), -1.0); }), "tolerance");
}

TEST(Abc, OfABinomialCountFollowsTheExactMixture) {
    const int n = 20, y = 14, draws = 200000;
    const BinomialAbc law = binomial_abc(n, y, 1.0);
    std::mt19937_64 bits(31);
    const auto uniform = [&bits] { return double(bits() >> 11) * 0x1p-53; };
    Eigen::VectorXd p(draws), distance(draws);
    for (int draw = 0; draw < draws; ++draw) {
        p[draw] = uniform();
        int count = 0;
        for (int trial = 0; trial < n; ++trial) count += uniform() < p[draw] ? 1 : 0;
        distance[draw] = std::abs(count - y);
    }
    const Acceptance kept = abc_accept(distance, 1.0);
    double mean = 0.0;
    for (const int draw : kept.accepted) mean += p[draw] / double(kept.accepted.size());
    const double rate_error = std::sqrt(law.acceptance_rate * (1 - law.acceptance_rate) / draws);
    const double mean_error = std::sqrt(law.posterior_variance / double(kept.accepted.size()));
    EXPECT_LT(std::fabs(kept.rate - law.acceptance_rate), 5 * rate_error);
    EXPECT_LT(std::fabs(mean - law.posterior_mean), 5 * mean_error);
    EXPECT_GT(std::fabs(mean - 0.7), 5 * mean_error) << "the check tells the posterior mean from the sample share";
    EXPECT_EQ(argument_of([] { binomial_abc(20, 21, 0.0); }), "y");
    EXPECT_EQ(argument_of([] { binomial_abc(0, 0, 0.0); }), "n");
}

}  // namespace
}  // namespace nephoscope::theory
