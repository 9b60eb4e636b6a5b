#include "models/pricing/perceived_demand.h"

#include <gtest/gtest.h>

#include <cmath>

namespace nephoscope {
namespace {

constexpr int kLabs = 3, kClouds = 3;

/// A value per lab and cloud.
struct Units {
    double value[kLabs][kClouds] = {};
    double* operator[](int lab) { return value[lab]; }
    const double* operator[](int lab) const { return value[lab]; }
};

/// A nested logit of three labs at three clouds at parity, written out from docs/model.md#choice. Two parts of the
/// market: `reach` chooses anew at the prices of the day, the rest keeps its offers and answers by η alone.
struct NestedMarket {
    PerceivedDemand demand;
    Units attraction{{{0.03, -0.02, 0.01}, {0.0, 0.04, -0.05}, {-0.3, -0.28, -0.27}}};

    /// Spend shares and inclusive value at log prices.
    double shares(const Units& log_price, Units& share) const {
        const double a = demand.taste_precision, lambda = demand.nest_dissimilarity;
        double all = 0;
        double nest[kLabs] = {};
        for (int l = 0; l < kLabs; ++l) {
            double sum = 0;
            for (int c = 0; c < kClouds; ++c) sum += std::exp(a * (attraction[l][c] - log_price[l][c]) / lambda);
            nest[l] = std::pow(sum, lambda);
            all += nest[l];
            for (int c = 0; c < kClouds; ++c)
                share[l][c] = std::exp(a * (attraction[l][c] - log_price[l][c]) / lambda) / sum;
        }
        for (int l = 0; l < kLabs; ++l)
            for (int c = 0; c < kClouds; ++c) share[l][c] *= nest[l] / all;
        return std::pow(all, 1 / a);
    }

    Units units(const Units& log_price) const {
        const double eta = demand.demand_elasticity;
        Units share{}, before{}, result{};
        const double now = shares(log_price, share), then = shares({}, before);
        for (int l = 0; l < kLabs; ++l)
            for (int c = 0; c < kClouds; ++c) {
                const double price = std::exp(log_price[l][c]);
                const double anew = share[l][c] * std::pow(now / then, eta - 1) / price;
                result[l][c] = demand.reach * anew + (1 - demand.reach) * before[l][c] * std::pow(price, -eta);
            }
        return result;
    }
};

/// Units of all offers with all prices of a lab (or of a cloud) up and down by a small log step.
struct Step {
    Units up, down;
    static constexpr double size = 1e-5;
    Step(const NestedMarket& market, int lab, int cloud) {
        Units higher{}, lower{};
        for (int l = 0; l < kLabs; ++l)
            for (int c = 0; c < kClouds; ++c)
                if (l == lab || c == cloud) higher[l][c] = size, lower[l][c] = -size;
        up = market.units(higher), down = market.units(lower);
    }
    double change(int l, int c) const { return (up[l][c] - down[l][c]) / (2 * size); }
};

class PerceivedDemandAgainstFiniteDifferences : public ::testing::TestWithParam<PerceivedDemand> {
protected:
    PerceivedDemandAgainstFiniteDifferences() {
        market_.demand = GetParam();
        market_.shares({}, share_);
        for (int l = 0; l < kLabs; ++l)
            for (int c = 0; c < kClouds; ++c) lab_[l] += share_[l][c], cloud_[c] += share_[l][c];
    }
    NestedMarket market_;
    Units share_{};
    double lab_[kLabs] = {};
    double cloud_[kClouds] = {};
};

TEST_P(PerceivedDemandAgainstFiniteDifferences, HoldsForALabsListPrice) {
    for (int l = 0; l < kLabs; ++l) {
        const Step step(market_, l, -1);
        double change = 0;
        for (int c = 0; c < kClouds; ++c) change += step.change(l, c);
        EXPECT_NEAR(lab_elasticity(GetParam(), lab_[l]), -change / lab_[l], 1e-5);
    }
}

TEST_P(PerceivedDemandAgainstFiniteDifferences, HoldsForACloudsCommonFee) {
    for (int c = 0; c < kClouds; ++c) {
        const Step step(market_, -1, c);
        double all = 0;
        for (int l = 0; l < kLabs; ++l) {
            const double within = share_[l][c] / lab_[l], lost = -step.change(l, c);
            EXPECT_NEAR(offer_elasticity(GetParam(), within, cloud_[c]), lost / share_[l][c], 1e-5);
            double gained = 0;
            for (int other = 0; other < kClouds; ++other)
                if (other != c) gained += step.change(l, other);
            EXPECT_NEAR(retained_units(GetParam(), within, cloud_[c]), gained / lost, 1e-5);
            all += lost;
        }
        double elasticity = 0;
        for (int l = 0; l < kLabs; ++l)
            elasticity += share_[l][c] / cloud_[c] * offer_elasticity(GetParam(), share_[l][c] / lab_[l], cloud_[c]);
        EXPECT_NEAR(elasticity, all / cloud_[c], 1e-5);
    }
}

INSTANTIATE_TEST_SUITE_P(Parameters, PerceivedDemandAgainstFiniteDifferences,
                         ::testing::Values(PerceivedDemand{3, 0.25, 1.1, 1}, PerceivedDemand{3, 1, 1.4, 1},
                                           PerceivedDemand{1.5, 0.5, 1.9, 0.3}, PerceivedDemand{6, 0.1, 1, 0.7},
                                           PerceivedDemand{3, 0.25, 1.1, 0}));

TEST(PerceivedDemandOf, SymmetricLabsGivesTheMarkupsOfK15) {
    const auto markup = [](int labs) {
        const double e = lab_elasticity({3, 0.25, 1.4, 1}, 1.0 / labs);
        return e / (e - 1);
    };
    EXPECT_NEAR(markup(2), 1.588, 5e-4);
    EXPECT_NEAR(markup(4), 1.426, 5e-4);
    EXPECT_DOUBLE_EQ(markup(2), 2.7 / 1.7);
}

TEST(PerceivedDemandOf, SetterWhoLooksOneMonthAheadReachesTheContestable) {
    EXPECT_DOUBLE_EQ(reach_of(0.08, 1), 0.08);
    EXPECT_NEAR(reach_of(0.08, 12), 1 - std::pow(0.92, 12), 1e-12);
    EXPECT_EQ(reach_of(0, 12), 0);
    EXPECT_EQ(reach_of(1, 12), 1);
}

TEST(PerceivedDemandOf, CloudAnswersTheEndOfAnExclusivityByTheFormula) {
    // The cloud elasticity rises by u·α·(1/λ_n − 1) times the fall in its share of the lab.
    const PerceivedDemand demand{3, 0.25, 1.1, 1};
    const double rise = offer_elasticity(demand, 0.6, 0.2) - offer_elasticity(demand, 0.9, 0.2);
    EXPECT_NEAR(rise, 3 * (1 / 0.25 - 1) * 0.3, 1e-12);
}

TEST(PerceivedDemandOf, LabKeepsNothingWhereItSellsNothingAndMayKeepMoreThanIsLost) {
    const PerceivedDemand demand{3, 0.25, 1.1, 1};
    EXPECT_EQ(retained_units(demand, 0, 0.5), 0);
    EXPECT_EQ(retained_units(demand, 1, 0.5), 0) << "no other venue";
    EXPECT_GT(retained_units(demand, 0.02, 0.6), 1);
    EXPECT_EQ(retained_units({3, 0.25, 1.1, 0}, 0.5, 0.5), 0) << "nobody answers within the horizon";
}

}  // namespace
}  // namespace nephoscope
