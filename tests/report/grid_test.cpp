#include "analysis/report/grid.h"

#include <gmock/gmock.h>

#include <cmath>

#include "analysis/report/cube.h"
#include "sim/core/error.h"

namespace nephoscope::report {
namespace {

using ::testing::ElementsAre;

/// Two scenarios, two replications, months, two venues; the cell is 1000 s + 100 r + 10 m + v.
Grid numbered(const std::vector<std::string>& months) {
    Grid grid{{{"scenario", {"a", "b"}}, {"replication", {"0", "1"}}, {"month", months}, {"venue", {"x", "y"}}}, {}};
    for (int s = 0; s < 2; ++s)
        for (int r = 0; r < 2; ++r)
            for (int m = 0; m < static_cast<int>(months.size()); ++m)
                for (int v = 0; v < 2; ++v) grid.values.push_back(1000 * s + 100 * r + 10 * m + v);
    return grid;
}

std::vector<double> first_run(const Grid& grid) {
    return {grid.values.begin(), grid.values.begin() + static_cast<std::ptrdiff_t>(grid.cells())};
}

TEST(Grid, ReorderingPutsTheNamedLabelsFirstAndMovesTheirCells) {
    const Grid grid = reordered(numbered({"2026-11", "2026-12"}), "venue", {"z", "y"});
    EXPECT_THAT(grid.labels("venue"), ElementsAre("y", "x"));
    EXPECT_THAT(first_run(grid), ElementsAre(1, 0, 11, 10));
}

TEST(Grid, YearsSumTheirMonthsAndSayWhenTheyAreNotWhole) {
    const Grid grid = by_year(numbered({"2026-11", "2026-12", "2027-01"}));
    EXPECT_THAT(grid.labels("year"), ElementsAre("2026 (2 months)", "2027 (1 month)"));
    EXPECT_THAT(first_run(grid), ElementsAre(10, 12, 20, 21));
}

TEST(Grid, SumsLeaveOutWhatIsAbsentUnlessAllIs) {
    Grid grid = numbered({"2026-11"});
    grid.values[0] = std::nan("");
    EXPECT_EQ(summed(grid, "venue").values[0], 1);
    grid.values[1] = std::nan("");
    EXPECT_TRUE(std::isnan(summed(grid, "venue").values[0]));
    EXPECT_EQ(summed(grid, "venue").position("venue"), 3U);  // the axis went
}

TEST(Grid, SharesSumToOneAndAreUnknownOfNothing) {
    const Grid grid = shares_along(numbered({"2026-11"}), "venue");
    EXPECT_THAT(first_run(grid), ElementsAre(0, 1));
    EXPECT_DOUBLE_EQ(grid.values[2] + grid.values[3], 1);
    EXPECT_TRUE(std::isnan(shares_along(scaled(numbered({"2026-11"}), 0), "venue").values[0]));
}

TEST(Grid, StackingKeepsEveryGridWhole) {
    const Grid one = numbered({"2026-11"});
    const Grid both = stacked("segment", {"all", "smb"}, {one, scaled(one, -1)});
    EXPECT_EQ(both.position("segment"), 2U);
    EXPECT_THAT(first_run(both), ElementsAre(0, 1, 0, -1));
}

TEST(Grid, AnAxisThatIsNotThereIsAnError) { EXPECT_THROW(summed(numbered({"2026-11"}), "lab"), ArgumentError); }

TEST(Cube, DifferencesPairReplicationsThatBothFinished) {
    const Grid grid = numbered({"2026-11"});
    const Runs all{{1, 0}, 1, {{true, true}, {true, true}}, {}};  // b first, a is the base
    const Cube cube = summarise(grid, all, {"shares", "%", 2, {}});
    EXPECT_THAT(cube.levels[0].mean, ElementsAre(1050, 1051));
    EXPECT_THAT(cube.differences[0].mean, ElementsAre(1000, 1000));
    EXPECT_THAT(cube.differences[0].half, ElementsAre(0, 0));      // the same in every replication
    EXPECT_TRUE(cube.differences[1].mean.empty());                 // of the base itself
    EXPECT_NEAR(cube.levels[0].half[0], 12.706204736 * 50, 1e-6);  // t of one degree of freedom, Student 1908

    const Runs broken{{1, 0}, 1, {{true, true}, {false, true}}, {}};
    const Cube partial = summarise(grid, broken, {"shares", "%", 2, {}});
    EXPECT_THAT(partial.levels[0].mean, ElementsAre(1100, 1101));
    EXPECT_THAT(partial.differences[0].mean, ElementsAre(1000, 1000));
    EXPECT_TRUE(std::isnan(partial.differences[0].half[0]));  // one pair has no interval
}

TEST(Cube, JsonEscapesLabelsAndWritesNullForWhatIsUnknown) {
    Grid grid = numbered({"2026-11"});
    grid.axes[3].labels[0] = "</script>";
    grid.values[0] = std::nan("");
    const std::string json =
        json_of(summarise(grid, {{0}, -1, {{true, false}, {false, false}}, {}}, {"t", "u", 2, {}}));
    EXPECT_NE(json.find("\"labels\":[\"\\u003c/script\\u003e\",\"y\"]"), std::string::npos) << json;
    EXPECT_NE(json.find("\"mean\":[[null,1]]"), std::string::npos) << json;
    EXPECT_NE(json.find("\"half\":[[null,null]]"), std::string::npos) << json;
    EXPECT_NE(json.find("\"dmean\":[null]"), std::string::npos) << json;
}

}  // namespace
}  // namespace nephoscope::report
