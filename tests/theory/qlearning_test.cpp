#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <vector>

#include "models/theory/qlearning.h"
#include "sim/core/error.h"
#include "sim/core/parallel.h"
#include "sim/core/random.h"
#include "tests/theory/argument_of.h"
#include "tests/theory/plain_qlearning.h"

namespace nephoscope::theory {
namespace {

/// The cheap experiment of tests/vectors/qlearning.json (q-stat-cheap) and what 4000 reference sessions gave.
QLearningExperiment cheap_experiment() {
    QLearningExperiment experiment;
    experiment.exploration_decay = 1e-4;
    return experiment;
}
constexpr double kReferenceGain = 0.70651436401895, kReferenceDeviation = 0.026509949686631663;
constexpr double kReferencePeriods = 202654.76575, kReferencePeriodsDeviation = 12904.475194729532;
constexpr double kReferenceSessions = 4000;

/// Difference of a mean over `sessions` from the reference, in standard errors.
double z_of(double mean, double reference, double deviation, int sessions) {
    return (mean - reference) / (deviation * std::sqrt(1.0 / sessions + 1 / kReferenceSessions));
}

double mean_gain_of_plain(tests::Mutation mutation, int sessions) {
    std::vector<double> gains(static_cast<std::size_t>(sessions));
    for_blocks(gains.size(), 1, available_threads(), [&](std::size_t first, std::size_t) {
        tests::PlainSession plain(cheap_experiment(), mutation);
        gains[first] = plain.play(77, static_cast<std::uint32_t>(first)).profit_gain;
    });
    double mean = 0;
    for (const double gain : gains) mean += gain / sessions;
    return mean;
}

TEST(QLearning, CheapBenchmarkReproducesTheReference) {
    constexpr int kSessions = 200;
    const auto results = play_sessions(QLearningGame(cheap_experiment()), 1, kSessions, available_threads());
    const QLearningSummary summary = summarise(results);
    EXPECT_EQ(summary.converged, kSessions);
    EXPECT_LE(std::fabs(z_of(summary.profit_gain.mean, kReferenceGain, kReferenceDeviation, kSessions)), 4);
    EXPECT_LE(std::fabs(z_of(summary.periods.mean, kReferencePeriods, kReferencePeriodsDeviation, kSessions)), 4);
    EXPECT_NEAR(summary.periods.mean - summary.last_policy_change.mean, 100'000, 1e-6);
}

TEST(QLearning, AcceptanceRejectsPlantedErrors) {
    using tests::Mutation;
    const struct {
        Mutation mutation;
        int sessions;
    } mutants[] = {{Mutation::zero_initial_values, 4},
                   {Mutation::initial_values_not_divided, 4},
                   {Mutation::maximum_over_old_state, 12},
                   {Mutation::exploration_decays_at_half, 40},
                   {Mutation::state_never_updated, 4},
                   {Mutation::one_coin_for_all, 120},
                   {Mutation::reward_scaled, 4}};
    for (const auto& mutant : mutants) {
        const double gain = mean_gain_of_plain(mutant.mutation, mutant.sessions);
        EXPECT_GT(std::fabs(z_of(gain, kReferenceGain, kReferenceDeviation, mutant.sessions)), 4)
            << "mutation " << static_cast<int>(mutant.mutation) << ": gain " << gain;
    }
}

TEST(QLearning, SessionsEqualThePlainProgramBitForBit) {
    for (const int firms : {2, 3}) {
        for (const Memory memory : {Memory::none, Memory::one_period}) {
            QLearningExperiment experiment = cheap_experiment();
            experiment.market.firms = firms;
            experiment.prices = 7;
            experiment.exploration_decay = 5e-4;
            experiment.stable_periods = 20'000;
            experiment.memory = memory;
            const SessionResult fast = play_session(QLearningGame(experiment), 5, 9);
            const SessionResult plain = tests::PlainSession(experiment, tests::Mutation::none).play(5, 9);
            EXPECT_EQ(fast.periods, plain.periods) << firms;
            EXPECT_EQ(fast.last_policy_change, plain.last_policy_change) << firms;
            EXPECT_EQ(fast.cycle_length, plain.cycle_length) << firms;
            EXPECT_EQ(fast.mean_profit, plain.mean_profit) << firms;
            EXPECT_EQ(fast.profit_gain, plain.profit_gain) << firms;
        }
    }
}

TEST(QLearning, ResultsDoNotDependOnThreads) {
    QLearningExperiment experiment = cheap_experiment();
    experiment.exploration_decay = 1e-3;
    experiment.stable_periods = 5'000;
    const QLearningGame game(experiment);
    const auto one = play_sessions(game, 3, 11, 1), seven = play_sessions(game, 3, 11, 7);
    for (std::size_t i = 0; i < one.size(); ++i) {
        EXPECT_EQ(one[i].periods, seven[i].periods) << i;
        EXPECT_EQ(one[i].profit_gain, seven[i].profit_gain) << i;
    }
    EXPECT_NE(one[0].periods, one[1].periods);
    EXPECT_NE(one[0].periods, play_session(game, 4, 0).periods);
}

TEST(QLearning, SessionsThatDoNotSettleAreCountedAndLeftOut) {
    QLearningExperiment experiment = cheap_experiment();
    experiment.max_periods = 1000;
    const auto results = play_sessions(QLearningGame(experiment), 1, 3, 1);
    EXPECT_FALSE(results[0].converged);
    EXPECT_EQ(results[0].periods, 1000);
    EXPECT_THROW(summarise(results), ArgumentError);
}

TEST(QLearning, PersistentExplorationLearnsTheBestResponseToAFixedRival) {
    const QLearningGame game{QLearningExperiment{}};
    constexpr int kRival = 5;
    const Eigen::VectorXd exact = values_against_fixed_rival(game, kRival);
    QLearningAgent agent = game.new_agent();
    const int prices = game.profits.prices();
    int state = kRival;
    for (std::uint32_t t = 0; t < 1'000'000; ++t) {
        const int action = static_cast<int>(std::uint64_t{philox({t, 0, 0, 0}, {1, 2})[0]} * 15 >> 32);
        const int joint = action * prices + kRival;
        agent.learn(state, action, game.profits.at(joint)[0], joint);
        state = joint;
    }
    Eigen::Index best = 0;
    exact.maxCoeff(&best);
    for (int own = 0; own < prices; ++own) {
        const int s = own * prices + kRival;
        EXPECT_EQ(agent.greedy_action(s), best);
        for (int a = 0; a < prices; ++a) EXPECT_NEAR(agent.value(s, a), exact(a), 1e-6) << own << " " << a;
    }
}

TEST(QLearning, KeptGreedyActionIsTheLowestIndexOfTheMaximum) {
    QLearningAgent agent(3, Eigen::Vector4d(1, 2, 2, 0), 0.5, 0.5);
    for (std::uint32_t t = 0; t < 20'000; ++t) {
        const Words w = philox({t, 0, 0, 0}, {9, 9});
        const int state = static_cast<int>(w[0] % 3), action = static_cast<int>(w[1] % 4);
        const int before = agent.greedy_action(state);
        // Few distinct rewards, so that equal values occur.
        const bool changed = agent.learn(state, action, static_cast<double>(w[2] % 3), static_cast<int>(w[3] % 3));
        int best = 0;
        for (int a = 1; a < 4; ++a) best = agent.value(state, a) > agent.value(state, best) ? a : best;
        ASSERT_EQ(agent.greedy_action(state), best) << t;
        ASSERT_EQ(changed, best != before) << t;
    }
}

TEST(QLearning, BenchmarksSatisfyTheirConditions) {
    for (int firms = 1; firms <= 6; ++firms) {
        SymmetricLogitMarket market;
        market.firms = firms;
        const PriceBenchmarks b = price_benchmarks(market);
        EXPECT_LT(b.nash_residual, 1e-13);
        EXPECT_LT(b.monopoly_residual, 1e-13);
        Eigen::VectorXd prices = Eigen::VectorXd::Constant(firms, b.nash_price);
        for (const double other : {b.nash_price - 0.01, b.nash_price + 0.01}) {
            prices(0) = other;
            EXPECT_LT(profits(market, prices)(0), b.nash_profit) << firms;
        }
        for (const double all : {b.monopoly_price - 0.01, b.monopoly_price + 0.01}) {
            EXPECT_LT(profits(market, Eigen::VectorXd::Constant(firms, all))(0), b.monopoly_profit) << firms;
        }
    }
}

TEST(QLearningArguments, AreNamedWhenOutsideTheirRange) {
    const auto name_of = [](void (*change)(QLearningExperiment&)) {
        QLearningExperiment experiment;
        change(experiment);
        return argument_of([&] { QLearningGame game(experiment); });
    };
    EXPECT_EQ(name_of([](QLearningExperiment& e) { e.market.firms = 1; }), "firms");
    EXPECT_EQ(name_of([](QLearningExperiment& e) { e.market.firms = 40; }), "firms");
    EXPECT_EQ(name_of([](QLearningExperiment& e) { e.market.differentiation = 0; }), "differentiation");
    EXPECT_EQ(name_of([](QLearningExperiment& e) { e.prices = 1; }), "prices");
    EXPECT_EQ(name_of([](QLearningExperiment& e) { e.grid_margin = -1; }), "margin");
    EXPECT_EQ(name_of([](QLearningExperiment& e) { e.learning_rate = 0; }), "learning_rate");
    EXPECT_EQ(name_of([](QLearningExperiment& e) { e.exploration_decay = 0; }), "exploration_decay");
    EXPECT_EQ(name_of([](QLearningExperiment& e) { e.discount = 1; }), "discount");
}

}  // namespace
}  // namespace nephoscope::theory
