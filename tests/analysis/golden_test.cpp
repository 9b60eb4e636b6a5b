#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "analysis/studies/comparison.h"
#include "analysis/studies/ensemble.h"
#include "tests/support/shipped.h"

/// Did results change at all? Levels of two small scenarios and their paired difference, as text with 17 digits in
/// tests/golden/. UPDATE_GOLDEN=1 rewrites; the commit says why and the change log gets a line under *Results change*.
namespace nephoscope {
namespace {

EnsembleReport small_comparison(const std::string& base, const std::string& alternative) {
    const std::vector<std::string> small{"simulation.agents=400", "simulation.replications=3",
                                         "simulation.end=\"2027-04\""};
    EnsembleOptions options;
    options.output = (std::filesystem::path(testing::TempDir()) / ("golden-" + alternative + ".nc")).string();
    options.force = true;
    options.command = "compare";
    const EnsembleReport report =
        run_ensemble({test::shipped(base, small), test::shipped(alternative, small)}, options);
    std::filesystem::remove(options.output);
    return report;
}

std::string text_of(const EnsembleReport& report) {
    std::string text;
    for (std::size_t s = 0; s < report.result_hashes.size(); ++s)
        for (const std::string& hash : report.result_hashes[s])
            text += fmt::format("hash {} {}\n", report.headlines[s].scenario, hash);
    for (const PairedDifference& row : compare_headlines(report.headlines[0], report.headlines[1]))
        text += fmt::format("{}: {:.17g} {:.17g} {:.17g}\n", row.key.str(), row.base.mean, row.alternative.mean,
                            row.difference.mean);
    return text;
}

void compare_with_golden(const std::string& name, const std::string& text) {
    const std::string path = std::string(NEPHOSCOPE_SOURCE_DIR) + "/tests/golden/" + name + ".txt";
    if (std::getenv("UPDATE_GOLDEN") != nullptr) {
        std::ofstream(path) << text;
        return;
    }
    std::ostringstream golden;
    golden << std::ifstream(path).rdbuf();
    EXPECT_EQ(text, golden.str()) << "results changed; see the head of this test";
}

TEST(Golden, OfTheDuopoly) {
    compare_with_golden("duopoly", text_of(small_comparison("duopoly_exclusive", "duopoly")));
}

TEST(Golden, OfTheMainPair) {
    compare_with_golden("main_pair", text_of(small_comparison("exclusive_2032", "nonexclusive_2026")));
}

}  // namespace
}  // namespace nephoscope
