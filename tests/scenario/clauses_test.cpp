#include <gtest/gtest.h>

#include "models/scenario/scenario.h"
#include "tests/support/shipped.h"

namespace nephoscope {
namespace {

using test::shipped;

const Clause& clause_of(const Scenario& s, const std::string& id) {
    for (const Clause& clause : s.clauses)
        if (clause.id == id) return clause;
    throw std::out_of_range("no clause " + id);
}

Scenario duopoly_with(std::vector<std::string> settings) { return shipped("duopoly", settings); }

/// Messages of the duopoly with settings.
std::string messages_of(const std::vector<std::string>& settings) {
    Sources sources;
    Diagnostics diagnostics(sources);
    load_scenario(std::string(NEPHOSCOPE_SOURCE_DIR) + "/scenarios/duopoly.toml", {{}, settings}, sources, diagnostics);
    return diagnostics.str();
}

TEST(Clauses, StandInByteOrderOfId) {
    const Scenario s = shipped("baseline");
    EXPECT_EQ(s.clauses.size(), 35U);
    for (std::size_t i = 1; i < s.clauses.size(); ++i) EXPECT_LT(s.clauses[i - 1].id, s.clauses[i].id);
}

TEST(Clauses, TakeAMissingStartFromTheEarliestHostingThere) {
    const Scenario s = duopoly_with({R"(agreement.a-later={type="hosting",lab="alpha",venue="north",start="2027-01"})",
                                     "agreement.alpha-at-north.end=2026-12"});
    for (const char* id : {"alpha-only-north", "alpha-north-royalty", "alpha-pays-north"})
        EXPECT_EQ(clause_of(s, id).start, Month(2023, 1)) << id;
    EXPECT_EQ(clause_of(s, "alpha-south-resale").start, Month(2026, 5));
}

TEST(Clauses, TakeAMissingEndFromTheHorizonWhichIsNoExpiry) {
    const Scenario s = duopoly_with({});
    EXPECT_EQ(clause_of(s, "alpha-north-royalty").end, Month(2028, 12));
    EXPECT_FALSE(clause_of(s, "alpha-north-royalty").written_end);
    EXPECT_EQ(clause_of(s, "alpha-pays-north").end, Month(2027, 12));
    EXPECT_TRUE(clause_of(s, "alpha-pays-north").written_end);
}

TEST(Clauses, MayStartAfterTheHorizon) {
    const Scenario s = duopoly_with({R"(agreement.late={type="equity",holder="south",lab="beta",fraction=0.1})",
                                     R"(agreement.later={type="hosting",lab="beta",venue="south",start="2040-01"})",
                                     "agreement.beta-at-south.end=2039-12"});
    EXPECT_EQ(clause_of(s, "later").end, Month(2040, 1));
    EXPECT_FALSE(clause_of(s, "later").in_force(s.simulation.end));
}

TEST(Clauses, ReadEveryField) {
    const Scenario s = duopoly_with(
        {"agreement.alpha-at-south.lag_months=3", "agreement.alpha-at-south.scope=[\"batch\"]",
         "agreement.alpha-only-north.ends_on_trigger=agi", "agreement.alpha-south-resale.mode=agency",
         "agreement.alpha-pays-north.base=enterprise_revenue", "agreement.alpha-pays-north.paid_to_date_usd=5e8",
         "agreement.north-holds-alpha.participation=0.5",
         R"(agreement.agi={type="trigger",hazard_per_month=0.01,ends=["alpha-pays-north"],starts=["sale"],draw_slot=9})",
         R"(agreement.sale={type="licence",lab="alpha",cloud="north",exclusive=true})",
         R"(agreement.first={type="first_ship",lab="alpha",venue="north",window_months=2})",
         R"(agreement.burn={type="counts_to_commit",lab="beta",cloud="north",flag=false})",
         R"(agreement.commit={type="compute_commit",lab="beta",cloud="south",total_usd=1e9,start="2026-05",end="2030-04",shape="linear",take_or_pay=true})"});
    EXPECT_EQ(clause_of(s, "alpha-at-south").lag_months, 3);
    EXPECT_EQ(clause_of(s, "alpha-at-south").onboarding_months, 1);
    EXPECT_EQ(clause_of(s, "alpha-at-south").scope, 2U);
    EXPECT_EQ(clause_of(s, "alpha-only-north").ends_on_trigger, "agi");
    EXPECT_TRUE(clause_of(s, "alpha-only-north").allows_direct);
    EXPECT_EQ(clause_of(s, "alpha-south-resale").mode, ResaleMode::agency);
    EXPECT_EQ(clause_of(s, "alpha-north-royalty").mode, ResaleMode::royalty);
    EXPECT_EQ(clause_of(s, "alpha-north-royalty").rate, 0.2);
    EXPECT_EQ(clause_of(s, "alpha-pays-north").base, ShareBase::enterprise_revenue);
    EXPECT_EQ(clause_of(s, "alpha-pays-north").paid_to_date, 5e8);
    EXPECT_EQ(clause_of(s, "alpha-pays-north").cap, 1e9);
    EXPECT_EQ(clause_of(s, "north-holds-alpha").fraction, 0.25);
    EXPECT_EQ(clause_of(s, "north-holds-alpha").participation, 0.5);
    EXPECT_EQ(clause_of(s, "agi").hazard, 0.01);
    EXPECT_EQ(clause_of(s, "agi").draw_slot, 9);
    EXPECT_EQ(clause_of(s, "agi").ends, std::vector<std::string>{"alpha-pays-north"});
    EXPECT_EQ(clause_of(s, "agi").starts, std::vector<std::string>{"sale"});
    EXPECT_TRUE(clause_of(s, "sale").exclusive);
    EXPECT_EQ(clause_of(s, "first").window_months, 2);
    EXPECT_FALSE(clause_of(s, "burn").counts);
    EXPECT_EQ(clause_of(s, "commit").total, 1e9);
    EXPECT_TRUE(clause_of(s, "commit").linear_shape);
    EXPECT_TRUE(clause_of(s, "commit").take_or_pay);
    EXPECT_EQ(s.inactive, std::vector<std::string>{}) << "every clause has an effect";
}

TEST(Clauses, ReadTheDateOfATrigger) {
    const Scenario s = duopoly_with({R"(agreement.agi={type="trigger",date="2027-03",ends=["alpha-only-north"]})"});
    EXPECT_EQ(clause_of(s, "agi").date, Month(2027, 3));
}

TEST(Clauses, MayFollowEachOther) {
    EXPECT_EQ(
        messages_of(
            {"agreement.alpha-north-royalty.end=2026-04",
             R"(agreement.next={type="resale",lab="alpha",cloud="north",mode="royalty",rate=0,start="2026-05"})"}),
        "");
    EXPECT_NE(
        messages_of(
            {"agreement.alpha-north-royalty.end=2026-05",
             R"(agreement.next={type="resale",lab="alpha",cloud="north",mode="royalty",rate=0,start="2026-05"})"}),
        "");
}

TEST(Clauses, MayShareAPairInDifferentScopes) {
    const std::string batch =
        R"(agreement.more={type="hosting",lab="alpha",venue="south",start="2026-05",scope=["batch"]})";
    EXPECT_EQ(messages_of({"agreement.alpha-at-south.scope=[\"coding\"]", batch}), "");
    EXPECT_NE(messages_of({batch}), "");
}

TEST(Clauses, ThatATriggerSeparatesDoNotOverlap) {
    const std::string next =
        R"(agreement.next={type="resale",lab="alpha",cloud="north",mode="royalty",rate=0,start="2026-05"})";
    EXPECT_NE(messages_of({next}), "");
    EXPECT_EQ(
        messages_of(
            {next,
             R"(agreement.agi={type="trigger",hazard_per_month=0.01,ends=["alpha-north-royalty"],starts=["next"]})"}),
        "");
}

TEST(Clauses, OfTheSamePayerMayTogetherReachItsWholeRevenue) {
    const std::string more =
        R"(agreement.more={type="revenue_share",payer="alpha",payee="south",rate=RATE,start="2026-05"})";
    const auto with_rate = [&](const std::string& rate) {
        return std::string(more).replace(more.find("RATE"), 4, rate);
    };
    EXPECT_EQ(messages_of({with_rate("0.8")}), "");
    EXPECT_NE(messages_of({with_rate("0.81")}), "");
}

}  // namespace
}  // namespace nephoscope
