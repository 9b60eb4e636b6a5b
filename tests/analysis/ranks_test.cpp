#include <gtest/gtest.h>

#include <bit>
#include <optional>

#include "models/market.h"
#include "models/metrics/metrics.h"
#include "sim/core/error.h"
#include "tests/support/shipped.h"
#include "tests/support/team.h"

/// A run whose customers are split over ranks is the run of one process, in every bit of its result hash and of all
/// that it records (docs/cluster.md). Ranks are threads here; tests/ranks/mpi does it with mpirun.
namespace nephoscope {
namespace {

using test::shipped;

Recording recorded(const Scenario& scenario, int threads, const Ranks& ranks) {
    const Draws draws(scenario.simulation.seed, 0);
    const StartState start = prepare_start(scenario, draws, threads, ranks);
    Market market(scenario, draws, start, threads);
    const Schedule schedule{scenario.simulation.start, scenario.simulation.end, 1};
    MarketRecorder recorder(market, start, schedule);
    run(market, schedule, recorder, [] { return false; });
    return recorder.finish();
}

/// What rank 0 records.
Recording recorded_by(int ranks, const Scenario& scenario, int threads) {
    std::optional<Recording> of_first;
    test::Team(ranks).run([&](const Ranks& its) {
        Recording recording = recorded(scenario, threads, its);
        if (its.is_first()) of_first = std::move(recording);
    });
    return std::move(*of_first);
}

/// The bits of every recorded cell, so that NaN equals itself.
std::vector<std::int64_t> bits_of(const Recording& recording, int v) {
    std::vector<std::int64_t> bits;
    const VariableSpec& spec = recording.specs()[static_cast<std::size_t>(v)];
    const int months = spec.has_months() ? static_cast<int>(recording.months().size()) : 1;
    for (int m = 0; m < months; ++m) {
        if (spec.storage == Storage::real)
            for (const double cell : recording.real(v, m)) bits.push_back(std::bit_cast<std::int64_t>(cell));
        else
            for (const std::int64_t cell : recording.integer(v, m)) bits.push_back(cell);
    }
    return bits;
}

void expect_same(const Recording& found, const Recording& expected, const std::string& where) {
    EXPECT_EQ(found.texts, expected.texts) << where;
    ASSERT_EQ(found.specs().size(), expected.specs().size());
    for (int v = 0; v < static_cast<int>(expected.specs().size()); ++v) {
        const VariableSpec& spec = expected.specs()[static_cast<std::size_t>(v)];
        EXPECT_EQ(bits_of(found, v), bits_of(expected, v)) << where << ": " << spec.group << "/" << spec.name;
    }
}

const std::vector<std::string> kSmall{
    "simulation.agents=101", "simulation.end=\"2026-12\"", "simulation.burn_in_months=14",
    "metrics.panel=40",      "metrics.traced=7",           "customers.birth_rate_per_year=0.1"};

std::vector<std::string> with(std::vector<std::string> settings) {
    settings.insert(settings.begin(), kSmall.begin(), kSmall.end());
    return settings;
}

/// Price rules, scarce capacity, events.
Scenario eventful() {
    return shipped("price_war", with({"event.stall.type=\"release_freeze\"", "event.stall.lab=\"openai\"",
                                      "event.stall.start=\"2026-07\"", "event.stall.end=\"2026-10\"",
                                      "venue.azure.ai_capacity_mw=60"}));
}

TEST(SplitRuns, RecordTheSameForAnyNumberOfRanksAndThreads) {
    const Scenario scenario = eventful();
    const Recording alone = recorded(scenario, 1, Ranks::alone());
    EXPECT_GT(alone.specs().size(), 150U);
    for (const auto& [ranks, threads] : {std::pair{2, 1}, {2, 2}, {3, 1}, {3, 2}})
        expect_same(recorded_by(ranks, scenario, threads), alone,
                    std::to_string(ranks) + " ranks of " + std::to_string(threads) + " threads");
}

TEST(SplitRuns, RecordTheSameInExpectedMode) {
    const Scenario scenario = shipped(
        "duopoly",
        with({"simulation.mode=\"expected\"", "portfolio.lab_switching_months=0", "portfolio.venue_switching_months=0",
              "portfolio.onboarding_months=0", "segment.small.venue_cost_usd_per_month=0",
              "segment.large.venue_cost_usd_per_month=0", "attention.base_per_month=1",
              "portfolio.self_cost_extra_usd_per_month=0", "capacity.limited=false"}));
    expect_same(recorded_by(3, scenario, 1), recorded(scenario, 1, Ranks::alone()), "expected mode");
}

TEST(SplitRuns, RecordTheSameWithFewerCustomersThanRanks) {
    Scenario scenario = shipped("duopoly", with({"simulation.agents=8", "metrics.panel=8", "metrics.traced=1"}));
    scenario.start = {true, {0.3, 0}, {0.2, 0, 0.1}, 1};  // eight customers meet no target
    expect_same(recorded_by(11, scenario, 1), recorded(scenario, 1, Ranks::alone()), "eight customers");
}

TEST(SplitRuns, StartWithTheSamePopulationOfBases) {
    const Scenario scenario = eventful();
    const Draws draws(scenario.simulation.seed, 1);
    const StartState alone = prepare_start(scenario, draws, 1);
    std::size_t customers = 0;
    test::Team(2).run([&](const Ranks& ranks) {
        const StartState part = prepare_start(scenario, draws, 1, ranks);
        EXPECT_EQ(part.hash, alone.hash);
        EXPECT_EQ(part.customers.base_per_budget, alone.customers.base_per_budget);
        EXPECT_EQ(part.inversion.passes, alone.inversion.passes);
        EXPECT_EQ(part.inversion.tolerance, alone.inversion.tolerance);
        EXPECT_EQ(part.totals, alone.totals);
        if (ranks.is_first()) customers = part.customers.size();
    });
    EXPECT_LE(customers, alone.customers.size() / 2 + 1) << "each rank has its part alone";
}

/// The largest customers stand for less than 2^-20 organisations: the last rank alone sees it.
TEST(SplitRuns, EndAtAllRanksWhereOneLeavesTheModelsDomain) {
    const Scenario scenario = shipped("duopoly", with({"customers.organisations=1"}));
    EXPECT_THROW(recorded(scenario, 1, Ranks::alone()), ModelError);
    EXPECT_THROW(recorded_by(3, scenario, 1), ModelError);
}

}  // namespace
}  // namespace nephoscope
