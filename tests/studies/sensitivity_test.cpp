// Known indices through the path of real studies: study file, store, collected results file, analysis, written numbers.
#include "analysis/sweeps/sensitivity.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "models/theory/sensitivity_benchmarks.h"
#include "sim/core/error.h"
#include "sim/io/results.h"
#include "tests/studies/known_study.h"

namespace nephoscope {
namespace {

using Eigen::Index;
using Eigen::VectorXd;
using test::KnownStudy;

const char* const kSaltelli = "kind = \"saltelli\"\nbase_points = 1024\n";
const char* const kMorris = "kind = \"morris\"\ntrajectories = 60\n";

double ishigami_of(const VectorXd& u) {
    return theory::ishigami((u.head(3).array() * 2 - 1) * std::numbers::pi, 7, 0.1);
}

double g_of(const VectorXd& u) { return theory::g_function(u, VectorXd{{0.0, 1.0, 9.0, 99.0}}); }

/// Outcomes "alone" (a level) and "gain" (a difference) are the g-function and Ishigami's under noise as large as they
/// vary, with a shift that all points of a replication share; "noise" is nothing else.
std::vector<double> noisy(const VectorXd& u, double noise, int replication) {
    const double shared = 100.0 * replication;
    return {g_of(u) + 0.6 * noise + shared, ishigami_of(u) + 3.7 * noise - shared, 5000 + noise};
}

const OutcomeSensitivity& of(const std::vector<OutcomeSensitivity>& analyses, const std::string& scenario,
                             const std::string& outcome) {
    for (const OutcomeSensitivity& analysis : analyses)
        if (analysis.outcome->scenario == scenario && analysis.outcome->outcome == outcome) return analysis;
    throw std::runtime_error("no " + outcome + " of " + scenario);
}

void expect_indices(const theory::ReplicatedSobol& found, const theory::ExactIndices& exact, double error) {
    EXPECT_TRUE(found.distinct);
    for (Index i = 0; i < 4; ++i) {
        const bool acts = i < exact.first_order.size();
        EXPECT_NEAR(found.first_order.value(i), acts ? exact.first_order(i) : 0, error) << i;
        EXPECT_NEAR(found.total.value(i), acts ? exact.total(i) : 0, error) << i;
        EXPECT_LE(found.total.lower(i), (acts ? exact.total(i) : 0) + 0.02) << i;
        EXPECT_GE(found.total.upper(i), (acts ? exact.total(i) : 0) - 0.02) << i;
    }
}

/// The same without noise.
std::vector<double> smooth(const VectorXd& u, double, int replication) { return noisy(u, 0, replication); }

void expect_known_indices(const StudyResults& results, double error) {
    EXPECT_EQ(results.outcomes.size(), 5U) << "the base has no difference from itself";
    const std::vector<OutcomeSensitivity> analyses = analyse(results, {200, 0.95, 1});
    const theory::ExactIndices g = theory::g_function_indices(VectorXd{{0.0, 1.0, 9.0, 99.0}});
    const theory::ExactIndices ishigami = theory::ishigami_indices(7, 0.1);
    expect_indices(of(analyses, "closed", "alone").sobol, g, error);
    expect_indices(of(analyses, "open", "alone").sobol, g, error);
    expect_indices(of(analyses, "open", "gain").sobol, ishigami, error);
    EXPECT_NEAR(of(analyses, "open", "gain").sobol.variance.value(0), ishigami.variance, 0.1 * ishigami.variance);
    EXPECT_TRUE(of(analyses, "open", "gain").outcome->paired);
    EXPECT_EQ(of(analyses, "open", "gain").outcome->labels, "party=north");
    const std::vector<std::size_t> by_total{0, 1, 2, 3};
    EXPECT_EQ(of(analyses, "closed", "alone").ranked, by_total);
}

TEST(Sensitivity, FindsTheIndicesOfIshigamisAndTheGFunction) {
    KnownStudy known(kSaltelli, 2, smooth);
    ASSERT_EQ(known.messages(), "");
    expect_known_indices(read_study_results(known.collected()), 0.03);
}

TEST(Sensitivity, FindsTheSameIndicesUnderNoiseAsLargeAsTheEffect) {
    KnownStudy known(kSaltelli, 4, noisy);
    const StudyResults results = read_study_results(known.collected());
    // An index has a standard error of about 0.04 here, three of which are allowed.
    expect_known_indices(results, 0.12);
    const auto analyses = analyse(results, {2, 0.95, 1});
    EXPECT_NEAR(of(analyses, "open", "gain").sobol.noise_variance, 3.7 * 3.7, 0.5);
}

TEST(Sensitivity, ReportsZeroEffectOfPureNoiseWithinItsInterval) {
    for (const char* design : {"kind = \"saltelli\"\nbase_points = 64\n", kMorris}) {
        KnownStudy known(design, 4, noisy);
        const StudyResults results = read_study_results(known.collected());
        const std::vector<OutcomeSensitivity> analyses = analyse(results, {500, 0.99, 1});
        const OutcomeSensitivity& noise = of(analyses, "open", "noise");
        const bool saltelli = results.study.design == DesignKind::saltelli;
        if (saltelli) {
            EXPECT_FALSE(noise.sobol.distinct);
            EXPECT_NEAR(noise.sobol.noise_variance, 1, 0.2);
        }
        for (Index i = 0; i < 4; ++i) {
            const theory::IntervalEstimate& effect = saltelli ? noise.sobol.total : noise.morris.mu_star;
            EXPECT_LE(effect.lower(i), 0) << design << i;
            EXPECT_GE(effect.upper(i), 0) << design << i;
        }
    }
}

TEST(Sensitivity, FindsTheMorrisMeasuresOfTheGFunctionInAStudyWithNoise) {
    KnownStudy known(kMorris, 4, noisy);
    const StudyResults results = read_study_results(known.collected());
    const std::vector<OutcomeSensitivity> analyses = analyse(results, {200, 0.95, 1});
    const theory::ReplicatedMorris& found = of(analyses, "closed", "alone").morris;
    const theory::MorrisMeasures exact = theory::exact_morris_measures(g_of, 4, 4);
    for (Index i = 0; i < 2; ++i) {
        EXPECT_NEAR(found.mu_star.value(i), exact.mu_star(i), 0.2 * exact.mu_star(i)) << i;
        EXPECT_LE(found.mu_star.lower(i), exact.mu_star(i)) << i;
        EXPECT_GE(found.mu_star.upper(i), exact.mu_star(i)) << i;
    }
    EXPECT_NEAR(found.mu_star.value(3), 0, 0.15);
    EXPECT_GT(found.plain_mu_star(3), 0.2) << "noise alone would look like an effect";
}

TEST(Sensitivity, LeavesOutSamplesWithFailedRuns) {
    KnownStudy saltelli("kind = \"saltelli\"\nbase_points = 16\n", 2, noisy);
    const auto analyses_of = [](KnownStudy& known, const std::vector<std::size_t>& failing) {
        const StudyResults results = read_study_results(known.collected(failing));
        const OutcomeSensitivity first = analyse(results, {50, 0.95, 1}).front();
        return std::pair(first.sobol, first.morris);
    };
    const theory::ReplicatedSobol sobol = analyses_of(saltelli, {3, 16 + 3, 5 * 16 + 7}).first;
    EXPECT_EQ(sobol.base_points, 14);
    EXPECT_EQ(sobol.left_out, 2);
    KnownStudy morris("kind = \"morris\"\ntrajectories = 6\n", 2, noisy);
    EXPECT_EQ(analyses_of(morris, {7}).second.used.sum(), 6 * 4 - 2);
}

TEST(Sensitivity, SaysWhenTooFewSamplesAreWhole) {
    KnownStudy known("kind = \"morris\"\ntrajectories = 2\n", 2, noisy);
    const StudyResults results = read_study_results(known.collected({0, 1, 2, 3}));
    const std::vector<OutcomeSensitivity> analyses = analyse(results, {50, 0.95, 1});
    EXPECT_FALSE(analyses.front().estimated);
}

TEST(Sensitivity, RefusesDesignsThatDoNotTellIt) {
    KnownStudy known("kind = \"latin_hypercube\"\npoints = 8\n", 2, noisy);
    const StudyResults results = read_study_results(known.collected());
    EXPECT_THROW(analyse(results, {}), InputError);
}

TEST(Sensitivity, RefusesFilesThatHoldNoSweep) {
    EXPECT_THROW(read_study_results("missing.nc"), MachineError);
    KnownStudy known(kMorris, 2, noisy);
    const StudyResults results = read_study_results(known.collected());
    const std::string numbers = known.file("numbers.nc");
    write_sensitivity(results, analyse(results, {50, 0.95, 1}), {50, 0.95, 1}, numbers, false);
    EXPECT_THROW(read_study_results(numbers), FormatError);
}

TEST(Sensitivity, WritesItsNumbersToAFileOfTheirOwn) {
    KnownStudy known("kind = \"saltelli\"\nbase_points = 16\n", 2, noisy);
    const std::string collected = known.collected();
    const StudyResults results = read_study_results(collected);
    const theory::BootstrapOptions options{50, 0.95, 1}, others{50, 0.9, 1};
    const auto analyses = analyse(results, options);
    const std::string path = sensitivity_file_of(collected);
    EXPECT_EQ(path, known.file("store/results-sensitivity.nc"));
    write_sensitivity(results, analyses, options, path, false);
    const ResultsReader numbers(path);
    EXPECT_EQ(numbers.attribute("design"), "saltelli");
    const ResultsReader::Array total = numbers.read("", "total_upper");
    EXPECT_EQ(total.shape, (std::vector<std::size_t>{2, 3, 4}));
    const auto outcomes = numbers.axis("outcome");
    ASSERT_EQ(outcomes, (std::vector<std::string>{"alone", "noise", "gain"}));
    EXPECT_EQ(total.values[2], of(analyses, "closed", "alone").sobol.total.upper(2));
    EXPECT_TRUE(std::isnan(total.values[2 * 4])) << "the base has no gain";
    EXPECT_EQ(total.values[(3 + 2) * 4 + 1], of(analyses, "open", "gain").sobol.total.upper(1));

    write_sensitivity(results, analyses, options, path, false);  // the same numbers: nothing to do
    EXPECT_THROW(write_sensitivity(results, analyse(results, others), others, path, false), MachineError);
    write_sensitivity(results, analyse(results, others), others, path, true);
    EXPECT_EQ(ResultsReader(path).attribute("confidence"), "0.9");
}

}  // namespace
}  // namespace nephoscope
