#include <gtest/gtest.h>

#include <cmath>
#include <functional>

#include "models/market.h"
#include "tests/support/shipped.h"

/// Expected-value mode against the simulation that it stands for.
namespace nephoscope {
namespace {

using namespace test;

const std::vector<std::string> kIndependentChoices{
    "portfolio.lab_switching_months=0",
    "portfolio.venue_switching_months=0",
    "portfolio.self_cost_extra_usd_per_month=0",
    "portfolio.max_venues=3",
    "segment.small.venue_cost_usd_per_month=0",
    "segment.large.venue_cost_usd_per_month=0",
    "attention.base_per_month=1",
    "capacity.limited=false",
    "choice.demand_elasticity=1.8",           // so that what is bought depends on quality
    "choice.frontier_advantage=0",            // so that legacy is chosen too
    "agreement.alpha-at-south.lag_months=4",  // so that what is served is not what was known
    "simulation.burn_in_months=1",
    "simulation.agents=800"};

Scenario duopoly(const std::vector<std::string>& more) {
    std::vector<std::string> settings = kIndependentChoices;
    settings.insert(settings.end(), more.begin(), more.end());
    Scenario scenario = shipped("duopoly", settings);
    scenario.start = {true, {0.3, 0}, {0.2, 0, 0.1}, 1};  // no inversion: any values will do
    return scenario;
}

/// What a month of the market comes to.
struct Outcome {
    std::vector<double> values;
    std::vector<std::string> names;
    void add(const std::string& name, double value) {
        names.push_back(name);
        values.push_back(value);
    }
};

double ratio(Weight part, Weight whole) { return static_cast<double>(part) / static_cast<double>(whole); }

Outcome outcome_of(const MonthTotals& t) {
    Outcome outcome;
    Money paid = 0, surplus = 0;
    Weight served = 0, two = 0, single = 0, labs_two = 0;
    const auto segments = static_cast<std::size_t>(t.segments);
    for (std::size_t cell = 0; cell < t.seller_paid.size(); ++cell) paid += t.seller_paid[cell] + t.egress_paid[cell];
    for (std::size_t o = 0; o < t.list_value.size(); ++o) {
        Money spend = 0;
        for (std::size_t s = 0; s < segments; ++s)
            spend += t.seller_paid[o * segments + s] + t.egress_paid[o * segments + s];
        if (spend > 0) outcome.add("spend share of offer " + std::to_string(o), ratio(spend, paid));
    }
    for (std::size_t s = 0; s < segments; ++s) {
        served += t.served[s];
        two += t.by_venue_count[segments + s];
        labs_two += t.by_lab_count[segments + s];
        single += t.single_binding[s];
        surplus += t.surplus[s];
    }
    outcome.add("outlay", to_usd(paid));
    outcome.add("surplus", to_usd(surplus));
    outcome.add("served", organisations(served));
    outcome.add("customers at two venues", ratio(two, served));
    outcome.add("customers with two labs", ratio(labs_two, served));
    outcome.add("single binding", ratio(single, served));
    return outcome;
}

Outcome run(const Scenario& scenario, std::uint32_t replication, int months) {
    const Draws draws(scenario.simulation.seed, replication);
    const StartState start = prepare_start(scenario, draws, 2);
    Market market(scenario, draws, start, 2);
    for (int t = 0; t < months; ++t) market.advance(scenario.simulation.start + t);
    return outcome_of(market.totals());
}

/// Differences in standard errors over paired replications, of `simulated` from `expected`.
struct Comparison {
    std::vector<double> z;
    std::vector<std::string> names;
};
Comparison compare(const Scenario& simulated, const Scenario& expected, int replications) {
    constexpr int months = 4;
    Comparison result;
    std::vector<std::vector<double>> differences;
    for (int r = 0; r < replications; ++r) {
        const auto number = static_cast<std::uint32_t>(r);
        const Outcome drawn = run(simulated, number, months), mean = run(expected, number, months);
        EXPECT_EQ(drawn.names, mean.names);
        result.names = drawn.names;
        differences.resize(drawn.values.size());
        for (std::size_t j = 0; j < differences.size(); ++j) differences[j].push_back(drawn.values[j] - mean.values[j]);
    }
    for (const std::vector<double>& its : differences) {
        double sum = 0, squares = 0;
        for (const double d : its) sum += d;
        const double average = sum / replications;
        for (const double d : its) squares += (d - average) * (d - average);
        result.z.push_back(average / std::sqrt(squares / (replications * (replications - 1.0))));
    }
    return result;
}

TEST(ExpectedMode, IsWhatTheSimulationGivesOnAverage) {
    const Comparison found = compare(duopoly({}), duopoly({"simulation.mode=expected"}), 60);
    ASSERT_GE(found.z.size(), 9U);
    for (std::size_t j = 0; j < found.z.size(); ++j) EXPECT_LT(std::fabs(found.z[j]), 3) << found.names[j];
}

/// The comparison sees venues of a lab that are a little less alike, and a little less inelastic demand.
TEST(ExpectedMode, ComparisonRejectsAnotherLaw) {
    for (const char* mutant : {"choice.nest_dissimilarity=0.45", "choice.demand_elasticity=1.9"}) {
        const Comparison found = compare(duopoly({}), duopoly({"simulation.mode=expected", mutant}), 12);
        double worst = 0;
        for (const double z : found.z) worst = std::max(worst, std::fabs(z));
        EXPECT_GT(worst, 5) << mutant;
    }
}

TEST(ExpectedMode, IsRefusedWithPlaceAndRemedyWhereThereIsNoClosedForm) {
    Sources sources;
    Diagnostics diagnostics(sources);
    const std::string folder = NEPHOSCOPE_SOURCE_DIR "/scenarios";
    load_scenario(folder + "/duopoly.toml", {{folder}, {"simulation.mode=expected", "metrics.traced=3000"}}, sources,
                  diagnostics);
    const std::string text = diagnostics.str();
    for (const char* part : {"segment.small.venue_cost_usd_per_month = 0", "portfolio.lab_switching_months = 0",
                             "portfolio.venue_switching_months = 0", "attention.base_per_month = 1",
                             "portfolio.self_cost_extra_usd_per_month = 0", "mode = \"simulated\"",
                             "it has another value", "'traced' is 3000 but the panel has 2000 customers at most"})
        EXPECT_NE(text.find(part), std::string::npos) << part << " in\n" << text;
}

}  // namespace
}  // namespace nephoscope
