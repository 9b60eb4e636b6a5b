#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "sim/core/error.h"
#include "sim/io/results.h"
#include "tests/io/results_sample.h"
#include "tests/io/temporary_folder.h"

namespace nephoscope {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::NanSensitiveDoubleEq;

const double kAbsent = std::nan("");

TEST(Results, GiveBackAxesAndTextsAsTheyWereWritten) {
    const TemporaryFolder folder;
    write_sample(folder.file("a.nc"));
    const ResultsReader reader(folder.file("a.nc"));
    EXPECT_THAT(reader.scenarios(), ElementsAre("one", "zwei"));
    EXPECT_THAT(reader.axis("venue"), ElementsAre("aws", "süd"));
    EXPECT_THAT(reader.axis("replication"), ElementsAre("0", "1"));
    EXPECT_THAT(reader.axis("month"), ElementsAre("2026-11", "2026-12", "2027-01"));
    EXPECT_THAT(reader.axis("metric"), ElementsAre("hhi", "share of aws"));
    EXPECT_EQ(reader.months(), sample_months());
    EXPECT_EQ(reader.scenario_text("scenario_text").at("one"), "# Frage: süß?\nx = 1\n");
    EXPECT_EQ(reader.scenario_text("scenario_text").at("zwei"), "");
    EXPECT_THAT(reader.run_text("result_hash"), ElementsAre("one0", "one1", "zwei0", "zwei1"));
    EXPECT_THAT(reader.run_text("start_hash"), ElementsAre("", "", "", ""));
}

TEST(Results, GiveBackAttributes) {
    const TemporaryFolder folder;
    write_sample(folder.file("a.nc"));
    const ResultsReader reader(folder.file("a.nc"));
    EXPECT_EQ(reader.attribute("program_version"), "0.1");
    EXPECT_EQ(reader.attribute("seed"), "7");
    EXPECT_EQ(reader.attribute("Conventions"), "CF-1.10");
    EXPECT_EQ(reader.attribute("title"), "nephoscope results");
    EXPECT_EQ(reader.attribute("format_version"), std::to_string(kFormatVersion));
    EXPECT_EQ(reader.attribute("results_version"), std::to_string(kResultsVersion));
    EXPECT_EQ(reader.attribute("nothing"), "");
}

TEST(Results, KeepAnAttributeOfAMegabyteAndTheLastOfTwoOfAName) {
    const TemporaryFolder folder;
    const std::string large(1 << 20, 'x');
    ResultsWriter writer(folder.file("a.nc"), sample_layout(), false);
    writer.attribute("command", "first");
    writer.attribute("command", large);
    writer.attribute("empty", "");
    writer.close();
    EXPECT_EQ(ResultsReader(folder.file("a.nc")).attribute("command"), large);
    EXPECT_EQ(ResultsReader(folder.file("a.nc")).attribute("empty"), "");
}

TEST(Results, PutEachCellUnderItsLabels) {
    const TemporaryFolder folder;
    write_sample(folder.file("a.nc"));
    const ResultsReader reader(folder.file("a.nc"));
    const ResultsReader::Array share = reader.read("", "share");
    EXPECT_THAT(share.axes, ElementsAre("scenario", "replication", "month", "venue"));
    EXPECT_THAT(share.shape, ElementsAre(2, 2, 3, 2));
    // Scenario "one" has no "süd"; in "zwei" the run's order was süd, aws.
    EXPECT_THAT(std::vector<double>(share.values.begin(), share.values.begin() + 4),
                ElementsAre(100, NanSensitiveDoubleEq(kAbsent), 200, NanSensitiveDoubleEq(kAbsent)));
    EXPECT_THAT(std::vector<double>(share.values.end() - 2, share.values.end()), ElementsAre(311, 310));
}

TEST(Results, TellUnitsMeaningAndKindOfStorage) {
    const TemporaryFolder folder;
    write_sample(folder.file("a.nc"));
    const ResultsReader reader(folder.file("a.nc"));
    for (const VariableSpec& spec : sample_variables()) {
        EXPECT_EQ(reader.read(spec.group, spec.name).spec, spec) << spec.name;
    }
    EXPECT_DOUBLE_EQ(reader.read("", "outlay").values.front(), 0.01) << "100 ticks of 1e-4 USD";
    EXPECT_DOUBLE_EQ(reader.read("", "customers").values.front(), 101) << "'mega' is the run's second segment";
    EXPECT_THAT(reader.read("", "difference").values, ElementsAre(1, 2, 3, 4));
}

TEST(Results, SayWhatEachScenarioHas) {
    const TemporaryFolder folder;
    write_sample(folder.file("a.nc"));
    const ResultsReader reader(folder.file("a.nc"));
    EXPECT_THAT(reader.read("", "present_venue").values, ElementsAre(1, 0, 1, 1));
    EXPECT_FALSE(reader.has("", "present_segment")) << "the scenarios have the same segments";
    // Venues aws, süd; in each the segments mega, smb. Absent flags read as false.
    EXPECT_THAT(reader.read("offers", "legal").values,
                ElementsAre(1, 0, 0, 0, 1, 0, 0, 0, /* zwei: */ 1, 0, 1, 0, 1, 0, 1, 0));
    ResultsWriter::Layout layout = sample_layout();
    layout.presence_axes = {"segment"};
    ResultsWriter writer(folder.file("b.nc"), layout, false);
    writer.close();
    EXPECT_THAT(ResultsReader(folder.file("b.nc")).read("", "present_segment").values, ElementsAre(1, 1, 1, 1));
}

TEST(Results, ListWhatCanBeRead) {
    const TemporaryFolder folder;
    write_sample(folder.file("a.nc"));
    const ResultsReader reader(folder.file("a.nc"));
    using Name = std::pair<std::string, std::string>;
    EXPECT_THAT(reader.variables(), ElementsAre(Name("", "customers"), Name("", "difference"), Name("", "outlay"),
                                                Name("", "present_venue"), Name("", "share"), Name("offers", "fit"),
                                                Name("offers", "legal")));
    EXPECT_TRUE(reader.has("offers", "fit"));
    EXPECT_FALSE(reader.has("", "fit"));
    EXPECT_FALSE(reader.has("nowhere", "fit"));
    EXPECT_THROW(reader.read("", "fit"), FormatError);
}

TEST(Results, KeepWhatIsFinishedWhenRunsAreMissing) {
    const TemporaryFolder folder;
    ResultsWriter writer(folder.file("a.nc"), sample_layout(), false);
    writer.write("one", 1, sample_recording("one", 1));
    writer.close();
    const ResultsReader reader(folder.file("a.nc"));
    EXPECT_THAT(reader.run_text("result_hash"), ElementsAre("", "one1", "", ""));
    const std::vector<double> outlay = reader.read("", "outlay").values;
    EXPECT_TRUE(std::isnan(outlay[0]));
    EXPECT_DOUBLE_EQ(outlay[3], 0.011);
}

TEST(Results, TakeAxesWithoutLabels) {
    const TemporaryFolder folder;
    ResultsWriter::Layout layout = sample_layout();
    layout.labels = {{{"venue", {}}, {"segment", {}}}, {{"venue", {}}, {"segment", {}}}};
    layout.months = {};
    ResultsWriter writer(folder.file("a.nc"), layout, false);
    writer.write("one", 0, Recording(sample_variables(), layout.labels[0], {}));
    writer.close();
    EXPECT_THAT(ResultsReader(folder.file("a.nc")).read("", "share").values, IsEmpty());
}

TEST(Results, StoreAVariableLargerThanOneChunk) {
    const TemporaryFolder folder;
    std::vector<std::string> labels;
    for (int i = 0; i < 1500; ++i) labels.push_back(std::to_string(10000 + i));
    ResultsWriter::Layout layout;
    layout.scenarios = {"one"};
    layout.variables = {{"", "flow", {"from", "to"}, Storage::real, "1", "Flow"}};
    layout.labels = {{{"from", labels}, {"to", labels}}};
    Recording recording(layout.variables, layout.labels[0], {});
    for (std::size_t i = 0; i < recording.cells(0); ++i) recording.real(0)[i] = static_cast<double>(i);
    ResultsWriter writer(folder.file("a.nc"), layout, false);
    writer.write("one", 0, recording);
    writer.close();
    const std::vector<double> values = ResultsReader(folder.file("a.nc")).read("", "flow").values;
    ASSERT_EQ(values.size(), 2'250'000U);
    EXPECT_EQ(values.back(), 2'249'999);
    EXPECT_EQ(values[2'200'001], 2'200'001);
}

TEST(Results, AreNamedByLocalTimeAndNeverTwice) {
    const std::string first = new_results_name("/tmp/nephoscope-name");
    EXPECT_THAT(first, ::testing::MatchesRegex("/tmp/nephoscope-name-[0-9]+-[0-9]+-[0-9]+T[0-9]+\\.nc"));
    const TemporaryFolder folder;
    const std::string name = new_results_name(folder.file("r"));
    folder.write(name.substr(name.rfind('/') + 1), "");
    const std::string second = new_results_name(folder.file("r"));
    EXPECT_NE(second, name);
    EXPECT_FALSE(std::filesystem::exists(second));
}

}  // namespace
}  // namespace nephoscope
