#include "models/scenario/scenario.h"

#include <gtest/gtest.h>

#include <cmath>

#include "models/scenario/parameters.h"
#include "sim/core/random.h"
#include "tests/scenario/described.h"
#include "tests/support/shipped.h"

namespace nephoscope {
namespace {

using test::described;
using test::shipped;

class Shipped : public ::testing::TestWithParam<const char*> {};

TEST_P(Shipped, ReadsBackFromItsResolvedText) {
    const Scenario first = shipped(GetParam());
    Sources sources;
    Diagnostics diagnostics(sources);
    const LoadedDocument again = load_text("resolved", write_toml(first.resolved), sources, diagnostics);
    const Scenario second = read_scenario(again, first.name, sources, diagnostics);
    EXPECT_EQ(diagnostics.str(), "");
    EXPECT_EQ(write_toml(second.resolved), write_toml(first.resolved));
    EXPECT_EQ(described(second), described(first));
}

TEST_P(Shipped, AsksAQuestion) {
    const Scenario s = shipped(GetParam());
    ASSERT_FALSE(s.question.empty());
    EXPECT_EQ(s.question.back(), '?');
}

INSTANTIATE_TEST_SUITE_P(Scenarios, Shipped,
                         ::testing::Values("duopoly", "duopoly_exclusive", "baseline", "exclusive_2032",
                                           "nonexclusive_2026", "nonexclusive_without_neocloud"),
                         [](const auto& tested) { return std::string(tested.param); });

TEST(Sets, StandInOrderOfDrawSlotAndSegmentsOfBudget) {
    const Scenario s =
        shipped("duopoly", {"lab.alpha.draw_slot=7", "venue.south.draw_slot=0", "venue.north.draw_slot=1",
                            "segment.huge.budget_below_usd_per_month=1e6", "segment.huge.active_at_start=1",
                            "segment.huge.home_base_share=0.5", "segment.huge.venue_cost_usd_per_month=9",
                            "segment.huge.home_share={south=1}"});
    EXPECT_EQ(s.lab_index("beta"), 0);
    EXPECT_EQ(s.lab_index("alpha"), 1);
    EXPECT_EQ(s.lab_index("gamma"), -1);
    EXPECT_EQ(s.venue_index("south"), 0);
    EXPECT_EQ(s.venues[2].lab, 1) << "the direct channel follows its lab";
    EXPECT_EQ(s.segment_index("small"), 0);
    EXPECT_EQ(s.segment_index("huge"), 1);
    EXPECT_EQ(s.segment_index("large"), 2);
    EXPECT_TRUE(std::isinf(s.segments[2].budget_below));
    EXPECT_EQ(s.segments[1].home_share, (std::vector<double>{1, 0, 0}));
    EXPECT_EQ(s.workload_index("batch"), 1);
}

TEST(Sets, TakeTheirDrawSlotFromTheIdWhenNoneIsWritten) {
    const Scenario s = shipped("duopoly", {"region.world.share=0.5", "region.moon.share=0.5"});
    const int slot = default_draw_slot("moon");
    ASSERT_NE(slot, 0);
    EXPECT_EQ(s.regions[1].id, "moon");
    EXPECT_EQ(s.regions[1].draw_slot, slot);
    EXPECT_EQ(s.resolved.find_path("region.moon.draw_slot")->integer, slot);
}

TEST(Start, MayBeGiven) {
    const Scenario s =
        shipped("duopoly", {"start.mode=given", "start.budget_factor=1.5", "start.lab_fit={alpha=0.5,beta=0.25}",
                            "start.venue_appeal={north=0.5,south=-0.25,alpha-direct=1}"});
    EXPECT_TRUE(s.start.given);
    EXPECT_EQ(s.start.budget_factor, 1.5);
    EXPECT_EQ(s.start.lab_fit, (std::vector<double>{0.5, 0.25}));
    EXPECT_EQ(s.start.venue_appeal, (std::vector<double>{0.5, -0.25, 1}));
    EXPECT_FALSE(shipped("duopoly").start.given);
}

TEST(Start, GivenNeedsNoTargets) {
    const std::vector<std::string> settings{"start.mode=given",
                                            "start.budget_factor=1.5",
                                            "start.lab_fit={alpha=0.5,beta=0.25}",
                                            "start.venue_appeal={north=0.5,south=-0.25,alpha-direct=1}",
                                            "lab.alpha.target_share=0",
                                            "venue.north.target_share=0"};
    EXPECT_TRUE(shipped("duopoly", settings).start.given);
}

TEST(Resolved, HoldsDefaultsWithoutPlaceAndValuesWithTheirs) {
    Sources sources;
    Diagnostics diagnostics(sources);
    const std::string folder = std::string(NEPHOSCOPE_SOURCE_DIR) + "/scenarios";
    const Scenario s = load_scenario(folder + "/exclusive_2032.toml", {}, sources, diagnostics);
    ASSERT_TRUE(diagnostics.ok()) << diagnostics.str();
    const Place end = s.resolved.find_path("agreement.openai-azure-exclusivity.end")->place;
    EXPECT_EQ(sources.path(end.file), folder + "/exclusive_2032.toml");
    const Place beneficiary = s.resolved.find_path("agreement.openai-azure-exclusivity.beneficiary")->place;
    EXPECT_EQ(sources.path(beneficiary.file), folder + "/baseline.toml");
    EXPECT_FALSE(s.resolved.find_path("agreement.openai-azure-exclusivity.scope")->place.known());
    EXPECT_FALSE(s.resolved.find_path("capacity.limited")->place.known()) << "a default that nobody wrote";
}

TEST(Loading, OfABrokenFileComesBackEmpty) {
    Sources sources;
    Diagnostics diagnostics(sources);
    const Scenario s = load_scenario("no/such/file.toml", {}, sources, diagnostics);
    EXPECT_FALSE(diagnostics.ok());
    EXPECT_EQ(diagnostics.errors(), 1) << diagnostics.str();
    EXPECT_EQ(s.name, "file");
    EXPECT_TRUE(s.labs.empty());
}

}  // namespace
}  // namespace nephoscope
