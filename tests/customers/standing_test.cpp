#include "models/customers/standing.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "models/market.h"
#include "tests/customers/test_market.h"
#include "tests/support/shipped.h"

/// Standing columns are carried from month to month by what changed; they must be those of a full count.
namespace nephoscope {
namespace {

void expect_counted_anew(const Customers& customers, const Scenario& scenario, int t, const MonthTotals& totals) {
    MonthTotals counted(scenario);
    count_users(customers, scenario, t, 1, counted);
    MonthTotals::for_each_standing_column([&](std::vector<std::int64_t> MonthTotals::*column) {
        EXPECT_EQ(totals.*column, counted.*column) << "month " << t;
    });
    EXPECT_EQ(totals.budget_in_use, counted.budget_in_use) << "month " << t;
    MonthTotals peers(scenario);
    count_peers(customers, t, 2, peers);
    EXPECT_EQ(lag(peers).lab_in_use, lag(counted).lab_in_use) << "month " << t;
    EXPECT_EQ(lag(peers).active_share, lag(counted).active_share) << "month " << t;
}

TEST(Holding, BytesThatDiffer) {
    const std::array<std::uint8_t, 8> a{0, 1, 127, 128, 129, 254, 255, 77};
    for (std::uint32_t mask = 0; mask < 256; ++mask)
        for (const int change : {1, 128, 255}) {
            auto b = a;
            for (std::size_t k = 0; k < 8; ++k)
                if ((mask >> k & 1U) != 0) b[k] = static_cast<std::uint8_t>(b[k] ^ change);
            EXPECT_EQ(bytes_that_differ(a, b), mask);
        }
}

/// Births, renewals, an offer that opens, one that is closed and one that is closed for a workload.
TEST(Standing, CarriedByChangesIsAFullCount) {
    Scenario s = test::default_scenario(2500);
    s.customers.birth_rate = .3;
    test::Market carried(s), counted(s);
    OfferTable offers = test::default_offers(s);
    MonthTotals last = carried.advance(offers, 0);
    EXPECT_EQ(last, counted.advance(offers, 0));
    std::int64_t births = 0, renewals = 0, projects = 0;
    for (int t = 1; t < 14; ++t) {
        const OfferTable before = offers;
        if (t == 3) test::open_offer(offers, test::kOai, test::kAws, 0);
        if (t == 6) offers.legal[static_cast<std::size_t>(offers.offer(test::kAnt, test::kAzr))] = 0;
        if (t == 8) offers.legal[static_cast<std::size_t>(offers.offer(test::kGdm, test::kGcp))] &= ~2U;
        const MonthTotals totals = carried.advance(offers, before, t, &last);
        EXPECT_EQ(totals, counted.advance(offers, before, t)) << "month " << t;
        expect_counted_anew(carried.customers, s, t, totals);
        if (t == 6) {
            EXPECT_GT(last.users[static_cast<std::size_t>(offers.offer(test::kAnt, test::kAzr)) * 4], 0);
            EXPECT_EQ(totals.users[static_cast<std::size_t>(offers.offer(test::kAnt, test::kAzr)) * 4], 0);
        }
        EXPECT_NE(totals.venue_stock, last.venue_stock) << "nothing changed, so that nothing is tested";
        births += totals.births;
        renewals += totals.renewals;
        projects += totals.projects;
        last = totals;
    }
    EXPECT_GT(births, 100);
    EXPECT_GT(renewals, 500);
    EXPECT_GT(projects, 1000);
}

Holding any_holding(std::mt19937& random, const Scenario& s) {
    const auto below = [&](std::size_t n) { return static_cast<std::uint8_t>(random() % n); };
    Holding holding;
    holding.born = below(8) != 0;
    holding.contract_cloud = below(2);
    for (std::size_t k = 0; k < s.workloads.size(); ++k) {
        if (!holding.born || below(4) == 0) continue;
        holding.active |= 1U << k;
        if (below(4) == 0) continue;
        holding.lab[k] = below(s.labs.size());
        holding.venue[k] = below(s.venues.size());
    }
    return holding;
}

/// A change is what was, taken away, and what is, added: for holdings that differ in one workload, and for any two.
TEST(Standing, ChangeIsWhatIsLessWhatWas) {
    const Scenario s = test::default_scenario(20);
    const test::Market m(s);
    std::mt19937 random(7);
    int self_hosted = 0;
    for (int round = 0; round < 3000; ++round) {
        const std::size_t i = random() % 20;
        Holding before = any_holding(random, s), after = any_holding(random, s);
        if (round % 2 == 0) {
            const std::size_t k = random() % s.workloads.size();
            const Holding other = after;
            after = before;  // on the same contract
            if ((before.active & other.active) >> k & 1U) after.lab[k] = other.lab[k], after.venue[k] = other.venue[k];
        }
        MonthTotals change(s), counted(s);
        count_change(m.customers, s, i, before, after, change);
        count_standing(m.customers, s, i, before, -1, counted);
        count_standing(m.customers, s, i, after, 1, counted);
        ASSERT_EQ(change, counted) << "round " << round;
        for (std::size_t j = 1; j < change.paying_venues.size(); j += 2) self_hosted += change.paying_venues[j] != 0;
    }
    EXPECT_GT(self_hosted, 100);
}

/// Whoever carries columns of other customers is wrong by what those held.
TEST(Standing, ShowsWhatItStoodOn) {
    const Scenario s = test::default_scenario(300);
    test::Market m(s);
    const OfferTable offers = test::default_offers(s);
    MonthTotals last = m.advance(offers, 0);
    last.users[0] += 7;
    last.budget_in_use += 5;
    const MonthTotals totals = m.advance(offers, offers, 1, &last);
    MonthTotals counted(s);
    count_users(m.customers, s, 1, 1, counted);
    EXPECT_EQ(totals.users[0], counted.users[0] + 7);
    EXPECT_EQ(totals.budget_in_use, counted.budget_in_use + 5);
    EXPECT_EQ(totals.lab_users, counted.lab_users);
}

TEST(Standing, OfWholeMarketsIsAFullCount) {
    const Scenario s = test::shipped("baseline", {"simulation.agents=500", "customers.birth_rate_per_year=0.3"});
    const Draws draws(s.simulation.seed, 0);
    const StartState start = prepare_start(s, draws, 1);
    expect_counted_anew(start.customers, s, -1, start.totals);
    nephoscope::Market market(s, draws, start, 2);
    std::int64_t births = 0;
    for (int t = 0; t < 10; ++t) {
        market.advance(s.simulation.start + t);
        expect_counted_anew(market.customers(), s, t, market.totals());
        births += market.totals().births;
    }
    EXPECT_GT(births, 30);
}

/// In expected-value mode the counts of offers are expectations; what remains drawn is a full count all the same.
TEST(Standing, InExpectedModeIsCountedWhereItIsDrawn) {
    const Scenario s = test::shipped(
        "duopoly", {"simulation.agents=400", "simulation.mode=expected", "customers.birth_rate_per_year=0.3",
                    "portfolio.lab_switching_months=0", "portfolio.venue_switching_months=0",
                    "portfolio.self_cost_extra_usd_per_month=0", "portfolio.max_venues=3",
                    "segment.small.venue_cost_usd_per_month=0", "segment.large.venue_cost_usd_per_month=0",
                    "attention.base_per_month=1", "capacity.limited=false"});
    const Draws draws(s.simulation.seed, 0);
    nephoscope::Market market(s, draws, prepare_start(s, draws, 1), 1);
    using M = MonthTotals;
    for (int t = 0; t < 6; ++t) {
        market.advance(s.simulation.start + t);
        M counted(s);
        count_users(market.customers(), s, t, 1, counted);
        for (const auto column :
             {&M::born, &M::active, &M::born_region, &M::venue_stock, &M::lab_stock, &M::paying_venues, &M::homes})
            EXPECT_EQ(market.totals().*column, counted.*column) << "month " << t;
        EXPECT_NE(market.totals().users, counted.users) << "expectations, not draws";
    }
}

}  // namespace
}  // namespace nephoscope
