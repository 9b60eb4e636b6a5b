#include "analysis/sweeps/study.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "analysis/sweeps/study_points.h"
#include "sim/core/error.h"

namespace nephoscope {
namespace {

/// A study file in a folder of its own, beside two small scenarios: `open` lacks the exclusivity that `closed` has.
class StudyFile : public ::testing::Test {
protected:
    void SetUp() override {
        folder_ = std::filesystem::temp_directory_path() /
                  ("nephoscope-study-" + std::string(::testing::UnitTest::GetInstance()->current_test_info()->name()));
        std::filesystem::remove_all(folder_);
        std::filesystem::create_directories(folder_);
        std::filesystem::copy_file(
            std::filesystem::path(NEPHOSCOPE_SOURCE_DIR) / "tests/scenario/gallery/parents/base.toml",
            folder_ / "closed.toml");
        write("open.toml", "extends = \"closed.toml\"\nremove = [\"agreement.alpha-only-north\"]\n");
    }
    void TearDown() override { std::filesystem::remove_all(folder_); }

    void write(const std::string& name, const std::string& text) const {
        std::ofstream(folder_ / name, std::ios::binary) << text;
    }
    Study load(const std::string& text) {
        write("mine.toml", text);
        Study study = load_study((folder_ / "mine.toml").string(), sources_, diagnostics_);
        EXPECT_EQ(diagnostics_.str(), "");
        return study;
    }

