#include "models/customers/burn_in_run.h"

#include <algorithm>
#include <atomic>

#include "models/customers/expected.h"
#include "models/customers/start_unknowns.h"
#include "sim/core/error.h"
#include "tests/customers/test_market.h"
#include "tests/support/remembering.h"

namespace nephoscope {
namespace {

TEST(Inversion, ReachesItsTargetsInTheMarketThatUsesIt) {
    const Scenario s = test::default_scenario(2000);
    const Draws draws(11, 0);
    const OfferTable offers = test::default_offers(s);
    const Inversion inversion = invert(s, draws, offers, 2);
    EXPECT_EQ(inversion.moments.size(), 4U + 7U + 1U);
    EXPECT_EQ(inversion.values.lab_fit[0], 0);
    EXPECT_EQ(inversion.values.venue_appeal[0], 0);
    EXPECT_NEAR(inversion.values.budget_factor, 1.31, .06);
    EXPECT_LT(inversion.values.lab_fit[test::kOpn], -1.5) << "open weights are cheap but little used";

    Customers customers = make_population(s, draws, inversion.values.budget_factor, inversion.segment_factor);
    const MonthTotals totals = burn_in(customers, s, inversion.values, draws, offers, 2);
    const double outlay = to_usd(totals.desired);
    EXPECT_NEAR(outlay / 6.5e9, 1, inversion.tolerance);
    for (std::size_t l = 0; l < 4; ++l) {
        Money money = 0;
        for (std::size_t v = 0; v < 7; ++v)
            for (std::size_t k = 0; k < 5; ++k) money += totals.workload_paid[(l * 7 + v) * 5 + k];
        EXPECT_NEAR(to_usd(money) / outlay, s.labs[l].target_share, inversion.tolerance) << l;
        EXPECT_NEAR(inversion.moments[l].reached, to_usd(money) / outlay, 1e-12)
            << "the caller's market is the fitted one";
    }
    EXPECT_LT(inversion.tolerance, 2e-3);
}

TEST(Inversion, IsTheSameForAnyThreads) {
    const Scenario s = test::default_scenario(500);
    const OfferTable offers = test::default_offers(s);
    const Inversion one = invert(s, Draws(1, 0), offers, 1), two = invert(s, Draws(1, 0), offers, 2);
    EXPECT_EQ(one.values.lab_fit, two.values.lab_fit);
    EXPECT_EQ(one.values.venue_appeal, two.values.venue_appeal);
    EXPECT_EQ(one.values.budget_factor, two.values.budget_factor);
    EXPECT_NE(invert(s, Draws(1, 1), offers, 1).values.lab_fit, one.values.lab_fit);
}

TEST(Inversion, WithoutTargetsFindsOnlyTheBudgetFactor) {
    Scenario s = test::default_scenario(1000);
    for (Lab& lab : s.labs) lab.target_share = 0;
    for (Venue& venue : s.venues) venue.target_share = 0;
    const OfferTable offers = test::default_offers(s);
    Inversion inversion = invert(s, Draws(1, 0), offers, 2);
    EXPECT_EQ(inversion.values.lab_fit, std::vector<double>(4, 0));
    EXPECT_EQ(inversion.values.venue_appeal, std::vector<double>(7, 0));
    ASSERT_EQ(inversion.moments.size(), 1U);
    EXPECT_NEAR(inversion.moments[0].reached / 6.5e9, 1, inversion.tolerance);
    s.customers.start_outlay = 0;
    inversion = invert(s, Draws(1, 0), offers, 2);
    EXPECT_EQ(inversion.values.budget_factor, 1);
    EXPECT_TRUE(inversion.moments.empty());
}

TEST(Inversion, OfALabThatSellsNothingSaysSo) {
    const Scenario s = test::default_scenario(500);
    OfferTable offers = test::default_offers(s);
    offers.legal[static_cast<std::size_t>(offers.offer(test::kGdm, test::kGcp))] = 0;
    try {
        invert(s, Draws(1, 0), offers, 1);
        FAIL() << "a lab without offers cannot have a share";
    } catch (const ModelError& error) {
        EXPECT_NE(std::string(error.what()).find("'google-deepmind' has the target share 0.17"), std::string::npos)
            << error.what();
    }
}

TEST(Inversion, ThatCannotSucceedShowsTargetsAndReached) {
    Scenario s = test::default_scenario(500);
    // Direct channels sell one lab each: their shares cannot exceed the lab's.
    s.venues[test::kDirOai].target_share = .6;
    s.venues[test::kDirAnt].target_share = .05;
    try {
        invert(s, Draws(1, 0), test::default_offers(s), 2);
        FAIL() << "the targets contradict each other";
    } catch (const ModelError& error) {
        EXPECT_NE(std::string(error.what()).find("venue share openai-direct"), std::string::npos) << error.what();
        EXPECT_NE(std::string(error.what()).find("reached"), std::string::npos) << error.what();
    }
}

TEST(Inversion, TakesFewPasses) {
    // Counts measured are 3 to 6; steps of each share by itself took 5 to 36.
    for (const double dissimilarity : {.1, .25, 1.0})
        for (std::uint32_t replication = 0; replication < 3; ++replication) {
            Scenario s = test::default_scenario(600);
            s.choice.nest_dissimilarity = dissimilarity;
            const Inversion inversion = invert(s, Draws(7, replication), test::default_offers(s), 2);
            EXPECT_LE(inversion.passes, 8) << dissimilarity << ", replication " << replication;
            EXPECT_GE(inversion.passes, 3) << "segments follow the budget factor for three passes";
        }
}

TEST(Inversion, OfLabsThatShareNoVenueTakesTheSmallestFits) {
    // Each lab has one venue of its own: only θ + γ of the pair is known.
    Scenario s = test::default_scenario(500);
    OfferTable offers = test::default_offers(s);
    for (Lab& lab : s.labs) lab.target_share = 0;
    for (Venue& venue : s.venues) venue.target_share = 0;
    s.labs[test::kOai].target_share = s.venues[test::kDirOai].target_share = .4;
    s.labs[test::kAnt].target_share = s.venues[test::kDirAnt].target_share = .6;
    for (int l = 0; l < 4; ++l)
        for (int v = 0; v < 7; ++v)
            if (v != (l == test::kOai ? test::kDirOai : l == test::kAnt ? test::kDirAnt : -1))
                offers.legal[static_cast<std::size_t>(offers.offer(l, v))] = 0;
    const Inversion inversion = invert(s, Draws(1, 0), offers, 2);
    EXPECT_LE(inversion.passes, 8);
    EXPECT_NEAR(inversion.values.lab_fit[test::kAnt], inversion.values.venue_appeal[test::kDirAnt], 1e-9);
}

TEST(StartUnknowns, DerivativesAreThoseOfTheGaps) {
    const Scenario s = test::default_scenario(300);
    const OfferTable offers = test::default_offers(s);
    const Draws draws(5, 0);
    const Customers customers = make_sample(s, draws, 1.0, 300);
    const StartUnknowns unknowns(s);
    Eigen::VectorXd x(unknowns.size());
    x << .1, -.4, -2.2, .05, .1, -.3, .1, .2, -.1, .2;
    const auto gaps = [&](const Eigen::VectorXd& at) {
        const StartValues values = unknowns.values(at);
        Spend spend = spend_of(s, expected_spend(customers, s, draws, values, offers, 2).by_offer);
        spend *= values.budget_factor;
        return unknowns.gaps(spend);
    };
    const Eigen::MatrixXd derivatives =
        unknowns.derivatives(expected_spend(customers, s, draws, unknowns.values(x), offers, 2));
    constexpr double h = 1e-4;
    for (Eigen::Index j = 0; j < x.size(); ++j) {
        const Eigen::VectorXd step = h * Eigen::VectorXd::Unit(x.size(), j);
        const Eigen::VectorXd measured = (gaps(x - step) - gaps(x + step)) / (2 * h);
        for (Eigen::Index i = 0; i < x.size(); ++i)
            EXPECT_NEAR(derivatives(i, j), measured[i], 1e-5) << "gap " << i << ", unknown " << j;
    }
    EXPECT_GT(derivatives(0, 0), 1) << "a better fit sells more";
}

void expect_same_workloads(const Customers& a, const Customers& b) {
    EXPECT_EQ(a.lab, b.lab);
    EXPECT_EQ(a.venue, b.venue);
    EXPECT_EQ(a.epoch, b.epoch);
    EXPECT_EQ(a.own, b.own);
    EXPECT_EQ(a.since, b.since);
}

TEST(BurnIn, WithKeptShocksHasTheSameBits) {
    const Scenario s = test::default_scenario(800);
    const Draws draws(4, 2);
    const OfferTable offers = test::default_offers(s);
    Customers drawn = make_population(s, draws, 1.3), kept = drawn, forgetful = drawn;
    const MonthTotals a = BurnIn(drawn, s, draws, offers).run(drawn, test::zero_values(s), 1);
    BurnIn again(kept, s, draws, offers);
    again.keep_shocks(kept, 2);
    again.run(kept, test::zero_values(s), 2);
    const MonthTotals b = again.run(kept, test::zero_values(s), 2);
    EXPECT_EQ(a, b);
    expect_same_workloads(drawn, kept);
    const test::Remembering nothing(0);
    EXPECT_EQ(BurnIn(forgetful, s, draws, offers).run(forgetful, test::zero_values(s), 2), a);
    expect_same_workloads(drawn, forgetful);
}

TEST(BurnIn, TakesShocksFromOneWithOtherBudgets) {
    const Scenario s = test::default_scenario(800);
    const Draws draws(4, 2);
    const OfferTable offers = test::default_offers(s);
    Customers kept = make_sample(s, draws, 0.5, 800);
    const Customers small = kept;
    BurnIn before(kept, s, draws, offers);
    before.keep_shocks(kept, 1);
    rescale_sample(s, draws, 1.3, 1.3, 800, 1, kept);
    EXPECT_NE(kept.active, small.active) << "nobody has another segment, so that nothing is tested";
    Customers drawn = kept;
    BurnIn after(kept, s, draws, offers);
    after.keep_shocks(kept, 2, &before);
    EXPECT_EQ(after.run(kept, test::zero_values(s), 2),
              BurnIn(drawn, s, draws, offers).run(drawn, test::zero_values(s), 1));
    expect_same_workloads(drawn, kept);
}

/// Kernels that count how often a portfolio is looked at, and pass it on.
struct Looks {
    const Kernels* inner = &kernels();
    std::atomic<int> count = 0;
};
Looks* looks = nullptr;

Kernels counting_looks() {
    Kernels table = *looks->inner;
    if (table.sift != nullptr)
        table.sift = [](const TermsView& view, Sifting* customers, std::size_t count) {
            looks->count += static_cast<int>(count);
            looks->inner->sift(view, customers, count);
        };
    else
        table.best_offers = [](const TermsView& view, const Questions& questions, std::size_t row_stride, double* value,
                               std::uint8_t* lab) {
            ++looks->count;
            looks->inner->best_offers(view, questions, row_stride, value, lab);
        };
    return table;
}

/// Blocks that go through several months at a time leave what months leave that go through all blocks, though whoever
/// has nothing new does not look twice.
TEST(BurnIn, ByBlocksIsByMonths) {
    const Scenario s = test::default_scenario(1000);
    const Draws draws(4, 2);
    const OfferTable offers = test::default_offers(s);
    const StartValues start = test::zero_values(s);
    LaggedStatistics lagged;
    lagged.lab_in_use.assign(s.labs.size() * s.segments.size(), 0.1);
    Customers by_blocks = make_population(s, draws, 1.3), by_months = by_blocks, kept = by_blocks;
    MonthTerms terms(s, offers, by_blocks.profiles);
    terms.set_values(start, lagged);
    std::vector<DecisionContext> months;
    for (int t = -30; t < -1; ++t) months.push_back({s, start, draws, offers, offers, lagged, t, true, t == -30});
    Looks counted;
    looks = &counted;
    const Kernels table = counting_looks();
    use_kernels(&table);
    settle_offers(by_blocks, months, terms, nullptr, 2);
    const int in_blocks = counted.count.exchange(0);
    for (const DecisionContext& month : months) settle_offers(by_months, std::span(&month, 1), terms, nullptr, 1);
    use_kernels(nullptr);
    expect_same_workloads(by_blocks, by_months);
    EXPECT_EQ(by_blocks.decided, by_months.decided);
    const ShockCache cache(kept, s, draws, offers, Shocks(s, draws), -30, -1, 2, nullptr);
    settle_offers(kept, months, terms, &cache, 2);
    expect_same_workloads(kept, by_months);
    EXPECT_EQ(kept.decided, by_months.decided);
    EXPECT_LT(in_blocks, 0.9 * counted.count);
    EXPECT_GT(in_blocks, 0.5 * counted.count) << "new projects are always looked at";
    EXPECT_TRUE(std::any_of(by_blocks.since.begin(), by_blocks.since.end(), [](int since) { return since == -3; }))
        << "nobody moved, so that nothing is tested";
}

TEST(BurnIn, LeavesNewcomersOutAndActiveFlagsAlone) {
    const Scenario s = test::default_scenario(800);
    const Draws draws(4, 2);
    Customers customers = make_population(s, draws, 1.3);
    const std::vector<std::uint8_t> active = customers.active;
    const MonthTotals totals = burn_in(customers, s, test::zero_values(s), draws, test::default_offers(s), 2);
    EXPECT_EQ(customers.active, active);
    EXPECT_EQ(totals.births, 0);
    Weight start = 0, born = 0;
    for (std::size_t i = 0; i < 800; ++i) start += customers.weight[i];
    for (const Weight weight : totals.born) born += weight;
    EXPECT_EQ(born, start);
    for (std::size_t i = 800; i < customers.size(); ++i) EXPECT_EQ(customers.lab[customers.slot(i, 0)], kNone);
    EXPECT_GT(totals.switches, 0);
}

TEST(ExpectedSpend, IsTheMeanOfSimulatedSpendWithoutCosts) {
    // Without fixed and switching costs a first month draws from the law that stage 1 integrates.
    Scenario s = test::default_scenario(2000);
    for (Segment& segment : s.segments) segment.venue_cost = 0;
    s.portfolio.self_cost_extra = 0;
    s.portfolio.max_venues = 7;
    const OfferTable offers = test::default_offers(s);
    const Draws population(5, 0);
    StartValues start = test::zero_values(s);
    start.lab_fit = {0, .1, -.4, -2.2};
    Customers customers = make_sample(s, population, 1.3, 2000);
    LaggedStatistics lagged = test::no_peers(s);
    for (std::size_t l = 0; l < 4; ++l)
        for (std::size_t g = 0; g < 4; ++g) lagged.lab_in_use[l * 4 + g] = s.labs[l].target_share;

    std::vector<std::vector<double>> more(28), more_than_a_tenth(28);  // than expected, by offer and replication
    std::vector<double> expected(28, 0);
    for (std::uint32_t replication = 1; replication <= 40; ++replication) {
        const Draws draws(5, replication);  // other tastes and shocks, the same budgets and bases
        const ExpectedSpend its = expected_spend(customers, s, draws, start, offers, 2);
        MonthTotals totals(s);
        const DecisionContext context{s, start, draws, offers, offers, lagged, 0, true, true};
        Customers fresh = customers;
        choose_offers(fresh, context, 2, totals);
        serve_customers(fresh, context, nullptr, 2, totals);
        for (std::size_t o = 0; o < 28; ++o) {
            Money money = 0;
            for (std::size_t k = 0; k < 5; ++k) money += totals.workload_paid[o * 5 + k];
            more[o].push_back(to_usd(money) - to_usd(its.by_offer[o]));
            more_than_a_tenth[o].push_back(to_usd(money) - 1.1 * to_usd(its.by_offer[o]));
            expected[o] += to_usd(its.by_offer[o]) / 40;
        }
    }
    for (std::size_t o = 0; o < 28; ++o) {
        if (offers.legal[o] == 0) {
            EXPECT_EQ(expected[o], 0);
            continue;
        }
        EXPECT_TRUE(test::mean_is(more[o], 0)) << "offer " << o;
        if (expected[o] > 5e8) {
            EXPECT_FALSE(test::mean_is(more_than_a_tenth[o], 0)) << "offer " << o;
        }
    }
}

}  // namespace
}  // namespace nephoscope
