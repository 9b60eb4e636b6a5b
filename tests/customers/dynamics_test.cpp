#include <algorithm>
#include <numeric>

#include "models/customers/surplus.h"
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
    return static_cast<std::size_t>(std::count(m.customers.active.begin(), m.customers.active.end(), 1));
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
    s.portfolio.lab_switching_months = 1e6;
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
        cost += to_money(organisations(m.customers.weight[i]) * 1e6 * m.customers.budget[i]);
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
    for (std::size_t i = 0; i < 1000; ++i) {
        standing += to_money(organisations(m.customers.weight[i]) * 2);
        onboarding += to_money(organisations(m.customers.weight[i]) * 12);
    }
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

std::vector<Weight> stock(const Customers& c, int entities, const std::vector<std::uint8_t>& of) {
    std::vector<Weight> stock(static_cast<std::size_t>(entities) + 2, 0);
    for (std::size_t i = 0; i < c.size(); ++i)
        for (int k = 0; k < c.workloads; ++k) {
            const std::size_t slot = c.slot(i, k);
            const int state = c.active[slot] == 0 ? MonthTotals::absent_state(entities)
                              : of[slot] == kNone ? MonthTotals::legacy_state(entities)
                                                  : of[slot];
            stock[static_cast<std::size_t>(state)] += c.weight[i];
        }
    return stock;
}

TEST(Flows, SumToTheStocksBeforeAndAfter) {  // N6
    Scenario s = test::default_scenario(1500);
    s.customers.birth_rate = .3;
    Market m(s);
    OfferTable offers = test::default_offers(s);
    m.advance(offers, 0);
    for (int t = 1; t < 8; ++t) {
        const OfferTable before = offers;
        if (t == 4) open_offer(offers, test::kOai, test::kAws, 0);
        if (t == 6) offers.legal[static_cast<std::size_t>(offers.offer(test::kAnt, test::kAws))] = 0;
        const auto venues_before = stock(m.customers, 7, m.customers.venue);
        const auto labs_before = stock(m.customers, 4, m.customers.lab);
        const MonthTotals totals = m.advance(offers, before, t);
        const auto expect = [&](const std::vector<Weight>& flow, const std::vector<Weight>& from,
                                const std::vector<Weight>& to) {
            const std::size_t n = from.size();
            for (std::size_t a = 0; a < n; ++a) {
                Weight row = 0, column = 0;
                for (std::size_t b = 0; b < n; ++b) {
                    row += flow[a * n + b];
                    column += flow[b * n + a];
                }
                EXPECT_EQ(row, from[a]) << t << ' ' << a;
                EXPECT_EQ(column, to[a]) << t << ' ' << a;
            }
        };
        expect(totals.venue_flow, venues_before, stock(m.customers, 7, m.customers.venue));
        expect(totals.lab_flow, labs_before, stock(m.customers, 4, m.customers.lab));
    }
}

TEST(Payments, AddUpExactly) {  // N3, and egress is what clouds receive
    Market m(test::default_scenario(1500));
    const OfferTable offers = test::default_offers(m.scenario);
    const MonthTotals t = m.advance(offers, 0);
    const auto sum = [](const std::vector<std::int64_t>& column) {
        return std::accumulate(column.begin(), column.end(), std::int64_t{0});
    };
    EXPECT_GT(sum(t.egress_paid), 0);
    EXPECT_EQ(sum(t.egress_paid), sum(t.egress_received));
    EXPECT_EQ(sum(t.workload_paid), sum(t.seller_paid) + sum(t.egress_paid));
    EXPECT_EQ(t.desired, sum(t.workload_paid));
    EXPECT_EQ(t.contestable, t.desired) << "all decide in the first month";
    EXPECT_EQ(sum(t.by_venue_count), sum(t.served));
    EXPECT_EQ(sum(t.by_lab_count), sum(t.served));
    for (std::size_t o = 0; o < offers.legal.size(); ++o)
        if (offers.legal[o] == 0) {
            EXPECT_EQ(t.list_value[o], 0) << "N9: no sale on an illegal offer";
        }
    const MonthTotals next = m.advance(offers, 1);
    EXPECT_LT(next.contestable, next.desired);
    EXPECT_GT(next.contestable, 0);
}

TEST(Payments, OfOneCustomerAreThoseOfTheModelDocument) {
    Scenario s = neutral_scenario(1, 2, 1);
    s.workloads[0].data_gb = 2;
    s.segments[0].home_base_share = .75;
    s.segments[0].home_share = {1, 0};
    s.choice.taste_precision = 1e12;
    s.choice.frontier_advantage = .5;
    s.choice.demand_elasticity = 1.2;
    Market m(s);
    OfferTable offers = test::empty_offers(s);
    open_offer(offers, 0, 1);
    offers.seller_price[1] = 1.1;
    const MonthTotals t = m.advance(offers, 0);
    const double cash = 1.1 + .75 * .08 * 2, pi = cash * std::exp(-.5);
    const double budget = organisations(m.customers.weight[0]) * m.customers.budget[0];
    const double units = budget * std::pow(pi, -.2) / cash;
    EXPECT_NEAR(to_usd(t.seller_paid[1]) / (units * 1.1), 1, 1e-9);
    EXPECT_NEAR(to_usd(t.egress_received[0]) / (units * .12), 1, 1e-9);
    EXPECT_EQ(t.egress_received[1], 0);
    EXPECT_NEAR(to_usd(t.list_value[1]) / units, 1, 1e-9);
    EXPECT_NEAR(static_cast<double>(t.compute[1]) / kComputePerMwMonth / (units * offers.compute_per_unit[0]), 1, 1e-6);
    EXPECT_NEAR(to_usd(t.surplus[0]) / (budget * (std::pow(pi, -.2) - 1) / .2), 1, 1e-9);
    EXPECT_EQ(t.single_binding[0], m.customers.weight[0]);
}

TEST(Lag, SharesAreOfCustomersBorn) {
    MonthTotals totals(2, 1, 1, 2);
    totals.born = {400, 0};
    totals.lab_users = {100, 0, 300, 0};
    totals.active = {200, 0};
    const LaggedStatistics lagged = lag(totals);
    EXPECT_EQ(lagged.lab_in_use, (std::vector<double>{.25, 0, .75, 0}));
    EXPECT_EQ(lagged.active_share, (std::vector<double>{.5, 0}));
}

TEST(Dynamics, CountMonthsInPlace) {
    Scenario s = two_labs(200);
    s.choice.taste_precision = 1e12;
    Market m(s);
    m.advance(two_offers(s, -1), 0);
    EXPECT_EQ(m.customers.months_in_place[0], 0);
    m.advance(two_offers(s, -1), 1);
    m.advance(two_offers(s, -1), 2);
    EXPECT_EQ(m.customers.months_in_place[0], 2);
    m.advance(two_offers(s, 1), 3);
    EXPECT_EQ(m.customers.months_in_place[0], 0);
}

}  // namespace
}  // namespace nephoscope
