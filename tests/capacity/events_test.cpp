#include <gtest/gtest.h>

#include <set>

#include "tests/support/small_scenario.h"

namespace nephoscope {
namespace {

constexpr Month kMay{2026, 5};

Event event(const char* id, EventType type, int lab, int venue, int region, double factor) {
    Event e;
    e.id = id;
    e.type = type;
    e.lab = lab;
    e.venue = venue;
    e.region = region;
    e.start = kMay;
    e.end = kMay + 2;
    e.factor = factor;
    return e;
}

TEST(Events, MultiplyWhenTheyConcernTheEntityAndAreInForce) {
    Scenario s = test::small_scenario();
    s.events = {event("a", EventType::egress_fee, -1, 1, -1, 0.5), event("b", EventType::egress_fee, -1, -1, 2, 0.25),
                event("c", EventType::gravity, -1, -1, -1, 3)};
    EXPECT_EQ(event_factor(s, EventType::egress_fee, kMay, -1, 1, 2), 0.125);
    EXPECT_EQ(event_factor(s, EventType::egress_fee, kMay, -1, 1, 0), 0.5);
    EXPECT_EQ(event_factor(s, EventType::egress_fee, kMay, -1, 0, 2), 0.25);
    EXPECT_EQ(event_factor(s, EventType::egress_fee, kMay, -1, -1, -1), 1) << "no entity asks for events of all only";
    EXPECT_EQ(event_factor(s, EventType::gravity, kMay, 0, 0, 0), 3);
    EXPECT_EQ(event_factor(s, EventType::egress_fee, kMay - 1, -1, 1, 2), 1);
    EXPECT_EQ(event_factor(s, EventType::egress_fee, kMay + 2, -1, 1, 2), 0.125);
    EXPECT_EQ(event_factor(s, EventType::egress_fee, kMay + 3, -1, 1, 2), 1);
}

TEST(Events, OfTheSameEntitiesTheLastByIdHolds) {
    Scenario s = test::small_scenario();
    s.events = {event("a", EventType::platform_fee, -1, 1, -1, 1), event("b", EventType::platform_fee, -1, 1, -1, 1),
                event("c", EventType::platform_fee, -1, 0, -1, 1)};
    EXPECT_EQ(event_of(s, EventType::platform_fee, kMay, -1, 1)->id, "b");
    EXPECT_EQ(event_of(s, EventType::platform_fee, kMay, -1, 0)->id, "c");
    EXPECT_EQ(event_of(s, EventType::platform_fee, kMay, -1, -1), nullptr);
    EXPECT_EQ(event_of(s, EventType::platform_fee, kMay + 3, -1, 1), nullptr);
    EXPECT_EQ(event_of(s, EventType::gravity, kMay, -1, 1), nullptr);
}

TEST(Events, HaveDistinctNames) {
    std::set<std::string> names;
    const int last = static_cast<int>(EventType::remove_offer);
    for (int type = 0; type <= last; ++type) names.insert(event_type_name(static_cast<EventType>(type)));
    EXPECT_EQ(names.size(), static_cast<std::size_t>(last) + 1);
    EXPECT_STREQ(event_type_name(EventType::release_freeze), "release_freeze");
}

}  // namespace
}  // namespace nephoscope
