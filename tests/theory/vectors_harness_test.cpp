#include <gtest/gtest.h>

#include <cmath>
#include <stdexcept>
#include <string>

#include "sim/core/error.h"
#include "tests/theory/vectors_test/harness.h"

namespace nephoscope::vectors {
namespace {

Json answer(const Json&) { return {{"x", {1.0, 2.0}}, {"flag", true}, {"low", "-inf"}, {"more", 3.0}}; }
Json refuse(const Json&) { throw ArgumentError("speed[2]", "-1", "at least 0"); }
Json break_down(const Json&) { throw std::runtime_error("broken"); }
void skip(const Json&, Verdict& verdict) { verdict.skipped = "takes an hour"; }
void compare_nothing(const Json&, Verdict&) {}

const Topic sample("sample", {{"answer", answer}, {"refuse", refuse}, {"break_down", break_down}},
                   {{"skip", skip}, {"compare_nothing", compare_nothing}}, {{"speed", "v"}});

/// How many complaints the harness has about a case of `kind`.
std::size_t complaints(const std::string& kind, const Json& expected, const Json& inputs = Json::object(),
                       const Json& by_key = Json::object()) {
    return run_case("sample", {{"kind", kind},
                               {"inputs", inputs},
                               {"expected", expected},
                               {"tolerance", {{"rel", 1e-3}, {"abs", 1e-6}}},
                               {"tolerance_by_key", by_key}})
        .failures.size();
}

TEST(Harness, PassesWhatIsWithinTheTolerance) {
    EXPECT_EQ(complaints("answer", {{"x", {1.0, 2.001}}, {"flag", true}, {"low", "-inf"}}), 0U);
}

TEST(Harness, FailsNumbersWordsLengthsAndKeysThatDiffer) {
    EXPECT_EQ(complaints("answer", {{"x", {1.0, 2.01}}}), 1U);
    EXPECT_EQ(complaints("answer", {{"x", {1.0, "nan"}}}), 1U);
    EXPECT_EQ(complaints("answer", {{"x", {1.0, 2.0, 3.0}}}), 1U);
    EXPECT_EQ(complaints("answer", {{"x", {1.0}}}), 1U);
    EXPECT_EQ(complaints("answer", {{"flag", false}}), 1U);
    EXPECT_EQ(complaints("answer", {{"low", "inf"}}), 1U);
    EXPECT_EQ(complaints("answer", {{"low", -1e300}}), 1U);
    EXPECT_EQ(complaints("answer", {{"unheard_of", 1.0}}), 1U);
}

TEST(Harness, PrefersTheToleranceOfTheKey) {
    const Json tight{{"x", {{"rel", 0.0}, {"abs", 1e-9}}}};
    EXPECT_EQ(complaints("answer", {{"x", {1.0, 2.001}}}, Json::object(), tight), 1U);
    EXPECT_EQ(complaints("answer", {{"more", 3.001}}, Json::object(), tight), 0U);
}

TEST(Harness, FailsWhatNobodyCanCompute) {
    EXPECT_EQ(complaints("unheard_of", {{"x", 1.0}}), 1U);
    EXPECT_EQ(complaints("break_down", {{"x", 1.0}}), 1U);
    EXPECT_EQ(complaints("compare_nothing", {{"x", 1.0}}), 1U);
    EXPECT_EQ(complaints("answer", Json::object()), 1U) << "a case that expects nothing";
    EXPECT_EQ(run_case("unheard_of", {{"kind", "answer"}}).failures.size(), 1U);
}

TEST(Harness, WantsRefusalsToNameAnInputOfTheCase) {
    const Json error{{"error", true}};
    EXPECT_EQ(complaints("refuse", error, {{"v", -1.0}}), 0U);
    EXPECT_EQ(complaints("refuse", error, {{"w", -1.0}}), 1U);
    EXPECT_EQ(complaints("break_down", error, {{"v", -1.0}}), 1U);
    EXPECT_EQ(complaints("answer", error, {{"v", -1.0}}), 1U);
}

TEST(Harness, ReportsSkipsWithTheirReason) {
    const Verdict verdict = run_case("sample", {{"kind", "skip"}, {"expected", {{"x", 1.0}}}});
    EXPECT_TRUE(verdict.failures.empty());
    EXPECT_EQ(verdict.skipped, "takes an hour");
}

TEST(Harness, MeasuresTheWorstErrorInUnitsOfTheTolerance) {
    const Verdict verdict = run_case(
        "sample",
        {{"kind", "answer"}, {"expected", {{"x", {1.0, 2.001}}}}, {"tolerance", {{"rel", 0.0}, {"abs", 0.004}}}});
    EXPECT_NEAR(verdict.worst, 0.25, 1e-12);
    EXPECT_EQ(verdict.worst_place, "/x/1");
}

TEST(Harness, ReadsNumbersThatJsonCannotWrite) {
    EXPECT_EQ(numbers(Json::parse(R"({"10": 3, "2": 2, "1": "inf"})"))[2], 3.0) << "ordered as numbers, not as words";
    EXPECT_TRUE(std::isnan(number("nan")));
}

}  // namespace
}  // namespace nephoscope::vectors
