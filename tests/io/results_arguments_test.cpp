#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "sim/core/error.h"
#include "sim/io/results.h"
#include "tests/io/results_sample.h"
#include "tests/io/temporary_folder.h"

namespace nephoscope {
namespace {

using ::testing::HasSubstr;
using Layout = ResultsWriter::Layout;

struct Wrong {
    const char* what;
    std::function<void(Layout&)> spoil;
    const char* message;
};

TEST(ResultsLayout, ThatWouldTripAReaderIsRefusedBeforeAnythingIsWritten) {
    const std::vector<Wrong> all = {
        {"name with a dash", [](Layout& l) { l.variables[0].name = "a-b"; }, "'a-b'"},
        {"empty name", [](Layout& l) { l.variables[0].name = ""; }, "variable"},
        {"group path", [](Layout& l) { l.variables[0].group = "a/b"; }, "'a/b'"},
        {"no unit", [](Layout& l) { l.variables[0].units = ""; }, "units"},
        {"no meaning", [](Layout& l) { l.variables[0].long_name = ""; }, "long_name"},
        {"time span", [](Layout& l) { l.variables[0].units = "days"; }, "does not read as time"},
        {"time", [](Layout& l) { l.variables[0].units = "months since start"; }, "does not read as time"},
        {"money in EUR", [](Layout& l) { l.variables[1].units = "EUR"; }, "'EUR'"},
        {"axis twice",
         [](Layout& l) {
             l.variables[0].axes = {"venue", "venue"};
         },
         "twice"},
        {"axis without labels", [](Layout& l) { l.variables[0].axes = {"lab"}; }, "'lab'"},
        {"variable twice", [](Layout& l) { l.variables[1].name = "share"; }, "'share' twice"},
        {"variable named like an axis", [](Layout& l) { l.variables[0].name = "venue"; }, "'venue' twice"},
        {"variable named like a group",
         [](Layout& l) { l.variables[1].name = "legal", l.variables[3].group = "legal"; }, "'legal' twice"},
        {"label twice",
         [](Layout& l) {
             l.labels[0]["venue"] = {"aws", "aws"};
         },
         "'aws' twice"},
        {"label with a zero byte", [](Layout& l) { l.labels[0]["venue"] = {std::string("a\0b", 3)}; }, "zero byte"},
        {"label in Latin-1", [](Layout& l) { l.labels[0]["venue"] = {"s\xfc"}; }, "UTF-8"},
        {"axis of a reserved name", [](Layout& l) { l.labels[0]["month"] = {"x"}; }, "month"},
        {"scenario twice",
         [](Layout& l) {
             l.scenarios = {"one", "one"};
         },
         "'one' twice"},
        {"labels of one scenario", [](Layout& l) { l.labels.pop_back(); }, "labels"},
        {"no replication", [](Layout& l) { l.replications = 0; }, "replications"},
        {"months falling",
         [](Layout& l) {
             l.months = {Month(2027, 1), Month(2026, 1)};
         },
         "months"},
        {"presence of no axis", [](Layout& l) { l.presence_axes = {"lab"}; }, "presence_axes"}};
    for (const Wrong& wrong : all) {
        const TemporaryFolder folder;
        Layout layout = sample_layout();
        wrong.spoil(layout);
        try {
            const ResultsWriter writer(folder.file("a.nc"), layout, false);
            ADD_FAILURE() << wrong.what << " was taken";
        } catch (const ArgumentError& error) {
            EXPECT_THAT(error.what(), HasSubstr(wrong.message)) << wrong.what;
        }
        EXPECT_TRUE(std::filesystem::is_empty(folder.file(""))) << wrong.what << " left a file";
    }
}

TEST(ResultsWriter, RefusesWhatDoesNotFitTheLayout) {
    const TemporaryFolder folder;
    ResultsWriter writer(folder.file("a.nc"), sample_layout(), false);
    const auto refuses = [&](const Recording& recording, const char* scenario, int replication) {
        EXPECT_THROW(writer.write(scenario, replication, recording), ArgumentError);
    };
    const Recording good = sample_recording("one", 0);
    refuses(good, "three", 0);
    refuses(good, "one", 2);
    refuses(good, "one", -1);
    refuses(Recording(sample_variables(), sample_labels("one"), {Month(2030, 1)}), "one", 0);
    refuses(Recording({{"", "new", {}, Storage::real, "1", "New"}}, {}, {}), "one", 0);
    refuses(Recording({{"", "outlay", {"month"}, Storage::real, "USD", "Outlay"}}, {}, {}), "one", 0);
    refuses(Recording(sample_variables(), {{"venue", {"gcp"}}, {"segment", {"smb"}}}, sample_months()), "one", 0);
    Recording text = good;
    text.texts["share"] = "a variable has this name";
    refuses(text, "one", 0);
    writer.write("one", 0, good);
    refuses(good, "one", 0);
    EXPECT_THROW(writer.attribute("a name", "x"), ArgumentError);
    EXPECT_THROW(writer.attribute("note", "s\xfc"), ArgumentError);
    EXPECT_THROW(writer.scenario_text("note", {{"three", ""}}), ArgumentError);
    EXPECT_THROW(writer.add_axis("venue", {"x"}), ArgumentError);
    EXPECT_THROW(writer.array({"", "d", {"venue"}, Storage::real, "1", "D"}, {1, 2, 3}), ArgumentError);
    EXPECT_THROW(writer.array({"", "d", {"metric"}, Storage::real, "1", "D"}, {}), ArgumentError);
    EXPECT_THROW(writer.array({"", "d", {"venue"}, Storage::count, "1", "D"}, {1, 2}), ArgumentError);
    writer.close();
    EXPECT_EQ(ResultsReader(folder.file("a.nc")).run_text("result_hash").front(), "one0") << "and goes on";
    EXPECT_THROW(writer.close(), MachineError);
    EXPECT_THROW(writer.attribute("late", 1), MachineError);
}

TEST(Recording, ChecksItsShape) {
    const AxisLabels labels{{"venue", {"aws"}}};
    const VariableSpec share{"", "share", {"month", "venue"}, Storage::real, "1", "Share"};
    EXPECT_THROW(Recording({share, share}, labels, {}), ArgumentError);
    EXPECT_THROW(Recording({share}, {}, {}), ArgumentError);
    EXPECT_THROW(Recording({{"", "x", {"venue", "month"}, Storage::real, "1", "X"}}, labels, {}), ArgumentError);
    EXPECT_THROW(Recording({share}, labels, {Month(2026, 5), Month(2026, 5)}), ArgumentError);
    const std::vector<std::string> many(1 << 13, "x");
    EXPECT_THROW(
        Recording({{"", "x", {"a", "b", "c"}, Storage::real, "1", "X"}}, {{"a", many}, {"b", many}, {"c", many}}, {}),
        ArgumentError);
    Recording recording({share, {"g", "legal", {}, Storage::flag, "1", "Legal"}}, labels,
                        {Month(2026, 5), Month(2026, 6)});
    EXPECT_EQ(recording.index_of("g", "legal"), 1);
    EXPECT_EQ(recording.index_of("", "legal"), -1);
    EXPECT_EQ(recording.real(0, 1).size(), 1U);
    EXPECT_EQ(recording.real(0, 1)[0], 0) << "present and empty";
    EXPECT_THROW(recording.real(0, 2), ArgumentError);
    EXPECT_THROW(recording.real(0, -1), ArgumentError);
    EXPECT_THROW(recording.integer(0, 0), ArgumentError);
    EXPECT_THROW(recording.real(1), ArgumentError);
    EXPECT_THROW(recording.integer(2), ArgumentError);
}

}  // namespace
}  // namespace nephoscope
