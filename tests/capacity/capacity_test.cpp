#include "models/capacity/capacity.h"

#include <gtest/gtest.h>

#include "sim/core/math.h"
#include "tests/support/small_scenario.h"

namespace nephoscope {
namespace {

using test::small_scenario;

constexpr int kAzure = 0, kAws = 1, kDirect = 2;

/// A clearing that asked for so many MW of a class at a cloud, and for nothing else.
Clearing asked(int venue, double megawatts, ComputeClass c = ComputeClass::inference) {
    Clearing clearing;
    clearing.demand.assign(4 * kComputeClasses, 0);
    clearing.demand[clearing.at(venue, c)] = to_fixed(megawatts * kComputePerMwMonth);
    return clearing;
}

class CapacityOfClouds : public ::testing::Test {
protected:
    CapacityOfClouds() : scenario_(small_scenario()) {
        scenario_.venues[kAzure].ai_capacity = 1000;
        scenario_.venues[kAzure].reserve_share = 0.2;
        scenario_.venues[kAws].ai_capacity = 500;
        scenario_.capacity.lead = 3;
        scenario_.capacity.target_utilisation = 0.8;
        scenario_.capacity.build_limit = 100;
        scenario_.capacity.initial_queue = 0;
    }
    Event& add_event(int venue, double factor, Month start, Month end) {
        Event event;
        event.type = EventType::build_limit;
        event.venue = venue;
        event.factor = factor;
        event.start = start;
        event.end = end;
        scenario_.events.push_back(event);
        return scenario_.events.back();
    }
    Month month(int t) const { return scenario_.simulation.start + t; }

