#include <numeric>

#include "tests/customers/test_market.h"

/// What flows and payments add up to, and one customer by hand (docs/model.md#invariants).
namespace nephoscope {
namespace {

using test::Market;
using test::neutral_scenario;
using test::open_offer;

std::vector<Weight> stock(const Customers& c, int entities, const std::vector<std::uint8_t>& of) {
    std::vector<Weight> stock(static_cast<std::size_t>(entities) + 2, 0);
    for (std::size_t i = 0; i < c.size(); ++i)
        for (int k = 0; k < c.workloads; ++k) {
            const std::size_t slot = c.slot(i, k);
            const int state = !c.is_active(i, k)  ? MonthTotals::absent_state(entities)
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
    // Outlay is rounded once per workload, what is paid once per part.
    EXPECT_NEAR(static_cast<double>(t.desired), static_cast<double>(sum(t.workload_paid)),
                5.0 * static_cast<double>(m.customers.size()));
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
    MonthTotals totals(2, 1, 1, 2, 1, 1);
    totals.born = {400, 0};
    totals.lab_users = {100, 0, 300, 0};
    totals.active = {200, 0};
    const LaggedStatistics lagged = lag(totals);
    EXPECT_EQ(lagged.lab_in_use, (std::vector<double>{.25, 0, .75, 0}));
    EXPECT_EQ(lagged.active_share, (std::vector<double>{.5, 0}));
}

}  // namespace
}  // namespace nephoscope
