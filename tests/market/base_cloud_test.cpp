#include "models/customers/base_cloud.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "sim/core/error.h"
#include "tests/customers/test_market.h"

/// The base cloud against its closed forms (docs/model.md#base-cloud, K24): with AI out of the way the cloud that
/// receives new spend follows a logit law, and shares follow an exact recursion.
namespace nephoscope {
namespace {

using test::Market;

constexpr std::size_t kClouds = 3;

Scenario base_scenario(int agents) {
    Scenario s = test::neutral_scenario(1, static_cast<int>(kClouds), agents);
    s.base_cloud.ai_pull = false;
    s.base_cloud.inertia = 1.5;
    s.base_cloud.migration_months = 1e9;
    const double index[] = {0, .4, -.3}, revenue[] = {6e9, 9e9, 3e9}, home[] = {.3, .5, .2};
    for (std::size_t c = 0; c < kClouds; ++c) {
        s.venues[c].base_service_index = index[c];
        s.venues[c].base_revenue = revenue[c];
        s.segments[0].home_share[c] = home[c];
    }
    s.segments[0].home_base_share = .7;
    return s;
}

/// Everything open at the list price, so that the AI side runs but decides nothing.
OfferTable open_everywhere(const Scenario& s) {
    OfferTable table = test::empty_offers(s);
    for (int v = 0; v < static_cast<int>(kClouds); ++v) test::open_offer(table, 0, v);
    return table;
}

/// Σ of the logit shares over customers, and whether `counts` lie within 3 standard errors of it.
void expect_logit(const std::vector<double>& expected, const std::vector<double>& variance,
                  const std::vector<double>& counts) {
    for (std::size_t c = 0; c < kClouds; ++c)
        EXPECT_NEAR(counts[c], expected[c], 3 * std::sqrt(variance[c])) << "cloud " << c;
}

struct Law {
    std::vector<double> expected = std::vector<double>(kClouds, 0), variance = expected, counts = expected;

