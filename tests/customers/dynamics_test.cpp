#include <algorithm>
#include <bit>

#include "tests/customers/test_market.h"

/// How choices move over time (docs/model.md#known-answers, K8 to K11; MODEL 5.5, 5.6 and 5.9).
namespace nephoscope {
namespace {

using test::Market;
using test::neutral_scenario;
using test::open_offer;
using test::share_is;

constexpr int kAgents = 50'000;

Scenario two_labs(int agents = kAgents) {
    Scenario s = neutral_scenario(2, 1, agents);
    s.workloads[0].productivity = 1;
    return s;
}

OfferTable two_offers(const Scenario& s, double quality_of_second) {
    OfferTable offers = test::empty_offers(s);
    open_offer(offers, 0, 0, 0);
    open_offer(offers, 1, 0, quality_of_second);
    return offers;
}

std::size_t active_count(const Market& m) {
    std::size_t count = 0;
    for (const std::uint8_t active : m.customers.active) count += static_cast<std::size_t>(std::popcount(active));
    return count;
}

TEST(Dynamics, StandStillWhenNothingChanges) {  // K9
    Market m(two_labs(5000));
    const OfferTable offers = two_offers(m.scenario, .1);
    const Money paid = m.advance(offers, 0).desired;
    for (int t = 1; t < 6; ++t) {
        const MonthTotals totals = m.advance(offers, t);
        EXPECT_EQ(totals.switches, 0);
        EXPECT_EQ(totals.desired, paid);
        EXPECT_EQ(totals.evaluations, 5000);
    }
}

TEST(Dynamics, FreezeUnderInfiniteSwitchingCostsOrNoAttention) {  // K8
    for (const bool costs : {true, false}) {
        Scenario s = two_labs(5000);
        if (costs)
            s.portfolio.lab_switching_months = s.portfolio.venue_switching_months = 1e12;
        else
            s.attention.base = 0;
        Market m(s);
        m.advance(two_offers(s, 0), 0);
        const std::vector<std::uint8_t> labs = m.customers.lab;
        for (int t = 1; t < 12; ++t) EXPECT_EQ(m.advance(two_offers(s, .5), t).switches, 0);
        EXPECT_EQ(m.customers.lab, labs);
        m.scenario.portfolio.lab_switching_months = 0;
        m.scenario.attention.base = 1;
        EXPECT_GT(m.advance(two_offers(s, .5), 12).switches, 1000) << "they would move if they could";
    }
}

TEST(Dynamics, CloseAGapAtTheRateOfAttention) {  // K10
    Scenario s = two_labs();
    s.attention.base = .2;
    Market m(s);
    m.advance(two_offers(s, 0), 0);
    const std::size_t before = m.count(1);
    Scenario attentive = s;
    attentive.attention.base = 1;
    Market limit(attentive);
    limit.advance(two_offers(s, .3), 0);
    const std::size_t movers = limit.count(1) - before;  // each customer's best offer can only go from lab 0 to 1
    ASSERT_GT(movers, 5000U);
    for (int t = 1; t <= 12; ++t) {
        m.advance(two_offers(s, .3), t);
        const std::size_t left = limit.count(1) - m.count(1);
        EXPECT_TRUE(share_is(left, movers, std::pow(.8, t))) << t;
        if (t == 3) {
            EXPECT_FALSE(share_is(left, movers, std::pow(.75, t)));
        }
    }
}

TEST(Dynamics, CloseAGapAtTheRateOfTurnover) {  // K11
    Scenario s = two_labs();
    s.attention.base = 0;
    s.attention.turnover = .1;
    Market m(s);
    m.advance(two_offers(s, 0), 0);
    const double end = 1 / (1 + std::exp(-3 * .3)), start = .5;
    for (int t = 1; t <= 12; ++t) {
        const MonthTotals totals = m.advance(two_offers(s, .3), t);
        EXPECT_TRUE(share_is(static_cast<std::size_t>(totals.projects), kAgents, .1)) << t;
        EXPECT_TRUE(share_is(m.count(1), kAgents, end + (start - end) * std::pow(.9, t))) << t;
        if (t == 8) {
            EXPECT_FALSE(share_is(m.count(1), kAgents, end + (start - end) * std::pow(.8, t)));
        }
    }
}

TEST(Dynamics, SwitchingCostsOpenADeadZone) {
    Scenario s = two_labs(1000);
    s.choice.taste_precision = 1e12;  // no shocks: all customers alike
    s.choice.demand_elasticity = 1;   // surplus is budget × attraction: the zone's edge is s_L/H
    s.portfolio.lab_switching_months = 3;
    Market m(s);
    m.advance(two_offers(s, -1), 0);
    EXPECT_EQ(m.count(0), 1000U);
    EXPECT_EQ(m.advance(two_offers(s, 3.0 / 18 - .001), 1).switches, 0);
    const MonthTotals moved = m.advance(two_offers(s, 3.0 / 18 + .001), 2);
    EXPECT_EQ(moved.switches, 1000);
    Money cost = 0;
    for (std::size_t i = 0; i < 1000; ++i)
        cost += to_money(organisations(m.customers.weight[i]) * 3 * m.customers.budget[i]);
    EXPECT_EQ(moved.switching_cost[0], cost);
}

TEST(Dynamics, ANewProjectPaysNoSwitchingCost) {
    Scenario s = two_labs(1000);
    s.choice.taste_precision = 1e12;
    s.portfolio.lab_switching_months = 1e6;
    s.attention.base = 0;
    s.attention.turnover = 1;
    Market m(s);
    m.advance(two_offers(s, -1), 0);
    const MonthTotals totals = m.advance(two_offers(s, 1), 1);
    EXPECT_EQ(totals.switches, 1000);
    EXPECT_EQ(totals.switching_cost[0], 0);
    EXPECT_EQ(m.customers.epoch[0], 2);  // a project began in each month
}

TEST(Dynamics, ForcedExitsPayAtLastMonthsTermsAlthoughTheChoiceIgnoresIt) {
    Scenario s = two_labs(1000);
    s.choice.taste_precision = 1e12;
    s.choice.demand_elasticity = 1;
    s.portfolio.lab_switching_months = 1e4;
    s.attention.base = 0;
    Market m(s);
    const OfferTable before = two_offers(s, -1);
    m.advance(before, 0);
    OfferTable after = two_offers(s, -1);
    after.legal[0] = 0;
    after.budget_growth = 1.5;
    const MonthTotals totals = m.advance(after, before, 1);
    EXPECT_EQ(m.count(1), 1000U);
    EXPECT_EQ(totals.switches, 1000);
    Money cost = 0;
    for (std::size_t i = 0; i < 1000; ++i)
        cost += to_money(organisations(m.customers.weight[i]) * 1e4 * m.customers.budget[i]);
    EXPECT_EQ(totals.switching_cost[0], cost);
}

TEST(Dynamics, NewVenuesPayOnboardingAndStandingCostsAwayFromHome) {
    Scenario s = neutral_scenario(1, 2, 1000);
    s.workloads[0].productivity = 1;
    s.choice.taste_precision = 1e12;
    s.segments[0].venue_cost = 1;
    s.segments[0].home_share = {1, 0};
    Market m(s);
    OfferTable offers = test::empty_offers(s);
    open_offer(offers, 0, 0, 0);
    const MonthTotals home = m.advance(offers, 0);
    EXPECT_EQ(home.venue_cost[0], 0);
    OfferTable more = offers;
    open_offer(more, 0, 1, 1);
    more.cost_index = 2;
    const MonthTotals moved = m.advance(more, offers, 1);
    EXPECT_EQ(m.count(0, 1), 1000U);
    Money standing = 0, onboarding = 0;
    std::array<Weight, 10> paying{};  // standing costs are rounded once per decile
    for (std::size_t i = 0; i < 1000; ++i) {
        paying[m.customers.decile[i]] += m.customers.weight[i];
        onboarding += to_money(organisations(m.customers.weight[i]) * 12);
    }
    for (const Weight weight : paying) standing += to_money(organisations(weight) * 2);
    EXPECT_EQ(moved.venue_cost[0], standing);
    EXPECT_EQ(moved.onboarding_cost[0], onboarding);
    EXPECT_EQ(m.advance(more, 2).onboarding_cost[0], 0);
}

TEST(Attention, EvaluatesAtItsRateAndMoreOftenOnNews) {
    Scenario s = two_labs();
    s.attention.base = .08;
    s.attention.new_offer = .15;
    Market m(s);
    OfferTable offers = two_offers(s, 0);
    m.advance(offers, 0);
    const auto quiet = static_cast<std::size_t>(m.advance(offers, 1).evaluations);
    EXPECT_TRUE(share_is(quiet, kAgents, .08));
    EXPECT_FALSE(share_is(quiet, kAgents, .09));
    offers.news[0] = 0b10;
    const double heard = 1 - .92 * .85;
    EXPECT_TRUE(share_is(static_cast<std::size_t>(m.advance(offers, 2).evaluations), kAgents, heard));
    m.scenario.attention.new_offer_base_share = 1.1;  // nobody holds that much of its base at a cloud
    EXPECT_TRUE(share_is(static_cast<std::size_t>(m.advance(offers, 3).evaluations), kAgents, .08));
}

TEST(Attention, RenewsEveryContractOncePerTerm) {
    Scenario s = two_labs(3000);
    s.attention.base = 0;
    s.attention.renewal = true;
    Market m(s);
    const OfferTable offers = two_offers(s, 0);
    m.advance(offers, -30);
    std::int64_t renewals = 0;
    for (int t = -29; t < -17; ++t) renewals += m.advance(offers, t).evaluations;
    EXPECT_EQ(renewals, 3000);
    const MonthTotals totals = m.advance(offers, 5);
    EXPECT_EQ(totals.evaluations, std::count(m.customers.phase.begin(), m.customers.phase.end(), 5))
        << "phase is the month of renewal";
}

TEST(Attention, ActivatesWithItsHazardAndByImitation) {
    Scenario s = two_labs();
    s.segments[0].active_at_start = 0;
    s.attention.activation = .02;
    s.attention.imitation = .3;
    Market m(s);
    m.first = false;
    m.lagged.active_share[0] = .1;
    const OfferTable offers = two_offers(s, 0);
    EXPECT_EQ(active_count(m), 0U);
    const MonthTotals totals = m.advance(offers, 0);
    EXPECT_TRUE(share_is(active_count(m), kAgents, .05));
    EXPECT_FALSE(share_is(active_count(m), kAgents, .02));
    EXPECT_EQ(m.count(-1), active_count(m)) << "an activation decides at once";
    EXPECT_EQ(totals.switching_cost[0], 0);
}

TEST(Births, EnterInTheirMonthAndNotBefore) {
    Scenario s = two_labs(2000);
    s.customers.birth_rate = .3;
    s.attention.activation = 1;
    Market m(s);
    const OfferTable offers = two_offers(s, 0);
    std::int64_t births = 0;
    for (int t = 0; t < 5; ++t) {
        const MonthTotals totals = m.advance(offers, t);
        births += totals.births;
        Weight born = 0;
        std::int64_t count = 0;
        for (std::size_t i = 0; i < m.customers.size(); ++i) {
            if (m.customers.entry[i] > t) continue;
            born += m.customers.weight[i];
            count += m.customers.entry[i] >= 0 ? 1 : 0;
        }
        EXPECT_EQ(totals.born[0], born);
        EXPECT_EQ(births, count);
        EXPECT_EQ(totals.active[0], born) << "all activate at once";
    }
    EXPECT_GT(births, 100);
}

TEST(Dynamics, CountMonthsInPlace) {
    Scenario s = two_labs(200);
    s.choice.taste_precision = 1e12;
    Market m(s);
    m.advance(two_offers(s, -1), 0);
    EXPECT_EQ(m.customers.months_in_place(0, 0, 0), 0);
    m.advance(two_offers(s, -1), 1);
    m.advance(two_offers(s, -1), 2);
    EXPECT_EQ(m.customers.months_in_place(0, 0, 2), 2);
    m.advance(two_offers(s, 1), 3);
    EXPECT_EQ(m.customers.months_in_place(0, 0, 3), 0);
}

}  // namespace
}  // namespace nephoscope
