#include "models/theory/choice_nested.h"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <limits>
#include <random>
#include <string>

#include "tests/theory/argument_of.h"
#include "tests/theory/gev_forms.h"

namespace nephoscope::theory {
namespace {

const std::vector<int> nests{0, 0, 0, 1, 1, 2};

TEST(NestedLogit, WithDissimilarityOneIsTheLogit) {
    std::mt19937_64 bits(3);
    for (int trial = 0; trial < 20; ++trial) {
        const ChoiceSet set = random_choice_set(bits);
        const ChoiceLaw plain = logit(set);
        const ChoiceLaw nested = nested_logit(set, {{nests, Eigen::Vector3d::Ones()}}).choice;
        EXPECT_LT((nested.probability - plain.probability).cwiseAbs().maxCoeff(), 1e-15);
        EXPECT_LT((probability_derivative(nested) - probability_derivative(plain)).cwiseAbs().maxCoeff(), 1e-15);
        const ChoiceLaw tilted = nested_logit(set, {{nests, Eigen::Vector3d(0.99, 1, 1)}}).choice;
        EXPECT_GT((tilted.probability - plain.probability).cwiseAbs().maxCoeff(), 1e-5) << "the check sees λ = 0.99";
    }
}

TEST(NestedLogit, WithEqualDissimilarityOnBothLevelsHasTwo) {
    std::mt19937_64 bits(4);
    const ChoiceSet set = random_choice_set(bits);
    const NestLevel top{nests, Eigen::Vector3d(0.5, 0.7, 0.9)};
    const NestLevel middle{{0, 0, 1, 2, 2, 3}, Eigen::Vector4d(0.5, 0.5, 0.7, 0.9)};
    const ChoiceLaw two = nested_logit(set, {top}).choice;
    const ChoiceLaw three = nested_logit(set, {top, middle}).choice;
    EXPECT_LT((two.probability - three.probability).cwiseAbs().maxCoeff(), 1e-15);
    EXPECT_NEAR(two.logsum, three.logsum, 1e-15);
}

TEST(NestedLogit, SubstitutesMoreWithinANestThanAcross) {
    ChoiceSet set;
    set.utility = Eigen::Vector3d(0.5, 0.5, 0.5);
    set.outside = 0.0;
    const Eigen::MatrixXd slope =
        probability_derivative(nested_logit(set, {{{0, 0, 1}, Eigen::Vector2d(0.3, 0.3)}}).choice);
    EXPECT_LT(slope(1, 0), 2.0 * slope(2, 0)) << "both are negative";
}

TEST(NestedLogit, ConditionalProbabilitiesMultiplyToTheProbability) {
    std::mt19937_64 bits(5);
    const ChoiceSet set = random_choice_set(bits);
    const NestLevel top{nests, Eigen::Vector3d(0.8, 0.6, 0.9)};
    const NestLevel middle{{0, 0, 1, 2, 2, 3}, Eigen::Vector4d(0.3, 0.8, 0.25, 0.5)};
    const NestedLaw law = nested_logit(set, {top, middle});
    for (const auto& [level, nest] : {std::pair{&law.levels[0], &top.nest}, {&law.levels[1], &middle.nest}}) {
        for (Eigen::Index j = 0; j < 6; ++j) {
            const int g = (*nest)[static_cast<std::size_t>(j)];
            EXPECT_NEAR(level->within[j] * level->probability[g], law.choice.probability[j], 1e-15);
        }
    }
}

TEST(NestedLogit, StaysExactWithDissimilarityOneHundredthAtUtilitiesOfSevenHundred) {
    ChoiceSet set;
    set.utility = Eigen::Vector4d(700.0, 699.99, -700.0, 699.5);
    set.outside = 0.0;
    const NestedLaw law = nested_logit(set, {{{0, 0, 1, 1}, Eigen::Vector2d(0.01, 0.01)}});
    const double odds = std::exp((699.99 - 700.0) / 0.01);
    EXPECT_NEAR(law.levels[0].within[0], 1.0 / (1.0 + odds), 1e-15);
    const double value = 700.0 + 0.01 * std::log1p(odds);
    EXPECT_NEAR(law.choice.probability[3], 1.0 / (1.0 + std::exp(value - 699.5)), 1e-12);
    EXPECT_NEAR(law.choice.log_probability[2], -140000.0 + 50.0, 100.0);
}

TEST(NestedLogit, RefusesNestsThatAreNoTree) {
    ChoiceSet set;
    set.utility = Eigen::Vector3d(1.0, 0.5, 0.0);
    set.outside = 0.0;
    const Eigen::Vector2d half(0.5, 0.5);
    for (const double bad : {0.0, -0.1, 1.0 + 1e-12, std::numeric_limits<double>::quiet_NaN()}) {
        EXPECT_EQ(argument_of([&] { nested_logit(set, {{{0, 1, 1}, Eigen::Vector2d(0.5, bad)}}); }), "lambda[1]");
    }
    EXPECT_EQ(argument_of([&] { nested_logit(set, {{{0, 2, 1}, half}}); }), "nest");
    EXPECT_EQ(argument_of([&] { nested_logit(set, {{{0, 1}, half}}); }), "nest");
    EXPECT_EQ(argument_of([&] { nested_logit(set, {{{0, 0, 1}, half}, {{0, 1, 1}, half}}); }), "nest");
    const NestLevel deeper{{0, 1, 1}, Eigen::Vector2d(0.5, 0.6), "lambda_mid"};
    EXPECT_EQ(argument_of([&] { nested_logit(set, {{{0, 1, 1}, half}, deeper}); }), "lambda_mid[1]");
}

TEST(CrossNestedLogit, WithWholeAllocationsIsTheNestedLogit) {
    std::mt19937_64 bits(6);
    const ChoiceSet set = random_choice_set(bits);
    Eigen::MatrixXd whole = Eigen::MatrixXd::Zero(6, 3);
    for (Eigen::Index j = 0; j < 6; ++j) whole(j, nests[static_cast<std::size_t>(j)]) = 1.0;
    const Eigen::Vector3d lambda(0.3, 0.6, 0.8);
    const ChoiceLaw nested = nested_logit(set, {{nests, lambda}}).choice;
    const ChoiceLaw crossed = cross_nested_logit(set, whole, lambda);
    EXPECT_LT((nested.probability - crossed.probability).cwiseAbs().maxCoeff(), 1e-15);
    EXPECT_LT((probability_derivative(nested) - probability_derivative(crossed)).cwiseAbs().maxCoeff(), 1e-15);
}

TEST(CrossNestedLogit, WithDissimilarityOneIsTheLogit) {
    std::mt19937_64 bits(7);
    const ChoiceSet set = random_choice_set(bits);
    const Eigen::MatrixXd half = Eigen::MatrixXd::Constant(6, 2, 0.5);
    const ChoiceLaw crossed = cross_nested_logit(set, half, Eigen::Vector2d::Ones());
    EXPECT_LT((logit(set).probability - crossed.probability).cwiseAbs().maxCoeff(), 1e-15);
}

TEST(CrossNestedLogit, RefusesAllocationsThatDoNotSumToOne) {
    std::mt19937_64 bits(8);
    const ChoiceSet set = random_choice_set(bits);
    Eigen::MatrixXd allocation = Eigen::MatrixXd::Constant(6, 2, 0.5);
    allocation(3, 1) = 0.4;
    EXPECT_EQ(argument_of([&] { cross_nested_logit(set, allocation, Eigen::Vector2d(0.5, 0.5)); }), "allocation[3]");
    allocation.row(3) << 1.5, -0.5;
    EXPECT_EQ(argument_of([&] { cross_nested_logit(set, allocation, Eigen::Vector2d(0.5, 0.5)); }), "allocation[3][1]");
    EXPECT_EQ(argument_of([&] { cross_nested_logit(set, allocation, Eigen::Vector2d(0.5, 1.5)); }), "lambda[1]");
    EXPECT_EQ(argument_of([&] { cross_nested_logit(set, allocation, Eigen::Vector3d(0.5, 0.5, 0.5)); }), "allocation");
}

}  // namespace
}  // namespace nephoscope::theory
