#include "analysis/sweeps/study_points.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "sim/core/error.h"

namespace nephoscope {
namespace {

StudyParameter ranged(double low, double high, ValueKind kind = ValueKind::real, bool logarithmic = false) {
    StudyParameter parameter;
    parameter.key = "choice.taste_precision";
    parameter.low = low;
    parameter.high = high;
    parameter.kind = kind;
    parameter.logarithmic = logarithmic;
    return parameter;
}

StudyParameter listed(std::vector<double> values) {
    StudyParameter parameter = ranged(0, 0);
    parameter.values = std::move(values);
    return parameter;
}

Study study_of(DesignKind kind, std::vector<StudyParameter> parameters, int size = 0, std::uint64_t seed = 1) {
    Study study;
    study.design = kind;
    study.parameters = std::move(parameters);
    study.design_size = size;
    study.design_seed = seed;
    return study;
}

TEST(StudyPoints, OfAListAreTheFirstOfEachThenTheSecondOfEach) {
    const auto points = design_points(study_of(DesignKind::list, {listed({1, 2, 3}), listed({6, 5, 4})}));
    EXPECT_EQ(points, (std::vector<std::vector<double>>{{1, 6}, {2, 5}, {3, 4}}));
}

TEST(StudyPoints, OfAGridAreEveryCombinationTheLastParameterFastest) {
    const auto points = design_points(study_of(DesignKind::grid, {listed({1, 2}), listed({5, 6, 7})}));
    EXPECT_EQ(points, (std::vector<std::vector<double>>{{1, 5}, {1, 6}, {1, 7}, {2, 5}, {2, 6}, {2, 7}}));
}

TEST(StudyPoints, AreAsManyAsToldAndWithinTheirRanges) {
    const std::vector<StudyParameter> parameters{ranged(-2, 3), ranged(0.01, 100, ValueKind::real, true),
                                                 ranged(1, 4, ValueKind::integer)};
    for (const DesignKind kind :
         {DesignKind::latin_hypercube, DesignKind::sobol_points, DesignKind::saltelli, DesignKind::morris}) {
        const Study study = study_of(kind, parameters, 16);
        const auto points = design_points(study);
        EXPECT_EQ(static_cast<double>(points.size()), point_count({kind, 1, 16, 4, 3}, parameters));
        EXPECT_EQ(points, design_points(study)) << "the same seed, the same points";
        EXPECT_NE(points, design_points(study_of(kind, parameters, 16, 2))) << design_name(kind);
        for (const std::vector<double>& point : points)
            for (std::size_t p = 0; p < 3; ++p) {
                EXPECT_GE(point[p], parameters[p].low);
                EXPECT_LE(point[p], parameters[p].high);
            }
    }
}

TEST(StudyPoints, OfALargerDesignHoldThoseOfASmallerSoThatAStudyMayGrow) {
    for (const DesignKind kind : {DesignKind::sobol_points, DesignKind::saltelli, DesignKind::morris}) {
        const auto few = design_points(study_of(kind, {ranged(0, 1), ranged(0, 1)}, 8));
        const auto many = design_points(study_of(kind, {ranged(0, 1), ranged(0, 1)}, 24));
        const std::set<std::vector<double>> all(many.begin(), many.end());
        for (const std::vector<double>& point : few) EXPECT_EQ(all.count(point), 1U) << design_name(kind);
    }
}

TEST(StudyPoints, ReachTheEndsOfARangeAndItsMiddle) {
    const auto at = [](const StudyParameter& parameter, double u) {
        return value_at(parameter, DesignKind::latin_hypercube, u);
    };
    EXPECT_EQ(at(ranged(-2, 3), 0), -2);
    EXPECT_EQ(at(ranged(-2, 3), 0.5), 0.5);
    EXPECT_EQ(at(ranged(-2, 3), 1), 3);
    EXPECT_EQ(at(ranged(0.01, 100, ValueKind::real, true), 0), 0.01);
    EXPECT_NEAR(at(ranged(0.01, 100, ValueKind::real, true), 0.5), 1, 1e-12);
    EXPECT_EQ(at(ranged(0.01, 100, ValueKind::real, true), 1), 100);
    EXPECT_EQ(at(ranged(1, 1000, ValueKind::integer, true), 0.5), 32);  // 31.6
}

/// How often each value comes up at 1200 even places.
std::map<double, int> counts(const StudyParameter& parameter) {
    std::map<double, int> found;
    for (int i = 0; i < 1200; ++i) ++found[value_at(parameter, DesignKind::saltelli, (i + 0.5) / 1200)];
    return found;
}

TEST(StudyPoints, MakeWholeNumbersMonthsSwitchesAndListedValuesEquallyLikely) {
    EXPECT_EQ(counts(ranged(2, 4, ValueKind::integer)), (std::map<double, int>{{2, 400}, {3, 400}, {4, 400}}));
    const double may = Month(2026, 5).count();
    EXPECT_EQ(counts(ranged(may, may + 1, ValueKind::month)), (std::map<double, int>{{may, 600}, {may + 1, 600}}));
    EXPECT_EQ(counts(listed({0, 1})), (std::map<double, int>{{0, 600}, {1, 600}}));
    EXPECT_EQ(counts(listed({5, 1, 9})), (std::map<double, int>{{1, 400}, {5, 400}, {9, 400}}));
}

TEST(StudyPoints, OfMorrisReachBothEndsOfWholeNumbersAndChangeThemAtEveryStep) {
    for (const double high : {1.0, 2.0, 3.0, 12.0}) {
        const StudyParameter parameter = ranged(0, high, ValueKind::integer);
        EXPECT_EQ(value_at(parameter, DesignKind::morris, 0), 0);
        EXPECT_EQ(value_at(parameter, DesignKind::morris, 1), high);
        for (const double u : {0.0, 1.0 / 3})
            EXPECT_LT(value_at(parameter, DesignKind::morris, u), value_at(parameter, DesignKind::morris, u + 2.0 / 3));
    }
}

TEST(StudyPoints, OfAListOrGridHaveNoPlaceInTheUnitCube) {
    EXPECT_THROW(unit_points({DesignKind::grid, 0, 4, 4, 2}), ArgumentError);
}

TEST(StudyPoints, KnowEveryDesignByItsName) {
    EXPECT_EQ(design_names().size(), 6U);
    for (const std::string& name : design_names()) EXPECT_EQ(design_name(*design_of_name(name)), name);
    EXPECT_FALSE(design_of_name("sobol"));
}

}  // namespace
}  // namespace nephoscope
