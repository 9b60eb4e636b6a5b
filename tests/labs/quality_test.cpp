#include "models/labs/quality.h"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/support/small_scenario.h"

namespace nephoscope {
namespace {

constexpr int kOpenai = 0, kAnthropic = 1, kOpen = 2;
const std::vector<double> kNoTraining{0, 0, 0};

/// Two closed labs and open weights, without noise, spill-over and effort; every closed lab releases every month.
class Race : public ::testing::Test {
protected:
    Race() : scenario_(test::small_scenario()), draws_(1, 0) {
        scenario_.quality.effort_elasticity = scenario_.quality.spillover = scenario_.quality.noise = 0;
        for (Lab& lab : scenario_.labs) lab.release_interval = 1;
    }
    /// Months 0…last of phases 1 and 9.
    void run(QualityRace& race, int last, const std::vector<double>& training = kNoTraining) {
        for (int t = 0; t <= last; ++t) {
            race.release(t, draws_);
            race.advance(t, draws_, training);
        }
    }
    Event event(EventType type, int lab, int first, int last, double value) {
        Event e;
        e.type = type;
        e.lab = lab;
        e.start = scenario_.simulation.start + first;
        e.end = scenario_.simulation.start + last;
        e.value = value;
        return e;
    }
    Scenario scenario_;
    Draws draws_;
};

/// K22: without effort, spill-over and noise latent quality is linear.
TEST_F(Race, QualityIsLinearWithoutFeedback) {
    QualityRace race(scenario_);
    run(race, 23, {9, 1, 0});
    EXPECT_NEAR(race.latent(kOpenai), 24 * scenario_.quality.drift, 1e-12);
    EXPECT_EQ(race.latent(kOpenai), race.latent(kAnthropic)) << "φ_z = 0: budgets do not matter";
}

/// K22: spill-over alone closes the gap by (1 − s_z) a month.
TEST_F(Race, SpilloverClosesTheGapGeometrically) {
    scenario_.quality.spillover = 0.05;
    scenario_.labs[kAnthropic].quality = -8;
    QualityRace race(scenario_);
    run(race, 11);
    EXPECT_NEAR(race.latent(kOpenai) - race.latent(kAnthropic), 8 * std::pow(0.95, 12), 1e-12);
}

/// K23: with a release every month and constant growth, a venue that trails by L months trails by L·g_z points.
TEST_F(Race, ALagCostsItsMonthsOfProgress) {
    QualityRace race(scenario_);
    run(race, 24);
    for (const int lag : {1, 3, 12})
        EXPECT_NEAR(*race.published(kOpenai, 24, 0) - *race.published(kOpenai, 24, lag), lag * scenario_.quality.drift,
                    1e-12);
}

TEST_F(Race, EffortAboveTheMeanRunsAheadWithItsElasticity) {
    scenario_.quality.effort_elasticity = 0.5;
    QualityRace race(scenario_);
    run(race, 0, {3e9, 1e9, 7e9});  // open weights do not count in the mean of 2e9
    EXPECT_NEAR(race.latent(kOpenai), scenario_.quality.drift * std::sqrt(1.5), 1e-12);
    EXPECT_NEAR(race.latent(kAnthropic), scenario_.quality.drift * std::sqrt(0.5), 1e-12);
}

TEST_F(Race, WhereNobodyTrainsEffortDoesNotCount) {
    scenario_.quality.effort_elasticity = 0.5;
    QualityRace race(scenario_);
    run(race, 0);
    EXPECT_EQ(race.latent(kOpenai), scenario_.quality.drift);
}

TEST_F(Race, ALabThatCannotTrainStandsStill) {
    scenario_.quality.effort_elasticity = 0.5;
    QualityRace race(scenario_);
    run(race, 5, {2e9, 0, 0});
    EXPECT_EQ(race.latent(kAnthropic), 0);
}

TEST_F(Race, AFrozenLabPublishesNothingUntilTheFreezeEnds) {
    scenario_.events = {event(EventType::release_freeze, kOpenai, 3, 6, 0)};
    QualityRace race(scenario_);
    run(race, 9);
    EXPECT_EQ(race.published(kOpenai, 6, 0), race.published(kOpenai, 2, 0));
    EXPECT_LT(*race.published(kOpenai, 6, 0), *race.published(kAnthropic, 6, 0));
    EXPECT_EQ(race.published(kOpenai, 7, 0), race.published(kAnthropic, 7, 0)) << "it went on training";
}

TEST_F(Race, AQualityJumpComesOnceAndBeforeTheReleaseOfItsMonth) {
    scenario_.events = {event(EventType::quality_jump, kOpenai, 4, 9, 15)};
    QualityRace race(scenario_);
    run(race, 9);
    EXPECT_EQ(*race.published(kOpenai, 3, 0), *race.published(kAnthropic, 3, 0));
    EXPECT_NEAR(*race.published(kOpenai, 4, 0) - *race.published(kAnthropic, 4, 0), 15, 1e-12);
    EXPECT_NEAR(race.latent(kOpenai) - race.latent(kAnthropic), 15, 1e-12);
}

TEST_F(Race, OpenWeightsFollowWithTheLagInForce) {
    const double drift = scenario_.quality.drift;
    scenario_.events = {event(EventType::open_lag, -1, 12, 40, 1)};
    QualityRace race(scenario_);
    run(race, 13);
    EXPECT_NEAR(*race.published(kOpenai, 11, 0) - *race.published(kOpen, 11, 0), scenario_.quality.open_lag * drift,
                1e-12);
    EXPECT_NEAR(*race.published(kOpenai, 12, 0) - *race.published(kOpen, 12, 0), drift, 1e-12);
}

TEST_F(Race, OpenWeightsAreNotWithdrawnWhenTheLagGrows) {
    scenario_.quality.open_lag = 2;
    scenario_.events = {event(EventType::open_lag, -1, 12, 40, 5)};
    QualityRace race(scenario_);
    run(race, 20);
    EXPECT_EQ(*race.published(kOpen, 13, 0), *race.published(kOpen, 11, 0)) << "they wait until the lag has caught up";
    EXPECT_EQ(*race.published(kOpen, 20, 0), *race.published(kOpenai, 15, 0));
}

TEST_F(Race, FrozenOpenWeightsFollowNobody) {
    scenario_.events = {event(EventType::release_freeze, kOpen, 3, 9, 0)};
    QualityRace race(scenario_);
    run(race, 9);
    EXPECT_EQ(race.published(kOpen, 9, 0), race.published(kOpen, 2, 0));
}

}  // namespace
}  // namespace nephoscope
