#include "analysis/report/page.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "sim/core/error.h"
#include "sim/io/results.h"
#include "tests/io/temporary_folder.h"

namespace nephoscope::report {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

/// A file of so many scenarios and venues, with spend shares alone; the first scenario is the base.
std::string written_file(const TemporaryFolder& folder, int scenarios, int venues, bool finished = true) {
    const std::vector<VariableSpec> variables{
        {"", "spend_share_by_venue", {"month", "venue"}, Storage::real, "1", "Share"}};
    const std::vector<Month> months{Month(2026, 11), Month(2026, 12)};
    AxisLabels labels{{"venue", {}}};
    for (int v = 0; v < venues; ++v) labels["venue"].push_back(fmt::format("venue{}", v));
    ResultsWriter::Layout layout;
    layout.replications = 2;
    layout.variables = variables;
    layout.months = months;
    for (int s = 0; s < scenarios; ++s) {
        layout.scenarios.push_back(fmt::format("scenario{}", s));
        layout.labels.push_back(labels);
    }
    ResultsWriter writer(folder.file("a.nc"), layout, true);
    writer.attribute("base_scenario", scenarios > 1 ? "scenario0" : "");
    writer.scenario_text("scenario_text", {{"scenario0", "[start]\nmode = \"inverted\"\n"}});
    for (const std::string& scenario : layout.scenarios)
        for (int r = 0; r < 2; ++r) {
            Recording recording(variables, labels, months);
            for (int m = 0; m < 2; ++m) recording.real(0, m)[0] = 1;
            recording.texts["result_hash"] = finished ? "00ff" : "";
            writer.write(scenario, r, recording);
        }
    writer.close();
    return folder.file("a.nc");
}

TEST(Page, HoldsEightScenariosAndNamesThoseLeftOut) {
    const TemporaryFolder folder;
    const std::string page = report::page(written_file(folder, 10, 2));
    EXPECT_THAT(page, HasSubstr("A page holds 8 scenarios. Left out: <bdi>scenario8</bdi>, <bdi>scenario9</bdi>."));
    EXPECT_THAT(page, HasSubstr("<h3><bdi>scenario7</bdi> (alternative) minus <bdi>scenario0</bdi> (base)</h3>"));
    EXPECT_THAT(page, Not(HasSubstr("<h3><bdi>scenario8</bdi>")));
    EXPECT_THAT(report::page(written_file(folder, 8, 2)), Not(HasSubstr("Left out")));
}

TEST(Page, AFileWithMoreLabelsThanCanBeReadIsRefused) {
    const TemporaryFolder folder;
    EXPECT_THAT(report::page(written_file(folder, 1, 64)), HasSubstr("venue63"));
    try {
        report::page(written_file(folder, 1, 65));
        FAIL() << "65 venues were taken";
    } catch (const FormatError& error) {
        EXPECT_THAT(error.what(), HasSubstr("axis 'venue' has 65 labels; a report shows at most 64"));
    }
}

TEST(Page, OfNothingFinishedIsRefused) {
    const TemporaryFolder folder;
    EXPECT_THROW(report::page(written_file(folder, 2, 2, false)), FormatError);
}

/// The file has no questions, no segments, no ledger.
TEST(Page, SaysWhatItCannotKnowRatherThanFailing) {
    const TemporaryFolder folder;
    const std::string page = report::page(written_file(folder, 2, 2));
    EXPECT_THAT(
        page, HasSubstr("The input of <bdi>scenario1</bdi> cannot be read: the file holds no input of this scenario"));
    EXPECT_THAT(page, HasSubstr("no question is stored"));
    EXPECT_THAT(page, HasSubstr("every venue&rsquo;s share of AI spend stays exactly the same"));
}

}  // namespace
}  // namespace nephoscope::report
