#include <gtest/gtest.h>

#include "models/scenario/branching.h"
#include "tests/analysis/checkpoint_run.h"
#include "tests/support/team.h"

/// docs/checkpoints.md: a run that goes on is the run that was never interrupted, bit for bit in every variable.
namespace nephoscope {
namespace {

using test::first_difference;
using test::run_on;
using test::run_straight;
using test::shipped;
using test::Straight;

/// 300 customers to 2027-08, sixteen months.
std::vector<std::string> small(std::vector<std::string> more = {}) {
    more.insert(more.begin(), {"simulation.agents=300", "simulation.end=\"2027-08\""});
    return more;
}

void expect_goes_on(const Scenario& scenario, std::uint32_t replication = 0) {
    const int last = scenario.simulation.months() - 1;
    const Straight straight = run_straight(scenario, {0, last / 2, last - 1}, replication);
    ASSERT_EQ(straight.states.size(), 3U);
    for (const auto& [month, state] : straight.states)
        EXPECT_EQ(first_difference(run_on(state, scenario, month, replication), straight.recording), "")
            << scenario.name << " from " << month.str();
}

TEST(Checkpoint, GoesOnAsIfNeverInterrupted) {
    const Scenario scenario = shipped("baseline", small({"metrics.traced=5"}));
    expect_goes_on(scenario, 0);
    expect_goes_on(scenario, 1);
}

/// Triggers, price rules and price events, capacity events, rounds, an IPO, an entrant: whatever has state of its own.
TEST(Checkpoint, GoesOnInEveryKindOfScenario) {
    for (const char* name : {"duopoly", "neocloud_entry", "price_war", "ipo_dilution"})
        expect_goes_on(shipped(name, small()));
    expect_goes_on(shipped("agi_clause", small({"agreement.agi.hazard_per_month=0.2"})));
    expect_goes_on(shipped("baseline", small({"lab.openai.price_rule=\"bertrand\"", "lab.anthropic.price_rule=\"nash\"",
                                              "venue.aws.fee_rule=\"nash\"", "base_cloud.migration_months=6"})));
    expect_goes_on(shipped("capacity_crunch", small({"lab.openai.cash_usd=5e9", "quality.open_lag_months=2"})));
}

TEST(Checkpoint, GoesOnInExpectedMode) {
    expect_goes_on(shipped(
        "duopoly", {"simulation.agents=150", "simulation.end=\"2026-10\"", "simulation.mode=expected",
                    "segment.small.venue_cost_usd_per_month=0", "segment.large.venue_cost_usd_per_month=0",
                    "portfolio.self_cost_extra_usd_per_month=0", "portfolio.lab_switching_months=0",
                    "portfolio.venue_switching_months=0", "portfolio.max_venues=3", "attention.base_per_month=1"}));
}

TEST(Checkpoint, GoesOnWithCounterfactualsSolved) {
    expect_goes_on(shipped("duopoly", {"simulation.agents=120", "simulation.end=\"2027-06\"", "metrics.panel=20",
                                       "metrics.counterfactuals=true"}));
}

TEST(Checkpoint, GoesOnBetweenRecordedMonths) {
    const Scenario scenario = shipped("baseline", small({"simulation.record_every_months=5", "metrics.traced=5"}));
    const Straight straight = run_straight(scenario, {0, 4, 6});
    for (const auto& [month, state] : straight.states)
        EXPECT_EQ(first_difference(run_on(state, scenario, month), straight.recording), "") << month.str();
}

TEST(Checkpoint, OfAnyNumberOfThreadsGoesOnWithAnyOther) {
    const Scenario scenario = shipped("baseline", small());
    const Straight one = run_straight(scenario, {7}, 0, 1), two = run_straight(scenario, {7}, 0, 2);
    EXPECT_EQ(one.states, two.states) << "the same bytes";
    const auto& [month, state] = *two.states.begin();
    EXPECT_EQ(first_difference(run_on(state, scenario, month, 0, 1), one.recording), "");
    EXPECT_EQ(first_difference(run_on(state, scenario, month, 0, 2), one.recording), "");
    EXPECT_EQ(first_difference(run_on(state, scenario, month, 0, 7), one.recording), "");
}

/// Two ranks keep, three go on: threads of this process stand for them.
TEST(Checkpoint, OfAnyNumberOfRanksGoesOnWithAnyOther) {
    const Scenario scenario = shipped("baseline", small({"metrics.traced=5"}));
    const Straight alone = run_straight(scenario, {7});
    const auto& [month, state] = *alone.states.begin();
    for (const int ranks : {2, 3}) {
        test::Team(ranks).run([&, month = month](const Ranks& its) {
            EXPECT_TRUE(run_straight(scenario, {7}, 0, 1, its).states == alone.states) << "the same bytes";
            const Recording recording = run_on(alone.states.at(month), scenario, month, 0, 1, its);
            EXPECT_EQ(first_difference(recording, alone.recording), "") << "rank " << its.rank() << " of " << ranks;
        });
    }
}

/// A run that went on is kept again, in the bytes of the straight run.
TEST(Checkpoint, CanBeTakenOfARunThatWentOn) {
    const Scenario scenario = shipped("baseline", small());
    const Straight straight = run_straight(scenario, {3, 9});
    const Draws draws(scenario.simulation.seed, 0);
    Schedule schedule = test::schedule_of(scenario);
    schedule.done = schedule.first + 3;
    schedule.checkpoints = {schedule.first + 9};
    OpenedRun opened(straight.states.at(*schedule.done), scenario, draws, schedule, 1);
    test::Keeper keeper(opened.start(), opened.market(), opened.recorder());
    run(opened.market(), schedule, keeper, [] { return false; });
    EXPECT_EQ(keeper.states.at(schedule.first + 9), straight.states.at(schedule.first + 9));
}

/// Read again, so that both have their places in one set of sources.
bool same_until(const Scenario& a, const Scenario& b, Month month) {
    Sources sources;
    Diagnostics diagnostics(sources);
    std::vector<Scenario> both;
    for (const Scenario* its : {&a, &b})
        both.push_back(read_scenario(load_text(its->name, write_toml(its->resolved), sources, diagnostics), its->name,
                                     sources, diagnostics));
    EXPECT_TRUE(diagnostics.ok()) << diagnostics.str();
    return diff_until(both[0], both[1], month, sources).empty();
}

/// Exclusivity that is given up in `month`: the old clauses end with it, others of every kind begin after it, among
/// them such that stand before, between and behind the old ones, and events.
std::vector<std::string> opened_after(Month month) {
    const std::string end = "\"" + month.str() + "\"", start = "\"" + (month + 1).str() + "\"";
    std::vector<std::string> settings;
    for (const char* clause : {"exclusivity", "royalty"})
        settings.push_back(std::string("agreement.openai-azure-") + clause + ".end=" + end);
    settings.push_back("agreement.openai-microsoft-share.end=" + end);
    const auto clause = [&](const std::string& id, std::vector<std::string> keys) {
        keys.push_back("start=" + start);
        for (const std::string& key : keys) settings.push_back("agreement." + id + "." + key);
    };
    clause("a-hosting", {"type=\"hosting\"", "lab=\"openai\"", "venue=\"aws\"", "end=\"2032-12\""});
    clause("n-resale",
           {"type=\"resale\"", "lab=\"openai\"", "cloud=\"aws\"", "mode=\"gp_split\"", "rate=0.25", "end=\"2027-08\""});
    clause("z-royalty", {"type=\"resale\"", "lab=\"openai\"", "cloud=\"azure\"", "mode=\"royalty\"", "rate=0.1"});
    clause("a-share", {"type=\"revenue_share\"", "payer=\"openai\"", "payee=\"azure\"", "base=\"all_revenue\"",
                       "rate=0.15", "cap_usd=4e9", "paid_to_date_usd=1e9"});
    clause("b-commit", {"type=\"compute_commit\"", "lab=\"openai\"", "cloud=\"google-cloud\"", "total_usd=20e9",
                        "take_or_pay=true", "end=\"2028-12\""});
    for (const std::string& key : std::vector<std::string>{"type=\"unit_cost\"", "factor=1.3", "start=" + start})
        settings.push_back("event.dearer." + key);
    settings.push_back("region.eu.egress_ban_start=" + start);
    return small(settings);
}

TEST(Checkpoint, BranchesIntoTheRunThatWasAnotherFromThenOn) {
    const Scenario stored = shipped("exclusive_2032", small());
    const int last = stored.simulation.months() - 1;
    const Straight straight = run_straight(stored, {0, last / 2, last - 1});
    for (const auto& [month, state] : straight.states) {
        const Scenario other = shipped("exclusive_2032", opened_after(month));
        ASSERT_TRUE(same_until(stored, other, month)) << month.str();
        EXPECT_FALSE(same_until(stored, other, month + 1)) << "one month later they are others";
        const Recording branched = run_on(state, other, month);
        EXPECT_EQ(first_difference(branched, run_straight(other, {}).recording), "") << month.str();
        EXPECT_NE(branched.texts.at("result_hash"), straight.recording.texts.at("result_hash"));
    }
}

/// The other way round: what the checkpoint's scenario has and the branch has not.
TEST(Checkpoint, BranchesIntoARunWithoutWhatWasToCome) {
    const Month month{2026, 12};
    const Scenario stored = shipped("exclusive_2032", opened_after(month)), other = shipped("exclusive_2032", small());
    ASSERT_TRUE(same_until(stored, other, month));
    const Straight straight = run_straight(stored, {month - stored.simulation.start});
    EXPECT_EQ(first_difference(run_on(straight.states.at(month), other, month), run_straight(other, {}).recording), "");
}

/// Of a trigger that may have fired: by replication the clauses that it started and ended go on.
TEST(Checkpoint, BranchesWithTriggersFiredOrNot) {
    const std::string hazard = "agreement.agi.hazard_per_month=0.12";
    const Scenario stored = shipped("agi_clause", small({hazard}));
    const Scenario other = shipped("agi_clause", small({hazard, "agreement.openai-azure-royalty.end=\"2027-01\""}));
    const Month month{2026, 12};
    ASSERT_TRUE(same_until(stored, other, month));
    int fired = 0;
    for (std::uint32_t replication = 0; replication < 3; ++replication) {
        const Straight straight = run_straight(stored, {month - stored.simulation.start}, replication);
        const Recording whole = run_straight(other, {}, replication).recording;
        EXPECT_EQ(first_difference(run_on(straight.states.at(month), other, month, replication), whole), "");
        fired += whole.texts.at("result_hash") != straight.recording.texts.at("result_hash") ? 1 : 0;
    }
    EXPECT_GT(fired, 0);
}

}  // namespace
}  // namespace nephoscope
