// Sensitivity of stochastic models: with equal replications the plain estimators, with noise still the known indices.
#include "models/theory/sensitivity_replicated.h"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <numbers>

#include "models/theory/sensitivity_benchmarks.h"
#include "sim/core/error.h"
#include "sim/core/math.h"
#include "sim/core/random.h"

namespace nephoscope::theory {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

/// Ishigami's function on the unit cube of five inputs, the last two of which do nothing.
double wide_ishigami(const VectorXd& u) { return ishigami((u.head(3).array() * 2 - 1) * std::numbers::pi, 7, 0.1); }

/// A standard normal number, a function of (seed, point, replication).
double normal(std::uint32_t seed, Index point, Index replication) {
    const Words words =
        philox({static_cast<std::uint32_t>(point), static_cast<std::uint32_t>(replication), 7, 7}, {seed, 1234});
    return math::normal_quantile((words[0] + 0.5) / 4294967296.0);
}

MatrixXd outputs_of(const MatrixXd& points, int replications, const std::function<double(const VectorXd&)>& function,
                    double noise, std::uint32_t seed = 1) {
    MatrixXd outputs(points.rows(), replications);
    for (Index j = 0; j < points.rows(); ++j)
        for (Index r = 0; r < replications; ++r)
            outputs(j, r) = function(points.row(j).transpose()) + noise * normal(seed, j, r);
    return outputs;
}

TEST(ReplicatedSobol, IsThePlainEstimateWhenReplicationsAgree) {
    const SaltelliDesign layout = saltelli_design(256, 5, false, Randomisation::digital_shift, 3);
    const MatrixXd outputs = outputs_of(layout.design.points, 3, wide_ishigami, 0);
    const BootstrapOptions options{100, 0.9, 5};
    const SobolEstimate plain = estimate_sobol_indices(split_outputs(layout, outputs.col(0)), options);
    for (const Index replications : {1, 3}) {
        const ReplicatedSobol found = estimate_replicated_sobol(layout, outputs.leftCols(replications), options);
        EXPECT_TRUE(found.distinct);
        EXPECT_EQ(found.base_points, 256);
        EXPECT_TRUE(found.first_order.value.isApprox(plain.first_order.value, 1e-10));
        EXPECT_TRUE(found.first_order.lower.isApprox(plain.first_order.lower, 1e-10));
        EXPECT_TRUE(found.first_order.upper.isApprox(plain.first_order.upper, 1e-10));
        EXPECT_TRUE(found.total.value.isApprox(plain.total.value, 1e-10));
        EXPECT_TRUE(found.total.upper.isApprox(plain.total.upper, 1e-10));
        EXPECT_EQ(std::isnan(found.noise_variance), replications == 1);
    }
    EXPECT_NEAR(estimate_replicated_sobol(layout, outputs).noise_variance, 0, 1e-20);
}

TEST(ReplicatedSobol, FindsKnownIndicesUnderNoiseAsLargeAsTheEffect) {
    const ExactIndices exact = ishigami_indices(7, 0.1);
    const double noise = std::sqrt(exact.variance);
    const SaltelliDesign layout = saltelli_design(2048, 5, false, Randomisation::digital_shift, 3);
    const MatrixXd outputs = outputs_of(layout.design.points, 4, wide_ishigami, noise);
    const ReplicatedSobol found = estimate_replicated_sobol(layout, outputs, {200, 0.95, 5});
    EXPECT_NEAR(found.variance.value(0), exact.variance, 0.05 * exact.variance);
    EXPECT_NEAR(found.noise_variance, noise * noise, 0.05 * noise * noise);
    for (Index i = 0; i < 5; ++i) {
        EXPECT_NEAR(found.first_order.value(i), i < 3 ? exact.first_order(i) : 0, 0.05) << i;
        EXPECT_NEAR(found.total.value(i), i < 3 ? exact.total(i) : 0, 0.05) << i;
    }
    // Without crossing replications the noise of the means would count as an effect of the inputs that have none.
    const SobolEstimate plain = estimate_sobol_indices(split_outputs(layout, outputs.rowwise().mean()), {2, 0.95, 5});
    EXPECT_GT(plain.total.value(4), 0.15);
}

TEST(ReplicatedSobol, ReportsZeroEffectWithinItsIntervalForPureNoise) {
    const SaltelliDesign layout = saltelli_design(64, 3, false, Randomisation::digital_shift, 3);
    int outside = 0, distinct = 0;
    for (std::uint32_t seed = 0; seed < 40; ++seed) {
        const MatrixXd outputs = outputs_of(
            layout.design.points, 4, [](const VectorXd&) { return 1e6; }, 1, seed);
        const ReplicatedSobol found = estimate_replicated_sobol(layout, outputs, {300, 0.95, seed});
        distinct += found.distinct ? 1 : 0;
        for (Index i = 0; i < 3; ++i) {
            outside += found.first_order.lower(i) > 0 || found.first_order.upper(i) < 0 ? 1 : 0;
            outside += found.total.lower(i) > 0 || found.total.upper(i) < 0 ? 1 : 0;
        }
        EXPECT_NEAR(found.noise_variance, 1, 0.2);
    }
    EXPECT_LE(outside, 30);  // of 240, at 5 % each: 12, correlated
    EXPECT_LE(distinct, 5);  // of 40, at 2.5 %: 1
}

TEST(ReplicatedSobol, TakesOutWhatAllPointsOfAReplicationShare) {
    const SaltelliDesign layout = saltelli_design(128, 5, false, Randomisation::digital_shift, 3);
    MatrixXd outputs = outputs_of(layout.design.points, 3, wide_ishigami, 0);
    const ReplicatedSobol without = estimate_replicated_sobol(layout, outputs);
    outputs.col(1).array() += 1000;
    outputs.col(2).array() -= 500;
    const ReplicatedSobol with = estimate_replicated_sobol(layout, outputs);
    EXPECT_TRUE(with.first_order.value.isApprox(without.first_order.value, 1e-9));
    EXPECT_TRUE(with.total.value.isApprox(without.total.value, 1e-9));
    EXPECT_NEAR(with.noise_variance, 0, 1e-18);
}

TEST(ReplicatedSobol, LeavesOutBasePointsThatAreNotWhole) {
    const SaltelliDesign layout = saltelli_design(64, 5, false, Randomisation::digital_shift, 3);
    MatrixXd outputs = outputs_of(layout.design.points, 2, wide_ishigami, 0);
    outputs(64 + 5, 1) = std::nan("");
    outputs(3 * 64 + 5, 0) = std::nan("");
    outputs(9, 0) = std::nan("");
    const ReplicatedSobol found = estimate_replicated_sobol(layout, outputs);
    EXPECT_EQ(found.base_points, 62);
    EXPECT_EQ(found.left_out, 2);
    EXPECT_TRUE(found.total.value.allFinite());
}

TEST(ReplicatedSobol, SaysThatAConstantHasNoEffects) {
    const SaltelliDesign layout = saltelli_design(8, 2);
    const ReplicatedSobol found = estimate_replicated_sobol(layout, MatrixXd::Constant(32, 2, 3.5));
    EXPECT_FALSE(found.distinct);
    EXPECT_EQ(found.total.value, VectorXd::Zero(2));
    EXPECT_EQ(found.total.upper, VectorXd::Zero(2));
}

double g_of(const VectorXd& u) { return g_function(u, VectorXd{{0.0, 1.0, 9.0, 99.0}}); }

TEST(ReplicatedMorris, IsThePlainEstimateWhenReplicationsAgree) {
    const Design design = morris_trajectories(20, 4, 4, 11);
    const MatrixXd outputs = outputs_of(design.points, 3, g_of, 0);
    const BootstrapOptions options{100, 0.9, 5};
    const MorrisEstimate plain = estimate_morris_measures(elementary_effects(design.points, outputs.col(0)), options);
    for (const Index replications : {1, 3}) {
        const ReplicatedMorris found =
            estimate_replicated_morris(design.points, outputs.leftCols(replications), options);
        EXPECT_TRUE(found.mu.value.isApprox(plain.measures.mu, 1e-10));
        EXPECT_TRUE(found.mu_star.value.isApprox(plain.mu_star.value, 1e-10));
        EXPECT_TRUE(found.mu_star.lower.isApprox(plain.mu_star.lower, 1e-10));
        EXPECT_TRUE(found.sigma.value.isApprox(plain.measures.sigma, 1e-10));
        EXPECT_EQ(std::isnan(found.standard_error(0)), replications == 1);
    }
}

TEST(ReplicatedMorris, TakesNoiseOutOfMuStarAndSigma) {
    const Design design = morris_trajectories(200, 4, 4, 11);
    const double noise = 1;
    const MatrixXd outputs = outputs_of(design.points, 4, g_of, noise);
    const ReplicatedMorris found = estimate_replicated_morris(design.points, outputs, {200, 0.95, 5});
    const MorrisMeasures exact = exact_morris_measures(g_of, 4, 4);
    EXPECT_NEAR(found.mu_star.value(0), exact.mu_star(0), 0.15 * exact.mu_star(0));
    EXPECT_NEAR(found.sigma.value(0), exact.sigma(0), 0.15 * exact.sigma(0));
    EXPECT_LE(found.mu_star.lower(3), exact.mu_star(3));
    EXPECT_LT(found.mu_star.value(3), 0.2);
    EXPECT_GT(found.plain_mu_star(3), 0.7);  // the noise that taking means alone would leave
    const double expected = noise * std::sqrt(2.0) / (morris_step(4) * std::sqrt(4.0));
    EXPECT_NEAR(found.standard_error(3), expected, 0.1 * expected);
}

TEST(ReplicatedMorris, ReportsZeroEffectWithinItsIntervalForPureNoise) {
    const Design design = morris_trajectories(10, 6, 4, 11);
    int outside = 0;
    for (std::uint32_t seed = 0; seed < 40; ++seed) {
        const MatrixXd outputs = outputs_of(
            design.points, 4, [](const VectorXd&) { return -1e6; }, 1, seed);
        const ReplicatedMorris found = estimate_replicated_morris(design.points, outputs, {300, 0.95, seed});
        for (Index i = 0; i < 6; ++i) {
            outside += found.mu_star.lower(i) > 0 || found.mu_star.upper(i) < 0 ? 1 : 0;
            outside += found.mu.lower(i) > 0 || found.mu.upper(i) < 0 ? 1 : 0;
        }
    }
    EXPECT_LE(outside, 60);  // of 480, at 5 % each: 24, and more with 10 trajectories' percentile intervals
}

TEST(ReplicatedMorris, LeavesOutTheEffectsOfMissingOutputsAlone) {
    const Design design = morris_trajectories(5, 4, 4, 11);
    MatrixXd outputs = outputs_of(design.points, 2, g_of, 0);
    const MatrixXd effects = elementary_effects(design.points, outputs.col(0));
    outputs(7, 1) = std::nan("");  // in the middle of trajectory 1: two of its four steps touch it
    const ReplicatedMorris found = estimate_replicated_morris(design.points, outputs);
    EXPECT_EQ(found.trajectories, 5);
    EXPECT_EQ(found.used.sum(), 5 * 4 - 2);
    for (Index i = 0; i < 4; ++i) {
        const double all = effects.col(i).sum(), without = all - effects(1, i);
        EXPECT_NEAR(found.mu.value(i), found.used(i) == 5 ? all / 5 : without / 4, 1e-12) << i;
        EXPECT_EQ(found.used(i) == 5,
                  design.points(6, i) == design.points(7, i) && design.points(7, i) == design.points(8, i));
    }
    outputs.topRows(20).setConstant(std::nan(""));
    EXPECT_THROW(estimate_replicated_morris(design.points, outputs), ArgumentError);
}

}  // namespace
}  // namespace nephoscope::theory