    Scenario scenario_;
};

TEST_F(CapacityOfClouds, ReceivesTheInitialQueueInMonthsZeroToLeadLessOne) {
    scenario_.capacity.initial_queue = 0.5;
    Capacity capacity(scenario_);
    EXPECT_EQ(capacity.installed(kAzure), 1000);
    EXPECT_EQ(capacity.queued(kAzure), 150);
    EXPECT_EQ(capacity.queued(kDirect), 0);
    const double expected[] = {1050, 1100, 1150, 1150, 1150};
    for (int t = 0; t < 5; ++t) {
        capacity.arrive(t);
        EXPECT_EQ(capacity.installed(kAzure), expected[t]) << "month " << t;
        EXPECT_EQ(capacity.installed(kDirect), 0);
    }
    EXPECT_EQ(capacity.queued(kAzure), 0);
    EXPECT_EQ(capacity.compute(), (std::vector<Compute>{1'150'000'000'000, 650'000'000'000, 0, 0}));
}

TEST_F(CapacityOfClouds, OrdersWhatDemandWillNeedAndReceivesItAfterTheLead) {
    // K* = 640·1.02³/(0.8·0.8) = 1061.208 MW against 1000 there.
    Capacity capacity(scenario_);
    capacity.arrive(0);
    capacity.order(0, asked(kAzure, 640));
    EXPECT_NEAR(capacity.queued(kAzure), 61.208, 1e-9);
    for (int t = 1; t <= 3; ++t) {
        EXPECT_EQ(capacity.installed(kAzure), 1000) << "before month " << t;
        capacity.arrive(t);
    }
    EXPECT_NEAR(capacity.installed(kAzure), 1061.208, 1e-9);
    EXPECT_EQ(capacity.installed(kAws), 500);
}

TEST_F(CapacityOfClouds, CountsWhatIsUnderWayAndNeverOrdersLessThanNothing) {
    Capacity capacity(scenario_);
    capacity.arrive(0);
    capacity.order(0, asked(kAzure, 640));
    capacity.arrive(1);
    capacity.order(1, asked(kAzure, 640));
    EXPECT_NEAR(capacity.queued(kAzure), 61.208, 1e-9) << "a second order of the same need";
    capacity.arrive(2);
    capacity.order(2, asked(kAzure, 1));
    EXPECT_NEAR(capacity.queued(kAzure), 61.208, 1e-9);
    EXPECT_EQ(capacity.installed(kAzure), 1000) << "nothing is retired";
}

TEST_F(CapacityOfClouds, OrdersForClassesTwoToFourAndNotForTheReserve) {
    for (const ComputeClass c : {ComputeClass::committed, ComputeClass::inference, ComputeClass::other}) {
        Capacity capacity(scenario_);
        capacity.arrive(0);
        capacity.order(0, asked(kAzure, 640, c));
        EXPECT_NEAR(capacity.queued(kAzure), 61.208, 1e-9);
    }
    Capacity capacity(scenario_);
    capacity.arrive(0);
    capacity.order(0, asked(kAzure, 640, ComputeClass::reserve));
    EXPECT_EQ(capacity.queued(kAzure), 0);
}

TEST_F(CapacityOfClouds, OrdersAtMostTheBuildLimitWithEvents) {
    Capacity capacity(scenario_);
    capacity.arrive(0);
    capacity.order(0, asked(kAzure, 5000));
    EXPECT_EQ(capacity.queued(kAzure), 100);
    add_event(kAzure, 0.6, month(0), month(0));
    Capacity slowed(scenario_);
    slowed.arrive(0);
    slowed.order(0, asked(kAzure, 5000));
    EXPECT_EQ(slowed.queued(kAzure), 60);
    slowed.order(0, asked(kAws, 5000));
    EXPECT_EQ(slowed.queued(kAws), 100) << "the event names azure";
}

TEST_F(CapacityOfClouds, BuildsLessOfTheInitialQueueWhileAnEventLasts) {
    scenario_.capacity.initial_queue = 1;
    add_event(-1, 0.75, month(1), month(1));
    Capacity capacity(scenario_);
    capacity.arrive(0);
    EXPECT_EQ(capacity.installed(kAzure), 1100);
    capacity.arrive(1);
    EXPECT_EQ(capacity.installed(kAzure), 1175);
    capacity.arrive(2);
    EXPECT_EQ(capacity.installed(kAzure), 1275);
}

/// Queue after demand grew from 1 MW by `factor` a month for `months` months, from no capacity without build limit.
double queue_after_growth(Scenario scenario, double factor, int months) {
    scenario.venues[kAzure].ai_capacity = scenario.venues[kAzure].reserve_share = 0;
    scenario.capacity.build_limit = 1e9;
    scenario.capacity.target_utilisation = 1;
    Capacity capacity(scenario);
    double demand = 1;
    for (int t = 0; t < months; ++t, demand *= factor) {
        capacity.arrive(t);
        capacity.order(t, asked(kAzure, demand));
    }
    return capacity.queued(kAzure) + capacity.installed(kAzure);
}

TEST_F(CapacityOfClouds, ExpectsTheGrowthOfTwelveMonthsOnceThirteenExist) {
    const auto cubed = [](double x) { return x * x * x; };
    const double then = math::pow(1.05, 11), now = math::pow(1.05, 12);
    EXPECT_NEAR(queue_after_growth(scenario_, 1.05, 12), then * cubed(1.02), 1e-6);
    EXPECT_NEAR(queue_after_growth(scenario_, 1.05, 13), now * cubed(1.05), 1e-6);
    EXPECT_NEAR(queue_after_growth(scenario_, 1.2, 13), math::pow(1.2, 12) * cubed(1.08), 1e-6) << "8 % at most";
    // Falling demand: no growth, and what was ordered first stays.
    EXPECT_NEAR(queue_after_growth(scenario_, 0.9, 13), cubed(1.02), 1e-6);
}

TEST_F(CapacityOfClouds, FollowsAPathFromItsFirstMonth) {
    Venue& azure = scenario_.venues[kAzure];
    azure.capacity_rule = CapacityRule::path;
    azure.capacity_growth = 125;
    azure.capacity_from = month(2);
    scenario_.capacity.initial_queue = 1;
    Capacity capacity(scenario_);
    const double expected[] = {0, 0, 1000, 1125, 1250};
    for (int t = 0; t < 5; ++t) {
        capacity.arrive(t);
        capacity.order(t, asked(kAzure, 5000));
        EXPECT_EQ(capacity.installed(kAzure), expected[t]) << "month " << t;
        EXPECT_EQ(capacity.queued(kAzure), 0);
    }
    add_event(kAzure, 0.8, month(1), month(1));
    azure.capacity_from.reset();
    Capacity from_start(scenario_);
    from_start.arrive(0);
    EXPECT_EQ(from_start.installed(kAzure), 1000);
    from_start.arrive(1);
    EXPECT_EQ(from_start.installed(kAzure), 1100);
    azure.capacity_from = month(-2);
    Capacity earlier(scenario_);
    earlier.arrive(0);
    EXPECT_EQ(earlier.installed(kAzure), 1250);
}

TEST_F(CapacityOfClouds, OrdersNothingThatTheReserveWouldSwallow) {
    scenario_.venues[kAzure].reserve_share = 1;
    Capacity capacity(scenario_);
    capacity.arrive(0);
    capacity.order(0, asked(kAzure, 5000));
    EXPECT_EQ(capacity.queued(kAzure), 0);
}

}  // namespace
}  // namespace nephoscope
