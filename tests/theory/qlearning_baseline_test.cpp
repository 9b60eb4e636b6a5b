#include <gtest/gtest.h>

#include <cmath>

#include "models/theory/qlearning.h"
#include "sim/core/parallel.h"

namespace nephoscope::theory {
namespace {

/// The baseline of Calvano et al. 2020 (n = 2, α = 0.15, β = 4e-6, δ = 0.95, 15 prices) against the 4000 reference
/// sessions of tests/vectors/qlearning.json (q-stat-base): |z| ≤ 4 on gain, price and periods. The figures it prints
/// are those of docs/validation.md.
TEST(QLearningBaseline, FiveHundredSessionsReproduceTheReference) {
    constexpr int kSessions = 500;
    const auto results = play_sessions(QLearningGame(QLearningExperiment{}), 1, kSessions, available_threads());
    const QLearningSummary s = summarise(results);
    RecordProperty("profit_gain", std::to_string(s.profit_gain.mean));
    RecordProperty("standard_error", std::to_string(s.profit_gain.standard_error));
    const double shrink = std::sqrt(1.0 / kSessions + 1.0 / 4000);
    EXPECT_EQ(s.converged, kSessions);
    EXPECT_NEAR(s.profit_gain.mean, 0.846691735189525, 4 * 0.11207658335665825 * shrink);
    EXPECT_NEAR(s.price.mean, 1.7916360006335998, 4 * 0.07054190286161735 * shrink);
    EXPECT_NEAR(s.periods.mean, 1861975.388, 4 * 307447.6591480807 * shrink);
    EXPECT_NEAR(s.profit_gain.mean, 0.85, 0.025) << "the paper reports about 85 %";
}

}  // namespace
}  // namespace nephoscope::theory
