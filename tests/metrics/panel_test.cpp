#include <cmath>
#include <set>

#include "models/customers/rows.h"
#include "models/metrics/panel.h"
#include "models/metrics/welfare.h"
#include "models/pricing/paths.h"
#include "tests/metrics/metrics_run.h"

namespace nephoscope {
namespace {

using namespace test;

TEST(Panel, IsTheSameInEveryScenario) {
    const Scenario open = shipped("baseline", {"metrics.traced=20"});
    const Scenario closed = shipped("exclusive_2032", {"metrics.traced=20"});
    EXPECT_EQ(panel_ids(open), panel_ids(closed));
    EXPECT_EQ(traced_ids(open), traced_ids(closed));
    EXPECT_EQ(panel_ids(open).size(), 2000U);
    EXPECT_EQ(traced_ids(open).size(), 20U);
}

TEST(Panel, TracedCustomersAreOfThePanelAndMoreContainFewer) {
    const Scenario few = shipped("baseline", {"metrics.traced=5"}), many = shipped("baseline", {"metrics.traced=50"});
    const std::vector<std::uint32_t> panel = panel_ids(few), five = traced_ids(few), fifty = traced_ids(many);
    EXPECT_TRUE(std::includes(panel.begin(), panel.end(), fifty.begin(), fifty.end()));
    EXPECT_TRUE(std::includes(fifty.begin(), fifty.end(), five.begin(), five.end()));
    EXPECT_GT(five.back(), 5U * 10U) << "not simply the first";
}

TEST(Panel, StandsForAllCustomersOfTheStart) {
    MetricsRun run(shipped("duopoly", {"simulation.agents=900", "metrics.panel=100"}), 1);
    const Panel panel(*run.market);
    EXPECT_EQ(panel.ids().size(), 100U);
    double organisations = 0, start = 0, budget = 0, whole = 0;
    for (std::size_t i = 0; i < panel.ids().size(); ++i) {
        organisations += panel.organisations()[i];
        budget += panel.organisations()[i] * panel.customers().budget[i];
    }
    for (std::size_t i = 0; i < run.start.customers.size(); ++i)
        if (run.start.customers.entry[i] < 0) {
            start += nephoscope::organisations(run.start.customers.weight[i]);
            whole += nephoscope::organisations(run.start.customers.weight[i]) * run.start.customers.budget[i];
        }
    EXPECT_NEAR(organisations, start, 1e-9 * start);
    EXPECT_NEAR(budget, whole, 0.15 * whole) << "stratified by size";
}

/// A panel of everybody has the surplus of everybody: SC, F_on, F and migration of every customer are found again from
/// states alone.
TEST(Panel, SurplusOfEverybodyIsTheMonthsNetSurplus) {
    MetricsRun run(shipped("baseline", {"simulation.agents=800", "metrics.panel=800", "customers.birth_rate_per_year=0",
                                        "base_cloud.migration_months=1"}),
                   20);
    Panel panel(*run.market);
    double discounted = 0;
    Money moved = 0;
    for (int t = 0; t < 20; ++t) {
        run.market->advance(run.scenario.simulation.start + t);
        panel.observe(t);
        const MonthTotals& totals = run.market->totals();
        Money surplus = 0;
        for (const Money money : totals.surplus) surplus += money;
        for (const Money money : totals.migration_cost) moved += money;
        const double expected = to_usd(surplus - customer_cost(totals));
        double found = 0;
        for (std::size_t i = 0; i < panel.ids().size(); ++i) found += panel.organisations()[i] * panel.surplus_net()[i];
        EXPECT_NEAR(found, expected, 1e-9 * std::fabs(expected)) << "month " << t;
        discounted += expected * discount_factor(run.scenario.finance.customer_discount_rate, t);
    }
    EXPECT_GT(moved, 0) << "some home cloud moved, so that its cost was seen";
    double pv = 0;
    for (std::size_t i = 0; i < panel.ids().size(); ++i) pv += panel.organisations()[i] * panel.surplus_net_pv()[i];
    EXPECT_NEAR(pv, discounted, 1e-9 * discounted);
}

/// Only what months change is copied every month: the panel still has all of the customers as they stand.
TEST(Panel, FollowsTheCustomersOfTheMarket) {
    MetricsRun run(shipped("baseline", {"simulation.agents=400", "metrics.panel=90"}), 14);
    Panel panel(*run.market);
    for (int t = 0; t < 14; ++t) {
        run.market->advance(run.scenario.simulation.start + t);
        if (t % 3 != 1) panel.observe(t);  // every third month is not recorded
    }
    panel.observe(13);
    Customers anew = rows_of(run.market->customers(), rows_with(run.market->customers(), panel.ids()));
    Customers followed = panel.customers();
    std::vector<const void*> columns;
    followed.for_each_column([&](const auto& column, std::size_t) { columns.push_back(&column); });
    std::size_t n = 0;
    anew.for_each_column([&](const auto& column, std::size_t) {
        EXPECT_EQ(column, *static_cast<std::remove_reference_t<decltype(column)>*>(columns[n])) << "column " << n;
        ++n;
    });
    EXPECT_GT(n, 20U);
}

TEST(Panel, RecordsTheStateOfTracedCustomers) {
    MetricsRun run(shipped("duopoly", {"simulation.agents=300", "metrics.panel=300", "metrics.traced=40"}), 6);
    const Recording recording = run.record();
    const std::vector<std::uint32_t> traced = traced_ids(run.scenario);
    ASSERT_EQ(recording.labels().at("traced_customer").size(), 40U);
    const auto cells = [&](const char* name) { return recording.integer(recording.index_of("panel", name), 5); };
    const Customers& customers = run.market->customers();
    const std::size_t workloads = run.scenario.workloads.size(), labs = run.scenario.labs.size();
    int on_offers = 0;
    for (std::size_t r = 0; r < traced.size(); ++r)
        for (std::size_t k = 0; k < workloads; ++k) {
            const std::size_t slot = customers.slot(traced[r], static_cast<int>(k)), cell = r * workloads + k;
            EXPECT_EQ(cells("active")[cell], customers.active[traced[r]] >> k & 1);
            EXPECT_EQ(cells("epoch")[cell], customers.epoch[slot]);
            for (std::size_t l = 0; l < labs; ++l) {
                EXPECT_EQ(cells("on_lab")[cell * labs + l], customers.lab[slot] == l ? 1 : 0);
                on_offers += customers.lab[slot] == l ? 1 : 0;
            }
        }
    EXPECT_GT(on_offers, 10);
}

}  // namespace
}  // namespace nephoscope
