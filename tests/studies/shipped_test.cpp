// The studies that ship: each is sound, the screening knows every key worth sweeping, the small one runs.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "analysis/sweeps/collect.h"
#include "analysis/sweeps/point_runner.h"
#include "analysis/sweeps/study_estimate.h"
#include "sim/io/results.h"
#include "sim/io/text.h"
#include "tests/io/temporary_folder.h"

namespace nephoscope {
namespace {

const std::filesystem::path kStudies = std::filesystem::path(NEPHOSCOPE_SOURCE_DIR) / "scenarios/studies";

Study load(const std::string& path, Sources& sources) {
    Diagnostics diagnostics(sources);
    Study study = load_study(path, sources, diagnostics);
    EXPECT_EQ(diagnostics.str(), "");
    return study;
}

Study load(const std::string& path) {
    Sources sources;
    return load(path, sources);
}

TEST(ShippedStudies, AreSoundAskAQuestionAndEndInMinutes) {
    int count = 0;
    for (const auto& entry : std::filesystem::directory_iterator(kStudies)) {
        if (entry.path().extension() != ".toml") continue;
        ++count;
        const Study study = load(entry.path().string());
        EXPECT_EQ(study.question.back(), '?') << entry.path();
        const StudyEstimate plan = estimate(study, 2);
        EXPECT_EQ(plan.unsound, 0U) << entry.path() << ": " << plan.first_unsound;
        EXPECT_LT(plan.seconds, 30 * 60) << entry.path();
        EXPECT_LT(plan.disk_bytes, 100e6) << entry.path();
    }
    EXPECT_EQ(count, 3);
}

TEST(ShippedStudies, AreOfTheDesignsThatTheyNeed) {
    EXPECT_EQ(load((kStudies / "first_ship_windows.toml").string()).design, DesignKind::grid);
    EXPECT_EQ(load((kStudies / "what_drives_it.toml").string()).design, DesignKind::morris);
    const Study stake = load((kStudies / "stake_and_cap.toml").string());
    EXPECT_EQ(stake.design, DesignKind::saltelli);
    EXPECT_TRUE(stake.outcomes.front().paired);
    EXPECT_EQ(stake.outcomes.front().labels.at("party"), "azure");
}

/// "lab.openai.cash_usd" → "lab.*.cash_usd", where the parameter table has that.
std::string row_key(const std::string& key) {
    const auto parts = split_key(key);
    return parts->size() == 3 ? (*parts)[0] + ".*." + (*parts)[2] : key;
}

/// What the screening leaves out: lines "#   KEY: reason" of its head.
std::map<std::string, std::string> left_out(const std::filesystem::path& path) {
    std::map<std::string, std::string> reasons;
    std::ifstream file(path);
    for (std::string line; std::getline(file, line) && !line.empty() && line[0] == '#';) {
        const std::size_t colon = line.find(": ");
        if (line.rfind("#   ", 0) == 0 && colon != std::string::npos)
            reasons[line.substr(4, colon - 4)] = line.substr(colon + 2);
    }
    return reasons;
}

TEST(ShippedStudies, ScreenEveryKeyWorthSweepingOrSayWhyNot) {
    const std::filesystem::path path = kStudies / "what_drives_it.toml";
    std::set<std::string> swept;
    for (const StudyParameter& parameter : load(path.string()).parameters) swept.insert(row_key(parameter.key));
    const std::map<std::string, std::string> reasons = left_out(path);
    int wanted = 0;
    for (const Parameter& row : parameters()) {
        const bool number = row.kind == ValueKind::real || row.kind == ValueKind::integer;
        if (!row.active || row.sweep.empty() || !number || row.table() == "simulation") continue;
        ++wanted;
        EXPECT_NE(swept.count(row.key), reasons.count(row.key))
            << row.key << " (worth sweeping: " << row.sweep
            << ") must be in scenarios/studies/what_drives_it.toml or, with a reason, in the list at its head";
    }
    EXPECT_GE(wanted, 100);
    for (const auto& [key, reason] : reasons)
        EXPECT_NE(find_parameter(key), nullptr) << "left out, but no key: " << key;
}

TEST(ShippedStudies, OfFirstShipWindowsRunsAndAWindowNeverChangesTheBase) {
    const TemporaryFolder folder;
    const std::string small =
        folder.write("small.toml", "extends = \"" + (kStudies / "first_ship_windows.toml").string() +
                                       "\"\n[study]\nagents = 200\nreplications = 2\n");
    Sources sources;
    const Study study = load(small, sources);
    Store store = Store::open_for(folder.file("store"), plan_of(study));
    StoreWork work(store, {}, false);
    carry_out(work, point_runner(study, sources, "nephoscope sweep small.toml"), {2, 1}, [] { return false; });
    work.seal();
    store.refresh();
    collect(store, study, folder.file("results.nc"), false);
    const ResultsReader results(folder.file("results.nc"));
    EXPECT_EQ(results.attribute("failed_runs"), "0");
    const ResultsReader::Array values = results.read("", "outcome_value");
    ASSERT_EQ(values.shape, (std::vector<std::size_t>{5, 2, 2, 4}));
    for (std::size_t run = 0; run < 5 * 2; ++run)
        for (std::size_t outcome = 0; outcome < 4; ++outcome) {
            EXPECT_TRUE(std::isnan(values.values[run * 8 + outcome]));  // the base differs from nothing
            EXPECT_TRUE(std::isfinite(values.values[run * 8 + 4 + outcome]));
        }
    const std::vector<std::string> hashes = results.axis("result_hash");  // [point, replication, scenario]
    for (std::size_t point = 1; point < 5; ++point) {
        EXPECT_EQ(hashes[point * 4], hashes[0]) << "exclusivity has no window";
        EXPECT_NE(hashes[point * 4 + 1], hashes[1]) << "a window of other length is another world";
    }
}

}  // namespace
}  // namespace nephoscope