    std::filesystem::path folder_;
    Sources sources_;
    Diagnostics diagnostics_{sources_};
};

const char* const kStudy = R"(# What is asked?
[study]
scenarios = ["closed", "open.toml"]
base = "closed"
replications = 3
seed = 77
agents = 500
threads = 2
trajectories = true

[design]
kind = "morris"
seed = 5
trajectories = 2
levels = 6

[parameters]
agreement.alpha-only-north.end = { range = ["2028-01", "2032-12"] }
attention.base_per_month = { range = [0.02, 0.2], scale = "log" }
choice.legacy = { values = [true, false] }
"portfolio.max_venues" = { range = [1, 3] }

[outcome.north]
variable = "npv"
party = "north"
difference = true

[outcome.surplus]
variable = "segments/consumer_surplus"
segment = "small"
month = "2028-12"
)";

TEST_F(StudyFile, IsReadWhole) {
    const Study study = load(kStudy);
    EXPECT_EQ(study.name, "mine");
    EXPECT_EQ(study.question, "What is asked?");
    ASSERT_EQ(study.scenarios.size(), 2U);
    EXPECT_EQ(study.scenarios[1].label, "open");
    EXPECT_EQ(study.scenarios[1].path, (folder_ / "open.toml").string());
    EXPECT_EQ(study.base, 0);
    EXPECT_EQ(study.replications, 3);
    EXPECT_EQ(study.seed, 77U);
    EXPECT_EQ(study.agents, 500);
    EXPECT_EQ(study.threads, 2);
    EXPECT_TRUE(study.trajectories);
    EXPECT_EQ(study.design, DesignKind::morris);
    EXPECT_EQ(study.design_seed, 5U);
    EXPECT_EQ(study.design_size, 2);
    EXPECT_EQ(study.design_levels, 6);
    EXPECT_EQ(study.points.size(), 2U * 5);
    ASSERT_EQ(study.parameters.size(), 4U);
    EXPECT_EQ(study.parameters[0].key, "agreement.alpha-only-north.end");
    EXPECT_EQ(study.parameters[0].low, Month(2028, 1).count());
    EXPECT_TRUE(study.parameters[1].logarithmic);
    EXPECT_EQ(study.parameters[2].values, (std::vector<double>{1, 0}));
    EXPECT_EQ(study.parameters[3].key, "portfolio.max_venues");
    EXPECT_EQ(study.parameters[3].kind, ValueKind::integer);
    ASSERT_EQ(study.outcomes.size(), 2U);
    EXPECT_EQ(study.outcomes[0].labels.at("party"), "north");
    EXPECT_TRUE(study.outcomes[0].paired);
    EXPECT_EQ(study.outcomes[1].variable, "segments/consumer_surplus");
    EXPECT_EQ(study.outcomes[1].month, Month(2028, 12));
}

TEST_F(StudyFile, TakesWhatItLeavesOutFromItsScenario) {
    const Study study = load(
        "[study]\nscenarios = [\"open\"]\n[design]\nkind = \"grid\"\n[parameters]\nattention.base_per_month = [0.1]\n"
        "[outcome.hhi]\nvariable = \"hhi_clouds\"\n");
    EXPECT_EQ(study.base, -1);
    EXPECT_EQ(study.replications, 16);
    EXPECT_EQ(study.seed, 20260427U);
    EXPECT_EQ(study.agents, 0);
    EXPECT_EQ(study.outcomes[0].month, Month(2032, 12));
}

TEST_F(StudyFile, LaysAPointsValuesOverTheScenariosThatHaveTheirKeys) {
    Study study = load(kStudy);
    study.points[1] = {static_cast<double>(Month(2030, 6).count()), 0.125, 0, 2};
    const std::vector<Scenario> scenarios = scenarios_of_point(study, 1, diagnostics_);
    EXPECT_EQ(diagnostics_.str(), "");
    ASSERT_EQ(scenarios.size(), 2U);
    for (const Scenario& scenario : scenarios) {
        EXPECT_EQ(scenario.attention.base, 0.125);
        EXPECT_FALSE(scenario.choice.legacy);
        EXPECT_EQ(scenario.portfolio.max_venues, 2);
        EXPECT_EQ(scenario.simulation.agents, 500);
        EXPECT_EQ(scenario.simulation.seed, 77U);
        EXPECT_EQ(scenario.simulation.replications, 3);
    }
    const auto until = [](const Scenario& scenario) -> std::string {
        for (const Clause& clause : scenario.clauses)
            if (clause.id == "alpha-only-north") return clause.end.str();
        return "none";
    };
    EXPECT_EQ(until(scenarios[0]), "2030-06");
    EXPECT_EQ(until(scenarios[1]), "none");
}

TEST_F(StudyFile, ReportsAPointWhoseValuesDoNotFitTogether) {
    Study study = load(kStudy);
    study.points[0] = {static_cast<double>(Month(2028, 6).count()), 7, 0, 2};
    scenarios_of_point(study, 0, diagnostics_);
    EXPECT_NE(diagnostics_.str().find("mine.toml:19:28: error: 'base_per_month' is 7 but must be in [0, 1]"),
              std::string::npos)
        << diagnostics_.str();
}

TEST_F(StudyFile, MayExtendAnother) {
    load(kStudy);
    write("longer.toml", "extends = \"mine.toml\"\n[study]\nreplications = 9\n[design]\ntrajectories = 4\n");
    const Study longer = load_study((folder_ / "longer.toml").string(), sources_, diagnostics_);
    EXPECT_EQ(diagnostics_.str(), "");
    EXPECT_EQ(longer.replications, 9);
    EXPECT_EQ(longer.points.size(), 4U * 5);
}

TEST_F(StudyFile, GivesItsDesignBackFromTheStoredText) {
    const Study study = load(kStudy);
    const Study stored = read_stored_design(study.text, study.points.size());
    EXPECT_EQ(stored.points, study.points);
    EXPECT_EQ(stored.parameters[1].key, study.parameters[1].key);
    EXPECT_THROW(read_stored_design(study.text, study.points.size() + 1), FormatError);
    EXPECT_THROW(read_stored_design("[design]\nkind = \"grid\"\n", 1), FormatError);
}

TEST(ParameterValue, IsWhatAScenarioFileWouldHold) {
    StudyParameter parameter;
    parameter.kind = ValueKind::month;
    EXPECT_EQ(value_text(parameter_value(parameter, Month(2027, 3).count())), "\"2027-03\"");
    parameter.kind = ValueKind::boolean;
    EXPECT_EQ(value_text(parameter_value(parameter, 1)), "true");
    parameter.kind = ValueKind::integer;
    EXPECT_EQ(value_text(parameter_value(parameter, 3)), "3");
    parameter.kind = ValueKind::choice;
    parameter.key = "agreement.mine.mode";
    EXPECT_EQ(std::get<std::string>(parameter_value(parameter, 0)),
              find_parameter("agreement.*.mode")->choices.front());
}

}  // namespace
}  // namespace nephoscope
