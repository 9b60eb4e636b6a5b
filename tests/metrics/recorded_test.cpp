#include <cmath>
#include <set>

#include "models/metrics/run_values.h"
#include "models/metrics/shares.h"
#include "models/metrics/welfare.h"
#include "sim/io/results.h"
#include "tests/metrics/metrics_run.h"

/// What a run records against what its market holds, and measures on vectors worked out by hand (K25).
namespace nephoscope {
namespace {

using namespace test;

TEST(Metrics, DiversitySplitsIntoBetweenAndWithinLabs) {
    const Diversity d = diversity({1, 1, 0, 2}, 2, 2);  // lab 0 at two venues alike, lab 1 at one
    EXPECT_NEAR(d.between_labs, std::log(2.0), 1e-15);
    EXPECT_NEAR(d.within_labs, 0.5 * std::log(2.0), 1e-15);
    EXPECT_NEAR(d.all, 0.5 * std::log(2.0) + 0.5 * std::log(4.0), 1e-15);
    EXPECT_TRUE(std::isnan(diversity({0, 0}, 1, 2).all));
    EXPECT_TRUE(std::isnan(diversity({0, 0}, 1, 2).within_labs));
}

TEST(Metrics, ChurnIsWhatLeavesTheStock) {
    // Two venues, legacy, inactive: 6 stay, 2 move, 1 goes to legacy, 1 becomes inactive; what comes from elsewhere
    // does not count.
    const std::vector<Weight> flow{4, 2, 1, 0,  //
                                   0, 2, 0, 1,  //
                                   9, 9, 9, 9,  //
                                   9, 9, 9, 9};
    EXPECT_DOUBLE_EQ(churn(flow, 2), 0.4);
    EXPECT_TRUE(std::isnan(churn(std::vector<Weight>(16, 0), 2)));
}

class RecordedRun : public ::testing::Test {
protected:
    static void SetUpTestSuite() {
        run_ =
            new MetricsRun(shipped("baseline", {"simulation.agents=600", "metrics.panel=50", "metrics.traced=5"}), 14);
        recording_ = new Recording(run_->record());
    }
    static void TearDownTestSuite() {
        delete recording_;
        delete run_;
    }
    static constexpr int kLast = 13;
    static std::span<const double> real(const char* group, const char* name, int month = kLast) {
        const int v = recording_->index_of(group, name);
        EXPECT_GE(v, 0) << group << "/" << name;
        return std::as_const(*recording_).real(v, month);
    }
    static std::span<const std::int64_t> integer(const char* group, const char* name, int month = kLast) {
        const int v = recording_->index_of(group, name);
        EXPECT_GE(v, 0) << group << "/" << name;
        return std::as_const(*recording_).integer(v, month);
    }
    static const Market& market() { return *run_->market; }
    static MetricsRun* run_;
    static Recording* recording_;
};
MetricsRun* RecordedRun::run_ = nullptr;
Recording* RecordedRun::recording_ = nullptr;

TEST_F(RecordedRun, EveryPieSumsToOne) {
    for (const char* pie :
         {"spend_share_by_venue", "spend_share_by_lab", "spend_share_by_offer", "spend_share_by_seller",
          "spend_share_by_host", "ai_share_by_cloud", "ai_and_base_share_by_cloud"})
        for (int month = 0; month <= kLast; ++month) {
            EXPECT_NEAR(sum_of(real("", pie, month)), 1, 1e-12) << pie;
            for (const double share : real("", pie, month)) EXPECT_GE(share, 0) << pie;
        }
}

TEST_F(RecordedRun, EveryPieIsTheWholeOutlay) {
    const Pies all = pies(market());
    const auto outlay = static_cast<double>(integer("", "outlay")[0]);
    for (const auto* pie : {&all.by_venue, &all.by_lab, &all.by_seller, &all.by_host, &all.by_offer, &all.by_group})
        EXPECT_NEAR(sum_of(*pie), outlay, 1e-12 * outlay);
    double base = 0;
    for (const Money paid : market().totals().base_paid) base += static_cast<double>(paid);
    EXPECT_NEAR(sum_of(all.with_base), sum_of(all.by_cloud) + base, 1e-12 * base);
    EXPECT_GT(base, 0);
}

TEST_F(RecordedRun, ThePiesDiffer) {
    // The lab's own channel is no cloud's sale but some cloud's compute.
    const auto at = [](const char* axis, const std::string& label) {
        const auto& labels = recording_->labels().at(axis);
        return static_cast<std::size_t>(std::find(labels.begin(), labels.end(), label) - labels.begin());
    };
    const double sold = real("", "spend_share_by_venue")[at("venue", "openai-direct")];
    EXPECT_GT(sold, 0.02);
    EXPECT_DOUBLE_EQ(real("", "spend_share_by_seller")[at("seller", "openai")], sold);
    double hosted = 0, sold_at_clouds = 0;
    for (const char* cloud : {"azure", "aws", "google-cloud", "neocloud"}) {
        hosted += real("", "spend_share_by_host")[at("host", cloud)];
        sold_at_clouds += real("", "spend_share_by_seller")[at("seller", cloud)];
    }
    EXPECT_GT(hosted, sold_at_clouds + sold);
}

TEST_F(RecordedRun, PartsSumToTheirWholes) {
    const double outlay = usd(integer("", "outlay")), scale = 1e-9 * outlay;
    EXPECT_NEAR(usd(integer("offers", "seller_paid")) + usd(integer("offers", "egress_paid")), outlay, scale);
    EXPECT_NEAR(usd(integer("offers", "outlay_by_workload")), outlay, scale);
    const double surplus = usd(integer("", "consumer_surplus")), net = usd(integer("", "consumer_surplus_net"));
    EXPECT_NEAR(usd(integer("segments", "consumer_surplus")), surplus, 1e-3);
    EXPECT_NEAR(usd(integer("deciles", "consumer_surplus")), surplus, 1e-3);
    EXPECT_NEAR(usd(integer("segments", "customer_cost")), surplus - net, 1e-3);
    EXPECT_NEAR(usd(integer("deciles", "customer_cost")), surplus - net, 1e-3);
    double costs = 0;
    for (const char* part : {"venue_cost", "onboarding_cost", "switching_cost", "migration_cost"})
        costs += usd(integer("segments", part));
    EXPECT_NEAR(costs, surplus - net, 1e-3);
    EXPECT_GT(costs, 0);
    EXPECT_NEAR(usd(integer("", "total_surplus")), net + usd(integer("", "producer_surplus")), 1e-3);
    EXPECT_NEAR(real("", "diversity_between_labs")[0] + real("", "diversity_within_labs")[0],
                real("", "shannon_diversity")[0], 1e-12);
    EXPECT_NEAR(sum_of(real("offers", "compute_by_segment")), sum_of(real("offers", "compute")), 1e-6);
}

TEST_F(RecordedRun, GrowthIsIndexTimesBudgetsTimesMargin) {
    const double desired = usd(integer("growth", "desired_outlay"));
    EXPECT_NEAR(
        real("growth", "budget_index")[0] * real("growth", "budget_in_use")[0] * real("growth", "intensive_margin")[0],
        desired, 1e-9 * desired);
    EXPECT_GT(real("growth", "budget_index")[0], real("growth", "budget_index", 0)[0]);
    EXPECT_NEAR(real("growth", "served_share")[0] * desired, usd(integer("", "outlay")), 1e-9 * desired);
}

TEST_F(RecordedRun, UnitsAreWhatTheListPriceValues) {
    const std::span<const double> units = real("offers", "units"), price = real("labs", "list_price");
    const std::size_t each = units.size() / price.size();
    double value = 0;
    for (std::size_t cell = 0; cell < units.size(); ++cell) value += units[cell] * price[cell / each];
    const double recorded = usd(integer("offers", "list_value"));
    EXPECT_NEAR(value, recorded, 1e-9 * recorded);
    EXPECT_GT(recorded, 1e9);
}

TEST_F(RecordedRun, SpendAndCountFlowsAgreeOnWhoMoved) {
    for (const char* flow : {"venue", "lab"}) {
        const auto counts = real("flows", (std::string(flow) + "_flow").c_str());
        const auto spend = integer("flows", (std::string(flow) + "_spend_flow").c_str());
        ASSERT_EQ(counts.size(), spend.size());
        for (std::size_t cell = 0; cell < counts.size(); ++cell)
            EXPECT_TRUE(counts[cell] > 0 || spend[cell] == 0) << flow;
        EXPECT_NEAR(usd(spend), usd(integer("growth", "desired_outlay")), 0.05 * usd(spend));
    }
}

TEST_F(RecordedRun, HoldsTheMarketsCapacityClearingAndCommitments) {
    const auto utilisation = real("capacity", "utilisation"), installed = real("capacity", "installed");
    const auto served = real("capacity", "served"), demand = real("capacity", "demand"),
               fill = real("capacity", "fill");
    for (std::size_t c = 0; c < installed.size(); ++c) {
        double used = 0;
        for (std::size_t k = c * kComputeClasses; k < (c + 1) * kComputeClasses; ++k) {
            used += served[k];
            EXPECT_LE(served[k], demand[k] + 1e-9);
            EXPECT_NEAR(served[k], fill[k] * demand[k], 1e-6 * demand[k] + 1e-8);
        }
        EXPECT_NEAR(utilisation[c], used / installed[c], 1e-12);
        EXPECT_LE(utilisation[c], 1 + 1e-9);
    }
    EXPECT_EQ(installed[0], market().capacity().installed(0));
    std::size_t cell = 0;
    for (std::size_t c = 0; c < run_->scenario.clauses.size(); ++c) {
        if (run_->scenario.clauses[c].type != ClauseType::compute_commit) continue;
        EXPECT_EQ(integer("commitments", "drawn")[cell] + integer("commitments", "remaining")[cell],
                  market().commitments().total(c));
        ++cell;
    }
    EXPECT_GT(cell, 0U);
}

TEST_F(RecordedRun, CapTablesSumToOneAndTradeOffLinesToTheNpv) {
    const auto table = real("labs", "cap_table");
    const std::size_t holders = recording_->labels().at("holder").size();
    for (std::size_t lab = 0; lab < table.size() / holders; ++lab)
        EXPECT_NEAR(sum_of(table.subspan(lab * holders, holders)), 1, 1e-12);
    double lines = 0;
    for (const VariableSpec& spec : recording_->specs())
        if (spec.group == "tradeoff" && spec.name != "npv") lines += real("tradeoff", spec.name.c_str(), 0)[0];
    EXPECT_EQ(recording_->labels().at("incumbent"), std::vector<std::string>{"azure"});
    const double npv = real("", "npv", 0)[0];  // the first party is azure or another cloud
    const auto& parties = recording_->labels().at("party");
    const auto azure = static_cast<std::size_t>(std::find(parties.begin(), parties.end(), "azure") - parties.begin());
    EXPECT_NEAR(lines, real("", "npv", 0)[azure], 1e-9 * std::fabs(npv) + 1e-9 * std::fabs(lines));
    EXPECT_NEAR(real("tradeoff", "npv", 0)[0], lines, 1e-6);
}

TEST_F(RecordedRun, TimesAreTheFirstMonthOfTheirSeries) {
    double first = std::nan("");
    for (int month = kLast; month >= 0; --month)
        if (real("", "hhi_labs", month)[0] < 2500) first = month;
    const double recorded = real("times", "hhi_labs_below_2500", 0)[0];
    EXPECT_TRUE(recorded == first || (std::isnan(recorded) && std::isnan(first)));
    EXPECT_EQ(first_month(*recording_, run_->scenario, [](int m) { return m >= 3; }), 3);
    EXPECT_TRUE(std::isnan(first_month(*recording_, run_->scenario, [](int) { return false; })));
}

TEST_F(RecordedRun, ChoiceSetsCountLegalLabsAtHome) {
    const auto by_segment = real("choice", "labs_at_home");
    const double all = real("choice", "labs_at_home_all")[0];
    EXPECT_GE(all, *std::min_element(by_segment.begin(), by_segment.end()));
    EXPECT_LE(all, *std::max_element(by_segment.begin(), by_segment.end()));
    EXPECT_GT(all, real("choice", "labs_at_home_all", 0)[0]) << "openai came to two more clouds within the year";
    for (const double in_use : real("choice", "offers_in_use")) EXPECT_GE(in_use, 1);
}

/// One file for scenarios with different labs, clauses and panels: what a scenario has not stays absent.
TEST(RecordedVariables, OfDifferentScenariosFitOneFile) {
    const std::vector<std::string> small{"simulation.agents=300", "metrics.panel=20"};
    std::vector<std::string> traced = small;
    traced.insert(traced.end(), {"metrics.traced=2", "metrics.counterfactuals=true"});
    MetricsRun big(shipped("baseline", small), 2), duo(shipped("duopoly", traced), 2);
    const std::vector<Scenario> both{big.scenario, duo.scenario};
    const Schedule schedule{big.scenario.simulation.start, big.scenario.simulation.end, 1};
    ResultsWriter::Layout layout;
    layout.scenarios = {"baseline", "duopoly"};
    layout.variables = recorded_variables(both);
    layout.labels = {axis_labels(both[0]), axis_labels(both[1])};
    layout.months = schedule.recorded_months();
    const std::string path = ::testing::TempDir() + "metrics_of_two_worlds.nc";
    ResultsWriter writer(path, layout, true);
    const Recording recorded = big.record();
    writer.write("baseline", 0, recorded);
    writer.write("duopoly", 0, duo.record());
    writer.close();

    const ResultsReader results(path);
    const ResultsReader::Array drawn = results.read("commitments", "drawn");
    const std::span<const std::int64_t> cells = recorded.integer(recorded.index_of("commitments", "drawn"), 1);
    ASSERT_EQ(drawn.values.size(), 2 * 2 * cells.size());
    for (std::size_t c = 0; c < cells.size(); ++c)
        EXPECT_NEAR(drawn.values[cells.size() + c], to_usd(cells[c]), 1e-4) << "clauses are in byte order in both";
    EXPECT_TRUE(std::isnan(drawn.values[2 * cells.size()])) << "the duopoly has no commitments";
    const ResultsReader::Array index = results.read("counterfactual", "lock_in_index");
    EXPECT_TRUE(std::isnan(index.values[0])) << "not solved in the baseline";
    EXPECT_GT(index.values[2], 0);
}

TEST(RecordedVariables, LeaveOutWhatNoScenarioHas) {
    const Scenario plain = shipped("duopoly"), counted = shipped("duopoly", {"metrics.counterfactuals=true"});
    const auto names = [](const std::vector<Scenario>& scenarios) {
        std::set<std::string> set;
        for (const VariableSpec& spec : recorded_variables(scenarios)) set.insert(spec.group + "/" + spec.name);
        return set;
    };
    EXPECT_EQ(names({plain}).count("commitments/drawn"), 0U) << "the duopoly has no compute commitment";
    EXPECT_EQ(names({shipped("baseline")}).count("commitments/drawn"), 1U);
    EXPECT_EQ(names({plain, shipped("baseline")}).count("commitments/drawn"), 1U);
    EXPECT_EQ(names({plain}).count("counterfactual/lock_in_index"), 0U);
    EXPECT_EQ(names({counted}).count("counterfactual/lock_in_index"), 1U);
    EXPECT_EQ(names({plain}).count("panel/epoch"), 0U) << "nobody is traced";
    EXPECT_EQ(names({plain}).count("panel/surplus_net_pv"), 1U);
}

}  // namespace
}  // namespace nephoscope
