#include "models/theory/choice.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <functional>
#include <limits>
#include <random>
#include <string>

#include "models/theory/choice_nested.h"
#include "tests/theory/argument_of.h"
#include "tests/theory/gev_forms.h"

namespace nephoscope::theory {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

/// df/dx at 0 by two central differences and Richardson's extrapolation; error about 1e-11 for the functions here.
double slope(const std::function<double(double)>& f) {
    const double h = 2e-3;
    const double wide = (f(2 * h) - f(-2 * h)) / (4 * h);
    const double narrow = (f(h) - f(-h)) / (2 * h);
    const double half = (f(h / 2) - f(-h / 2)) / h;
    const double first = (4 * narrow - wide) / 3;
    const double second = (4 * half - narrow) / 3;
    return (16 * second - first) / 15;
}

ChoiceSet shifted(ChoiceSet set, Eigen::Index j, double by) {
    set.utility[j] += by;
    return set;
}

class Gev : public ::testing::TestWithParam<GevForm> {
protected:
    std::mt19937_64 bits_{20260402};
};

TEST_P(Gev, ProbabilitiesAreTheGradientOfTheLogsum) {
    for (int trial = 0; trial < 20; ++trial) {
        const ChoiceSet set = random_choice_set(bits_);
        const ChoiceLaw law = GetParam().law(set);
        double planted = 0.0;
        for (Eigen::Index j = 0; j < 6; ++j) {
            const double gradient =
                law.scale * slope([&](double by) { return GetParam().law(shifted(set, j, by)).logsum; });
            EXPECT_NEAR(gradient, law.probability[j], 1e-9) << "u = " << set.utility.transpose() << ", j = " << j;
            planted = std::max(planted, std::fabs(gradient - 1.001 * law.probability[j]));
        }
        EXPECT_GT(planted, 1e-5) << "the check sees an error of 0.1 %";
    }
}

TEST_P(Gev, DerivativesAgreeWithDifferencesAndAreSymmetric) {
    for (int trial = 0; trial < 10; ++trial) {
        const ChoiceSet set = random_choice_set(bits_);
        const Eigen::MatrixXd derivative = probability_derivative(GetParam().law(set));
        const Eigen::VectorXd outside = outside_derivative(GetParam().law(set));
        EXPECT_LT((derivative - derivative.transpose()).cwiseAbs().maxCoeff(), 1e-14);
        for (Eigen::Index j = 0; j < 6; ++j) {
            for (Eigen::Index k = 0; k < 6; ++k) {
                const auto share = [&](double by) { return GetParam().law(shifted(set, j, by)).probability[k]; };
                EXPECT_NEAR(slope(share), derivative(k, j), 1e-8) << "k = " << k << ", j = " << j;
            }
            const auto left = [&](double by) { return GetParam().law(shifted(set, j, by)).outside_probability; };
            EXPECT_NEAR(slope(left), outside[j], 1e-9);
        }
    }
}

TEST_P(Gev, RowsSumToZeroWithTheOutsideGood) {
    for (int trial = 0; trial < 10; ++trial) {
        const ChoiceSet set = random_choice_set(bits_);
        const ChoiceLaw law = GetParam().law(set);
        const Eigen::MatrixXd derivative = probability_derivative(law);
        double lost = 0.0;
        for (Eigen::Index k = 0; k < 6; ++k) {
            const double by_outside = slope([&](double by) {
                ChoiceSet moved = set;
                moved.outside = *set.outside + by;
                return GetParam().law(moved).probability[k];
            });
            EXPECT_NEAR(derivative.row(k).sum() + by_outside, 0.0, 1e-9);
            lost -= by_outside;
        }
        EXPECT_GT(lost, 0.0);
        EXPECT_NEAR(lost * law.scale, law.outside_probability * (1.0 - law.outside_probability), 1e-9);
    }
}

TEST_P(Gev, ACommonShiftOfAllUtilitiesMovesTheLogsumAlone) {
    for (int trial = 0; trial < 20; ++trial) {
        const ChoiceSet set = random_choice_set(bits_);
        const ChoiceLaw law = GetParam().law(set);
        for (const double by : {-650.0, -1.0, 3.0, 650.0}) {
            ChoiceSet moved = set;
            moved.utility.array() += by;
            moved.outside = *set.outside + by;
            const ChoiceLaw moved_law = GetParam().law(moved);
            EXPECT_LT((moved_law.probability - law.probability).cwiseAbs().maxCoeff(), 2e-12) << "shift " << by;
            EXPECT_NEAR(moved_law.logsum, law.logsum + by / law.scale, 2e-12 * (1 + std::fabs(by) / law.scale));
        }
    }
}

TEST_P(Gev, ProbabilitiesAndTheirLogarithmsAgreeAndSumToOne) {
    for (int trial = 0; trial < 20; ++trial) {
        const ChoiceLaw law = GetParam().law(random_choice_set(bits_));
        EXPECT_NEAR(law.probability.sum() + law.outside_probability, 1.0, 1e-14);
        for (Eigen::Index j = 0; j < 6; ++j) {
            EXPECT_NEAR(std::log(law.probability[j]), law.log_probability[j], 1e-13);
        }
    }
}

TEST_P(Gev, WhatIsNotAvailableHasProbabilityZeroAndChangesNothingElse) {
    const ChoiceSet set = random_choice_set(bits_);
    ChoiceSet masked = set;
    masked.available = {1, 0, 1, 1, 0, 1};
    ChoiceSet infinite = set;
    infinite.utility[1] = infinite.utility[4] = -infinity;
    const ChoiceLaw law = GetParam().law(masked);
    const ChoiceLaw same = GetParam().law(infinite);
    const Eigen::MatrixXd derivative = probability_derivative(law);
    for (const Eigen::Index j : {1, 4}) {
        EXPECT_EQ(law.probability[j], 0.0);
        EXPECT_EQ(law.log_probability[j], -infinity);
        EXPECT_EQ(derivative.row(j).cwiseAbs().sum() + derivative.col(j).cwiseAbs().sum(), 0.0);
    }
    EXPECT_EQ(law.probability, same.probability);
    EXPECT_EQ(law.logsum, same.logsum);
    EXPECT_NE(law.logsum, GetParam().law(set).logsum);
}

TEST_P(Gev, AnEmptyMaskLeavesTheOutsideOption) {
    ChoiceSet set = random_choice_set(bits_);
    set.available = {0, 0, 0, 0, 0, 0};
    const ChoiceLaw law = GetParam().law(set);
    EXPECT_EQ(law.outside_probability, 1.0);
    EXPECT_EQ(law.probability, Eigen::VectorXd::Zero(6).eval());
    set.outside.reset();
    EXPECT_EQ(argument_of([&] { GetParam().law(set); }), "available");
}

TEST_P(Gev, UtilitiesOfPlusMinusSevenHundredStayFinite) {
    ChoiceSet set = random_choice_set(bits_);
    set.utility << 700.0, 699.9, -700.0, 700.0, -699.5, 0.0;
    const ChoiceLaw law = GetParam().law(set);
    EXPECT_NEAR(law.probability.sum() + law.outside_probability, 1.0, 1e-13);
    EXPECT_TRUE(law.log_probability.allFinite());
    EXPECT_TRUE(log_probability_derivative(law).allFinite());
    EXPECT_NEAR(law.logsum * law.scale, 700.0, 2.0);
    EXPECT_LT(law.log_probability[2], -1000.0);
}

TEST_P(Gev, RefusesWhatIsNoUtility) {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    for (const double bad : {nan, infinity}) {
        ChoiceSet set = random_choice_set(bits_);
        set.utility[2] = bad;
        EXPECT_EQ(argument_of([&] { GetParam().law(set); }), "u[2]");
    }
    ChoiceSet set = random_choice_set(bits_);
    set.outside = nan;
    EXPECT_EQ(argument_of([&] { GetParam().law(set); }), "outside");
    set.outside = 0.0;
    set.available = {1, 1};
    EXPECT_EQ(argument_of([&] { GetParam().law(set); }), "available");
}

std::string sentence_name(const ::testing::TestParamInfo<GevForm>& form) {
    std::string name;
    for (const char letter : form.param.name) name += std::isalnum(static_cast<unsigned char>(letter)) ? letter : '_';
    return name;
}

INSTANTIATE_TEST_SUITE_P(Forms, Gev, ::testing::ValuesIn(gev_forms()), sentence_name);

TEST(Logit, RefusesAScaleThatIsNotPositive) {
    ChoiceSet set;
    set.utility = Eigen::Vector2d(1.0, 0.0);
    for (const double bad : {0.0, -1.0, std::numeric_limits<double>::quiet_NaN(), infinity}) {
        set.scale = bad;
        EXPECT_EQ(argument_of([&] { logit(set); }), "scale");
    }
}

TEST(Logit, RefusesAnEmptyListWithoutOutsideOption) {
    EXPECT_EQ(argument_of([] { logit(ChoiceSet{}); }), "u");
}

}  // namespace
}  // namespace nephoscope::theory
