#include "models/theory/coupling.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>

#include "tests/theory/argument_of.h"

namespace nephoscope::theory {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

Eigen::VectorXd random_vector(std::mt19937_64& bits, int n, double width) {
    Eigen::VectorXd values(n);
    for (double& value : values) value = width * (double(bits() >> 11) * 0x1p-53 - 0.5);
    return values;
}

TEST(Coupling, RowsSumToChoicesBeforeAndColumnsToChoicesAfter) {
    std::mt19937_64 bits(21);
    for (int trial = 0; trial < 50; ++trial) {
        const Eigen::VectorXd before = random_vector(bits, 7, 4.0);
        const bool extreme = trial % 2 == 1;  // utilities near ±700 carry rounding errors of 1e-13 themselves
        const Eigen::VectorXd after = before + random_vector(bits, 7, extreme ? 1400.0 : 3.0);
        const double rounding = extreme ? 1e-12 : 1e-14;
        const JointChoice joint = joint_choice(before, after);
        EXPECT_LT((joint.transition.rowwise().sum() - joint.before).cwiseAbs().maxCoeff(), rounding);
        EXPECT_LT((joint.transition.colwise().sum().transpose() - joint.after).cwiseAbs().maxCoeff(), rounding);
        EXPECT_NEAR(joint.switch_probability + joint.transition.trace(), 1.0, rounding);
    }
}

TEST(Coupling, NobodyMovesToWhatGainedLess) {
    std::mt19937_64 bits(22);
    const Eigen::VectorXd before = random_vector(bits, 6, 4.0);
    const Eigen::VectorXd change = random_vector(bits, 6, 3.0);
    const JointChoice joint = joint_choice(before, before + change);
    int moves = 0;
    for (Eigen::Index i = 0; i < 6; ++i) {
        for (Eigen::Index j = 0; j < 6; ++j) {
            if (i == j) continue;
            EXPECT_EQ(joint.transition(i, j) > 0.0, change[j] > change[i]);
            moves += joint.transition(i, j) > 0.0 ? 1 : 0;
        }
    }
    EXPECT_EQ(moves, 15) << "one direction of every pair";
}

TEST(Coupling, ReversesByTransposition) {
    std::mt19937_64 bits(23);
    const Eigen::VectorXd before = random_vector(bits, 5, 4.0), after = random_vector(bits, 5, 4.0);
    const Eigen::MatrixXd there = joint_choice(before, after).transition;
    const Eigen::MatrixXd back = joint_choice(after, before).transition;
    EXPECT_LT((there - back.transpose()).cwiseAbs().maxCoeff(), 1e-15);
}

TEST(Coupling, OfAnAlternativeTakenAwaySendsItsBuyersOnInProportion) {
    const Eigen::Vector4d before(1.0, 0.5, 0.0, -0.5);
    const Eigen::Vector4d after(1.0, -infinity, 0.0, -0.5);
    const JointChoice joint = joint_choice(before, after);
    EXPECT_EQ(joint.transition(1, 1), 0.0);
    EXPECT_NEAR(joint.transition(0, 0), joint.before[0], 1e-15) << "nobody else moves";
    EXPECT_NEAR(joint.after_given_before(1, 0), std::exp(1.0) / (std::exp(1.0) + 1.0 + std::exp(-0.5)), 1e-15);
    const JointChoice added = joint_choice(after, before);
    EXPECT_LT((added.transition - joint.transition.transpose()).cwiseAbs().maxCoeff(), 1e-15);
}

TEST(Coupling, OfChoiceSetsWithoutACommonAlternativeIsAProduct) {
    const Eigen::Vector4d before(0.3, 0.0, -infinity, -infinity), after(-infinity, -infinity, 0.7, 0.0);
    const JointChoice joint = joint_choice(before, after);
    EXPECT_NEAR(joint.transition(0, 2), joint.before[0] * joint.after[2], 1e-15);
    EXPECT_NEAR(joint.transition.sum(), 1.0, 1e-15);
}

/// Passes when `count` of `n` is within 4.5 standard errors of probability `p`.
bool is_share(int count, int n, double p) {
    return std::fabs(count / double(n) - p) <= 4.5 * std::sqrt(p * (1 - p) / n);
}

TEST(Coupling, LawIsWhatCoupledDrawsFollow) {
    const Eigen::Vector3d before(1.0, 0.5, 0.0), after(0.5, 1.2, 0.2);
    const JointChoice joint = joint_choice(before, after);
    std::mt19937_64 bits(24);
    const int n = 400000;
    Eigen::MatrixXi count = Eigen::MatrixXi::Zero(3, 3);
    for (int draw = 0; draw < n; ++draw) {
        Eigen::Vector3d noise;
        for (double& value : noise) value = gumbel_from_uniform((double(bits() >> 12) + 0.5) * 0x1p-52);
        Eigen::Index i = 0, j = 0;
        (before + noise).maxCoeff(&i);
        (after + noise).maxCoeff(&j);
        ++count(i, j);
    }
    bool all_independent = true;
    for (Eigen::Index i = 0; i < 3; ++i) {
        for (Eigen::Index j = 0; j < 3; ++j) {
            EXPECT_TRUE(is_share(count(i, j), n, joint.transition(i, j))) << i << " " << j;
            all_independent = all_independent && is_share(count(i, j), n, joint.before[i] * joint.after[j]);
        }
    }
    EXPECT_FALSE(all_independent) << "the test tells coupled from independent draws";
}

TEST(Coupling, VariancesAreThoseOfTheJointLaw) {
    const Eigen::Vector3d before(1.0, 0.5, 0.0), after(0.5, 1.2, 0.2);
    const JointChoice joint = joint_choice(before, after);
    for (Eigen::Index j = 0; j < 3; ++j) {
        const double p = joint.before[j], q = joint.after[j];
        EXPECT_NEAR(joint.coupled_share_variance[j], p + q - 2 * joint.transition(j, j) - (q - p) * (q - p), 1e-15);
        EXPECT_LT(joint.coupled_share_variance[j], joint.independent_share_variance[j]);
    }
}

TEST(Coupling, RefusesWhatIsNoUtility) {
    const Eigen::Vector2d fine(0.0, 1.0);
    EXPECT_EQ(argument_of([&] { joint_choice(Eigen::Vector2d(0.0, std::nan("")), fine); }), "u[1]");
    EXPECT_EQ(argument_of([&] { joint_choice(fine, Eigen::Vector2d(0.0, std::nan(""))); }), "d");
    EXPECT_EQ(argument_of([&] { joint_choice(fine, Eigen::Vector2d(-infinity, -infinity)); }), "d");
    EXPECT_EQ(argument_of([&] { joint_choice(fine, Eigen::Vector3d(0.0, 0.0, 0.0)); }), "d");
}

TEST(Gumbel, TransformIsAccurateAtBothEndsAndRefusesThem) {
    EXPECT_NEAR(gumbel_from_uniform(1.0 - 0x1p-53), 53.0 * std::log(2.0), 1e-13);
    EXPECT_NEAR(gumbel_from_uniform(std::exp(-1.0)), 0.0, 1e-15);
    for (const double bad : {0.0, 1.0, -0.5, std::nan("")}) {
        EXPECT_EQ(argument_of([&] { gumbel_from_uniform(bad); }), "u");
    }
}

TEST(Gumbel, ExpectedUtilitiesGivenTheChoiceAverageToTheUnconditionalOnes) {
    const Eigen::Vector4d utility(1.0, 0.5, 0.0, -30.0);
    const JointChoice stay = joint_choice(utility, utility);
    Eigen::VectorXd average = Eigen::VectorXd::Zero(4);
    for (int chosen = 0; chosen < 4; ++chosen) {
        average += stay.before[chosen] * expected_utility_given_choice(utility, chosen);
    }
    EXPECT_LT((average - utility).array().operator-(euler_constant).abs().maxCoeff(), 1e-14);
    EXPECT_EQ(argument_of([&] { expected_utility_given_choice(utility, 4); }), "chosen");
    EXPECT_EQ(argument_of([&] { expected_utility_given_choice(utility, -1); }), "chosen");
}

TEST(Gumbel, ExpectedUtilityOfALoserSureToWinIsItsLimit) {
    const Eigen::Vector2d utility(800.0, 0.0);
    EXPECT_NEAR(expected_utility_given_choice(utility, 1)[0], 800.0 + euler_constant - 1.0, 1e-12);
    EXPECT_NEAR(expected_maximum(utility), 800.0 + euler_constant, 1e-12);
}

}  // namespace
}  // namespace nephoscope::theory
