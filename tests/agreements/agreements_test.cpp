#include "models/agreements/agreements.h"

#include <gtest/gtest.h>

#include <cmath>

#include "models/pricing/offer_table.h"
#include "tests/support/small_scenario.h"

namespace nephoscope {
namespace {

using test::clause;
using test::small_scenario;

constexpr int kOpenai = 0, kAnthropic = 1, kOpen = 2;
constexpr int kAzure = 0, kAws = 1, kDirect = 2, kSelf = 3;
constexpr std::uint32_t kCoding = 1, kBatch = 2, kBoth = 3;

std::uint32_t legal(const Legality& legality, int lab, int venue) {
    return legality.legal[static_cast<std::size_t>(lab * 4 + venue)];
}
int lag_at(const Legality& legality, int lab, int venue) {
    return legality.lag[static_cast<std::size_t>(lab * 4 + venue)];
}

/// One row: clauses, month, offer, what is expected of it.
struct Row {
    const char* what;
    std::vector<Clause> clauses;
    Month month;
    int lab, venue;
    std::uint32_t legal;
    int lag;
};

Clause hosting(int lab, int venue, Month start, Month end, int onboarding = 0, int lag = 0,
               std::uint32_t scope = kBoth) {
    Clause c = clause("hosting", ClauseType::hosting, lab, venue, start, end, true);
    c.onboarding_months = onboarding;
    c.lag_months = lag;
    c.scope = scope;
    return c;
}
Clause exclusive(int lab, int venue, Month start, Month end, bool direct, std::uint32_t scope = ~0U) {
    Clause c = clause("exclusivity", ClauseType::exclusivity, lab, venue, start, end, true);
    c.allows_direct = direct;
    c.scope = scope;
    return c;
}
Clause first_ship(int lab, int venue, int window) {
    Clause c = clause("first-ship", ClauseType::first_ship, lab, venue);
    c.window_months = window;
    return c;
}

constexpr Month kEarly(2023, 1), kLate(2032, 12), kMay(2026, 5), kJune(2026, 6), kJuly(2026, 7);

const std::vector<Row>& rows() {
    static const std::vector<Row> table{
        {"no hosting, no offer", {}, kMay, kOpenai, kAzure, 0, 0},
        {"the direct channel needs no clause", {}, kMay, kOpenai, kDirect, kBoth, 0},
        {"another lab has no offer at the direct channel", {}, kMay, kAnthropic, kDirect, 0, 0},
        {"open weights can be self-hosted", {}, kMay, kOpen, kSelf, kBoth, 0},
        {"closed weights cannot be self-hosted", {}, kMay, kOpenai, kSelf, 0, 0},
        {"hosting in its first month", {hosting(0, 1, kMay, kLate)}, kMay, kOpenai, kAws, kBoth, 0},
        {"hosting the month before its start", {hosting(0, 1, kJune, kLate)}, kMay, kOpenai, kAws, 0, 0},
        {"hosting in its last month", {hosting(0, 1, kEarly, kMay)}, kMay, kOpenai, kAws, kBoth, 0},
        {"hosting the month after its end", {hosting(0, 1, kEarly, kMay)}, kJune, kOpenai, kAws, 0, 0},
        {"onboarding of one month, first month", {hosting(0, 1, kMay, kLate, 1)}, kMay, kOpenai, kAws, 0, 0},
        {"onboarding of one month, second month", {hosting(0, 1, kMay, kLate, 1)}, kJune, kOpenai, kAws, kBoth, 0},
        {"scope of one workload", {hosting(0, 1, kMay, kLate, 0, 0, kBatch)}, kMay, kOpenai, kAws, kBatch, 0},
        {"a hosting's own lag", {hosting(0, 1, kMay, kLate, 0, 2)}, kMay, kOpenai, kAws, kBoth, 2},
        {"exclusivity shuts another cloud",
         {hosting(0, 1, kEarly, kLate), exclusive(0, 0, kEarly, kMay, true)},
         kMay,
         kOpenai,
         kAws,
         0,
         0},
        {"and opens it the month after its end",
         {hosting(0, 1, kEarly, kLate), exclusive(0, 0, kEarly, kMay, true)},
         kJune,
         kOpenai,
         kAws,
         kBoth,
         0},
        {"the beneficiary stays",
         {hosting(0, 0, kEarly, kLate), exclusive(0, 0, kEarly, kMay, true)},
         kMay,
         kOpenai,
         kAzure,
         kBoth,
         0},
        {"direct sale survives when allowed", {exclusive(0, 0, kEarly, kMay, true)}, kMay, kOpenai, kDirect, kBoth, 0},
        {"direct sale falls when not", {exclusive(0, 0, kEarly, kMay, false)}, kMay, kOpenai, kDirect, 0, 0},
        {"exclusivity of one workload leaves the other",
         {hosting(0, 1, kEarly, kLate), exclusive(0, 0, kEarly, kMay, true, kCoding)},
         kMay,
         kOpenai,
         kAws,
         kBatch,
         0},
        {"exclusivity of another lab is no matter",
         {hosting(0, 1, kEarly, kLate), exclusive(1, 0, kEarly, kMay, false)},
         kMay,
         kOpenai,
         kAws,
         kBoth,
         0},
        {"first ship delays another cloud",
         {hosting(0, 1, kEarly, kLate), first_ship(0, 0, 3)},
         kMay,
         kOpenai,
         kAws,
         kBoth,
         3},
        {"the larger of lag and window",
         {hosting(0, 1, kEarly, kLate, 0, 4), first_ship(0, 0, 3)},
         kMay,
         kOpenai,
         kAws,
         kBoth,
         4},
        {"first ship spares its own venue",
         {hosting(0, 0, kEarly, kLate), first_ship(0, 0, 3)},
         kMay,
         kOpenai,
         kAzure,
         kBoth,
         0},
        {"first ship spares the direct channel", {first_ship(0, 0, 3)}, kMay, kOpenai, kDirect, kBoth, 0},
        {"first ship of another lab is no matter",
         {hosting(0, 1, kEarly, kLate), first_ship(1, 0, 3)},
         kMay,
         kOpenai,
         kAws,
         kBoth,
         0},
    };
    return table;
}

TEST(Agreements, ResolveEveryRowOfTheRule) {
    for (const Row& row : rows()) {
        Scenario scenario = small_scenario();
        scenario.clauses = row.clauses;
        const Agreements agreements(scenario);
        const Legality legality = agreements.resolve(row.month);
        EXPECT_EQ(legal(legality, row.lab, row.venue), row.legal) << row.what;
        EXPECT_EQ(lag_at(legality, row.lab, row.venue), row.lag) << row.what;
    }
}

TEST(Agreements, OnboardingIsCompleteInBurnIn) {
    Scenario scenario = small_scenario();
    scenario.clauses = {hosting(0, 1, kMay, kLate, 3)};
    const Agreements agreements(scenario);
    EXPECT_EQ(legal(agreements.resolve(kMay), kOpenai, kAws), 0U);
    EXPECT_EQ(legal(agreements.resolve(kMay, true), kOpenai, kAws), kBoth);
}

const std::vector<double> kNoTraining(3, 0.0);

OfferTable offers_of(const Scenario& scenario, const Agreements& agreements, Month m, const QualityRace& race, int t,
                     const OfferTable* before = nullptr) {
    const std::vector<double> reliability(scenario.venues.size(), 1);
    const Legality legality = agreements.resolve(m);
    const Prices prices = opening_prices(scenario);
    return freeze_offers({scenario, agreements, legality, race, prices, reliability, t, before});
}

Scenario with_trigger(std::vector<Clause> clauses, Month date) {
    Scenario scenario = small_scenario();
    Clause trigger = clause("agi", ClauseType::trigger, -1, -1);
    trigger.date = date;
    trigger.ends = {"exclusivity"};
    trigger.starts = {"waiting"};
    clauses.push_back(trigger);
    scenario.clauses = std::move(clauses);
    return scenario;
}

/// K29: a trigger dated t* that ends a clause is a clause that ends in t*.
TEST(Agreements, ATriggerOnADateIsAClauseThatEndsThen) {
    Scenario dated = small_scenario();
    dated.clauses = {hosting(0, 1, kEarly, kLate), exclusive(0, 0, kEarly, kJune, true)};
    Scenario triggered = with_trigger({hosting(0, 1, kEarly, kLate), exclusive(0, 0, kEarly, kLate, true)}, kJune);
    Agreements by_date(dated), by_trigger(triggered);
    const Draws draws(1, 0);
    for (Month m = kMay; m <= Month(2026, 9); ++m) {
        by_date.fire_triggers(m, draws);
        by_trigger.fire_triggers(m, draws);
        EXPECT_EQ(by_date.resolve(m).legal, by_trigger.resolve(m).legal) << m.str();
    }
    EXPECT_EQ(legal(by_trigger.resolve(kJuly), kOpenai, kAws), kBoth);
}

TEST(Agreements, AClauseThatATriggerStartsWaitsForIt) {
    Clause waiting = hosting(0, 1, kEarly, kLate, 1);
    waiting.id = "waiting";
    const Scenario scenario = with_trigger({waiting, exclusive(1, 0, kEarly, kLate, true)}, kMay);
    Agreements agreements(scenario);
    const Draws draws(1, 0);
    agreements.fire_triggers(kMay, draws);
    EXPECT_EQ(legal(agreements.resolve(kMay), kOpenai, kAws), 0U);
    agreements.fire_triggers(kJune, draws);
    EXPECT_EQ(legal(agreements.resolve(kJune), kOpenai, kAws), 0U)
        << "onboarding counts from the start that the trigger set";
    EXPECT_EQ(legal(agreements.resolve(kJuly), kOpenai, kAws), kBoth);
}

TEST(Agreements, AHazardFiresOnceAtItsRate) {
    int fired = 0;
    constexpr int replications = 4000, months = 20;
    constexpr double hazard = 0.05;
    for (std::uint32_t r = 0; r < replications; ++r) {
        Scenario scenario = small_scenario();
        Clause trigger = clause("agi", ClauseType::trigger, -1, -1);
        trigger.hazard = hazard;
        scenario.clauses = {trigger};
        Agreements agreements(scenario);
        const Draws draws(7, r);
        for (int t = 0; t < months; ++t) agreements.fire_triggers(kMay + t, draws);
        fired += agreements.fired()[0] ? 1 : 0;
    }
    const double p = 1 - std::pow(1 - hazard, months), se = std::sqrt(p * (1 - p) / replications);
    EXPECT_NEAR(fired / double(replications), p, 5 * se);
    EXPECT_GT(std::abs(fired / double(replications) - (1 - std::pow(1 - 1.1 * hazard, months))), se)
        << "it can tell 5.5 % from 5 %";
}

TEST(Agreements, TermsOfResaleAreThoseInForce) {
    Scenario scenario = small_scenario();
    Clause old_terms = clause("a", ClauseType::resale, kOpenai, kAzure, kEarly, kMay, true);
    old_terms.rate = 0.2;
    Clause new_terms = clause("b", ClauseType::resale, kOpenai, kAzure, kJune);
    new_terms.mode = ResaleMode::gp_split;
    new_terms.rate = 0.25;
    scenario.clauses = {old_terms, new_terms};
    const Agreements agreements(scenario);
    EXPECT_TRUE(agreements.resale(kOpenai, kAzure, kMay).agreed);
    EXPECT_EQ(agreements.resale(kOpenai, kAzure, kMay).rate, 0.2);
    EXPECT_EQ(agreements.resale(kOpenai, kAzure, kJune).mode, ResaleMode::gp_split);
    EXPECT_FALSE(agreements.resale(kOpenai, kAws, kJune).agreed);
    EXPECT_FALSE(agreements.expires(kOpenai, kAzure)) << "open-ended terms succeeded the dated ones";
}

TEST(Agreements, AWrittenEndByTheHorizonIsAnExpiry) {
    Scenario scenario = small_scenario();
    scenario.clauses = {clause("a", ClauseType::licence, kOpenai, kAzure, kEarly, kLate, true),
                        clause("b", ClauseType::hosting, kAnthropic, kAws, kEarly, kLate, false)};
    const Agreements agreements(scenario);
    EXPECT_TRUE(agreements.expires(kOpenai, kAzure));
    EXPECT_FALSE(agreements.expires(kAnthropic, kAws)) << "an end that is only the horizon is no expiry";
}

/// K23: with a release every month and constant growth, a lag of L months is a quality gap of L·g_z.
TEST(Offers, ALagCostsItsMonthsOfProgress) {
    Scenario scenario = small_scenario();
    scenario.quality.noise = 0;
    scenario.quality.spillover = 0;
    for (Lab& lab : scenario.labs) lab.release_interval = 1;
    scenario.clauses = {hosting(0, 0, kEarly, kLate), hosting(0, 1, kEarly, kLate), first_ship(0, 0, 3)};
    const Agreements agreements(scenario);
    const Draws draws(3, 0);
    QualityRace race(scenario);
    for (int t = 0; t < 12; ++t) {
        race.release(t, draws);
        const OfferTable table = offers_of(scenario, agreements, kMay + t, race, t);
        if (t >= 4) {
            EXPECT_DOUBLE_EQ(table.quality[static_cast<std::size_t>(table.offer(kOpenai, kAzure))] -
                                 table.quality[static_cast<std::size_t>(table.offer(kOpenai, kAws))],
                             3 * scenario.quality.drift);
        }
        EXPECT_DOUBLE_EQ(table.known_quality[static_cast<std::size_t>(table.offer(kOpenai, kAws))],
                         table.quality[static_cast<std::size_t>(table.offer(kOpenai, kAzure))] -
                             3 * race.gain_per_month(kOpenai, t));
        race.advance(t, draws, kNoTraining);
    }
}

/// K22: without noise and spill-over latent quality is linear; with spill-over alone a gap shrinks by (1 − s_z) a
/// month.
TEST(Quality, DriftsLinearlyAndSpillsOver) {
    Scenario scenario = small_scenario();
    scenario.quality.noise = 0;
    scenario.quality.spillover = 0;
    QualityRace linear(scenario);
    const Draws draws(3, 0);
    for (int t = 0; t < 10; ++t) linear.advance(t, draws, kNoTraining);
    EXPECT_DOUBLE_EQ(linear.latent(kOpenai), 20);

    scenario.quality.drift = 0;
    scenario.quality.spillover = 0.05;
    scenario.labs[kAnthropic].quality = -4;
    QualityRace spilling(scenario);
    double gap = 4;
    for (int t = 0; t < 10; ++t) {
        spilling.advance(t, draws, kNoTraining);
        gap *= 0.95;
        EXPECT_NEAR(spilling.latent(kOpenai) - spilling.latent(kAnthropic), gap, 1e-12);
    }
}

TEST(Quality, OpenWeightsTrailTheFrontierByTheirLag) {
    Scenario scenario = small_scenario();
    const QualityRace race(scenario);
    EXPECT_EQ(race.published(kOpenai, 0, 0), 0.0);
    EXPECT_EQ(race.published(kOpen, 0, 0), -8.0) << "best closed version of month -4, released in -5";
    EXPECT_EQ(race.gain_per_month(kOpenai, 0), scenario.quality.drift);
}

TEST(Offers, NewsIsALabThatBecomesLegalAtACloud) {
    Scenario scenario = small_scenario();
    scenario.clauses = {hosting(0, 1, kMay, kLate, 1)};
    const Agreements agreements(scenario);
    const QualityRace race(scenario);
    const OfferTable before = offers_of(scenario, agreements, kMay, race, 0);
    const OfferTable now = offers_of(scenario, agreements, kJune, race, 1, &before);
    EXPECT_EQ(now.news, (std::vector<std::uint32_t>{0, 1U << kOpenai, 0, 0}));
    const OfferTable after = offers_of(scenario, agreements, kJuly, race, 2, &now);
    EXPECT_EQ(after.news, (std::vector<std::uint32_t>{0, 0, 0, 0}));
}

TEST(Offers, ACloudWithoutAVersionOldEnoughSellsNothing) {
    Scenario scenario = small_scenario();
    scenario.clauses = {hosting(0, 1, kEarly, kLate, 0, 60)};
    const Agreements agreements(scenario);
    const OfferTable table = offers_of(scenario, agreements, kMay, QualityRace(scenario), 0);
    EXPECT_EQ(table.legal[static_cast<std::size_t>(table.offer(kOpenai, kAws))], 0U);
}

}  // namespace
}  // namespace nephoscope
