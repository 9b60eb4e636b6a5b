#include <gtest/gtest.h>

#include "models/scenario/branching.h"

namespace nephoscope {
namespace {

/// What differs by a month between a shipped scenario with settings and the same with others.
class Branching : public ::testing::Test {
protected:
    Scenario load(const std::vector<std::string>& settings) {
        Diagnostics diagnostics(sources_);
        const std::string folder = NEPHOSCOPE_SOURCE_DIR "/scenarios";
        Scenario scenario = load_scenario(folder + "/" + name_ + ".toml", {{folder}, settings}, sources_, diagnostics);
        EXPECT_TRUE(diagnostics.ok()) << diagnostics.str();
        return scenario;
    }
    std::string diff(const std::vector<std::string>& a, const std::vector<std::string>& b) {
        const Scenario left = load(a), right = load(b);
        const std::string text = diff_until(left, right, Month(2027, 6), sources_);
        EXPECT_EQ(text.empty(), diff_until(right, left, Month(2027, 6), sources_).empty()) << "one way and the other";
        return text;
    }
    bool may(const std::vector<std::string>& settings, const std::vector<std::string>& before = {}) {
        return diff(before, settings).empty();
    }
    std::string name_ = "exclusive_2032";
    Sources sources_;
};

std::vector<std::string> table(const std::string& id, std::vector<std::string> keys) {
    for (std::string& key : keys) key = id + "." + key;
    return keys;
}

std::vector<std::string> hosting(const std::string& start) {
    return table("agreement.more", {"type=hosting", "lab=openai", "venue=aws", "start=" + start, "end=2029-01"});
}

std::vector<std::string> event(const std::string& type, const std::string& start, const std::string& value) {
    return table("event.e", {"type=" + type, "start=" + start, value});
}

TEST_F(Branching, ClausesMayBeginAfterTheMonth) {
    EXPECT_TRUE(may({}));
    EXPECT_TRUE(may(hosting("2027-07")));
    EXPECT_FALSE(may(hosting("2027-06")));
    EXPECT_FALSE(may({}, hosting("2027-06"))) << "nor may one be gone";
    EXPECT_TRUE(may(hosting("2027-08"), hosting("2027-07")));
    EXPECT_FALSE(may(hosting("2027-08"), hosting("2027-06")));
}

TEST_F(Branching, ClausesInForceMayEndWithTheMonthOrLater) {
    EXPECT_TRUE(may({"agreement.openai-azure-exclusivity.end=2027-06"}));
    EXPECT_FALSE(may({"agreement.openai-azure-exclusivity.end=2027-05"}));
    EXPECT_FALSE(may({"agreement.openai-azure-royalty.rate=0.21"})) << "nothing else of them may differ";
    EXPECT_FALSE(may({"agreement.openai-azure-exclusivity.end=2027-06", "agreement.openai-azure-royalty.rate=0.21"}));
}

TEST_F(Branching, CommitmentsAndStakesActFromTheStart) {
    EXPECT_FALSE(may({"agreement.openai-commits-azure.end=2033-01"})) << "a schedule knows its end";
    EXPECT_FALSE(may({"agreement.microsoft-holds-openai.fraction=0.3"}));
    EXPECT_FALSE(may(table("agreement.stake", {"type=equity", "holder=aws", "lab=openai", "fraction=0.1"})));
}

TEST_F(Branching, TriggersActFromTheFirstMonthInWhichTheyMayFire) {
    name_ = "agi_clause";
    EXPECT_FALSE(may({"agreement.agi.hazard_per_month=0.02"}));
    EXPECT_FALSE(may({"agreement.openai-at-aws-after-agi.lag_months=1"})) << "a clause that may have been started";
    name_ = "exclusive_2032";
    const auto dated = [](const std::string& date) {
        return table("agreement.t", {"type=trigger", "date=" + date, "ends=[\"openai-azure-exclusivity\"]"});
    };
    EXPECT_TRUE(may(dated("2027-07")));
    EXPECT_FALSE(may(dated("2027-06")));
    std::vector<std::string> starts = hosting("2027-01");
    for (const std::string& key : table("agreement.t", {"type=trigger", "date=2028-01", "starts=[\"more\"]"}))
        starts.push_back(key);
    EXPECT_TRUE(may(starts)) << "what waits for it begins later still";
    EXPECT_FALSE(may(starts, hosting("2027-01"))) << "what was in force would have waited";
}

TEST_F(Branching, EventsAndDatesOfEntities) {
    EXPECT_TRUE(may(event("unit_cost", "2027-07", "factor=2")));
    EXPECT_FALSE(may(event("unit_cost", "2027-06", "factor=2")));
    auto longer = event("unit_cost", "2027-01", "factor=2");
    longer.push_back("event.e.end=2027-06");
    EXPECT_TRUE(may(longer, event("unit_cost", "2027-01", "factor=2"))) << "may end with the month";
    longer.back() = "event.e.end=2027-05";
    EXPECT_FALSE(may(longer, event("unit_cost", "2027-01", "factor=2")));
    EXPECT_TRUE(may({"region.eu.egress_ban_start=2027-07"}));
    EXPECT_FALSE(may({"region.eu.egress_ban_start=2027-06"}));
}

/// What arrives in the first months was ordered before the start, within the limits of then.
TEST_F(Branching, BuildLimitsActAsEarlyAsTheFirstOrdersArrive) {
    EXPECT_FALSE(may(event("build_limit", "2027-10", "factor=2")));
    EXPECT_TRUE(may(event("build_limit", "2027-11", "factor=2")));
}

TEST_F(Branching, AllOtherKeysActFromTheStart) {
    for (const char* setting :
         {"simulation.agents=7", "simulation.seed=7", "simulation.end=2031-01", "choice.taste_precision=4",
          "finance.terminal_growth_per_year=0.01", "metrics.panel=5", "venue.aws.egress_fee_usd_per_gb=0"})
        EXPECT_FALSE(may({setting})) << setting;
    EXPECT_NE(diff({}, {"simulation.agents=7"}).find("simulation.agents\n  exclusive_2032: 20000"), std::string::npos);
}

TEST_F(Branching, AnEntrantMayComeLater) {
    name_ = "neocloud_entry";
    EXPECT_TRUE(may({"venue.entrant-cloud.capacity_from=2028-01"}, {"venue.entrant-cloud.capacity_from=2027-07"}));
    EXPECT_FALSE(may({"venue.entrant-cloud.capacity_from=2028-01"}));
}

}  // namespace
}  // namespace nephoscope
