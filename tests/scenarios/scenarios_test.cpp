#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "analysis/studies/comparison.h"
#include "analysis/studies/ensemble.h"
#include "tests/io/temporary_folder.h"
#include "tests/support/shipped.h"

/// Each of the fourteen scenarios of MODEL 15 with its variants, run in full on 2 replications of 5 000 customers, and
/// the signs that are expected of them: a smoke test of the analysis layer, not of the truth. The table is
/// expected_signs.csv; docs/validation.md tells of the signs that surprise.
namespace nephoscope {
namespace {

const std::filesystem::path kRoot = NEPHOSCOPE_SOURCE_DIR;

struct Family {
    const char* name;
    std::vector<std::string> scenarios;  ///< what is run together, bases included
};

std::vector<Family> families() {
    return {
        {"exclusive_2032", {"exclusive_2032", "nonexclusive_2026"}},
        {"nonexclusive_2026", {"baseline", "nonexclusive_2026", "nonexclusive_without_neocloud"}},
        {"first_ship_windows", {"baseline", "first_ship_windows", "first_ship_windows_staggered"}},
        {"agi_clause", {"exclusive_2032", "agi_clause"}},
        {"capacity_crunch",
         {"baseline", "capacity_crunch", "capacity_crunch_everywhere", "exclusive_2032", "capacity_crunch_exclusive"}},
        {"open_weights_surge", {"baseline", "open_weights_surge"}},
        {"price_war", {"baseline", "price_war", "price_war_aws", "price_war_patient"}},
        {"egress_ban", {"baseline", "egress_ban", "egress_ban_worldwide", "egress_ban_portability"}},
        {"ipo_dilution", {"baseline", "ipo_dilution", "ipo_dilution_participates"}},
        {"multicloud_anthropic", {"baseline", "multicloud_anthropic", "anthropic_exclusive_aws"}},
        {"neocloud_entry", {"baseline", "neocloud_entry", "neocloud_entry_exclusive"}},
        {"lab_shock", {"baseline", "lab_shock", "lab_shock_jump", "exclusive_2032", "lab_shock_exclusive"}},
        {"google_joins", {"baseline", "google_joins", "google_joins_symmetric"}},
        {"funding_winter", {"baseline", "funding_winter", "exclusive_2032", "funding_winter_exclusive"}},
    };
}

/// One line of expected_signs.csv.
struct Expected {
    std::string scenario, base;
    HeadlineKey key;
    char sign = '+';
};

std::vector<Expected> expected_signs() {
    std::ifstream file(kRoot / "tests/scenarios/expected_signs.csv");
    std::vector<Expected> all;
    std::string line;
    std::getline(file, line);
    EXPECT_EQ(line, "scenario,base,variable,label,month,sign,source");
    while (std::getline(file, line)) {
        std::vector<std::string> cells;
        std::stringstream rest(line);
        for (std::string cell; std::getline(rest, cell, ',');) cells.push_back(cell);
        EXPECT_EQ(cells.size(), 7U) << line;
        if (cells.size() == 7) all.push_back({cells[0], cells[1], {cells[2], cells[3], cells[4]}, cells[5].at(0)});
    }
    return all;
}

std::map<std::string, Headlines> run(const std::vector<std::string>& names) {
    std::vector<Scenario> scenarios;
    for (const std::string& name : names)
        scenarios.push_back(test::shipped(name, {"simulation.agents=5000", "simulation.replications=2"}));
    const TemporaryFolder folder;
    EnsembleOptions options;
    options.threads = 1;  // ctest runs families side by side
    options.output = folder.file("results.nc");
    const EnsembleReport report = run_ensemble(scenarios, options);
    std::map<std::string, Headlines> results;
    for (std::size_t i = 0; i < names.size(); ++i) results[names[i]] = report.headlines[i];
    return results;
}

class ShippedScenarios : public ::testing::TestWithParam<Family> {};

TEST_P(ShippedScenarios, RunInFullWithTheExpectedSigns) {
    const std::map<std::string, Headlines> results = run(GetParam().scenarios);
    int checked = 0;
    for (const Expected& expected : expected_signs()) {
        if (results.count(expected.scenario) == 0 || results.count(expected.base) == 0) continue;
        const auto rows = compare_headlines(results.at(expected.base), results.at(expected.scenario));
        const auto row = std::find_if(rows.begin(), rows.end(), [&](const auto& r) { return r.key == expected.key; });
        const std::string what = fmt::format("{} less {}: {}", expected.scenario, expected.base, expected.key.str());
        ASSERT_NE(row, rows.end()) << what;
        const double change = row->difference.mean;
        fmt::print("{:<90} {:+.4g}, expected {}\n", what, change, expected.sign);
        EXPECT_TRUE(expected.sign == '0'   ? change == 0
                    : expected.sign == '+' ? change > 0
                                           : change < 0)
            << what << " is " << change << ", expected " << expected.sign;
        ++checked;
    }
    EXPECT_GE(checked, 1) << "no sign is expected of " << GetParam().name;
}

INSTANTIATE_TEST_SUITE_P(Full, ShippedScenarios, ::testing::ValuesIn(families()),
                         [](const auto& family) { return std::string(family.param.name); });

/// A scenario that ships is run here, and something is expected of it.
TEST(ShippedScenarios, AllHaveAFamilyAndAnExpectedSign) {
    std::set<std::string> run, expected;
    for (const Family& family : families()) run.insert(family.scenarios.begin(), family.scenarios.end());
    for (const Expected& line : expected_signs()) {
        expected.insert({line.scenario, line.base});
        const auto families_list = families();
        EXPECT_TRUE(std::any_of(families_list.begin(), families_list.end(),
                                [&](const Family& family) {
                                    const auto& names = family.scenarios;
                                    return std::count(names.begin(), names.end(), line.scenario) +
                                               std::count(names.begin(), names.end(), line.base) ==
                                           2;
                                }))
            << line.scenario << " and " << line.base << " are never run together";
    }
    for (const auto& entry : std::filesystem::directory_iterator(kRoot / "scenarios")) {
        const std::string name = entry.path().stem().string();
        if (entry.path().extension() != ".toml" || name.rfind("duopoly", 0) == 0) continue;
        EXPECT_EQ(run.count(name), 1U) << name << " is not run";
        EXPECT_EQ(expected.count(name), 1U) << "no sign is expected of " << name;
    }
}

}  // namespace
}  // namespace nephoscope
