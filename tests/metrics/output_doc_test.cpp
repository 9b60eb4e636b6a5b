#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include "models/metrics/metrics.h"

/// docs/output.md lists every recorded variable between two markers; UPDATE_GOLDEN=1 rewrites that part.
namespace nephoscope {
namespace {

constexpr const char* kBegin = "<!-- variables: begin -->\n";
constexpr const char* kEnd = "<!-- variables: end -->";

std::string type_name(Storage storage) {
    switch (storage) {
        case Storage::real:
            return "float64";
        case Storage::money:
            return "int64, 1e-4 USD";
        case Storage::count:
            return "int64";
        case Storage::flag:
            return "int8 (bool)";
    }
    return "";
}

std::string table() {
    std::string text = "| path | type | axes behind scenario, replication | unit | meaning |\n|---|---|---|---|---|\n";
    for (const VariableSpec& spec : recorded_variables())
        text += fmt::format("| `{}/{}` | {} | {} | {} | {} |\n", spec.group.empty() ? "" : "/" + spec.group, spec.name,
                            type_name(spec.storage),
                            spec.axes.empty() ? "-" : fmt::format("{}", fmt::join(spec.axes, ", ")), spec.units,
                            spec.long_name);
    return text;
}

TEST(OutputPage, ListsEveryVariableThatIsRecorded) {
    const std::string path = NEPHOSCOPE_SOURCE_DIR "/docs/output.md";
    std::ostringstream read;
    read << std::ifstream(path).rdbuf();
    std::string page = read.str();
    const std::size_t begin = page.find(kBegin), end = page.find(kEnd);
    ASSERT_NE(begin, std::string::npos);
    ASSERT_NE(end, std::string::npos);
    const std::size_t first = begin + std::string(kBegin).size();
    if (std::getenv("UPDATE_GOLDEN") != nullptr) {
        std::ofstream(path) << page.replace(first, end - first, table());
        return;
    }
    EXPECT_EQ(page.substr(first, end - first), table()) << "UPDATE_GOLDEN=1 rewrites the table";
}

TEST(OutputPage, EveryVariableHasUnitAndMeaning) {
    for (const VariableSpec& spec : recorded_variables()) {
        EXPECT_FALSE(spec.units.empty()) << spec.name;
        EXPECT_GT(spec.long_name.size(), 8U) << spec.name;
    }
}

/// K25 on hand vectors.
TEST(Metrics, HhiAndShannonOnHandVectors) {
    EXPECT_DOUBLE_EQ(hhi({1, 1}), 5000);
    EXPECT_DOUBLE_EQ(hhi({3, 1}), 6250);
    EXPECT_DOUBLE_EQ(hhi({5, 0, 0}), 10000);
    EXPECT_TRUE(std::isnan(hhi({0, 0})));
    EXPECT_NEAR(shannon_entropy({1, 1, 1, 1}), std::log(4.0), 1e-15);
    EXPECT_NEAR(shannon_entropy({3, 1}), 0.75 * std::log(4.0 / 3) + 0.25 * std::log(4.0), 1e-15);
    EXPECT_DOUBLE_EQ(shannon_entropy({7, 0}), 0);
}

}  // namespace
}  // namespace nephoscope
