#include <gtest/gtest.h>

#include <ostream>

#include "tests/reference/side_by_side.h"
#include "tests/reference/worlds.h"

/// The engine against its plain twin, phase by phase. In worlds where every mechanism acts the two must agree, every
/// branch must have been taken, and a planted error of each phase must be found in that phase.
namespace nephoscope::reference {
namespace {

Seen agree(const Scenario& scenario, int months = 15) {
    SideBySide both(scenario, Planted::none);
    const Differences& differences = both.run(months);
    EXPECT_FALSE(differences.any()) << differences.str();
    return both.seen();
}

TEST(Twin, AgreesOnTheFactualWorld) {
    const Seen seen = agree(shipped("baseline"));
    EXPECT_GT(seen.newcomers, 0);
    EXPECT_GT(seen.renewals, 0);
    EXPECT_GT(seen.arrivals, 0);
    EXPECT_GT(seen.exhausted_caps, 0);
}

TEST(Twin, AgreesWhileExclusivityShutsACloudThatHosts) { agree(shut()); }

TEST(Twin, AgreesOnTheCounterfactual) { agree(shipped("exclusive_2032")); }

TEST(Twin, AgreesOnTheDuopoly) { agree(shipped("duopoly"), 24); }

TEST(Twin, AgreesWhenCapacityIsShort) {
    const Seen seen = agree(tight());
    EXPECT_GT(seen.short_inference, 0);
    EXPECT_GT(seen.short_other, 0);
    EXPECT_GT(seen.short_committed, 0);
    EXPECT_GT(seen.short_direct, 0);
    EXPECT_GT(seen.short_customers, 0);
    EXPECT_GT(seen.orders, 0);
    EXPECT_GT(seen.cut_draws, 0);
    EXPECT_GT(seen.true_ups, 0);
}

TEST(Twin, AgreesWhenPricesMove) {
    const Seen seen = agree(priced());
    EXPECT_GT(seen.list_prices_moved, 3 * 12);
    EXPECT_GT(seen.fees_moved, 30);
}

TEST(Twin, AgreesWhenLabsRunOutOfCash) {
    const Seen seen = agree(strapped());
    EXPECT_GT(seen.rounds, 1);
    EXPECT_GT(seen.distress, 0);
    EXPECT_GT(seen.cloud_purchases, 0);
    EXPECT_GT(seen.cut_budgets, 0);
    EXPECT_GT(seen.insolvencies, 0);
}

TEST(Twin, AgreesWhenBasesMove) {
    const Seen seen = agree(moving(), 18);
    EXPECT_GT(seen.migrations, 5);
    EXPECT_GT(seen.moving_months, 20);
}

TEST(Twin, AgreesWhenTriggersFire) {
    const Seen seen = agree(triggered());
    EXPECT_GT(seen.true_ups, 0);         // a commitment that the trigger ends was behind its schedule
    EXPECT_GT(seen.short_inference, 0);  // a cloud without capacity yet has customers
}

TEST(Twin, AgreesWithEverySwitchOff) {
    const Seen seen = agree(switched_off());
    EXPECT_EQ(seen.renewals + seen.rounds + seen.short_customers, 0);
}

TEST(Twin, AgreesOnRandomWorlds) {
    for (unsigned seed = 1; seed <= 8; ++seed) {
        SCOPED_TRACE(seed);
        agree(random_world(seed), 9);
    }
}

struct Case {
    Planted planted;
    Scenario (*world)();
    const char* phase;
};

Scenario factual() { return shipped("baseline"); }

void PrintTo(const Case& given, std::ostream* out) {
    *out << "error " << static_cast<int>(given.planted) << " in phase " << given.phase;
}

class PlantedError : public ::testing::TestWithParam<Case> {};

TEST_P(PlantedError, IsFoundInItsPhase) {
    const Case& given = GetParam();
    SideBySide both(given.world(), given.planted);
    const Differences& differences = both.run(18);
    EXPECT_EQ(differences.phase(), given.phase) << differences.str();
}

INSTANTIATE_TEST_SUITE_P(OfEveryPhase, PlantedError,
                         ::testing::Values(Case{Planted::burn_in_never_looks_at_peers, moving, "burn-in"},
                                           Case{Planted::burn_in_keeps_projects, factual, "burn-in"},
                                           Case{Planted::count_venues_by_workload, factual, "counts"},
                                           Case{Planted::flows_run_backwards, factual, "counts"},
                                           Case{Planted::agreements_forget_onboarding, factual, "agreements"},
                                           Case{Planted::agreements_ignore_exclusivity, shut, "agreements"},
                                           Case{Planted::agreements_ignore_trigger, triggered, "agreements"},
                                           Case{Planted::release_at_twice_the_rate, factual, "offers"},
                                           Case{Planted::release_ignores_freeze, triggered, "offers"},
                                           Case{Planted::train_without_spillover, factual, "training"},
                                           Case{Planted::train_ignores_effort, factual, "training"},
                                           Case{Planted::costs_ignore_egress_ban, moving, "costs"},
                                           Case{Planted::costs_ignore_events, moving, "costs"},
                                           Case{Planted::list_price_forgets_share, priced, "prices"},
                                           Case{Planted::list_price_jumps, priced, "prices"},
                                           Case{Planted::list_price_is_myopic, priced, "prices"},
                                           Case{Planted::fee_forgets_opportunity_cost, priced, "prices"},
                                           Case{Planted::fee_forgets_nest, priced, "prices"},
                                           Case{Planted::offers_ignore_lag, factual, "offers"},
                                           Case{Planted::attention_misses_news, factual, "attention"},
                                           Case{Planted::attention_misses_shortage, tight, "attention"},
                                           Case{Planted::attention_activates_too_often, factual, "attention"},
                                           Case{Planted::choose_ignores_switching_cost, factual, "choice"},
                                           Case{Planted::choose_uses_actual_quality, factual, "choice"},
                                           Case{Planted::choose_charges_home_venue, factual, "choice"},
                                           Case{Planted::choose_ignores_reliability, tight, "choice"},
                                           Case{Planted::base_without_pull, moving, "base cloud"},
                                           Case{Planted::base_without_inertia, factual, "base cloud"},
                                           Case{Planted::base_migrates_freely, factual, "base cloud"},
                                           Case{Planted::base_migrates_at_once, moving, "base cloud"},
                                           Case{Planted::base_grows_before_the_start, factual, "base cloud"},
                                           Case{Planted::newcomer_loves_inertia, factual, "base cloud"},
                                           Case{Planted::capacity_arrives_early, tight, "capacity"},
                                           Case{Planted::capacity_orders_served_demand, tight, "capacity"},
                                           Case{Planted::clear_serves_inference_last, tight, "clearing"},
                                           Case{Planted::clear_ignores_reserve, tight, "clearing"},
                                           Case{Planted::commitments_draw_evenly, factual, "clearing"},
                                           Case{Planted::true_up_only_at_the_end, tight, "clearing"},
                                           Case{Planted::reliability_forgets_slower, tight, "capacity"},
                                           Case{Planted::serve_forgets_egress, factual, "service"},
                                           Case{Planted::serve_bills_without_discount, factual, "service"},
                                           Case{Planted::serve_bills_unserved, tight, "service"},
                                           Case{Planted::settle_pays_royalty_on_paid_price, factual, "settlement"},
                                           Case{Planted::settle_ignores_cap, factual, "settlement"},
                                           Case{Planted::settle_pays_used_capacity, tight, "settlement"},
                                           Case{Planted::settle_forgets_reserve_value, factual, "settlement"},
                                           Case{Planted::settle_forgets_base_cost, factual, "settlement"},
                                           Case{Planted::funding_counts_equity_as_inflow, strapped, "funding"},
                                           Case{Planted::funding_ignores_dilution_limit, strapped, "funding"},
                                           Case{Planted::funding_ignores_participation, strapped, "funding"},
                                           Case{Planted::budget_ignores_runway, strapped, "funding"},
                                           Case{Planted::budget_ignores_profit, factual, "funding"}));

}  // namespace
}  // namespace nephoscope::reference
