#include <gtest/gtest.h>

#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <functional>
#include <numbers>
#include <vector>

#include "models/theory/designs.h"
#include "models/theory/sensitivity.h"
#include "models/theory/sensitivity_benchmarks.h"
#include "tests/theory/argument_of.h"

namespace nephoscope::theory {
namespace {

Eigen::VectorXd at_rows(const Eigen::MatrixXd& points, const std::function<double(const Eigen::VectorXd&)>& function) {
    Eigen::VectorXd outputs(points.rows());
    for (Eigen::Index row = 0; row < points.rows(); ++row) outputs(row) = function(points.row(row).transpose());
    return outputs;
}

double ishigami_on_unit_cube(const Eigen::VectorXd& unit) {
    return ishigami(((2 * unit.array() - 1) * std::numbers::pi).matrix(), 7, 0.1);
}

TEST(Designs, GridHasEveryCombinationOnce) {
    const Design design = grid_design({3, 1, 2});
    ASSERT_EQ(design.points.rows(), 6);
    EXPECT_EQ(design.points.row(0), Eigen::RowVector3d(0, 0.5, 0));
    EXPECT_EQ(design.points.row(1), Eigen::RowVector3d(0, 0.5, 1));
    EXPECT_EQ(design.points.row(5), Eigen::RowVector3d(1, 0.5, 1));
}

TEST(Designs, LatinHypercubeHitsEveryCellOfEveryInputOnce) {
    const Design design = latin_hypercube(17, 5, 3);
    for (Eigen::Index input = 0; input < 5; ++input) {
        std::vector<int> hits(17, 0);
        for (Eigen::Index row = 0; row < 17; ++row) {
            ++hits[static_cast<std::size_t>(std::floor(design.points(row, input) * 17))];
        }
        EXPECT_EQ(std::count(hits.begin(), hits.end(), 1), 17) << input;
    }
    EXPECT_NE(design.points.col(0), design.points.col(1));
}

TEST(Designs, SeedDecidesThePointsAndIsStored) {
    EXPECT_EQ(latin_hypercube(20, 3, 5).points, latin_hypercube(20, 3, 5).points);
    EXPECT_NE(latin_hypercube(20, 3, 5).points, latin_hypercube(20, 3, 6).points);
    EXPECT_EQ(latin_hypercube(20, 3, 5).seed, 5U);
    EXPECT_EQ(morris_trajectories(4, 3, 4, 9).points, morris_trajectories(4, 3, 4, 9).points);
    EXPECT_NE(morris_trajectories(4, 3, 4, 9).points, morris_trajectories(4, 3, 4, 10).points);
    const auto shifted = [](std::uint64_t seed) {
        return sobol_points(8, 2, Randomisation::digital_shift, seed).points;
    };
    EXPECT_EQ(shifted(1), shifted(1));
    EXPECT_NE(shifted(1), shifted(2));
    EXPECT_EQ(saltelli_design(8, 2, false, Randomisation::digital_shift, 4).design.seed, 4U);
}

TEST(Designs, SobolPointsFillDyadicCellsEvenlyAlsoWhenShifted) {
    for (const Randomisation randomisation : {Randomisation::none, Randomisation::digital_shift}) {
        const Design design = sobol_points(64, 40, randomisation, 12);
        for (Eigen::Index input = 0; input < 40; ++input) {
            std::vector<int> hits(64, 0);
            for (Eigen::Index row = 0; row < 64; ++row) {
                ++hits[static_cast<std::size_t>(std::floor(design.points(row, input) * 64))];
            }
            EXPECT_EQ(std::count(hits.begin(), hits.end(), 1), 64) << input;
        }
    }
}

TEST(Designs, SobolSequenceMayBeTakenInParts) {
    const Eigen::MatrixXd whole = sobol_points(32, 7).points;
    for (const int first : {0, 1, 2, 13}) {
        const Eigen::MatrixXd part =
            sobol_points(5, 7, Randomisation::none, 0, static_cast<std::uint64_t>(first)).points;
        EXPECT_EQ(part, whole.middleRows(first, 5)) << first;
    }
}

TEST(Designs, MorrisTrajectoriesStayOnTheGridAndChangeOneInputAtATime) {
    const Design design = morris_trajectories(50, 6, 4, 1);
    ASSERT_EQ(design.points.rows(), 350);
    const Eigen::ArrayXXd thirds = design.points.array() * 3;
    EXPECT_LT((thirds - thirds.round()).abs().maxCoeff(), 1e-15);
    EXPECT_GE(design.points.minCoeff(), 0);
    EXPECT_LE(design.points.maxCoeff(), 1);
    const Eigen::MatrixXd effects = elementary_effects(design.points, design.points.rowwise().sum());
    EXPECT_LT((effects.array() - 1).abs().maxCoeff(), 1e-14);
}

TEST(Sensitivity, EstimatesApproachTheExactIndices) {
    const ExactIndices exact = ishigami_indices(7, 0.1);
    const SaltelliDesign design = saltelli_design(4096, 3, true, Randomisation::digital_shift, 1);
    const SaltelliOutputs outputs = split_outputs(design, at_rows(design.design.points, ishigami_on_unit_cube));
    EXPECT_LT((saltelli_first_order(outputs) - exact.first_order).cwiseAbs().maxCoeff(), 0.01);
    EXPECT_LT((jansen_first_order(outputs) - exact.first_order).cwiseAbs().maxCoeff(), 0.01);
    EXPECT_LT((jansen_total(outputs) - exact.total).cwiseAbs().maxCoeff(), 0.01);
    EXPECT_GT((jansen_total(outputs) - exact.first_order).cwiseAbs().maxCoeff(), 0.1);  // S and ST differ by far more
}

TEST(Sensitivity, CentringTamesALargeMean) {
    const SaltelliDesign design = saltelli_design(256, 3);
    const Eigen::VectorXd plain = at_rows(design.design.points, ishigami_on_unit_cube);
    const Eigen::VectorXd shifted = (plain.array() + 1000).matrix();
    const auto first = [&](const Eigen::VectorXd& y, Centring c) {
        return saltelli_first_order(split_outputs(design, y), c);
    };
    EXPECT_LT((first(plain, Centring::all_rows) - first(shifted, Centring::all_rows)).cwiseAbs().maxCoeff(), 1e-8);
    EXPECT_GT((first(plain, Centring::none) - first(shifted, Centring::none)).cwiseAbs().maxCoeff(), 0.1);
}

TEST(Sensitivity, BootstrapIntervalsCoverTheTruthAboutAsOftenAsTheySay) {
    const ExactIndices exact = g_function_indices(Eigen::Vector3d(0, 1, 4.5));
    int covered = 0;
    constexpr int kStudies = 40;
    for (std::uint64_t study = 0; study < kStudies; ++study) {
        const Eigen::MatrixXd a = latin_hypercube(200, 3, 2 * study).points;
        const Eigen::MatrixXd b = latin_hypercube(200, 3, 2 * study + 1).points;
        const SaltelliDesign design = saltelli_design_of(a, b);
        const auto g = [](const Eigen::VectorXd& x) { return g_function(x, Eigen::Vector3d(0, 1, 4.5)); };
        const SobolEstimate e =
            estimate_sobol_indices(split_outputs(design, at_rows(design.design.points, g)), {200, 0.95, study});
        EXPECT_EQ(e.bootstrap.seed, study);
        covered += e.total.lower(0) <= exact.total(0) && exact.total(0) <= e.total.upper(0) ? 1 : 0;
    }
    EXPECT_GE(covered, 32);  // 38 expected of a 95 % interval; below 32 has probability 1e-3 at 90 % coverage
    EXPECT_LT(covered, kStudies + 1);
}

TEST(Sensitivity, BootstrapDependsOnItsSeedAlone) {
    const Design design = morris_trajectories(20, 3, 4, 1);
    const Eigen::MatrixXd effects = elementary_effects(design.points, at_rows(design.points, ishigami_on_unit_cube));
    const MorrisEstimate first = estimate_morris_measures(effects, {100, 0.9, 3});
    EXPECT_EQ(first.mu_star.lower, estimate_morris_measures(effects, {100, 0.9, 3}).mu_star.lower);
    EXPECT_NE(first.mu_star.lower, estimate_morris_measures(effects, {100, 0.9, 4}).mu_star.lower);
    EXPECT_LE(first.mu_star.lower(0), first.mu_star.value(0));
    EXPECT_GE(first.mu_star.upper(0), first.mu_star.value(0));
}

TEST(Sensitivity, SampledMorrisMeasuresApproachTheExactOnes) {
    const MorrisMeasures exact = exact_morris_measures(ishigami_on_unit_cube, 3, 4);
    constexpr int kTrajectories = 4000;
    const Design design = morris_trajectories(kTrajectories, 3, 4, 8);
    const MorrisMeasures sampled =
        morris_measures(elementary_effects(design.points, at_rows(design.points, ishigami_on_unit_cube)));
    for (Eigen::Index i = 0; i < 3; ++i) {
        const double error = exact.sigma(i) / std::sqrt(kTrajectories);
        EXPECT_NEAR(sampled.mu(i), exact.mu(i), 5 * error) << i;
        EXPECT_NEAR(sampled.mu_star(i), exact.mu_star(i), 5 * error) << i;
        EXPECT_NEAR(sampled.sigma(i), exact.sigma(i), 5 * error) << i;
    }
    EXPECT_GT(std::fabs(sampled.mu(0) - exact.mu_star(2)), 5 * exact.sigma(0) / std::sqrt(kTrajectories));
}

TEST(SensitivityArguments, AreNamedWhenOutsideTheirRange) {
    EXPECT_EQ(argument_of([] { grid_design({}); }), "levels");
    EXPECT_EQ(argument_of([] { grid_design({100000, 100000}); }), "levels");
    EXPECT_EQ(argument_of([] { latin_hypercube(0, 1, 1); }), "points");
    EXPECT_EQ(argument_of([] { sobol_points(1, 3668); }), "inputs");
    EXPECT_EQ(argument_of([] { halton_points({2, 1}, 1); }), "bases[1]");
    EXPECT_EQ(argument_of([] { morris_trajectories(1, 1, 5, 0); }), "levels");
    EXPECT_EQ(argument_of([] {
                  scale_to_bounds(Eigen::MatrixXd::Zero(1, 1), Eigen::VectorXd::Ones(1), Eigen::VectorXd::Zero(1));
              }),
              "lower[0]");
    const SaltelliDesign design = saltelli_design(4, 1);
    EXPECT_EQ(argument_of([&] { split_outputs(design, Eigen::VectorXd::Ones(3)); }), "outputs");
    EXPECT_EQ(argument_of([&] { jansen_total(split_outputs(design, Eigen::VectorXd::Ones(12))); }), "outputs");
    EXPECT_EQ(argument_of([] { elementary_effects(Eigen::MatrixXd::Zero(2, 1), Eigen::VectorXd::Zero(2)); }),
              "unit_points");
}

}  // namespace
}  // namespace nephoscope::theory