    /// `base_share`: those of the decision.
    void add(const Scenario& s, const Customers& customers, const std::vector<double>& base_share, std::size_t i,
             double inertia) {
        double total = 0, share[kClouds];
        for (std::size_t c = 0; c < kClouds; ++c) {
            share[c] = std::exp(s.venues[c].base_service_index + inertia * base_share[i * kClouds + c]);
            total += share[c];
        }
        for (std::size_t c = 0; c < kClouds; ++c) {
            const double p = share[c] / total;
            expected[c] += p;
            variance[c] += p * (1 - p);
        }
        counts[customers.growth_cloud[i]] += 1;
    }
};

TEST(BaseCloud, NewSpendFollowsALogitLaw) {
    Market m(base_scenario(20'000));
    choose_growth_clouds(m.customers, m.scenario, m.draws);
    Law law, without_inertia;
    for (std::size_t i = 0; i < m.customers.size(); ++i) {
        law.add(m.scenario, m.customers, m.customers.base_share, i, 1.5);
        without_inertia.add(m.scenario, m.customers, m.customers.base_share, i, 0);
    }
    expect_logit(law.expected, law.variance, law.counts);
    // The same test rejects a law that leaves inertia out.
    EXPECT_GT(std::abs(without_inertia.counts[1] - without_inertia.expected[1]),
              5 * std::sqrt(without_inertia.variance[1]));
}

TEST(BaseCloud, RenewalsChooseByTheSameLawAtTheirOwnShares) {
    Market m(base_scenario(6000));
    m.scenario.attention.renewal = true;
    set_base_spend(m.customers, m.scenario);
    const OfferTable offers = open_everywhere(m.scenario);
    Law law;
    for (int t = 0; t < 12; ++t) {
        const MonthTotals totals = m.advance(offers, t);
        EXPECT_GT(totals.renewals, 0);
        for (std::size_t i = 0; i < m.customers.size(); ++i)
            if ((t - m.customers.phase[i]) % m.customers.term[i] == 0)
                law.add(m.scenario, m.customers, m.customers.base_share, i, 1.5);
    }
    EXPECT_EQ(std::accumulate(law.counts.begin(), law.counts.end(), 0.0), 6000) << "each renewed once in a year";
    expect_logit(law.expected, law.variance, law.counts);
}

TEST(BaseCloud, SharesFollowTheirRecursionExactly) {
    Market m(base_scenario(200));
    set_base_spend(m.customers, m.scenario);
    choose_growth_clouds(m.customers, m.scenario, m.draws);
    const Customers before = m.customers;
    const OfferTable offers = open_everywhere(m.scenario);
    constexpr int months = 24;
    m.advance(offers, 0);
    EXPECT_EQ(m.customers.base_share, before.base_share) << "the first month is paid on the bases of the start";
    EXPECT_EQ(m.customers.base_spend, before.base_spend);
    for (int t = 1; t <= months; ++t) m.advance(offers, t);
    const double growth = std::pow(1.015, months);
    for (std::size_t i = 0; i < before.size(); ++i) {
        EXPECT_NEAR(m.customers.base_spend[i] / before.base_spend[i], growth, 1e-12 * growth);
        double left = 1;
        for (std::size_t c = 0; c < kClouds; ++c) {
            const double gained = c == before.growth_cloud[i] ? growth - 1 : 0;
            EXPECT_NEAR(m.customers.base_share[i * kClouds + c], (before.base_share[i * kClouds + c] + gained) / growth,
                        1e-13);
            left -= m.customers.base_share[i * kClouds + c];
        }
        EXPECT_EQ(left, 0) << "N7, exactly";
    }
}

TEST(BaseCloud, StartReproducesBaseRevenues) {
    Market m(base_scenario(3000));
    set_base_spend(m.customers, m.scenario);
    const MonthTotals totals = m.advance(open_everywhere(m.scenario), 0);
    for (std::size_t c = 0; c < kClouds; ++c)
        EXPECT_NEAR(to_usd(totals.base_paid[c]) / m.scenario.venues[c].base_revenue, 1, 1e-6);
    Scenario impossible = base_scenario(3000);
    // Nearly all are at home at the first cloud but keep most of their base elsewhere: it would need less than nothing.
    impossible.segments[0].home_share = {.9, .05, .05};
    impossible.segments[0].home_base_share = .2;
    impossible.venues[0].base_revenue = 1e9;
    Market n(impossible);
    EXPECT_THROW(set_base_spend(n.customers, n.scenario), ModelError);
}

/// Access to models moves the base: where a lab that customers like is sold, more new base spend goes.
TEST(BaseCloud, AccessToModelsPullsNewSpend) {
    const auto chosen = [](bool pull) {
        Scenario s = base_scenario(3000);
        s.base_cloud.ai_pull = pull;
        s.base_cloud.inertia = 0;
        s.base_cloud.taste_precision = 1000;  // tastes for the base service hardly count
        s.attention.renewal = true;
        s.workloads[0].gravity = 2;
        Market m(s);
        set_base_spend(m.customers, s);
        OfferTable offers = test::empty_offers(s);
        test::open_offer(offers, 0, 2);
        for (int t = 0; t < 12; ++t) m.advance(offers, t);
        return std::count(m.customers.growth_cloud.begin(), m.customers.growth_cloud.end(), std::uint8_t{2});
    };
    EXPECT_GT(chosen(true), 2900);
    EXPECT_LT(chosen(false), 1500);
}

/// Renewals that skip what bounds decide choose what they would with every prospect computed.
TEST(BaseCloud, BoundsOnThePullChangeNoChoice) {
    std::int64_t migrations = 0, growth_elsewhere = 0;
    for (const double precision : {4.0, 1000.0}) {
        Scenario s = test::default_scenario(1500);
        s.base_cloud.taste_precision = precision;
        s.base_cloud.migration_months = .5;
        s.venues[test::kAws].egress_fee *= 3;  // clouds that differ in what leaving them costs
        s.venues[test::kGcp].egress_fee = 0;
        Market m(s);
        set_base_spend(m.customers, s);
        const OfferTable offers = test::default_offers(s);
        m.advance(offers, 0);
        Customers bounded = m.customers, plain = m.customers;
        const DecisionContext context{s, m.start, m.draws, offers, offers, m.lagged, 1};
        MonthTerms terms(s, offers);
        terms.set_values(m.start, m.lagged);
        Chooser of_bounded(bounded, context, terms, nullptr), of_plain(plain, context, terms, nullptr);
        BaseCloud with(bounded, context, of_bounded), without(plain, context, of_plain, false);
        MonthTotals a = m.empty(), b = a;
        for (std::size_t i = 0; i < 1500; ++i) {
            const std::uint32_t workloads = bounded.active[i];
            with.renew(i, workloads, a);
            without.renew(i, workloads, b);
            growth_elsewhere += bounded.growth_cloud[i] != m.customers.growth_cloud[i] ? 1 : 0;
        }
        EXPECT_EQ(bounded.growth_cloud, plain.growth_cloud) << precision;
        EXPECT_EQ(bounded.contract_cloud, plain.contract_cloud) << precision;
        EXPECT_EQ(bounded.migration_left, plain.migration_left) << precision;
        EXPECT_EQ(a, b) << precision;
        migrations += a.migrations;
    }
    EXPECT_GT(migrations, 100);
    EXPECT_GT(growth_elsewhere, 300);
}

TEST(BaseCloud, MigrationMovesATwelfthAMonthAndCostsWhatTheModelSays) {
    Scenario s = base_scenario(2000);
    s.attention.renewal = true;
    s.base_cloud.migration_months = .5;  // nearly everybody who likes another cloud better moves
    Market m(s);
    set_base_spend(m.customers, s);
    const Customers before = m.customers;
    const OfferTable offers = open_everywhere(s);
    const MonthTotals totals = m.advance(offers, 0);
    ASSERT_GT(totals.migrations, 20);
    const Customers decided = m.customers;
    EXPECT_EQ(decided.base_share, before.base_share) << "bases move between months";
    m.advance(offers, 1);
    Money cost = 0;
    for (std::size_t i = 0; i < before.size(); ++i) {
        if (decided.migration_left[i] == 0) continue;
        EXPECT_EQ(decided.migration_left[i], 12);
        EXPECT_EQ(m.customers.migration_left[i], 11);
        const std::size_t from = decided.migration_from[i];
        const double spend = before.base_spend[i], part = before.base_share[i * kClouds + from] / 12;
        const double fresh = from == decided.growth_cloud[i] ? .015 : 0;
        EXPECT_NEAR(m.customers.base_share[i * kClouds + from] * 1.015,
                    before.base_share[i * kClouds + from] - part + fresh, 1e-12);
        EXPECT_NE(decided.contract_cloud[i], from) << "the contract moves at once";
        cost += to_money(organisations(before.weight[i]) * .5 * spend);
    }
    EXPECT_EQ(totals.migration_cost[0], cost);
    for (int t = 2; t < 12; ++t) EXPECT_GT(m.advance(offers, t).born[0], 0);
    for (std::size_t i = 0; i < before.size(); ++i)
        if (before.phase[i] == 0) {
            EXPECT_LE(m.customers.migration_left[i], 1);
        }
    m.scenario.attention.renewal = false;  // nobody sets out again
    m.advance(offers, 12);
    for (std::size_t i = 0; i < before.size(); ++i)
        if (before.phase[i] == 0) {
            EXPECT_EQ(m.customers.migration_left[i], 0) << "twelve months are over";
        }
}

TEST(BaseCloud, NewcomersChooseWithoutInertiaAndBringTheirBase) {
    Scenario s = base_scenario(3000);
    s.customers.birth_rate = .5;
    Market m(s);
    set_base_spend(m.customers, s);
    const OfferTable offers = open_everywhere(s);
    Weight logos = 0, births = 0;
    for (int t = 0; t < s.simulation.months(); ++t) {
        const MonthTotals totals = m.advance(offers, t);
        logos += std::accumulate(totals.new_logos.begin(), totals.new_logos.end(), Weight{0});
    }
    Law law;
    for (std::size_t i = 0; i < m.customers.size(); ++i) {
        if (m.customers.entry[i] < 0) continue;
        births += m.customers.weight[i];
        law.add(s, m.customers, m.customers.base_share, i, 0);
        EXPECT_EQ(m.customers.base_share[i * kClouds + m.customers.contract_cloud[i]], 1);
    }
    EXPECT_EQ(logos, births);
    expect_logit(law.expected, law.variance, law.counts);
}

}  // namespace
}  // namespace nephoscope
