#include "models/theory/choice_demand.h"

#include <gtest/gtest.h>

#include <cmath>
#include <optional>
#include <random>

#include "models/theory/choice_nested.h"
#include "sim/core/error.h"
#include "tests/theory/gev_forms.h"

namespace nephoscope::theory {
namespace {

ChoiceSet priced(const Eigen::VectorXd& delta, double alpha, const Eigen::VectorXd& price,
                 std::optional<double> outside) {
    ChoiceSet set;
    set.utility = delta - alpha * price;
    set.outside = outside;
    return set;
}

TEST(Demand, DiversionRowsSumToOneForEveryForm) {
    std::mt19937_64 bits(11);
    for (const GevForm& form : gev_forms()) {
        const PriceResponse response = price_response(form.law(random_choice_set(bits)), 0.7);
        const Eigen::VectorXd sums = diversion_ratio(response).rowwise().sum();
        EXPECT_LT((sums.array() - 1.0).abs().maxCoeff(), 1e-13) << form.name;
    }
}

TEST(Demand, ElasticityOfTheLogitIsItsClosedForm) {
    const Eigen::Vector3d price(1.2, 2.0, 0.7);
    const PriceResponse response = price_response(logit(priced(Eigen::Vector3d(1.0, 2.0, 0.5), 0.8, price, 0.0)), 0.8);
    const Eigen::MatrixXd eta = elasticity(response, price);
    EXPECT_NEAR(eta(1, 1), -0.8 * 2.0 * (1.0 - response.share[1]), 1e-14);
    EXPECT_NEAR(eta(0, 1), 0.8 * 2.0 * response.share[1], 1e-14);
}

TEST(Demand, OfAProductNotOnOfferIsZeroWithoutNaN) {
    const Eigen::Vector2d price(1.0, 1.0);
    ChoiceSet set = priced(Eigen::Vector2d(1.0, 2.0), 1.0, price, 0.0);
    set.available = {1, 0};
    const PriceResponse response = price_response(logit(set), 1.0);
    EXPECT_EQ(elasticity(response, price).row(1).cwiseAbs().sum(), 0.0);
    EXPECT_EQ(diversion_ratio(response).row(1).cwiseAbs().sum(), 0.0);
    EXPECT_NEAR(diversion_ratio(response)(0, 0), 1.0, 1e-15) << "all goes to the outside option";
}

TEST(Surplus, ADollarOnEveryPriceCostsACaptiveConsumerADollar) {
    const Eigen::Vector3d delta(1.0, 2.0, 0.5), price(1.2, 2.0, 0.7);
    const double alpha = 0.8;
    const Eigen::Vector3d dearer = price.array() + 1.0;
    const auto variation = [&](std::optional<double> outside) {
        return compensating_variation(logit(priced(delta, alpha, price, outside)),
                                      logit(priced(delta, alpha, dearer, outside)), alpha);
    };
    EXPECT_NEAR(variation(std::nullopt), 1.0, 1e-14);
    EXPECT_LT(variation(0.0), 0.95) << "who can leave loses less";
}

TEST(Surplus, FallsByTheShareForASmallPriceRise) {
    const Eigen::Vector3d delta(1.0, 2.0, 0.5), price(1.2, 2.0, 0.7);
    const Eigen::Vector3d dearer = price + Eigen::Vector3d(1e-6, 0.0, 0.0);
    const ChoiceLaw before = logit(priced(delta, 0.8, price, 0.0));
    const double variation = compensating_variation(before, logit(priced(delta, 0.8, dearer, 0.0)), 0.8);
    EXPECT_NEAR(variation / 1e-6, before.probability[0], 1e-7);
}

TEST(Surplus, OfAScaledLogitIsInMoney) {
    ChoiceSet set = priced(Eigen::Vector2d(2.0, 2.0), 1.0, Eigen::Vector2d(1.5, 1.6), 0.0);
    set.scale = 0.25;
    const double sum = std::exp(2.0) + std::exp(1.6) + 1.0;
    EXPECT_NEAR(consumer_surplus(logit(set), 1.0), 0.25 * std::log(sum), 1e-15);
    EXPECT_THROW(consumer_surplus(logit(set), 0.0), ArgumentError);
}

std::vector<Segment> two_segments(const Eigen::Vector2d& price) {
    return {{0.7, logit(priced(Eigen::Vector2d(1.0, 0.0), 0.5, price, 0.0)), 0.5},
            {0.3, logit(priced(Eigen::Vector2d(-1.0, 2.0), 2.0, price, 0.0)), 2.0}};
}

TEST(Segments, AddUpInSharesSlopesAndSurplus) {
    const Eigen::Vector2d price(1.0, 1.5);
    const std::vector<Segment> segments = two_segments(price);
    const PriceResponse total = segment_response(segments);
    EXPECT_NEAR(*total.mean_consumer_surplus, 0.7 * segment_surplus(segments)[0] + 0.3 * segment_surplus(segments)[1],
                1e-15);
    const double h = 1e-5;
    const auto share = [&](double by) {
        return segment_response(two_segments(price + Eigen::Vector2d(0, by))).share[0];
    };
    EXPECT_NEAR((share(h) - share(-h)) / (2 * h), total.price_derivative(0, 1), 1e-9);
    const Eigen::MatrixXd diversion = diversion_ratio(total);
    EXPECT_GT(std::fabs(diversion(0, 1) - total.share[1] / (1.0 - total.share[0])), 0.01)
        << "unlike in one logit, diversion is not in proportion to shares";
}

TEST(Segments, AreCompensatedApart) {
    const auto before = two_segments(Eigen::Vector2d(1.0, 1.5));
    const auto after = two_segments(Eigen::Vector2d(1.0, 2.5));
    const Eigen::VectorXd variation = segment_compensating_variation(before, after);
    for (Eigen::Index r = 0; r < 2; ++r) {
        const std::size_t i = static_cast<std::size_t>(r);
        EXPECT_LT(variation[r], before[i].law.probability[1]) << "who bought 1 loses at most the dollar";
        EXPECT_GT(variation[r], after[i].law.probability[1]) << "who still buys 1 loses the whole dollar";
    }
    auto other = after;
    other[1].alpha = 3.0;
    EXPECT_THROW(segment_compensating_variation(before, other), ArgumentError);
}

TEST(Segments, RefuseWeightsThatDoNotSumToOne) {
    std::vector<Segment> segments = two_segments(Eigen::Vector2d(1.0, 1.5));
    segments[0].weight = 0.6;
    EXPECT_THROW(segment_response(segments), ArgumentError);
    segments[0].weight = -0.7;
    EXPECT_THROW(segment_surplus(segments), ArgumentError);
}

TEST(MultiHoming, WithoutComplementarityIsTwoIndependentChoices) {
    const BundleLaw law = bundle_choice(0.4, 0.1, 0.0, 0.0);
    EXPECT_NEAR(law.both, law.demand_a * law.demand_b, 1e-15);
    EXPECT_NEAR(law.demand_a, 1.0 / (1.0 + std::exp(-0.4)), 1e-15);
    EXPECT_NEAR(law.none + law.only_a + law.only_b + law.both, 1.0, 1e-15);
    const BundleLaw substitutes = bundle_choice(0.4, 0.1, -2.0, 0.0);
    EXPECT_LT(substitutes.both, 0.8 * substitutes.demand_a * substitutes.demand_b);
}

TEST(MultiHoming, RateExistsWhereAllPurchasesUnderflow) {
    EXPECT_NEAR(bundle_choice(-800.0, -801.0, 801.0, 0.0).multi_homing_rate, 1.0 / (2.0 + std::exp(-1.0)), 1e-12);
    EXPECT_THROW(bundle_choice(std::nan(""), 0.0, 0.0, 0.0), ArgumentError);
}

}  // namespace
}  // namespace nephoscope::theory
